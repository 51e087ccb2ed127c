"""What a submission would change, clause by clause, for the eyes of whoever confirms it."""

import uuid
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html_join
from django.utils.translation import gettext as _

from zhixi.approval.subjects import Change
from zhixi.knowledge import typenames, types
from zhixi.knowledge.changes.cells import seen
from zhixi.knowledge.changes.fields import label_of, untold
from zhixi.knowledge.changes.rows import Row, rows
from zhixi.knowledge.changes.sides import Side
from zhixi.knowledge.checks import RULES
from zhixi.knowledge.clauses import Clause
from zhixi.knowledge.files.listing import url
from zhixi.knowledge.models import (
    ArticleVersion,
    BatchWithdrawal,
    LiveSpan,
    Merger,
    OverruledCheck,
    RedactionRequest,
    Withdrawal,
)
from zhixi.knowledge.sections import Tree, tree
from zhixi.knowledge.types.words import shown
from zhixi.lib import diff
from zhixi.lib.text import series

Part = tuple[str, str]


def of_versions(versions: Sequence[ArticleVersion]) -> list[Change]:
    """Each version against the one before it that was approved."""
    before, stood = _approved_before(versions), _overruled(versions)
    return [_change(v, before.get(v.article_id), stood.get(v.line, [])) for v in versions]


def _overruled(versions: Sequence[ArticleVersion]) -> dict[uuid.UUID, list[str]]:
    """By line, the rules whose hints stood when these versions were handed in."""
    submissions = {version.submission_id for version in versions}
    rows = OverruledCheck.objects.filter(submission__in=submissions).order_by("id")
    found: dict[uuid.UUID, list[str]] = {}
    for line, rule in rows.values_list("line", "rule"):
        if rule in RULES:
            found.setdefault(line, []).append(str(RULES[rule].name))
    return found


def _approved_before(versions: Sequence[ArticleVersion]) -> dict[int, ArticleVersion]:
    handed_in = {version.article_id: version.n for version in versions}
    spans = LiveSpan.objects.filter(article__in=handed_in).order_by("live_from")
    return {
        span.article_id: span.version
        for span in spans.select_related("version__content", "version__article")
        if span.version.n < handed_in[span.article_id]
    }


def _change(new: ArticleVersion, old: ArticleVersion | None, stood: list[str]) -> Change:
    content = types.load(new.article.type, new.content.payload)
    before = types.load(new.article.type, old.content.payload) if old else None
    label = f"{typenames.name_of(content)} · {new.article_id} · v{new.n}"
    note = _("%(label)s，新增") % {"label": label}
    if old:
        note = _("%(label)s，对照 v%(n)s") % {"label": label, "n": old.n}
    was = [Clause(*row) for row in old.clauses] if old else []
    now = [Clause(*row) for row in new.clauses]
    aligned = rows(was, now)
    parts = _told([(_("标题"), old.title if old else "", new.title)])
    parts += _facts(old, new) if old else []
    parts += _told(
        [(_("复审到期日"), _moment(before and before.review_by), _moment(content.review_by))]
    )
    parts += _clauses(aligned, Side(before or content, was), Side(content, now))
    parts += _order(aligned, was) + _markup(before.body if before else "", content.body)
    parts += _new_files(before, content) + _rest(untold(before, was), untold(content, now))
    parts = parts or [("", escape(_("内容没有变化。")))]
    if stood:
        parts.append((_("保留的提示"), escape(series(stood))))
    return Change(new.title, note, parts)


def _new_files(before: types.TypedContent | None, content: types.TypedContent) -> list[Part]:
    """The files that come with it, to be opened before they are confirmed."""
    known = {each.digest for each in before.attachments} if before else set()
    new = [(url(f.digest, f.name), f.name) for f in content.attachments if f.digest not in known]
    link = '<a href="{}" target="_blank" rel="noopener">{}</a>'
    return [(_("打开附件"), format_html_join("　", link, new))] if new else []


def _told(facts: list[tuple[str, str, str]]) -> list[Part]:
    """Of label, old and new value, what changed."""
    return [(label, diff.render(diff.diff_text(a, b))) for label, a, b in facts if a != b]


def _rest(old: dict[str, str], new: dict[str, str]) -> list[Part]:
    """Every other field that changed, so that nothing passes the confirmer unseen."""
    paths = sorted(old.keys() | new.keys())
    return _told([(label_of(path), old.get(path, ""), new.get(path, "")) for path in paths])


def _clauses(aligned: list[Row], old: Side, new: Side) -> list[Part]:
    """What changed or is new; at the end what is gone, or now stands in another field."""
    parts: list[Part] = []
    for row in aligned:
        if row.now and (pieces := seen(row, old, new)):
            parts.append((new.labels.get(row.now.path, ""), diff.render(pieces)))
    gone = (row for row in aligned if row.was and not row.now)
    return parts + [(_("删去"), diff.render(seen(row, old, new))) for row in gone]


def _order(aligned: list[Row], old: list[Clause]) -> list[Part]:
    """Lines that only changed places, which comparing each with itself does not show."""
    if not any(row.place for row in aligned):
        return []
    both = {row.was.id: row.now for row in aligned if row.was and row.now}
    was, now = [clause for clause in old if clause.id in both], list(both.values())
    return [(_("顺序"), diff.render(diff.diff_text(_beginnings(was), _beginnings(now))))]


def _beginnings(clauses: list[Clause]) -> str:
    return "\n".join(clause.text[:20] for clause in clauses)


def _facts(old: ArticleVersion, new: ArticleVersion) -> list[Part]:
    """Place and times, which decide as much as words do."""
    sections = tree(new.at)
    return _told(
        [
            (_("栏目"), _path(sections, old.section_id), _path(sections, new.section_id)),
            (_("主管部门"), str(old.owner or ""), str(new.owner or "")),
            (_("可见范围"), str(old.audience or ""), str(new.audience or "")),
            (_("生效时间"), _moment(old.effective_from), _moment(new.effective_from)),
            (_("失效时间"), _moment(old.expires_at), _moment(new.expires_at)),
        ]
    )


def _path(sections: Tree, section: int) -> str:
    return sections.written(section)


def _moment(at: object) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i") if at else ""  # type: ignore[arg-type]


def _markup(old: str, new: str) -> list[Part]:
    """Changed links and emphasis of two bodies, which plain words do not show."""
    pieces = [piece for piece in diff.diff_html(old, new) if piece.op == "~"]
    return [(_("链接与强调"), diff.render(pieces))] if pieces else []


def of_withdrawals(asked: Sequence[Withdrawal | BatchWithdrawal]) -> list[Change]:
    """Each article that is to leave, with all that it said last."""
    spans = LiveSpan.objects.filter(article__in=[each.article_id for each in asked])
    told = spans.select_related("version__content", "version__article").order_by("live_from")
    last = {span.article_id: span for span in told}
    return [_leaving(each, last.get(each.article_id)) for each in asked]


def _leaving(asked: Withdrawal | BatchWithdrawal, span: LiveSpan | None) -> Change:
    when = _moment(asked.from_at) or _("确认后立即")
    note = _("撤回时间：%(when)s。撤回后坐席不再看到这条知识。") % {"when": when}
    if span is None:
        return Change(str(asked.article_id), note)
    return Change(span.title, note, _all_gone(span.version))


def of_merger(asked: Merger) -> Change:
    """What ends, whole, and where its links will arrive."""
    version = ArticleVersion.objects.select_related("content", "article").get(
        article=asked.article_id, n=asked.n
    )
    words = {
        "number": asked.article_id,
        "target": asked.target_id,
        "section": _path(tree(version.at), version.section_id),
        "audience": str(version.audience or _("按栏目")),
    }
    note = _(
        "撤回 %(number)s，打开它的链接和收藏转到 %(target)s。原栏目：%(section)s；可见范围：%(audience)s。"
    )
    return Change(version.title, note % words, _all_gone(version))


def of_removal(asked: RedactionRequest) -> Change:
    version = asked.version
    note = _("依据：%(ground)s。删除后这些文字不可恢复，编号、时间与摘要保留。")
    return Change(version.title, note % {"ground": asked.ground}, _all_gone(version))


def _all_gone(version: ArticleVersion) -> list[Part]:
    content = types.load(version.article.type, version.content.payload)
    return _told([(p.label, shown(p.path, p.text), "") for p in content.parts()])

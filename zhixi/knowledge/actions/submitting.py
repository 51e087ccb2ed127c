"""Submitting freezes: the draft becomes an immutable version, a candidate for the gate."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from pydantic import ValidationError

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import ties, types
from zhixi.knowledge.clauses import Clause, cut
from zhixi.knowledge.files import carrying
from zhixi.knowledge.models import (
    Article,
    ArticleVersion,
    Content,
    Draft,
    DraftContribution,
    OverruledCheck,
    Withdrawal,
)
from zhixi.knowledge.sections import tree
from zhixi.lib.batches import batches
from zhixi.lib.db import writing
from zhixi.lib.digest import canonical, digest
from zhixi.search import Corpus, outbox

KIND = "article"
WITHDRAWAL = "withdrawal"


class UnableToSubmit(Exception):
    """Nothing was handed in; the message says why."""


def submit(
    *,
    articles: Sequence[int],
    by: Person,
    clock: Clock,
    title: str = "",
    reason: str = "",
    overruled: Mapping[int, Collection[str]] | None = None,
) -> Submission:
    """Hand in the drafts of these articles as one submission. Raises UnableToSubmit.

    Nothing is checked here, as `handing` does; `overruled` are the rules whose hints stood.
    """
    stood = overruled or {}
    with writing():
        for some in batches(list(articles), 1000):
            if tie := ties.torn(some):
                words = _("知识 %(giving)s 与 %(taking)s 要一起提交。")
                given = {"giving": tie.giving_id, "taking": tie.taking_id}
                raise UnableToSubmit(words % given)
        submission = put_forward(
            articles, by=by, clock=clock, title=title, reason=reason, overruled=stood
        )
        log(submission, by, set().union(*stood.values()))
        return submission


def put_forward(
    articles: Sequence[int],
    *,
    by: Person,
    clock: Clock,
    title: str | Promise,
    reason: str,
    overruled: Mapping[int, Collection[str]],
    kind: str = KIND,
    seal: Callable[[list[ArticleVersion]], str] | None = None,
    beside: int = 0,
) -> Submission:
    """Freeze the drafts under a submission; in the caller's transaction, who logs it.

    `seal` gives the digest of what would take effect, `beside` counts what that is besides texts.
    """
    drafts = [
        draft
        for some in batches(sorted(articles), 1000)
        for draft in Draft.objects.filter(article__in=some)
        .select_related("article")
        .order_by("article_id")
    ]
    if not drafts:
        raise UnableToSubmit(_("没有可提交的草稿。"))
    _refuse_closed(drafts, clock())
    versions = freeze(drafts, by=by, at=clock())
    submission = gate.submit(
        kind=kind,
        title=title or versions[0].title,
        size=len(versions) + beside,
        digest=(seal or manifest)(versions),
        makers=makers_of(versions),
        by=by,
        clock=clock,
        reason=reason,
    )
    for version in versions:
        version.submission = submission
    ArticleVersion.objects.bulk_create(versions, batch_size=500)
    for some in batches([draft.pk for draft in drafts], 1000):
        Draft.objects.filter(pk__in=some).delete()
    outbox.changed([version.article_id for version in versions], clock(), Corpus.IN_WORK)
    OverruledCheck.objects.bulk_create(
        OverruledCheck(submission=submission, line=v.line, rule=rule, section_id=v.section_id)
        for v in versions
        for rule in sorted(overruled.get(v.article_id, ()))
    )
    return submission


def _refuse_closed(drafts: Iterable[Draft], now: dt.datetime) -> None:
    nodes = tree(now).nodes
    for draft in drafts:
        node = nodes.get(draft.section_id)
        if node and node.closed:
            words = _("知识 %(number)s 所在的栏目“%(name)s”已停用，请另选栏目后再提交。")
            raise UnableToSubmit(words % {"number": draft.article_id, "name": node.name})


def withdraw(
    *, article: Article, by: Person, clock: Clock, reason: str, from_at: dt.datetime | None = None
) -> Submission:
    """Ask that the article cease to be live, at once or from a moment on."""
    if not reason.strip():
        raise UnableToSubmit(_("撤回请写明原因。"))
    with writing():
        frozen = digest(canonical([article.pk, from_at]))
        submission = gate.submit(
            kind=WITHDRAWAL,
            title=format_lazy(gettext_lazy("撤回 {number}"), number=article.pk),
            size=1,
            digest=frozen,
            makers=frozenset(),
            by=by,
            clock=clock,
            reason=reason,
        )
        Withdrawal.objects.create(article=article, submission=submission, from_at=from_at)
        log(submission, by)
        return submission


def log(submission: Submission, by: Person, overruled: Collection[str] = ()) -> None:
    """The link that says what was handed in."""
    told = {"overruled": sorted(overruled)} if overruled else {}
    audit.record(
        verb="submit",
        subject=f"submission:{submission.pk}",
        facts={"kind": submission.kind, "digest": submission.digest, "size": submission.size}
        | told,
        by=by,
        at=submission.submitted_at,
    )


def freeze(drafts: Sequence[Draft], *, by: Person, at: dt.datetime) -> list[ArticleVersion]:
    """Versions for these drafts, their contents stored; the versions are not saved yet."""
    with override(settings.LANGUAGE_CODE):  # what is kept does not follow a reader's language
        return _frozen(drafts, by, at)


def _frozen(drafts: Sequence[Draft], by: Person, at: dt.datetime) -> list[ArticleVersion]:
    preceding = _preceding([draft.article_id for draft in drafts])
    versions, payloads = [], {}
    contents = [_complete(draft) for draft in drafts]
    _refuse_lost_files(contents)
    for draft, content in zip(drafts, contents, strict=True):
        payload = canonical(draft.content)
        key = digest(payload)
        payloads[key] = payload
        before = preceding.get(draft.article_id)
        versions.append(
            ArticleVersion(
                article_id=draft.article_id,
                n=before.n + 1 if before else 1,
                content_id=key,
                clauses=_clauses(content, before),
                section_id=draft.section_id,
                owner_id=draft.owner_id,
                audience_id=draft.audience_id,
                title=content.title[:200],
                effective_from=content.effective_from,
                expires_at=_earlier(content.expires_at, content.leaves_at()),
                ended_from=content.ended_from(),
                line=draft.line,
                by=by,
                at=at,
            )
        )
    store(payloads)
    return versions


def _complete(draft: Draft) -> types.TypedContent:
    """A draft keeps unfinished words too; those are not handed in. Raises UnableToSubmit."""
    try:
        return types.read(draft.article.type, draft.content)
    except ValidationError as error:
        words = _("知识 %(number)s 还有未填好的内容，请先改好再提交。")
        raise UnableToSubmit(words % {"number": draft.article_id}) from error


def _refuse_lost_files(contents: Iterable[types.TypedContent]) -> None:
    """Raises UnableToSubmit where an attachment or picture is not here, or is of another kind."""
    carried = [each for content in contents for each in content.attachments]
    shown = [each for content in contents for each in content.pictures()]
    named = [(a.digest, a.suffix) for a in carried] + [(p.digest, p.suffix) for p in shown]
    lost = carrying.lost(named)
    names = [each.name for each in carried if (each.digest, each.suffix) in lost]
    if names:
        raise UnableToSubmit(_("附件“%(name)s”不在系统里，请重新上传。") % {"name": names[0]})
    if lost:
        gone = next(each for each in shown if (each.digest, each.suffix) in lost)
        words = _("正文里的图片“%(name)s”不在系统里，请删除后重新放入。")
        raise UnableToSubmit(words % {"name": gone.alt or gone.name})


def _earlier(a: dt.datetime | None, b: dt.datetime | None) -> dt.datetime | None:
    return min(a, b) if a and b else a or b


def _preceding(numbers: Sequence[int]) -> dict[int, ArticleVersion]:
    """The last version of each article that has one."""
    found: dict[int, ArticleVersion] = {}
    for some in batches(numbers, 1000):
        last = (
            ArticleVersion.objects.filter(article__in=some)
            .values("article")
            .annotate(last=Max("id"))
            .values("last")
        )
        for version in ArticleVersion.objects.filter(pk__in=last):
            found[version.article_id] = version
    return found


def _clauses(content: types.TypedContent, before: ArticleVersion | None) -> list[list[int | str]]:
    old = [Clause(*row) for row in before.clauses] if before else []
    used = max((clause.id for clause in old), default=0)
    return [clause.as_row() for clause in cut(content.parts(), old, used)]


def store(payloads: dict[str, str]) -> None:
    """Keep contents that are not kept yet."""
    for keys in batches(list(payloads), 1000):
        known = set(Content.objects.filter(pk__in=keys).values_list("pk", flat=True))
        new = {key: payloads[key] for key in keys if key not in known}
        # Two writers may bring the same words at the same moment; SQLite has one writer.
        twice = connection.vendor == "postgresql"
        Content.objects.bulk_create(
            [Content(digest=key, payload=payload) for key, payload in new.items()],
            batch_size=500,
            ignore_conflicts=twice,
        )
        carrying.tie(new, twice=twice)


def manifest(versions: Iterable[ArticleVersion]) -> str:
    """One digest over what would take effect: words and place of every version."""
    return digest(
        "\n".join(
            canonical([v.article_id, v.n, v.content_id, v.section_id, v.owner_id, v.audience_id])
            for v in sorted(versions, key=lambda v: v.article_id)
        )
    )


def makers_of(versions: Iterable[ArticleVersion]) -> frozenset[str]:
    """Staff numbers of all who contributed to these versions' lines."""
    makers: set[str] = set()
    for some in batches([version.line for version in versions], 1000):
        makers.update(
            DraftContribution.objects.filter(line__in=some)
            .values_list("person__number", flat=True)
            .distinct()
        )
    return frozenset(makers)

"""What a region would say otherwise, for the eyes of whoever confirms it: that and no more."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from zhixi.approval.subjects import Change
from zhixi.knowledge import types
from zhixi.knowledge.checks import RULES
from zhixi.knowledge.models import LiveSpan, OverruledCheck, RegionalChange
from zhixi.knowledge.regional.sentences import Row, read_rows, sentences
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib import diff
from zhixi.lib.text import series

Part = tuple[str, str]


def of_regional(asked: RegionalChange) -> Change:
    words = {"number": asked.article_id, "region": asked.region}
    if asked.veto:
        note = _("%(region)s · 编号 %(number)s。同意后，%(region)s的坐席看到总行说法。") % words
    else:
        note = _("%(region)s · 编号 %(number)s。只改%(region)s的说法，其他地区不变。") % words
    text = _text(asked)
    parts = [part for row in _rows(asked, text) for part in _told(row)]
    parts = parts or [(asked.region, escape(_("已依法删除")))]
    stood = OverruledCheck.objects.filter(submission=asked.submission_id).order_by("id")
    names = [str(RULES[r].name) for r in stood.values_list("rule", flat=True) if r in RULES]
    if names:
        parts.append((_("保留的提示"), escape(series(names))))
    return Change(text.title if text else str(asked.article_id), note, parts)


def _text(asked: RegionalChange) -> TypedContent | None:
    """What the article says, or said last."""
    spans = LiveSpan.objects.filter(article=asked.article_id).order_by("live_from")
    span = spans.select_related("version__content", "article").last()
    return types.load(span.article.type, span.version.content.payload) if span else None


def _rows(asked: RegionalChange, text: TypedContent | None) -> list[Row]:
    """What was handed in, each under the name that its part has in the article."""
    shown = sentences(text, asked.region) if text else []
    named = {each.key: each.label for each in shown}
    rows = read_rows(asked.region, asked.rows)
    return [replace(row, label=named.get(row.key, row.label)) for row in rows]


def _told(row: Row) -> Iterator[Part]:
    """The part as head office says it, then what becomes of it in the region."""
    head, was, now = row.told.values()
    yield _("总行"), format_html("<small>{}</small> {}", row.label, head or _not_said(row))
    within = f"{row.key.region} · {row.key.within}" if row.key.within else row.key.region
    if not row.now:
        within = _("%(region)s：改回总行说法") % {"region": within}
    yield within, diff.render(diff.diff_text(was or head, now or head))


def _not_said(row: Row) -> str:
    return _("各条之后另加") if row.key.adds else _("没有写")

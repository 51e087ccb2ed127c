"""Where a region's writing of an article stands, and all that its page shows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person
from zhixi.approval.models import Decision, Submission
from zhixi.knowledge import types
from zhixi.knowledge.checks import Warning, standard, warnings
from zhixi.knowledge.checks.warnings import MUST
from zhixi.knowledge.editing import problems
from zhixi.knowledge.models import ArticleVersion, LiveSpan, Placement, RegionalDraft
from zhixi.knowledge.queries import NotVisible, live, read
from zhixi.knowledge.regional.sentences import (
    Cells,
    Payload,
    Placed,
    Row,
    Sentence,
    applied,
    placed,
    read_rows,
    sentences,
)
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib.digest import canonical, digest


@dataclass(frozen=True, slots=True)
class Standing:
    """The version of an article that is live, whoever reads it."""

    span: LiveSpan
    payload: Payload
    content: TypedContent

    @property
    def section(self) -> int:
        return self.span.section_id


def standing(number: int, now: dt.datetime) -> Standing | None:
    spans = live(now).filter(article=number)
    span = spans.select_related("article", "version__content", "version__article").first()
    if span is None:
        return None
    content = types.load(span.article.type, span.version.content.payload)
    return Standing(span, types.dump(content), content)


def unsteady(stands: Standing, now: dt.datetime) -> str:
    """Why a text that follows the live one at once would take back what was approved; "" if not."""
    number, version = stands.span.article_id, stands.span.version
    ahead = LiveSpan.objects.filter(article=number, live_from__gt=now).exists()
    ends = version.expires_at or FOREVER
    moves = Placement.objects.filter(article=number, from_at__gt=now).exists()
    if ahead or moves or min(ends, FOREVER) != stands.span.live_until:
        return _("总行已安排这条知识在之后更新或下线，请在那以后再提交。")
    return ""


def waiting_version(number: int) -> ArticleVersion | None:
    """Head office's own text of it that is at the gate."""
    decided = Decision.objects.filter(final=True).values("submission")
    rows = ArticleVersion.objects.filter(article=number, submission__isnull=False)
    return rows.exclude(submission__in=decided).last()


@dataclass(frozen=True, slots=True)
class Kept:
    """A region's draft of an article, if there is one, and what came back of it."""

    draft: RegionalDraft | None
    rows: list[Row] = field(default_factory=list)
    waiting: Submission | None = None
    returned: Decision | None = None

    @property
    def state(self) -> str:
        return state(self.rows)


def state(rows: Sequence[Row]) -> str:
    """A name for these differences; equal ones have equal names."""
    return digest(canonical([row.stored() for row in rows])) if rows else ""


def kept(number: int, region: str) -> Kept:
    rows = RegionalDraft.objects.select_related("by", "submission")
    draft = rows.filter(article=number, region=region).first()
    if draft is None:
        return Kept(None)
    told = read_rows(region, draft.rows)
    if draft.submission is None:
        return Kept(draft, told)
    last = draft.submission.decisions.filter(final=True).select_related("by").first()
    return Kept(draft, told, None if last else draft.submission, last)


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the page: what head office says, what the region says now and in its draft."""

    sentence: Sentence
    said: list[tuple[str, str]]  # head office's cell and the region's
    old: str = ""
    moved_on: bool = False
    changed: bool = False
    saved: str = ""  # where what was typed is not what is saved
    problems: list[Warning] = field(default_factory=list)

    @property
    def spoken(self) -> str:
        """The region's cells in one line; nothing where it says nothing."""
        own = tuple(cell for _head, cell in self.said)
        return self.sentence.key.told(own) if any(own) else ""

    @property
    def open(self) -> bool:
        """Whether nobody says anything there, so that the region may."""
        return not (self.sentence.head or self.spoken or self.changed)


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    n: int
    region: str
    title: str
    label: str
    section: str
    parts: list[Part]
    lost: list[Placed]
    shown: TypedContent | None
    customer: CallContext
    kept: Kept
    others: list[Warning]
    refused: str

    @property
    def written(self) -> list[Part]:
        return [part for part in self.parts if not part.open]

    @property
    def open(self) -> list[Part]:
        return [part for part in self.parts if part.open]

    @property
    def blocking(self) -> bool:
        found = [warning for part in self.parts for warning in part.problems]
        return any(each.level == MUST for each in found + self.others)


def page(
    number: int,
    region: str,
    person: Person,
    now: dt.datetime,
    said: dict[str, tuple[str, ...]] | None = None,
) -> Page:
    """The article with what the region says and would say; `said` are words not saved yet.

    Raises NotVisible.
    """
    reading = read(number, person, now, now)
    stands = standing(number, now)
    if stands is None:
        raise NotVisible
    mine, shown = kept(number, region), sentences(stands.content, region)
    rows = placed(mine.rows, shown)
    judged = judge(stands, [each.row for each in rows if not each.gone], now)
    by_key = {each.row.key: each for each in rows if not each.gone}
    parts = [_part(each, by_key.get(each.key), said, judged.said) for each in shown]
    return Page(
        number=number,
        n=reading.n,
        region=region,
        title=reading.content.title,
        label=reading.label,
        section=reading.section,
        parts=parts,
        lost=[each for each in rows if each.gone],
        shown=judged.content and judged.content.for_context(CallContext(region=region)),
        customer=CallContext(region=region),
        kept=mine,
        others=judged.others,
        refused=unsteady(stands, now),
    )


def _part(
    sentence: Sentence,
    row: Placed | None,
    said: dict[str, tuple[str, ...]] | None,
    judged: dict[str, list[Warning]],
) -> Part:
    saved = row.row.now if row else sentence.own
    stands = _shown(saved, sentence)
    own = _shown((said or {}).get(sentence.key.name, saved), sentence)
    return Part(
        sentence,
        list(zip(sentence.head or ("",), own, strict=True)),
        old=sentence.key.told(row.old) if row else "",
        moved_on=bool(row and row.moved_on),
        changed=bool(row),
        saved=sentence.key.told(saved or sentence.head) if own != stands else "",
        problems=judged.get(sentence.key.name, []),
    )


def _shown(cells: Cells, sentence: Sentence) -> Cells:
    """In as many fields as head office has cells, in one where it says nothing."""
    if sentence.key.adds:
        return ("\n".join(cells),)
    many = len(sentence.head) or 1
    return (cells + ("",) * many)[:many]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the article would be with the rows, what is said of each of them, by key, and of the
    whole. What stood before, whoever wrote it, is not measured here."""

    content: TypedContent | None
    said: dict[str, list[Warning]]
    others: list[Warning]

    def rules(self, level: str) -> set[str]:
        found = [warning for some in self.said.values() for warning in some]
        return {each.rule for each in found if each.rule and each.level == level}

    @property
    def blocking(self) -> bool:
        found = [each for some in self.said.values() for each in some]
        return any(each.level == MUST for each in found + self.others)


def judge(stands: Standing, rows: Sequence[Row], now: dt.datetime) -> Judged:
    code, payload = stands.content.code, applied(stands.payload, rows)
    said: dict[str, list[Warning]] = {}
    for row in rows:
        bare = {name: value for name, value in stands.payload.items() if name != "variants"}
        _content, wrong = problems.read(code, applied(bare, [row]))
        if wrong:
            said[row.key.name] = [Warning("", MUST, each.words) for each in wrong]
    content, wrong = problems.read(code, payload)
    if content is None or said or wrong:
        others = [] if said else [Warning("", MUST, each.words) for each in wrong]
        return Judged(content if not said else None, said, others)
    new = [row.key.name for row in rows if row.now]
    first = len(content.variants) - len(new)
    for found in warnings(content, now, standard(stands.section, now)):
        head, _slash, n = found.path.partition("/")
        if head == "variants" and n.isdecimal() and int(n) >= first:
            said.setdefault(new[int(n) - first], []).append(found)
    return Judged(content, said, [])

"""What an act would do with each of many articles, and why some are left out."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.approval.models import Decision
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.editing import problems
from zhixi.knowledge.editing.labels import label
from zhixi.knowledge.many.acts import Act, Standing, Unfit, stays
from zhixi.knowledge.models import (
    BatchWithdrawal,
    Draft,
    DraftContribution,
    LiveSpan,
    Tie,
    Withdrawal,
)
from zhixi.knowledge.queries import live, rights_of
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.types.base import TypedContent
from zhixi.knowledge.types.removed import PAYLOAD
from zhixi.knowledge.working.states import waiting
from zhixi.lib.batches import batches
from zhixi.lib.digest import canonical, digest

MOST = 2000  # articles of one act


@dataclass(frozen=True, slots=True)
class Item:
    """What an act makes of an article."""

    standing: Standing
    after: Words
    content: TypedContent

    @property
    def number(self) -> int:
        return self.standing.number


@dataclass(frozen=True, slots=True)
class Left:
    """An article that is left out, and why; one that the person may not read has no title."""

    number: int
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`same` are articles of which the act changes nothing."""

    items: list[Item] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    same: list[int] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """A name for all that would happen: what was seen is what is handed in."""
        told = [[item.number, item.standing.version, item.after.state] for item in self.items]
        return digest(canonical([told, [each.number for each in self.left]]))

    @property
    def starts(self) -> list[dt.datetime | None]:
        """When each of the items would go live; None is at once."""
        return [item.content.effective_from for item in self.items]


def plan(numbers: Sequence[int], act: Act, person: Person, now: dt.datetime) -> Plan:
    """What the act makes of these articles, in their order."""
    made = Plan()
    busy = {} if act is stays else _busy(numbers)
    busy |= _at_the_gate(numbers)
    spans = _spans(numbers, person, now)
    changing = {} if act is stays else _changing(spans.values(), now)
    for number in dict.fromkeys(numbers):
        span = spans.get(number)
        if span is None:
            made.left.append(Left(number, "", _("不是现行知识")))
        elif why := busy.get(number) or changing.get(number):
            made.left.append(Left(number, span.title, why))
        else:
            _try(made, standing(span), act)
    return made


def copies(numbers: Sequence[int], act: Act, person: Person, now: dt.datetime) -> Plan:
    """What the act makes of copies of these articles, live or not; they themselves stay."""
    made = Plan()
    spans = _last(numbers, person, now)
    for number in dict.fromkeys(numbers):
        if number in spans:
            _try(made, standing(spans[number]), act, anew=True)
        else:
            made.left.append(Left(number, "", _("没有发布过")))
    return made


def _try(made: Plan, here: Standing, act: Act, *, anew: bool = False) -> None:
    """With `anew` the article itself stays, so that what is the same is to be written too."""
    try:
        after = act(here)
    except Unfit as error:
        made.left.append(Left(here.number, here.title, str(error)))
        return
    if not anew and act is not stays and after.state == here.words.state:
        made.same.append(here.number)
        return
    content, wrong = problems.read(after.type, after.content)
    if wrong or content is None:
        made.left.append(Left(here.number, here.title, _told(after.type, wrong)))
        return
    made.items.append(Item(here, after, content))


def _told(code: str, wrong: list[problems.Problem]) -> str:
    first = wrong[0]
    named = label(first.path.split("/")[0], code) if first.path else ""
    return f"{named}：{first.words}" if named else first.words


def standing(span: LiveSpan) -> Standing:
    version = span.version
    text = version.content.payload
    found = {} if text == PAYLOAD else json.loads(text)
    content = {name: value for name, value in found.items() if name != "schema"}
    words = Words(span.article.type, content, span.section_id, span.owner_id, span.audience_id)
    return Standing(span.article, version.pk, version.n, span.title, words)


def standings(numbers: Sequence[int], person: Person, now: dt.datetime) -> list[Standing]:
    """The articles that are live and that the person may read, in the order of the numbers."""
    spans = _spans(numbers, person, now)
    return [standing(spans[number]) for number in dict.fromkeys(numbers) if number in spans]


def _spans(numbers: Sequence[int], person: Person, now: dt.datetime) -> dict[int, LiveSpan]:
    rights = rights_of(person, now)
    return {
        span.article_id: span
        for some in batches(numbers, 1000)
        for span in live(now)
        .filter(rights.spans(), article__in=some)
        .select_related("article", "version__content")
        .defer("version__clauses")
    }


def _last(numbers: Sequence[int], person: Person, now: dt.datetime) -> dict[int, LiveSpan]:
    """What stands of each, or stood last."""
    spans = LiveSpan.objects.filter(rights_of(person, now).spans(), live_from__lte=now)
    told = spans.select_related("article", "version__content").defer("version__clauses")
    return {
        span.article_id: span
        for some in batches(numbers, 1000)
        for span in told.filter(article__in=some).order_by("live_from")
    }


def _busy(numbers: Sequence[int]) -> dict[int, str]:
    """Articles that somebody works on."""
    hands = DraftContribution.objects.filter(line=OuterRef("line")).order_by("-at", "-pk")
    last = Subquery(hands.values("person__name")[:1])
    drafted = _("已有草稿（%(person)s）")
    return {
        number: drafted % {"person": name or ""}
        for some in batches(numbers, 1000)
        for number, name in Draft.objects.filter(article__in=some).values_list("article_id", last)
    }


def _at_the_gate(numbers: Sequence[int]) -> dict[int, str]:
    """Articles of which a text, or the wish that they leave, is not decided on yet."""
    decided = Decision.objects.filter(submission=OuterRef("submission"), final=True)
    leaving = [rows.objects.filter(~Exists(decided)) for rows in (Withdrawal, BatchWithdrawal)]
    tied = {
        number: _("正在拆分或合并")
        for some in batches(numbers, 1000)
        for side in ("giving", "taking")
        for number in Tie.objects.filter(**{f"{side}__in": some}).values_list(side, flat=True)
    }
    return tied | {
        number: _("正在等待确认")
        for some in batches(numbers, 1000)
        for rows in (waiting(), *leaving)
        for number in rows.filter(article__in=some).values_list("article_id", flat=True)
    }


def _changing(spans: Iterable[LiveSpan], now: dt.datetime) -> dict[int, str]:
    """Articles with another version or their end ahead, which a new version would undo."""
    here = {span.article_id: span for span in spans}
    ahead = {
        number
        for some in batches(list(here), 1000)
        for number in LiveSpan.objects.filter(article__in=some, live_from__gt=now).values_list(
            "article_id", flat=True
        )
    }
    found = {number: _("另有未生效的版本") for number in ahead}
    for number, span in here.items():
        if number not in ahead and span.live_until < (span.version.expires_at or FOREVER):
            found[number] = _("已定期撤回")
    return found

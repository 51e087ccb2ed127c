"""The kept names of products, channels and regions; and names in texts, changed by the gate."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from pydantic import ValidationError

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.approval.models import Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import rules, types
from zhixi.knowledge.actions.drafting import DraftItem, How, write_drafts
from zhixi.knowledge.actions.submitting import submit
from zhixi.knowledge.arranging.labels import KINDS, strangers
from zhixi.knowledge.arranging.uses import bearing
from zhixi.knowledge.models import Draft, Label, LiveSpan
from zhixi.knowledge.queries import live
from zhixi.knowledge.working.states import waiting
from zhixi.lib.db import alone, writing

MOST = 1000  # articles of one submission
LONGEST = 100  # characters of a name
# A variant holds for one product or region: it goes by the new name too.
_CONDITION = {"products": "product", "regions": "region"}


class UnableToLabel(Exception):
    """Nothing was changed; the message says why."""


def add_label(*, kind: str, name: str, by: Person, now: dt.datetime) -> Label:
    """Put a name on the kept list. Raises UnableToLabel where it is on it."""
    _refuse_stranger(by, now)
    name = _fit(name)
    if kind not in Label.Kind.values:
        raise UnableToLabel(_("没有这一类名录。"))
    with writing():
        alone("labels")
        if Label.objects.filter(kind=kind, name=name).exists():
            raise UnableToLabel(_("名录里已有“%(name)s”。") % {"name": name})
        (made,) = _added(kind, [name], by, now)
        return made


def add_strangers(*, kind: str, by: Person, now: dt.datetime) -> int:
    """Put every name that live texts use on the kept list; how many there were."""
    _refuse_stranger(by, now)
    if kind not in Label.Kind.values:
        raise UnableToLabel(_("没有这一类名录。"))
    named = strangers(kind, now)
    with writing():
        alone("labels")
        kept = set(Label.objects.filter(kind=kind).values_list("name", flat=True))
        found = [name for name in named if len(name) <= LONGEST and name not in kept]
        return len(_added(kind, found, by, now)) if found else 0


def _added(kind: str, names: Iterable[str], by: Person, now: dt.datetime) -> list[Label]:
    made = Label.objects.bulk_create([Label(kind=kind, name=name) for name in names])
    facts = {"before": None, "after": [label.name for label in made]}
    audit.record(verb="label", subject=f"labels:{kind}", facts=facts, by=by, at=now)
    return made


def set_active(*, label: Label, active: bool, by: Person, now: dt.datetime) -> None:
    """Offer a name, or offer it no more; texts that hold it stay as they are."""
    _refuse_stranger(by, now)
    with writing():
        alone("labels")
        if not Label.objects.filter(pk=label.pk, active=not active).update(active=active):
            return
        facts = {"name": label.name, "before": {"active": not active}, "after": {"active": active}}
        audit.record(verb="label", subject=f"label:{label.pk}", facts=facts, by=by, at=now)


def relabel(*, kind: str, old: str, new: str, by: Person, clock: Clock, reason: str) -> Submission:
    """Hand in the live texts that bear a name with another in its place, at most MOST of them.

    What is worked on or waits already is left out. Raises UnableToLabel, UnableToSubmit.
    """
    now = clock()
    _refuse_stranger(by, now)
    new = refuse_relabel(kind, old, new)
    free, _busy = bearers(kind, old, now)
    with writing():
        chosen = live(now).filter(article__in=free[:MOST]).exclude(_in_work())
        spans = chosen.select_related("article", "version__content").order_by("article")
        items = [item for span in spans if (item := _item(span, kind, old, new))]
        if not items:
            words = _("没有可以提交的知识：不再有现行知识使用它，或都在编辑或待确认。")
            raise UnableToLabel(words)
        drafts = write_drafts(items=items, by=by, now=now, how=How.EDIT)
        facts = {"kind": KINDS[kind], "old": old, "new": new}
        with override(settings.LANGUAGE_CODE):  # what is kept does not follow a reader's language
            title = _("%(kind)s“%(old)s”改为“%(new)s”") % facts
        articles = [draft.article_id for draft in drafts]
        return submit(articles=articles, by=by, clock=clock, title=title, reason=reason)


def refuse_relabel(kind: str, old: str, new: str) -> str:
    """The new name as it will stand. Raises UnableToLabel where it cannot be."""
    if kind not in KINDS:
        raise UnableToLabel(_("没有这一类名录。"))
    new = _fit(new)
    if new == old:
        raise UnableToLabel(_("新名称和原来的一样。"))
    listed = Label.objects.filter(kind=kind, name=new, active=True)
    if kind != "tags" and not listed.exists():
        raise UnableToLabel(_("名录里没有在用的“%(name)s”，请先加入名录。") % {"name": new})
    return new


def bearers(kind: str, name: str, now: dt.datetime) -> tuple[list[int], list[int]]:
    """The articles whose live text bears the name: those that are free, and those in work."""
    numbers = bearing(kind, name, now)
    busy = set(live(now).filter(_in_work()).values_list("article_id", flat=True))
    return [n for n in numbers if n not in busy], [n for n in numbers if n in busy]


def _in_work() -> Q:
    drafted, pending = Draft.objects.values("article"), waiting().values("article")
    return Q(article__in=drafted) | Q(article__in=pending)


def _item(span: LiveSpan, kind: str, old: str, new: str) -> DraftItem | None:
    """The text with the new name; nothing where it does not bear the old one any more."""
    payload = types.dump(types.load(span.article.type, span.version.content.payload))
    if old not in payload.get(kind, []):
        return None
    payload[kind] = list(dict.fromkeys(new if name == old else name for name in payload[kind]))
    for variant in payload.get("variants", []):
        condition = _CONDITION.get(kind, "")
        if variant.get(condition) == old:
            variant[condition] = new
    place = (span.section_id, span.owner_id, span.audience_id)
    return DraftItem(_read(span, payload), *place, span.article)


def _read(span: LiveSpan, payload: dict[str, Any]) -> types.TypedContent:
    try:
        return types.read(span.article.type, payload)
    except ValidationError as error:
        words = _("知识 %(number)s 改名后内容不成立，请先单独修改。")
        raise UnableToLabel(words % {"number": span.article_id}) from error


def _fit(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST:
        raise UnableToLabel(_("名称请用 1 到 %(most)s 个字。") % {"most": LONGEST})
    return name


def _refuse_stranger(by: Person, now: dt.datetime) -> None:
    if not rules.may_place(roles_of(by, now)):
        raise UnableToLabel(_("只有采编岗和审核岗可以调整标签和名录。"))

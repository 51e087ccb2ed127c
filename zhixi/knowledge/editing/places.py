"""Where a text may stand: the choices of section, department and audience."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zhixi.accounts.models import Audience, Person, Unit
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.editing.fields import Field, Option
from zhixi.knowledge.editing.labels import label
from zhixi.knowledge.models import Autosave
from zhixi.knowledge.queries import live
from zhixi.knowledge.sections import tree

OWNING = (Unit.Kind.BANK, Unit.Kind.DEPARTMENT, Unit.Kind.CENTRE, Unit.Kind.BRANCH)


def sections(at: dt.datetime) -> list[Option]:
    here = tree(at)
    offered = (node.id for node in here.nodes.values() if not node.closed)
    named = [(here.written(pk), str(pk)) for pk in offered]
    return [(pk, name) for name, pk in sorted(named)]


def owners(kept: int | None = None) -> list[Option]:
    """The departments that may answer for knowledge, and the one that does so far."""
    units = Unit.objects.filter(Q(closed_at=None) | Q(pk=kept), kind__in=OWNING).order_by("id")
    return [(str(pk), name) for pk, name in units.values_list("pk", "name")]


def last_section(person: Person) -> int | None:
    """Where the person last wrote: there the next text most often stands too."""
    saves = Autosave.objects.filter(by=person).order_by("-id")
    return saves.values_list("section", flat=True).first()


def usual_owner(section: int, at: dt.datetime) -> int | None:
    """The department that answers for most of what is live in a section."""
    return usual_owners({section}, at).get(section)


def usual_owners(sections: Collection[int], at: dt.datetime) -> dict[int, int]:
    """The same by section, where there is one."""
    here = live(at).filter(section__in=sections, owner__kind__in=OWNING, owner__closed_at=None)
    counted = here.values_list("section", "owner").annotate(n=Count("pk")).order_by("n", "-owner")
    return {section: owner for section, owner, _n in counted if owner}


def fields(words: Words, at: dt.datetime) -> list[Field]:
    """Section, owner and audience, as fields beside those of the content."""
    circles = [(str(pk), name) for pk, name in Audience.objects.values_list("pk", "name")]
    return [
        _choice("section", words.section, [("", _("请选择")), *sections(at)]),
        _choice("owner", words.owner, [("", _("未定")), *owners(words.owner)]),
        _choice("audience", words.audience, [("", _("按栏目")), *circles]),
    ]


def _choice(name: str, value: int | None, options: list[Option]) -> Field:
    return Field(name, "choice", label(name), value=str(value or ""), options=options)


def given(told: Mapping[str, object], name: str) -> int | None:
    """A key as a screen sends it; nothing where it is none."""
    value = str(told.get(name) or "")
    return int(value) if value.isdecimal() and len(value) < 19 else None


def name_of(name: str, value: int | None, at: dt.datetime) -> str:
    """What people call that section, department or audience."""
    if value is None:
        return ""
    if name == "section":
        return tree(at).written(value)
    model = Unit if name == "owner" else Audience
    found = model.objects.filter(pk=value).values_list("name", flat=True).first()
    return found or ""

"""What a list can be narrowed by, and what it is narrowed to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.finding import Chosen, Found
from zhixi.knowledge.queries import Rights

SHOWN = 12  # choices of one kind
# The field of the form, the label of the found, and what it is called.
LABELS = (
    ("product_of", "products", _("产品")),
    ("channel_of", "channels", _("渠道")),
    ("tag", "tags", _("标签")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """One kind of choice: the field that holds it, what is chosen and what else there is."""

    name: str
    label: str | Promise
    chosen: Choice | None
    choices: list[Choice]


def filters(found: Found, chosen: Chosen, rights: Callable[[], Rights]) -> list[Filter]:
    """Those that have something to choose, or something chosen.

    The reader's rights are asked for only to name a chosen section: every search comes by here.
    """
    return [each for each in _filters(found, chosen, rights) if each.chosen or each.choices]


def _filters(found: Found, chosen: Chosen, rights: Callable[[], Rights]) -> Iterator[Filter]:
    places = [Choice(str(pk), path, n) for pk, path, n in found.sections[:SHOWN]]
    place = None if chosen.section is None else _section(chosen.section, rights())
    yield Filter("section", _("栏目"), place, places if len(places) > 1 else [])
    given = dict(chosen.labels)
    for name, kind, label in LABELS:
        offered = [Choice(text, text, n) for text, n in found.labels[kind].items()][:SHOWN]
        here = Choice(given[kind], given[kind]) if kind in given else None
        yield Filter(name, label, here, [each for each in offered if each != here])


def _section(section: int, rights: Rights) -> Choice:
    """Its name only where the reader may enter it."""
    named = rights.tree.names(section) if rights.admit(section, None) else []
    return Choice(str(section), " › ".join(named) or str(section))

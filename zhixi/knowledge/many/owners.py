"""Which department answers for each group of what is copied: last year's, as long as it is there."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhixi.accounts.models import Unit
from zhixi.knowledge.editing.fields import Option
from zhixi.knowledge.editing.places import owners, usual_owners
from zhixi.knowledge.many.acts import Group
from zhixi.knowledge.many.planning import Item
from zhixi.knowledge.sections import tree


@dataclass(frozen=True, slots=True)
class Asked:
    """Articles of one department in one section, and the department that is asked for them."""

    group: Group
    owner: str
    section: str
    count: int
    chosen: str
    options: list[Option]

    @property
    def field(self) -> str:
        return field_of(self.group)


def field_of(group: Group) -> str:
    owner, section = group
    return f"for_{owner or 0}_{section}"


def asked(items: Sequence[Item], given: Mapping[str, str], now: dt.datetime) -> list[Asked]:
    """The groups in the order of the articles; `given` is what was chosen on the screen."""
    counts = Counter(_group(item) for item in items)
    meant = {_group(item): item.after.owner for item in items}
    usual = usual_owners({section for _owner, section in counts if section}, now)
    paths, open_ = tree(now), owners()
    units = _units(owner for owner, _section in counts)
    found = []
    for group, count in counts.items():
        owner, section = group
        name, closed = units.get(owner or 0, ("", True))
        own = [] if closed or str(owner) in dict(open_) else [(str(owner), name)]
        options = [("", ""), *open_, *own]
        wished = (given.get(field_of(group)), str(meant[group]), str(usual.get(section or 0)), "")
        chosen = next(each for each in wished if each in dict(options))
        path = paths.written(section) if section else ""
        found.append(Asked(group, name, path, count, chosen or "", options))
    return found


def _group(item: Item) -> Group:
    return item.standing.words.owner, item.standing.words.section


def _units(some: Iterable[int | None]) -> dict[int, tuple[str, bool]]:
    """What departments are called, and whether they are closed."""
    rows = Unit.objects.filter(pk__in={each for each in some if each})
    return {pk: (name, bool(at)) for pk, name, at in rows.values_list("pk", "name", "closed_at")}

"""What agents looked up in vain, by section: what is near to the person's own work first."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge.queries import Rights
from zhixi.knowledge.working import mine
from zhixi.search import failing, leads
from zhixi.search.failing import Unfound
from zhixi.studio.lines import Line

OWN, OTHER, NOWHERE = range(3)


@dataclass(frozen=True, slots=True)
class Missed:
    """A query with the name of its section; `near` is how near that is to the person."""

    asked: Unfound
    path: str
    near: int


def missed(person: Person, rights: Rights, now: dt.datetime) -> list[Missed]:
    """Of his sections, of others, of none, each by how many asked. What belongs where the person
    may not read is left out."""
    queries = failing.unfound(now)
    places = leads.places(each.query for each in queries)
    own = mine.sections(person, rights, now) if places else frozenset()
    found = []
    for each in queries:
        section = places.get(each.query)
        if section is None or section not in rights.tree.nodes:
            found.append(Missed(each, "", NOWHERE))
        elif rights.admit(section, None):
            path = rights.tree.written(section)
            found.append(Missed(each, path, OWN if section in own else OTHER))
    return sorted(found, key=lambda each: each.near)


def line(row: Missed) -> Line:
    asked = row.asked
    heads = {OWN: _("我和本部门的栏目"), OTHER: _("其他栏目"), NOWHERE: _("未能归到栏目")}
    facts = [row.path] if row.path else []
    facts.append(_("有结果，但未打开") if asked.listed else _("没有结果"))
    facts.append(_("%(people)s 人 %(times)s 次") % {"people": asked.people, "times": asked.times})
    url = "/?" + urlencode({"q": asked.query})
    return Line(asked.query, url, facts, under=heads[row.near])

"""How a person keeps the list of articles: filters under a name, and the columns shown."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge.models import ListColumns, SavedFilter
from zhixi.lib.db import writing

MOST = 30  # filters of a person


class UnableToKeep(Exception):
    """Nothing was kept; the message says why."""


def keep_filter(*, name: str, query: str, by: Person) -> None:
    """Under a name that is there already the new one takes its place. Raises UnableToKeep."""
    with writing():
        others = SavedFilter.objects.filter(person=by).exclude(name=name)
        if others.count() >= MOST:
            raise UnableToKeep(_("最多保存 %(most)s 个筛选，请先删去不用的。") % {"most": MOST})
        SavedFilter.objects.update_or_create(person=by, name=name, defaults={"query": query})


def drop_filter(*, number: int, by: Person) -> None:
    SavedFilter.objects.filter(pk=number, person=by).delete()


def keep_columns(*, columns: Sequence[str], by: Person) -> None:
    ListColumns.objects.update_or_create(person=by, defaults={"columns": list(columns)})

"""What a person keeps about the list of articles, and the workbook he brought back."""

from django.db.models import QuerySet

from zhixi.accounts.models import Person
from zhixi.knowledge.many.sheets import Returned
from zhixi.knowledge.models import ListColumns, ReturnedSheet, SavedFilter


def filters_of(person: Person) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(person=person).order_by("name")


def columns_of(person: Person) -> list[str] | None:
    """What the person chose, if he chose."""
    found = ListColumns.objects.filter(person=person).values_list("columns", flat=True).first()
    return found if isinstance(found, list) else None


def returned_of(person: Person) -> tuple[ReturnedSheet, Returned] | None:
    """What the person brought back last, if it was not applied yet."""
    kept = ReturnedSheet.objects.filter(person=person).first()
    if kept is None:
        return None
    rows = {int(number): (line, cells) for number, (line, cells) in kept.rows["rows"].items()}
    return kept, Returned(rows, [(line, why) for line, why in kept.rows["errors"]])

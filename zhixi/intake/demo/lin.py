"""What lin had kept and confirmed before the day of loading, and when lin was last here."""

import datetime as dt
from collections.abc import Callable

from zhixi.accounts.models import Person
from zhixi.knowledge.actions import keeping
from zhixi.knowledge.models import Article

# day, code of the notice; N11 was revised afterwards and asks again
CONFIRMED = [
    ("2026-02-03", "N09", 1),
    ("2026-08-20", "H06", 2),
    ("2026-09-28", "N01", 1),
    ("2026-10-10", "N11", 1),
    ("2026-11-17", "N13", 1),
    ("2026-11-18", "H03", 1),
]
# day, code, folder; without one it lies in the default folder
KEPT = [
    ("2026-03-05", "X11", ""),
    ("2026-04-17", "X24", "安抚与解释"),
    ("2026-05-22", "X20", "安抚与解释"),
    ("2026-07-08", "X05", "挂失补卡"),
    ("2026-09-28", "X02", "挂失补卡"),
    ("2026-09-28", "X01", "挂失补卡"),
    ("2026-11-10", "X18", ""),
]
LAST_HERE = "2026-11-19"


def before(lin: Person, moment: Callable[[dt.date, int], dt.datetime], shift: dt.timedelta) -> None:
    """`moment` makes an hour of a day; the days are moved with the day of loading."""
    numbers = dict(Article.objects.values_list("source_id", "number"))

    def at(day: str) -> dt.datetime:
        return moment(dt.date.fromisoformat(day) + shift, 17)

    for day, code, n in CONFIRMED:
        keeping.confirm(number=numbers[code], n=n, by=lin, now=at(day))
    for day, code, folder in KEPT:
        keeping.keep(number=numbers[code], by=lin, now=at(day))
        if folder:
            keeping.put(number=numbers[code], by=lin, named=folder)
    keeping.arrive(by=lin, now=at(LAST_HERE), trace=None)

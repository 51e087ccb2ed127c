"""The demo bank tells the same story on whatever day it is loaded."""

import datetime as dt

import pytest

from zhixi.intake.demo import loading
from zhixi.knowledge.models import LiveSpan
from zhixi.knowledge.queries import live


# The day it was written for, the year's last days, and those on which a story of the calendar turns.
@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-11-23", "2026-12-30", "2026-12-31", "2027-11-11"])
def test_it_works(day: str) -> None:
    loaded = dt.date.fromisoformat(day)
    loading.load(loaded)
    at = dt.datetime.combine(loaded, dt.time(12), dt.timezone(dt.timedelta(hours=8)))
    assert live(at).count() == 347
    assert live(at).filter(ended_from__lte=at).count() == 3
    (ahead,) = LiveSpan.objects.filter(live_from__gt=at)
    assert ahead.title.endswith("开门红存款礼")


def test_the_last_day_of_the_year_stays_where_it_is() -> None:
    shift = dt.date(2027, 6, 15) - loading.WRITTEN_FOR
    titles = {code: content.title for code, content in loading.texts(shift)}
    assert titles["N10"].startswith("12月31日")
    assert titles["N15"].startswith("1月1日")

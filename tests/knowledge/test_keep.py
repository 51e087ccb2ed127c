"""What a person keeps: favourites in folders, confirmations of reading, visits."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.knowledge import actions, shelf
from zhixi.knowledge.actions import keeping
from zhixi.knowledge.models import Article, Favourite, Folder, Receipt, Visit
from zhixi.knowledge.queries import NotVisible, rights_of

Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def dongyu(units: dict[str, Unit], long_ago: dt.datetime) -> Audience:
    """Readers of one branch; lin is none of them."""
    return people.audience(name="东屿", units=[units["dongyu"]], by=None, now=long_ago)


def kept(person: Person, at: dt.datetime) -> list[int]:
    return [each.entry.number for each in shelf.favourites(person, rights_of(person, at), at).kept]


def cases(person: Person, at: dt.datetime) -> dict[str, int]:
    found = shelf.favourites(person, rights_of(person, at), at).cases
    return {case.name: case.count for case in found}


def unread(person: Person, at: dt.datetime) -> list[int]:
    return [each.number for each in shelf.unread(person, rights_of(person, at), at)]


def changed(person: Person, at: dt.datetime, since: dt.datetime) -> list[tuple[int, bool]]:
    return [(e.number, e.known) for e in shelf.changed(rights_of(person, at), at, since)]


def notice(publish: Publish, **fields: object) -> int:
    return publish(
        **{"type": "notice", "title": "存款降息", "lead": "明天起降息。", "must_read": True}
        | fields
    )


def test_it_works(lin: Person, publish: Publish, now: dt.datetime) -> None:
    first, second = publish(title="挂失"), publish(title="补卡")
    keeping.keep(number=first, by=lin, now=now)
    keeping.keep(number=second, by=lin, now=now + HOUR)
    keeping.keep(number=first, by=lin, now=now + HOUR)
    assert kept(lin, now) == [second, first]
    keeping.put(number=first, by=lin, named=" 常用  口径 ")
    keeping.put(number=second, by=lin, named="常用 口径")
    assert cases(lin, now) == {"": 0, "常用 口径": 2}
    keeping.put(number=second, by=lin)
    assert cases(lin, now) == {"": 1, "常用 口径": 1}
    keeping.drop(number=second, by=lin)
    keeping.drop(number=second, by=lin)
    assert kept(lin, now) == [first]


def test_a_folder_is_renamed_and_its_articles_outlive_it(
    lin: Person, publish: Publish, now: dt.datetime
) -> None:
    number = publish()
    keeping.keep(number=number, by=lin, now=now)
    keeping.put(number=number, by=lin, named="挂失")
    folder = Folder.objects.get().pk
    keeping.rename_folder(folder=folder, name="挂失补卡", by=lin)
    keeping.rename_folder(folder=folder, name="挂失补卡", by=lin)
    assert cases(lin, now) == {"": 0, "挂失补卡": 1}
    keeping.remove_folder(folder=folder, by=lin)
    assert cases(lin, now) == {"": 1}
    assert kept(lin, now) == [number]


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_folder_needs_a_name_that_fits(
    name: str, lin: Person, publish: Publish, now: dt.datetime
) -> None:
    number = publish()
    keeping.keep(number=number, by=lin, now=now)
    keeping.put(number=number, by=lin, named="挂失")
    with pytest.raises(keeping.UnableToKeep, match="1 到 40 个字"):
        keeping.rename_folder(folder=Folder.objects.get().pk, name=name, by=lin)
    assert Folder.objects.get().name == "挂失"


def test_two_folders_have_two_names(lin: Person, publish: Publish, now: dt.datetime) -> None:
    for title in ("挂失", "补卡"):
        number = publish(title=title)
        keeping.keep(number=number, by=lin, now=now)
        keeping.put(number=number, by=lin, named=title)
    with pytest.raises(keeping.UnableToKeep, match="已有名为“挂失”"):
        keeping.rename_folder(folder=Folder.objects.get(name="补卡").pk, name="挂失", by=lin)


def test_no_more_than_fit(
    lin: Person, publish: Publish, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "FAVOURITES", 2)
    monkeypatch.setattr(keeping, "FOLDERS", 1)
    first, second, third = publish(title="一"), publish(title="二"), publish(title="三")
    for number in (first, second):
        keeping.keep(number=number, by=lin, now=now)
    keeping.keep(number=first, by=lin, now=now)
    with pytest.raises(keeping.UnableToKeep, match="已满 2 条"):
        keeping.keep(number=third, by=lin, now=now)
    keeping.put(number=first, by=lin, named="甲")
    keeping.put(number=second, by=lin, named="甲")
    with pytest.raises(keeping.UnableToKeep, match="已满 1 个"):
        keeping.put(number=second, by=lin, named="乙")
    assert cases(lin, now) == {"": 0, "甲": 2}


def test_what_is_not_seen_takes_no_room(
    lin: Person,
    cast: dict[str, Person],
    publish: Publish,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "FAVOURITES", 1)
    first, second = publish(title="一"), publish(title="二")
    keeping.keep(number=first, by=lin, now=now)
    factory.withdrawn(number=first, by=cast["zhao"], confirmer=cast["qian"], at=now)
    keeping.keep(number=second, by=lin, now=now + HOUR)
    assert kept(lin, now + HOUR) == [second]


def test_a_notice_is_confirmed_once_and_a_new_version_asks_again(
    lin: Person, publish: Publish, now: dt.datetime
) -> None:
    number = notice(publish, at=now - 3 * HOUR)
    assert unread(lin, now) == [number]
    first = keeping.confirm(number=number, n=1, by=lin, now=now)
    again = keeping.confirm(number=number, n=1, by=lin, now=now + HOUR)
    assert (again, again.at) == (first, now)
    assert (first.person, first.version.article_id, first.version.n) == (lin, number, 1)
    assert unread(lin, now) == []
    notice(publish, article=number, lead="后天起降息。", at=now)
    later = now + HOUR
    (asked,) = shelf.unread(lin, rights_of(lin, later), later)
    assert (asked.number, asked.n, asked.known) == (number, 2, True)
    with pytest.raises(keeping.UnableToConfirm, match="已有新版"):
        keeping.confirm(number=number, n=1, by=lin, now=later)
    keeping.confirm(number=number, n=2, by=lin, now=later)
    assert unread(lin, later) == []
    assert Receipt.objects.count() == 2


def test_what_asks_for_nothing_is_not_confirmed(
    lin: Person, publish: Publish, now: dt.datetime
) -> None:
    for number in (publish(), notice(publish, must_read=False)):
        with pytest.raises(keeping.UnableToConfirm, match="不要求阅读确认"):
            keeping.confirm(number=number, n=1, by=lin, now=now)
    assert not Receipt.objects.exists()


def test_what_its_time_is_over_must_not_be_read(
    lin: Person, publish: Publish, now: dt.datetime
) -> None:
    period = {"starts_at": now - DAY, "ends_at": now + DAY}
    number = notice(publish, period=period)
    assert unread(lin, now) == [number]
    assert unread(lin, now + 2 * DAY) == []


def test_what_changed_is_what_stands_otherwise_than_it_stood(
    lin: Person, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    old = publish(title="没有变", at=now - 9 * DAY)
    revised = publish(title="改过", at=now - 9 * DAY)
    gone = publish(title="撤回", at=now - 9 * DAY)
    publish(article=revised, title="改过", lead="新的口径。", at=now - DAY)
    new = publish(title="新增", at=now - 2 * HOUR)
    publish(article=new, title="新增", lead="又改了一次。", at=now - HOUR)
    factory.withdrawn(number=gone, by=cast["zhao"], confirmer=cast["qian"], at=now - HOUR)
    assert changed(lin, now, now - 2 * DAY) == [(new, False), (revised, True)]
    assert old not in dict(changed(lin, now, now - 2 * DAY))
    assert changed(lin, now, now) == []


def test_another_place_is_no_change_but_does_not_hide_one(
    cast: dict[str, Person], units: dict[str, Unit], publish: Publish, now: dt.datetime
) -> None:
    circle = people.audience(name="中心", units=[units["centre"]], by=None, now=now - 20 * DAY)
    same = publish(title="没有变", at=now - 9 * DAY)
    revised = publish(title="改过", at=now - 9 * DAY)
    publish(article=revised, title="改过", lead="新的口径。", at=now - DAY)
    for number in (same, revised):
        actions.narrow(
            article=Article.objects.get(pk=number),
            audience=circle,
            by=cast["zhao"],
            now=now - HOUR,
            reason="内部",
        )
    assert changed(cast["lin"], now, now - 2 * DAY) == [(revised, True)]


def test_a_visit_begins_after_a_pause(lin: Person, now: dt.datetime) -> None:
    morning = now - 2 * DAY
    first = shelf.visiting(lin, morning, None)
    assert (first.since, first.begins, first.first) == (morning - 7 * DAY, True, True)
    keeping.arrive(by=lin, now=morning, trace=None)
    assert shelf.visiting(lin, morning + 3 * HOUR, None) == shelf.Visiting(
        morning + 3 * HOUR - 7 * DAY, begins=False, first=True
    )
    evening = morning + 8 * HOUR
    busy = shelf.visiting(lin, evening, evening - HOUR)
    assert not busy.begins
    keeping.arrive(by=lin, now=evening, trace=evening - HOUR)
    assert Visit.objects.get().began_at == morning

    next_day = morning + DAY
    back = shelf.visiting(lin, next_day, evening)
    assert (back.since, back.begins, back.first) == (evening, True, False)
    keeping.arrive(by=lin, now=next_day, trace=evening)
    keeping.arrive(by=lin, now=next_day + HOUR, trace=next_day)
    visit = Visit.objects.get()
    assert (visit.began_at, visit.before_at) == (next_day, evening)
    assert shelf.visiting(lin, next_day + HOUR, next_day).since == evening


def test_nobody_stays_for_longer_than_a_shift(lin: Person, now: dt.datetime) -> None:
    """Who came back by a search before the home was seen has left no pause in the log."""
    keeping.arrive(by=lin, now=now - DAY, trace=None)
    back = shelf.visiting(lin, now, now - HOUR)
    assert (back.since, back.begins) == (now - DAY, True)


def test_p52_what_may_not_be_read_is_kept_out_of_sight_until_it_may_again(
    cast: dict[str, Person], publish: Publish, dongyu: Audience, now: dt.datetime
) -> None:
    lin, by = cast["lin"], {"by": cast["zhao"], "confirmer": cast["qian"]}
    number = publish(title="东屿的窗口")
    keeping.keep(number=number, by=lin, now=now)
    keeping.put(number=number, by=lin, named="东屿")
    actions.narrow(
        article=Article.objects.get(pk=number),
        audience=dongyu,
        by=cast["zhao"],
        now=now + HOUR,
        reason="内部",
    )
    assert kept(lin, now + 2 * HOUR) == []
    assert cases(lin, now + 2 * HOUR) == {"": 0, "东屿": 0}
    publish(article=number, title="东屿的窗口", at=now + 3 * HOUR)
    assert kept(lin, now + 4 * HOUR) == [number]
    factory.withdrawn(number=number, at=now + 5 * HOUR, **by)
    assert kept(lin, now + 6 * HOUR) == []
    publish(article=number, title="东屿的窗口", at=now + 7 * HOUR)
    assert kept(lin, now + 8 * HOUR) == [number]
    assert cases(lin, now + 8 * HOUR) == {"": 0, "东屿": 1}


def test_p53_nobody_confirms_or_keeps_what_he_may_not_read(
    cast: dict[str, Person], publish: Publish, dongyu: Audience, now: dt.datetime
) -> None:
    hidden = notice(publish, audience=dongyu)
    gone = notice(publish, title="已经撤回")
    factory.withdrawn(number=gone, by=cast["zhao"], confirmer=cast["qian"], at=now - HOUR)
    for number in (hidden, gone, hidden + 1000):
        with pytest.raises(NotVisible):
            keeping.confirm(number=number, n=1, by=cast["lin"], now=now)
        with pytest.raises(NotVisible):
            keeping.keep(number=number, by=cast["lin"], now=now)
    assert unread(cast["lin"], now) == []
    assert unread(cast["sun"], now) == [hidden]
    assert not Receipt.objects.exists()
    assert not Favourite.objects.exists()


def test_p54_a_confirmation_is_never_changed_or_removed(
    lin: Person, publish: Publish, now: dt.datetime
) -> None:
    keeping.confirm(number=notice(publish), n=1, by=lin, now=now)
    for change in (lambda: Receipt.objects.update(at=now), Receipt.objects.get().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_p51_nobody_sees_or_changes_what_another_keeps(
    lin: Person, sun: Person, publish: Publish, now: dt.datetime
) -> None:
    number = notice(publish)
    keeping.keep(number=number, by=lin, now=now)
    keeping.put(number=number, by=lin, named="常用")
    keeping.confirm(number=number, n=1, by=lin, now=now)
    folder = Folder.objects.get().pk
    assert (kept(sun, now), cases(sun, now), unread(sun, now)) == ([], {"": 0}, [number])
    assert shelf.own(sun, number) == shelf.Own()
    keeping.drop(number=number, by=sun)
    for attempt in (
        lambda: keeping.put(number=number, by=sun, folder=folder),
        lambda: keeping.rename_folder(folder=folder, name="我的", by=sun),
        lambda: keeping.remove_folder(folder=folder, by=sun),
    ):
        with pytest.raises(keeping.UnableToKeep):
            attempt()
    keeping.keep(number=number, by=sun, now=now)
    with pytest.raises(keeping.UnableToKeep, match="没有这个收藏夹"):
        keeping.put(number=number, by=sun, folder=folder)
    assert cases(lin, now) == {"": 0, "常用": 1}

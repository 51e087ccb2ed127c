"""What stands on the desk while nothing is typed, and the pages its lists go on to."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhixi.accounts import actions as people
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.desk import home as desk_home
from zhixi.knowledge import shelf
from zhixi.knowledge.actions import keeping
from zhixi.knowledge.models import Favourite, Folder, Receipt, Visit
from zhixi.search import lookups
from zhixi.search.models import Use, What

Publish = Callable[..., int]
HTMX = {"HX-Request": "true"}
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(client_for: Callable[[Person], Client], lin: Person) -> Client:
    return client_for(lin)


@pytest.fixture
def dongyu(units: dict[str, Unit], long_ago: dt.datetime) -> Audience:
    return people.audience(name="东屿", units=[units["dongyu"]], by=None, now=long_ago)


def notice(publish: Publish, **fields: object) -> int:
    return publish(
        **{"type": "notice", "title": "存款降息", "lead": "明天起降息。", "must_read": True}
        | fields
    )


def use(person: Person, number: int, at: dt.datetime, what: What = What.OPENED) -> None:
    lookups.used(by=person, at=at, what=what, session="", number=number, version=1)


def cards(client: Client, address: str = "/") -> dict[str, str]:
    """The text of each card of the home, by what it shows."""
    page = client.get(address).content.decode()
    found = re.findall(r'<section class="card" aria-labelledby="(\w+)-(.*?)</section>', page, re.S)
    return {
        name: " ".join(unescape(re.sub(r"<[^>]+>", " ", "<" + card)).split())
        for name, card in found
    }


def post(client: Client, address: str, htmx: bool = True, **told: object) -> Any:
    return client.post(f"/desk/{address}", told, headers=HTMX if htmx else {})


def test_it_works(desk: Client, lin: Person, publish: Publish, now: dt.datetime) -> None:
    must = notice(publish, title="存款降息通知")
    publish(type="notice", title="双十二活动", lead="十二号开始。")
    kept, opened = publish(title="收藏过的"), publish(title="打开过的")
    publish(article=kept, title="收藏过的", lead="新的口径。", at=now - HOUR)
    keeping.keep(number=kept, by=lin, now=now)
    use(lin, opened, now)
    lookups.journal.flush()

    home = cards(desk)
    assert "存款降息通知" in home["duties"]
    assert "1 条待确认" in home["duties"]
    assert "双十二活动" in home["notices"]
    assert "收藏过的" in home["kept"]
    assert "打开过的" in home["recent"]
    assert "打开过的 1 次" in home["popular"]
    assert "收藏过的" in home["changes"]
    assert f'href="/k/{must}"' in desk.get("/").content.decode()
    assert cards(desk, "/desk/home") == home


def test_what_is_empty_says_what_will_stand_there(desk: Client) -> None:
    page = desk.get("/").content.decode()
    for text in (
        "没有待确认的必读。",
        "近 7 天没有新通知。",
        "没有新增或修订的知识。",
        "还没有收藏；打开一条知识后按 <kbd>f</kbd> 收藏。",
        "打开过的知识会列在这里。",
        "今天还没有大家常看的知识。",
    ):
        assert text in page


def test_a_query_brings_no_home_and_writes_no_visit(desk: Client, publish: Publish) -> None:
    publish()
    for address in ("/?q=挂失", "/?q=没有这回事"):
        assert 'class="home"' not in desk.get(address).content.decode()
    assert "必读" not in desk.get("/desk/search?q=挂失", headers=HTMX).content.decode()
    assert not Visit.objects.exists()


def test_a_notice_is_confirmed_on_the_home(
    desk: Client, lin: Person, publish: Publish, now: dt.datetime
) -> None:
    number = notice(publish)
    answer = post(desk, "confirm", number=number, n=1)
    assert "没有待确认的必读。" in answer.content.decode()
    assert 'data-said="已记录您的阅读确认"' in answer.content.decode()
    receipt = Receipt.objects.get()
    assert (receipt.person, receipt.version.article_id, receipt.version.n) == (lin, number, 1)
    assert receipt.at >= now
    assert post(desk, "confirm", number=number, n=1).status_code == 200
    assert Receipt.objects.count() == 1
    assert "已阅" in cards(desk)["notices"]


def test_a_notice_is_confirmed_under_its_text(desk: Client, publish: Publish) -> None:
    number = notice(publish)
    assert "看完请确认" in desk.get(f"/k/{number}").content.decode()
    answer = post(desk, "confirm", number=number, n=1, place="article").content.decode()
    assert "确认阅读这一版" in answer
    assert "确认阅读这一版" in desk.get(f"/k/{number}").content.decode()


def test_only_what_stands_now_is_confirmed(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    number = notice(publish, at=now - 3 * HOUR)
    notice(publish, article=number, lead="后天起降息。", at=now - 2 * HOUR)
    answer = post(desk, "confirm", number=number, n=1)
    assert (answer.status_code, answer.content.decode()) == (
        409,
        "这条通知已有新版，请看过新版再确认。",
    )
    for given in ({"number": "x", "n": 1}, {"number": number}, {"number": 2**70, "n": 1}):
        assert post(desk, "confirm", **given).status_code == 400
    for address in (f"/k/{number}/v/1", f"/k/{number}"):
        asked = "看完请确认" in desk.get(address).content.decode()
        assert asked == (address == f"/k/{number}")


def test_all_that_must_be_read_has_a_page(desk: Client, publish: Publish) -> None:
    numbers = [notice(publish, title=f"通知第{n}号") for n in range(desk_home.MUST_READS + 1)]
    assert f"全部 {len(numbers)} 条" in cards(desk)["duties"]
    page = desk.get("/desk/duties").content.decode()
    assert [f"通知第{n}号" in page for n in range(len(numbers))] == [True] * len(numbers)
    gone = post(desk, "confirm", htmx=False, number=numbers[0], n=1)
    assert (gone.status_code, gone["Location"]) == (302, "/desk/duties")
    assert "通知第0号" not in desk.get("/desk/duties").content.decode()


def test_changes_are_told_since_the_last_visit(
    desk: Client, lin: Person, publish: Publish, now: dt.datetime
) -> None:
    old = publish(title="早就有的", at=now - 9 * DAY)
    publish(title="前天改的", at=now - 2 * DAY)
    assert "近 7 天的变更 前天改的 新增" in cards(desk)["changes"]
    keeping.arrive(by=lin, now=now - DAY, trace=None)
    publish(article=old, title="早就有的", lead="新的口径。", at=now - HOUR)
    changes = cards(desk)["changes"]
    assert "上次来过后的变更" in changes
    assert "早就有的 修订" in changes
    assert "前天改的" not in changes
    page = desk.get("/desk/changes").content.decode()
    assert "早就有的" in page
    assert "前天改的" not in page


def test_changes_go_on_on_their_page(
    desk: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhixi.desk.views import home as view

    monkeypatch.setattr(view, "PAGE", 2)
    for n in range(3):
        publish(title=f"变更第{n}条")
    assert "全部 3 条" in desk.get("/").content.decode()
    first, second = (desk.get(f"/desk/changes?page={n}").content.decode() for n in (1, 2))
    assert ["变更第2条" in first, "变更第0条" in first, "1 / 2" in first] == [True, False, True]
    assert ["变更第2条" in second, "变更第0条" in second] == [False, True]
    assert "变更第2条" in desk.get("/desk/changes?page=x' OR 1").content.decode()


def test_a_visit_is_written_once(desk: Client, lin: Person, now: dt.datetime) -> None:
    assert 'data-arrive="/desk/arrived"' in desk.get("/").content.decode()
    assert not Visit.objects.exists()
    assert desk.post("/desk/arrived").status_code == 204
    began = Visit.objects.get().began_at
    assert began >= now
    assert "data-arrive" not in desk.get("/").content.decode()
    desk.post("/desk/arrived")
    assert Visit.objects.get().began_at == began


def test_the_log_tells_when_the_person_was_last_here(
    desk: Client, lin: Person, publish: Publish, now: dt.datetime
) -> None:
    number = publish()
    keeping.arrive(by=lin, now=now - 9 * HOUR, trace=None)
    use(lin, number, now - HOUR)
    lookups.journal.flush()
    desk.post("/desk/arrived")
    assert Visit.objects.get().began_at == now - 9 * HOUR
    Use.objects.update(at=now - 8 * HOUR)
    desk.post("/desk/arrived")
    assert Visit.objects.get().before_at == now - 8 * HOUR


def test_recent_are_the_last_opened_each_once(
    desk: Client, lin: Person, publish: Publish, now: dt.datetime
) -> None:
    first, second, third = (publish(title=f"打开第{n}条") for n in range(3))
    for minute, number in enumerate((first, second, first)):
        use(lin, number, now - HOUR + dt.timedelta(minutes=minute))
    use(lin, third, now, What.SHOWN)
    lookups.journal.flush()
    assert re.findall(r"打开第\d条", cards(desk)["recent"]) == ["打开第0条", "打开第1条"]


def test_popular_are_the_most_taken_of_the_day(
    desk: Client, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    first, second, old = (publish(title=f"热门第{n}条") for n in range(3))
    use(cast["sun"], first, now)
    for person in ("sun", "bao", "wang"):
        use(cast[person], second, now, What.COPIED)
    use(cast["sun"], old, now - 2 * DAY)
    lookups.journal.flush()
    popular = cards(desk)["popular"]
    assert re.findall(r"热门第\d条 \d 次", popular) == ["热门第1条 3 次", "热门第0条 1 次"]


def test_without_the_log_the_home_stands(
    desk: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise DatabaseError("disk I/O error")

    notice(publish)
    monkeypatch.setattr(lookups, "_popular_on", broken)
    assert "1 条待确认" in cards(desk)["duties"]


@pytest.mark.parametrize("address", ["/", "/desk/home", "/desk/favourites", "/desk/duties"])
def test_as_many_queries_for_one_as_for_three(
    address: str, desk: Client, lin: Person, publish: Publish, now: dt.datetime
) -> None:
    def fill(n: int) -> None:
        must, number = notice(publish, title=f"通知{n}"), publish(title=f"知识{n}")
        notice(publish, title=f"不必读{n}", must_read=False)
        keeping.keep(number=number, by=lin, now=now)
        keeping.put(number=number, by=lin, named=f"夹{n}")
        use(lin, must, now)
        lookups.journal.flush()

    def queries() -> list[int]:
        both = [CaptureQueriesContext(connections[name]) for name in ("default", "lookups")]
        with both[0], both[1]:
            assert desk.get(address).status_code == 200
        return [len(each) for each in both]

    fill(0)
    queries()
    one = queries()
    fill(1)
    fill(2)
    assert queries() == one


def test_the_star_keeps_and_drops(desk: Client, publish: Publish) -> None:
    number = publish()
    assert 'aria-pressed="false"' in desk.get(f"/k/{number}").content.decode()
    kept = post(desk, "keep", number=number).content.decode()
    assert 'aria-pressed="true"' in kept
    assert 'data-said="已收藏"' in kept
    assert 'aria-pressed="true"' in desk.get(f"/k/{number}").content.decode()
    assert 'aria-pressed="false"' in post(desk, "drop", number=number).content.decode()
    assert not Favourite.objects.exists()


def test_favourites_are_put_in_order_on_their_page(
    desk: Client, lin: Person, publish: Publish
) -> None:
    number, other = publish(title="放进夹子的"), publish(title="没有放的")
    for each in (number, other):
        post(desk, "keep", number=each)
    moved = post(desk, "put", htmx=False, number=number, named="常用")
    assert moved["Location"].startswith("/desk/favourites")
    folder = Folder.objects.get()
    page = desk.get(f"/desk/favourites?folder={folder.pk}").content.decode()
    assert ["放进夹子的" in page, "没有放的" in page] == [True, False]
    page = desk.get("/desk/favourites?folder=0").content.decode()
    assert ["放进夹子的" in page, "没有放的" in page] == [False, True]
    assert "常用 1" in cards(desk)["kept"]
    assert "<option" in desk.get(f"/k/{number}").content.decode()

    post(desk, "rename", htmx=False, folder=folder.pk, name="口径")
    assert "口径 1" in desk.get("/desk/favourites").content.decode()
    refused = post(desk, "rename", htmx=False, folder=folder.pk, name=" ")
    assert (refused.status_code, "1 到 40 个字" in refused.content.decode()) == (409, True)
    post(desk, "remove", htmx=False, folder=folder.pk)
    assert not Folder.objects.exists()
    assert Favourite.objects.count() == 2
    for odd in ("999", "x", "-1", "9" * 40):
        assert desk.get(f"/desk/favourites?folder={odd}").status_code == 200


def test_a_full_shelf_is_said(
    desk: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "FAVOURITES", 1)
    post(desk, "keep", number=publish(title="一"))
    answer = post(desk, "keep", number=publish(title="二"))
    assert (answer.status_code, answer.content.decode()) == (409, "收藏已满 1 条，请先取消一些。")


def test_p55_what_a_person_may_not_see_is_in_no_list_and_no_count(
    desk: Client,
    client_for: Callable[[Person], Client],
    lin: Person,
    sun: Person,
    publish: Publish,
    dongyu: Audience,
    now: dt.datetime,
) -> None:
    must = notice(publish, title="东屿内部必读", audience=dongyu)
    news = notice(publish, title="东屿内部通知", must_read=False, audience=dongyu)
    number = publish(title="东屿内部知识", section="东屿/内部", audience=dongyu)
    for article in (must, news, number):
        Favourite.objects.create(person=lin, article_id=article, added_at=now)
        keeping.keep(number=article, by=sun, now=now)
        for person in (lin, sun):
            use(person, article, now)
    lookups.journal.flush()

    every = ("/", "/desk/home", "/desk/changes", "/desk/duties", "/desk/favourites")
    for address in every:
        assert "东屿内部" not in desk.get(address).content.decode(), address
    home = cards(desk)
    assert "没有待确认的必读" in home["duties"]
    assert "全部" not in " ".join(home.values())
    assert "全部 0" in desk.get("/desk/favourites").content.decode()
    for address in every:
        assert "东屿内部" in client_for(sun).get(address).content.decode(), address


def test_p53_a_confirmation_is_the_signed_in_persons_own(
    desk: Client, lin: Person, sun: Person, publish: Publish, dongyu: Audience
) -> None:
    number = notice(publish)
    post(desk, "confirm", number=number, n=1, person=sun.pk, by=sun.number)
    assert Receipt.objects.get().person == lin
    hidden = notice(publish, title="东屿内部必读", audience=dongyu)
    for each in (hidden, hidden + 1000):
        for verb in ("confirm", "keep"):
            answer = post(desk, verb, number=each, n=1)
            assert answer.status_code == 404
            assert "东屿" not in answer.content.decode()
    assert Receipt.objects.count() == 1
    assert not Favourite.objects.exists()


def test_p51_favourites_and_confirmations_are_on_no_page_of_another(
    desk: Client,
    client_for: Callable[[Person], Client],
    cast: dict[str, Person],
    publish: Publish,
) -> None:
    number = notice(publish)
    post(desk, "keep", number=number)
    post(desk, "put", number=number, named="林的夹子")
    folder = Folder.objects.get().pk
    post(desk, "confirm", number=number, n=1)
    for person in (each for login, each in cast.items() if login != "lin"):
        other = client_for(person)
        for address in ("/", f"/desk/favourites?folder={folder}", f"/k/{number}"):
            page = other.get(address).content.decode()
            assert "林的夹子" not in page
            assert "确认阅读这一版" not in page
        assert "1 条待确认" in cards(other)["duties"]
        for verb in ("rename", "remove"):
            assert post(other, verb, folder=folder, name="我的").status_code == 409
    assert Folder.objects.get().name == "林的夹子"


def test_p56_recent_is_the_persons_own_and_popular_names_nobody(
    desk: Client,
    client_for: Callable[[Person], Client],
    lin: Person,
    sun: Person,
    publish: Publish,
    now: dt.datetime,
) -> None:
    use(lin, publish(title="林打开的"), now)
    lookups.journal.flush()
    other = client_for(sun)
    assert "林打开的" not in cards(other)["recent"]
    assert "林打开的" in cards(other)["popular"]
    page = other.get("/").content.decode()
    assert [lin.number in page, lin.name in page] == [False, False]
    assert "林打开的" in cards(desk)["recent"]


@pytest.mark.parametrize("verb", ["arrived", "confirm", "keep", "drop", "put", "rename", "remove"])
def test_only_by_post_with_the_pages_own_token_and_signed_in(
    verb: str, desk: Client, lin: Person, publish: Publish
) -> None:
    number = publish()
    assert desk.get(f"/desk/{verb}").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lin, backend="zhixi.accounts.backends.StaffBackend")
    told = {"number": number, "n": 1, "folder": 1, "name": "x"}
    assert strict.post(f"/desk/{verb}", told).status_code == 403
    assert Client().post(f"/desk/{verb}", told).status_code == 302
    assert not Favourite.objects.exists()
    assert not Visit.objects.exists()


def test_the_shelf_counts_no_further_than_it_says(
    lin: Person, publish: Publish, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST", 2)
    for n in range(3):
        publish(title=f"变更{n}")
    rights = shelf.rights_of(lin, now)
    changes = desk_home.changes(lin, rights, now, None)
    assert (len(changes.entries), changes.uncounted) == (2, True)

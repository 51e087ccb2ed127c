"""What became of a look-up: shown beside the list, opened, copied, solved."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from zhixi.accounts import actions as people
from zhixi.accounts import rate
from zhixi.accounts.models import Person, Unit
from zhixi.search import lookups
from zhixi.search.models import LookUp, Use

pytestmark = pytest.mark.django_db(databases=["default", "lookups"])

Publish = Callable[..., int]
HTMX = {"HX-Request": "true"}
S = "0123456789abcdef"


@pytest.fixture
def desk(client_for: Callable[[Person], Client], lin: Person) -> Client:
    return client_for(lin)


def type_(desk: Client, text: str, **given: str) -> None:
    """Let the desk's script ask at every key."""
    for typed in range(1, len(text) + 1):
        asked = {"q": text[:typed], "s": S} | given
        assert desk.get("/desk/search", asked, headers=HTMX).status_code == 200


def use(desk: Client, number: object, what: str = "opened", **given: Any) -> int:
    told = {"s": S, "number": number, "version": 1, "what": what, "position": 1, "seconds": 2.5}
    return desk.post("/desk/used", told | given).status_code


def uses(*columns: str) -> list[tuple[Any, ...]]:
    lookups.journal.flush()
    return list(Use.objects.order_by("id").values_list(*columns))


def test_it_works(desk: Client, publish: Publish, now: dt.datetime) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    type_(desk, "信用卡挂失", type="faq", region="北麓", call="c-17", conv="v-4")
    desk.get(f"/k/{number}?s={S}&position=1", headers=HTMX)
    assert use(desk, number) == 204

    assert uses("what", "number", "version", "position", "seconds", "person", "session") == [
        ("shown", number, 1, 1, 0.0, "80217", S),
        ("opened", number, 1, 1, 2.5, "80217", S),
    ]
    asked = LookUp.objects.get()
    assert (asked.query, asked.session, asked.person, asked.mode) == (
        "信用卡挂失",
        S,
        "80217",
        "desk",
    )
    assert (asked.total, asked.listed) == (1, [[number, 1]])
    assert (asked.filters, asked.context) == ({"type": "faq"}, {"region": "北麓"})
    assert (asked.call, asked.conversation) == ("c-17", "v-4")
    assert asked.at >= now
    assert asked.took_ms > 0


def test_an_address_with_a_query_is_a_look_up_and_its_first_hit_is_shown(
    desk: Client, publish: Publish
) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    page = desk.get("/?q=信用卡挂失&call=c-17").content.decode()
    named = re.search(r'data-session="(\w{16})"', page)
    assert named
    assert uses("what", "number", "position", "session") == [("shown", number, 1, named[1])]
    assert (LookUp.objects.get().mode, LookUp.objects.get().session) == ("page", named[1])
    assert '<input type="hidden" name="call" value="c-17">' in page


def test_an_articles_number_is_a_look_up_that_found_it(desk: Client, publish: Publish) -> None:
    number = publish()
    type_(desk, str(number))
    lookups.journal.flush()
    assert LookUp.objects.get().total >= 1
    assert LookUp.objects.get().listed[0][0] == number


def test_nothing_typed_is_no_look_up(desk: Client, publish: Publish) -> None:
    publish()
    assert 'data-session=""' in desk.get("/").content.decode()
    desk.get(f"/desk/search?q=+&s={S}", headers=HTMX)
    lookups.journal.flush()
    assert not LookUp.objects.exists()


def test_reading_by_another_way_is_not_shown_in_a_list(desk: Client, publish: Publish) -> None:
    number = publish()
    for address in (f"/k/{number}", f"/k/{number}?s={S}&position=1", f"/k/{number}/v/1"):
        assert desk.get(address).status_code == 200
    assert desk.get(f"/k/{number}", headers=HTMX).status_code == 200
    assert uses("what") == []


def test_what_stands_without_a_list_is_kept_too(desk: Client, publish: Publish) -> None:
    number = publish()
    assert use(desk, number, "copied", s="", position=0) == 204
    assert use(desk, number, "copied", s="", position=0) == 204
    assert uses("what", "position") == [("copied", 0), ("copied", 0)]


def test_an_old_version_is_named_as_what_it_is(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    number = publish(at=now - dt.timedelta(hours=3))
    publish(article=number, lead="新的口径在这里。", at=now - dt.timedelta(hours=1))
    use(desk, number, "copied", version=1)
    use(desk, number, "solved", version=2)
    use(desk, number, "opened", version=3)
    assert uses("what", "version") == [("copied", 1), ("solved", 2)]


@pytest.mark.parametrize(
    "given",
    [
        {"what": "shown"}, {"what": "liked"}, {"what": ""}, {"version": "x"}, {"version": 2**70},
        {"position": -1}, {"position": 10**9}, {"seconds": "nan"}, {"seconds": -1}, {"s": "?"},
        {"number": 404404}, {"number": 2**70}, {"number": ""}, {"s": "x" * 4000},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_passed_over(
    given: dict[str, Any], desk: Client, publish: Publish
) -> None:
    assert use(desk, **{"number": publish()} | given) == 204
    assert uses("what") == []


def test_a_session_that_makes_no_sense_is_one_of_its_own(desk: Client, publish: Publish) -> None:
    publish()
    desk.get("/desk/search", {"q": "挂失", "s": "'; DROP TABLE"}, headers=HTMX)
    lookups.journal.flush()
    assert re.fullmatch(r"\w{16}", LookUp.objects.get().session)


def test_who_tells_too_much_is_told_to_wait(
    desk: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = publish()
    monkeypatch.setattr(rate, "PER_WINDOW", 2)
    monkeypatch.setattr(rate, "WINDOW", 10**9)
    assert [use(desk, number) for _ in range(3)] == [204, 204, 429]


def test_p43_use_is_logged_only_of_what_the_person_may_read(
    desk: Client,
    client_for: Callable[[Person], Client],
    sun: Person,
    publish: Publish,
    units: dict[str, Unit],
    long_ago: dt.datetime,
) -> None:
    branch = people.audience(name="东屿", units=[units["dongyu"]], by=None, now=long_ago)
    number = publish(title="东屿社保卡补换卡", audience=branch)
    assert use(desk, number) == 204
    assert use(client_for(sun), number) == 204
    assert uses("person") == [(sun.number,)]


def test_p42_what_one_person_asks_is_on_no_page_of_another(
    desk: Client,
    client_for: Callable[[Person], Client],
    cast: dict[str, Person],
    publish: Publish,
) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    type_(desk, "挂失独有的说法")
    use(desk, number)
    lookups.journal.flush()
    for person in cast.values():
        other = client_for(person)
        for address in ("/", "/?q=挂失", f"/k/{number}", "/studio/", "/metrics"):
            assert "独有的说法" not in other.get(address).content.decode()


def test_only_by_post_with_the_pages_own_token_and_signed_in(
    lin: Person, publish: Publish, desk: Client
) -> None:
    number = publish()
    assert desk.get("/desk/used").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lin, backend="zhixi.accounts.backends.StaffBackend")
    assert use(strict, number) == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', strict.get("/").content.decode())
    assert token
    assert use(strict, number, csrfmiddlewaretoken=token[1]) == 204
    assert use(Client(), number) == 302
    assert uses("what") == [("opened",)]

"""A person's own filters and columns of the list."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from zhixi.accounts.models import Person
from zhixi.knowledge.actions import listkeeping
from zhixi.knowledge.models import ListColumns, SavedFilter

For = Callable[[Person], Client]
Publish = Callable[..., int]
LIST, FILTERS, COLUMNS = (f"/studio/articles{end}" for end in ("", "/filters", "/columns"))


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


def kept(desk: Client) -> dict[str, str]:
    """The person's filters, by name, with their addresses."""
    shown = desk.get(LIST).content.decode()
    links = re.findall(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a><form', shown)
    return {name: href.replace("&amp;", "&") for href, name in links}


def headings(desk: Client) -> list[str]:
    shown = desk.get(LIST).content.decode()
    cells = re.findall(r"<th[ >].*?</th>", shown, re.S)
    return [text for cell in cells if (text := re.sub(r"<[^>]+>", "", cell).strip())]


def test_it_works(desk: Client, publish: Publish) -> None:
    publish(title="存款利率", section="存款")
    publish(title="年费")
    answer = desk.post(f"{FILTERS}?section=存款&sort=title&page=3&x=1&q=", {"name": "存款的"})
    assert answer.status_code == 302
    address = kept(desk)["存款的"]
    assert "page" not in address
    assert "x=1" not in address
    assert "q=" not in address
    shown = desk.get(address).content.decode()
    assert "存款利率" in shown
    assert "年费</a>" not in shown
    assert 'aria-current="true">存款的</a>' in shown
    desk.post(f"{FILTERS}?state=gone", {"name": "存款的"})
    assert kept(desk) == {"存款的": f"{LIST}?state=gone"}
    desk.post(FILTERS, {"drop": SavedFilter.objects.get().pk})
    assert kept(desk) == {}


def test_columns_are_remembered(desk: Client, publish: Publish) -> None:
    publish(title="年费")
    usual = headings(desk)
    assert "栏目" in usual
    assert "生效" not in usual
    desk.post(COLUMNS, {"columns": ["state", "begins", "no-such"]})
    assert headings(desk) == ["选中本页", "编号", "标题", "状态", "生效", "打开"]
    desk.post(f"{COLUMNS}?state=gone", {})
    assert headings(desk) == ["选中本页", "编号", "标题", "打开"]
    assert ListColumns.objects.get().columns == []


def test_names_are_asked_for_and_bounded(
    desk: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    monkeypatch.setattr(listkeeping, "MOST", 1)
    for name in ("", "  ", "长" * 41):
        assert "起个名字" in desk.post(FILTERS, {"name": name}).content.decode()
    assert desk.post(FILTERS, {"name": "一"}).status_code == 302
    assert "最多保存 1 个" in desk.post(FILTERS, {"name": "二"}).content.decode()
    assert desk.post(f"{FILTERS}?q=a", {"name": "一"}).status_code == 302
    assert list(kept(desk)) == ["一"]
    assert desk.post(f"{FILTERS}?q={'长' * 900}", {"name": "一"}).status_code == 302


# Who may not


def test_p102_filters_and_columns_are_the_persons_own(
    desk: Client, client_for: For, cast: dict[str, Person], publish: Publish
) -> None:
    publish()
    desk.post(f"{FILTERS}?q=密", {"name": "只是我的"})
    desk.post(COLUMNS, {"columns": ["type"]})
    own = SavedFilter.objects.get()
    for login, person in cast.items():
        client = client_for(person)
        if login == "zhao":
            continue
        allowed = login == "zhou"
        assert client.post(FILTERS, {"drop": own.pk}).status_code == (302 if allowed else 404)
        assert client.post(COLUMNS, {"columns": ["type"]}).status_code == (302 if allowed else 404)
        assert client.post(FILTERS, {"name": "别的"}).status_code == (302 if allowed else 404)
        assert "只是我的" not in client.get(LIST).content.decode()
    assert SavedFilter.objects.filter(pk=own.pk).exists()
    assert list(kept(desk)) == ["只是我的"]
    assert Client().post(FILTERS, {"name": "x"}).status_code == 302

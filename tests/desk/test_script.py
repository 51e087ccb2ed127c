"""Reading in traditional script."""

from collections.abc import Callable

import pytest
from django.test import Client

from zhixi.accounts.models import Person


@pytest.fixture
def desk(client_for: Callable[[Person], Client], lin: Person) -> Client:
    client = client_for(lin)
    client.cookies["script"] = "hant"
    return client


def test_it_works(desk: Client, publish: Callable[..., int]) -> None:
    number = publish(title="信用卡丢了怎么挂失", lead="您别着急，马上为您办理手续。")
    page = desk.get(f"/k/{number}").content.decode()
    assert "您別着急，馬上為您辦理手續。" in page
    assert "信用卡丟了怎麼掛失" in page
    assert '<html lang="zh-Hant">' in page
    fragment = desk.get("/desk/search?q=信用卡挂失", headers={"HX-Request": "true"})
    assert "<mark>掛失</mark>" in fragment.content.decode()


def test_others_and_other_pages_read_on_as_before(
    desk: Client, client_for: Callable[[Person], Client], lin: Person, publish: Callable[..., int]
) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    assert "信用卡丢了怎么挂失" in client_for(lin).get(f"/k/{number}").content.decode()
    assert desk.get("/api/v1/openapi.json").status_code in {200, 401}

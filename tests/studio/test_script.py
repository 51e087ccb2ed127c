"""Working in the studio in traditional script: what scripts show is turned, what they keep not."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge import drafts

For = Callable[[Person], Client]
Publish = Callable[..., int]


@pytest.fixture
def plain(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


@pytest.fixture
def turned(client_for: For, zhao: Person) -> Client:
    client = client_for(zhao)
    client.cookies["script"] = "hant"
    return client


def controls(page: str) -> list[tuple[str | None, ...]]:
    """What the fields and choices of a page hold."""
    found = LexborHTMLParser(page).css("input, textarea, option, button, [data-rich]")
    names = ("name", "value", "checked", "selected", "list", "data-name", "hx-get")
    return [
        (each.tag, *(each.attributes.get(name) for name in names), held(each))
        for each in found
        if each.attributes.get("name") != "csrfmiddlewaretoken"
    ]


def held(field: LexborNode) -> str | None:
    if "data-rich" in field.attributes:
        return field.inner_html
    return field.text() if field.tag == "textarea" else None


def save(client: Client, number: int, base: str, **told: Any) -> Any:
    words = drafts.kept(number).words
    sent = words.content | {"section": words.section} | told
    return client.post(f"/studio/articles/{number}/save", {"words": json.dumps(sent), "base": base})


def test_it_works(plain: Client, turned: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失", body="<h2>办理</h2><p>先<b>锁卡</b>再挂失。</p>")
    address = f"/studio/articles/{number}/edit"
    before, after = (each.get(address).content.decode() for each in (plain, turned))
    assert controls(after) == controls(before)
    assert "data-script-switch" in after
    assert "撤回申請" in after
    assert "先<b>锁卡</b>再挂失" in after.replace("strong>", "b>")  # in the editor
    assert "先<b>鎖卡</b>再掛失" in after.replace("strong>", "b>")  # as the agent will see it


def test_what_is_saved_is_what_was_typed(turned: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    base = drafts.kept(number).words.state
    answer = save(
        turned,
        number,
        base,
        lead="我马上为您办理挂失。",
        must_tell=["办好后不能恢复"],
        phrasings=[],
    )
    told = answer.json()
    assert answer["Content-Length"] == str(len(answer.content))
    assert "掛失" in told["beside"]
    kept = drafts.kept(number).words.content
    assert (kept["lead"], kept["must_tell"]) == ("我马上为您办理挂失。", ["办好后不能恢复"])


def test_two_texts_are_shown_turned_and_kept_as_they_are(turned: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    base = drafts.kept(number).words.state
    save(turned, number, base, lead="请先锁卡，再办理挂失。")
    told = save(turned, number, base, lead="请马上挂失。").json()
    assert told["theirs"]["lead"] == "请先锁卡，再办理挂失。"
    [lead] = [each for each in told["fields"] if each["name"] == "lead"]
    assert (lead["mine"], lead["theirs"]) == ("請馬上掛失。", "請先鎖卡，再辦理掛失。")


def test_a_form_stores_the_same(
    plain: Client, turned: Client, zhao: Person, publish: Publish
) -> None:
    """Both send back what their page holds, with the same words typed."""
    stored = []
    for client in (plain, turned):
        number = publish(title="信用卡丢了怎么挂失")
        page = client.get(f"/studio/articles/{number}/withdraw").content.decode()
        fields = {n: v for tag, n, v, *_rest in controls(page) if tag == "input" and n and v}
        client.post(f"/studio/articles/{number}/withdraw", fields | {"reason": "两条说法重复"})
        made = Submission.objects.get(kind="withdrawal", title__contains=str(number))
        stored.append((made.reason, made.title.replace(str(number), "")))
    assert stored[0] == stored[1]
    assert stored[0][0] == "两条说法重复"


def test_what_is_wrong_is_told_turned(turned: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    told = save(turned, number, drafts.kept(number).words.state, title="", lead="").json()
    assert "title" in [each["path"] for each in told["problems"]]
    assert {"請", "寫", "這"} & set("".join(each["words"] for each in told["problems"]))
    refused = turned.post(f"/studio/articles/{number}/save", {"words": "?"}).json()["refused"]
    assert refused == "沒有收到內容，請再試一次。"


def test_a_list_is_asked_as_it_is_read(turned: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失", section="投诉与应急", tags=["热点"])
    other = publish(title="怎么还款", section="信用卡")
    for asked in ("section=投訴與應急", "label=熱點", "q=掛失"):
        page = turned.get(f"/studio/articles?{asked}").content.decode()
        assert f"/articles/{number}/edit" in page, asked
        assert f"/articles/{other}/edit" not in page, asked
    assert (
        'value="投诉与应急"' in turned.get("/studio/articles?section=投訴與應急").content.decode()
    )


def test_what_a_script_takes_over_is_not_turned(turned: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失", tags=["热点"])
    found = turned.get("/studio/choose?q=挂失").json()["found"]
    assert [(each["number"], each["title"]) for each in found] == [(number, "信用卡丢了怎么挂失")]


def test_programs_read_what_is_kept(turned: Client) -> None:
    for address in ("/api/v1/openapi.json", "/readyz"):
        assert "錄" not in turned.get(address).content.decode()


def test_an_agent_finds_no_studio_in_either(client_for: For, lin: Person, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    agent = client_for(lin)
    agent.cookies["script"] = "hant"
    answer = agent.get(f"/studio/articles/{number}/edit")
    assert answer.status_code == 404
    assert "掛失" not in answer.content.decode()

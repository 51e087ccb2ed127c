"""One answer in the words of each channel: written side by side, shown for the call's channel."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from pydantic import ValidationError

from zhixi.accounts.models import Person
from zhixi.knowledge import types
from zhixi.knowledge.models import ArticleVersion

For = Callable[[Person], Client]
TEXTS = {
    "chat_text": "您好，登录手机银行可以自助挂失。",
    "bot_text": "信用卡挂失请点击挂失按钮。",
    "app_text": "在首页点卡片，再点挂失。",
    "sms_text": "您的信用卡已挂失。",
}


def test_it_works(client_for: For, lin: Person, publish: Callable[..., int]) -> None:
    number = publish(**TEXTS)
    client = client_for(lin)
    calm = client.get(f"/k/{number}").content.decode()
    assert "本渠道" not in calm
    assert all(text in calm for text in TEXTS.values())
    assert calm.index("其他渠道的文字") < calm.index(TEXTS["bot_text"])
    for channel, name in (("在线客服", "chat_text"), ("机器人", "bot_text"), ("App", "app_text")):
        page = client.get(f"/k/{number}", {"channel": channel}).content.decode()
        assert page.index(TEXTS[name]) < page.index("对客口径"), channel
        assert page.count("本渠道") == 1


def test_the_editor_has_a_field_for_each(
    client_for: For, zhao: Person, publish: Callable[..., int]
) -> None:
    page = client_for(zhao).get(f"/studio/articles/{publish(**TEXTS)}/edit").content.decode()
    for name, text in TEXTS.items():
        assert f'data-name="{name}"' in page
        assert text in page


def test_what_was_written_before_is_read_and_keeps_its_digest(
    publish: Callable[..., int], now: dt.datetime
) -> None:
    number = publish(chat_text="旧的文字版。")
    version = ArticleVersion.objects.get(article=number)
    content = types.load("faq", version.content.payload)
    assert "bot_text" not in types.dump(content)
    assert [each.name for each in content.written()] == ["chat_text"]  # type: ignore[attr-defined]


def test_a_text_message_has_seventy_characters_at_most() -> None:
    with pytest.raises(ValidationError):
        types.read("faq", {"title": "挂失", "sms_text": "挂" * 71})

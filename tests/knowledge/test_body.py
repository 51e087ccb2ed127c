"""What a body's editor makes, on the page and where two texts meet."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from zhixi.accounts.models import Person
from zhixi.knowledge import drafts, types
from zhixi.knowledge.types.base import TypedContent

For = Callable[[Person], Client]
Publish = Callable[..., int]
BODY = "<h2>年费</h2><p>刷满<strong>六次</strong>免年费</p><aside>取现不算</aside>"


def sent(client: Client, number: int, body: str, base: str = "") -> Any:
    kept = drafts.kept(number).words
    words = kept.content | {"section": kept.section, "body": body}
    given = {"words": json.dumps(words), "base": base or kept.state}
    return client.post(f"/studio/articles/{number}/save", given)


def test_it_works(client_for: For, zhao: Person, publish: Publish) -> None:
    number = publish(type="business", title="年费规则", body=BODY)
    client = client_for(zhao)
    page = client.get(f"/studio/articles/{number}/edit").content.decode()
    assert BODY in page  # to be edited
    assert '<div class="callout" role="note">取现不算</div>' in page  # as the agent sees it
    assert "django_prose_editor/editor" in page
    article = client.get(f"/k/{number}").content.decode()
    assert '<div class="callout" role="note">取现不算</div>' in article
    assert "prose" not in article


def test_a_body_saved_as_it_was_has_the_same_digest(
    client_for: For, zhao: Person, publish: Publish
) -> None:
    number = publish(type="business", title="年费规则", body=BODY)
    before = drafts.kept(number).words
    # As the editor writes it: paragraphs in items and cells, heads in the body of the table.
    as_written = BODY.replace("免年费</p>", "免年费</p><ul><li><p></p></li></ul>")
    assert sent(client_for(zhao), number, as_written).json()["state"] == before.state
    assert drafts.kept(number).words.content == before.content


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        (BODY.replace("strong>", "em>"), "加粗｜六次"),
        (BODY.replace("h2>", "p>"), "标题｜年费"),
        (BODY.replace("aside>", "p>"), "提醒框｜取现不算"),
    ],
)
def test_texts_that_say_the_same_tell_how_they_look(
    client_for: For, zhao: Person, zhou: Person, publish: Publish, theirs: str, told: str
) -> None:
    number = publish(type="business", title="年费规则", body="<p>甲</p>")
    base = drafts.kept(number).words.state
    sent(client_for(zhou), number, theirs, base)
    both = sent(client_for(zhao), number, BODY, base).json()
    (field,) = both["fields"]
    assert field["name"] == "body"
    assert told in field["mine"]
    assert told not in field["theirs"]


@pytest.mark.parametrize(
    "evil",
    [
        "<aside onclick=x()>甲<script>y()</script></aside>",
        '<aside><a href="javascript:x()">甲</a></aside>',
        '<div class="callout" style="position:fixed">甲</div>',
    ],
)
def test_nothing_else_comes_in(evil: str) -> None:
    content = types.read("business", {"title": "年费", "body": evil})
    assert isinstance(content, TypedContent)
    assert not any(word in content.body for word in ("onclick", "script", "style", "class"))


def test_an_agent_saves_no_body(client_for: For, lin: Person, publish: Publish) -> None:
    number = publish(type="business", title="年费规则", body=BODY)
    assert sent(client_for(lin), number, "<p>乙</p>").status_code == 404
    assert drafts.kept(number).words.content["body"] == BODY

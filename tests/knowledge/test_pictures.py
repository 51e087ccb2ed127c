"""Pictures inside a text: only ours, through the gate, and only for those who may read."""

import datetime as dt
import json
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.knowledge import factory, paper
from tests.knowledge.test_attach import has
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit
from zhixi.approval.models import Submission
from zhixi.intake import exporting, full
from zhixi.knowledge import actions, types
from zhixi.knowledge.clauses import cut
from zhixi.knowledge.files import store
from zhixi.knowledge.indexing import described
from zhixi.knowledge.models import ArticleVersion, ContentFile, Draft, File
from zhixi.lib import diff, html
from zhixi.lib.documents import Row

For = Callable[[Person], Client]
Publish = Callable[..., int]
Told = dict[str, str]
HOUR = dt.timedelta(hours=1)
DIGEST = "sha256:" + "ab" * 32


pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def card(author: Client) -> Told:
    return paper.attachment(author, "卡背面.png", paper.picture())


@pytest.fixture
def other(author: Client) -> Told:
    return paper.attachment(author, "新卡.png", paper.picture(size=(60, 50)))


@pytest.fixture
def section(zhao: Person, long_ago: dt.datetime) -> int:
    return actions.section_at(path=["信用卡", "安全"], by=zhao, now=long_ago)


def image(file: Told, alt: str = "卡背面左下角是客服电话") -> str:
    return html.normalise(f'<img src="/files/{file["digest"]}/{file["name"]}" alt="{alt}">')


def text(file: Told, alt: str = "卡背面左下角是客服电话") -> str:
    return f"<p>先看卡的背面。</p>{image(file, alt)}<p>再拨打。</p>"


def wrote(client: Client, section: int, **told: Any) -> Any:
    words = {"title": "电话在哪里", "lead": "您看卡背面左下角。", "section": section} | told
    sent = {"type": "business", "line": str(uuid.uuid4()), "words": json.dumps(words)}
    return client.post("/studio/new", sent).json()


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_works(
    author: Client, client_for: For, lin: Person, qian: Person, section: int, card: Told
) -> None:
    told = wrote(author, section, body=text(card))
    assert (told["problems"], told["blocking"]) == ([], 0)
    assert 'class="figure"' in told["beside"]
    assert 'width="40" height="30"' in told["beside"]
    assert not has(client_for(lin), card)  # a draft's
    number = told["number"]
    author.post(f"/studio/articles/{number}/submit", {"base": told["state"]})
    submission = Submission.objects.get()
    assert (has(client_for(lin), card), has(client_for(qian), card)) == (False, True)
    shown = page(client_for(qian), f"/studio/submissions/{submission.pk}")
    assert re.search(r"<ins>卡背面左下角是客服电话</ins>\n<ins><a class=\"figure\"", shown)
    decided = {"seen_digest": submission.digest, "step": 1, "verdict": "approve"}
    client_for(qian).post(f"/studio/submissions/{submission.pk}", decided)
    time.sleep(1.1)  # what is approved is live from the next full second on
    shown = page(client_for(lin), f"/k/{number}")
    assert f'<a class="figure" href="/files/{card["digest"]}/' in shown
    assert 'aria-label="看大图：卡背面左下角是客服电话"' in shown
    assert has(client_for(lin), card)


def test_a_picture_without_words_is_a_hint_and_no_hindrance(
    author: Client, section: int, card: Told
) -> None:
    told = wrote(author, section, body=text(card, ""))
    assert 'data-jump="body/pictures/0"' in told["beside"]
    assert "正文第 1 张图片没有说明" in told["beside"]
    assert told["blocking"] == 0


def test_a_text_has_room_for_thirty(author: Client, section: int, card: Told) -> None:
    told = wrote(author, section, body=image(card) * 31)
    assert [each["words"] for each in told["problems"]] == ["正文里最多放 30 张图片。"]
    assert len(html.pictures(Draft.objects.get().content["body"])) == 31  # nothing is lost


def test_clauses_and_search_know_its_words_alone(card: Told) -> None:
    content = types.read("business", {"title": "题", "body": text(card)})
    told = [(c.kind, c.text) for c in cut(content.parts())]
    assert told == [
        ("paragraph", "先看卡的背面。"),
        ("picture", "卡背面左下角是客服电话"),
        ("paragraph", "再拨打。"),
    ]
    body = described(content, number=1, version=1).body
    assert "卡背面左下角是客服电话" in body
    assert "files" not in body
    alone = types.read("business", {"title": "题", "body": image(card)})
    assert alone.answer() == ""  # nobody can say a picture


def test_a_hit_never_answers_with_a_picture(
    publish: Publish, client_for: For, lin: Person, card: Told
) -> None:
    number = publish(type="business", title="电话在哪里", body=text(card))
    found = page(client_for(lin), "/desk/search?q=背面左下角客服电话")
    assert f"/k/{number}" in found
    assert "卡背面左下角是客服电话" not in re.sub(r"<article.*", "", found, flags=re.S)


def changed(
    publish: Publish, now: dt.datetime, lin: Client, qian: Client, was: str, body: str
) -> tuple[str, str, str]:
    """What whoever confirms is shown, and what a reader is, in one and side by side."""
    number = publish(type="business", title="电话", body=was, at=now - 3 * HOUR)
    publish(article=number, type="business", title="电话", body=body, at=now - HOUR)
    gate = page(qian, f"/studio/submissions/{Submission.objects.latest('pk').pk}")
    told = re.search(r'<dl class="diff">(.*?)</dl>', gate, re.S)
    read = (page(lin, f"/k/{number}/changes?view={view}") for view in ("inline", "beside"))
    assert told
    return told[1], *read


def test_both_are_shown_a_picture_that_came_went_or_is_another(
    publish: Publish,
    now: dt.datetime,
    client_for: For,
    lin: Person,
    qian: Person,
    card: Told,
    other: Told,
) -> None:
    eyes = client_for(lin), client_for(qian)
    bare = "<p>先看卡的背面。</p><p>再拨打。</p>"
    new, old = other["digest"], card["digest"]
    for was, body, gone, come in (
        (bare, text(other), "", new),
        (text(card), bare, old, ""),
        (text(card), text(other), old, new),  # under the same words
        (
            f"<ul><li>甲{image(card)}</li></ul>",
            f"<ul><li>甲{image(other)}</li></ul>",
            old,
            new,
        ),
    ):
        for shown in changed(publish, now, *eyes, was, body):
            gone_here = "".join(re.findall(r"<del>.*?</del>", shown))
            come_here = "".join(re.findall(r"<ins>.*?</ins>", shown))
            assert (old in gone_here, new in come_here) == (bool(gone), bool(come))


def test_a_picture_in_a_cell_is_compared_too(
    publish: Publish,
    now: dt.datetime,
    client_for: For,
    lin: Person,
    qian: Person,
    card: Told,
    other: Told,
) -> None:
    table = "<table><thead><tr><th>卡</th><th>样子</th></tr></thead><tbody><tr><td>金卡</td><td>{}</td></tr></tbody></table>"
    was, body = (table.format(image(each)) for each in (card, other))
    for shown in changed(publish, now, client_for(lin), client_for(qian), was, body):
        assert re.search(rf"<del><a[^>]*{card['digest']}", shown)
        assert re.search(rf"<ins><a[^>]*{other['digest']}", shown)


@pytest.mark.parametrize(
    ("was", "body", "note"),
    [
        ("<p>怎么办理</p>", "<h2>怎么办理</h2>", "改为小标题"),
        ("<h2>怎么办理</h2>", "<h3>怎么办理</h3>", "改为次标题"),
        ("<aside>取现不算</aside>", "<p>取现不算</p>", "改为段落"),
        ("<p>取现不算</p>", "<aside>取现不算</aside>", "改为提醒框"),
        ("<ul><li>核身</li></ul>", "<ol><li>核身</li></ol>", "改为编号列表"),
        (
            "<ol><li>核身</li><li>报编号</li></ol>",
            "<ol><li>核身<ol><li>报编号</li></ol></li></ol>",
            "降为下级",
        ),
        (
            "<table><tbody><tr><td>卡</td><td>费</td></tr><tr><td>金卡</td><td>9 元</td></tr></tbody></table>",
            "<table><thead><tr><th>卡</th><th>费</th></tr></thead><tbody><tr><td>金卡</td><td>9 元</td></tr></tbody></table>",
            "改为表头行",
        ),
    ],
)
def test_both_are_told_what_words_stand_as_now(
    publish: Publish,
    now: dt.datetime,
    client_for: For,
    lin: Person,
    qian: Person,
    was: str,
    body: str,
    note: str,
) -> None:
    for shown in changed(publish, now, client_for(lin), client_for(qian), was, body):
        assert note in shown
        assert "<del>" not in re.sub(
            r"<span aria-hidden.*?</span>", "", shown
        )  # no word of it changed
        assert "内容没有变化" not in shown


def test_what_stands_as_it_stood_is_not_told(
    publish: Publish, now: dt.datetime, client_for: For, lin: Person, qian: Person
) -> None:
    was, body = "<h2>甲</h2><p>乙丙丁戊己</p>", "<h2>甲</h2><p>乙丙丁戊庚</p>"
    for shown in changed(publish, now, client_for(lin), client_for(qian), was, body):
        assert "改为" not in shown


def test_two_people_see_which_picture_each_has(
    author: Client, client_for: For, zhou: Person, section: int, card: Told, other: Told
) -> None:
    told = wrote(author, section, body=text(card))
    address = f"/studio/articles/{told['number']}/save"
    words = {"title": "电话在哪里", "lead": "您看卡背面左下角。", "section": section}
    sent = {"base": told["state"], "words": json.dumps(words | {"body": text(other)})}
    assert client_for(zhou).post(address, sent).status_code == 200
    mine = {"base": told["state"], "words": json.dumps(words | {"body": text(card, "我写的")})}
    answer = author.post(address, mine)
    assert answer.status_code == 409
    (field,) = answer.json()["fields"]
    assert "我写的" in field["mine"]
    sent = {"base": told["state"], "words": json.dumps(words | {"body": text(card)})}
    (field,) = author.post(address, sent).json()["fields"]
    assert card["digest"][7:15] in field["mine"]
    assert other["digest"][7:15] in field["theirs"]


def test_words_that_are_replaced_are_replaced_in_its_words_too(card: Told) -> None:
    assert html.replaced(text(card), "客服", "服务") == text(card, "卡背面左下角是服务电话")


def test_it_is_not_swept_while_a_draft_shows_it(
    author: Client, section: int, card: Told, now: dt.datetime
) -> None:
    wrote(author, section, body=text(card))
    later = now + dt.timedelta(days=31)
    actions.sweep_uploads(now=later)
    assert actions.sweep_files(now=later) == 0
    assert has(author, card)


def test_it_travels_with_the_full_form(
    publish: Publish,
    card: Told,
    other: Told,
    monkeypatch: pytest.MonkeyPatch,
    zhao: Person,
    now: dt.datetime,
) -> None:
    varied = {"part": "body", "tier": "白金", "value": text(other)}
    publish(type="business", title="电话", body=text(card), variants=[varied])
    (line,) = [json.loads(each) for each in exporting.lines()]
    assert [file["digest"] for file in line["files"]] == [card["digest"], other["digest"]]
    assert ContentFile.objects.count() == 2
    monkeypatch.setattr(full, "refuse_filled_base", lambda: None)
    for told, wrong in ((line, 0), (line | {"files": line["files"][:1]}, 1)):
        run = full.Restoration(name="x", digest="x", by=zhao, clock=lambda: now)
        assert len(run.check([Row(1, told)]).bad) == wrong


def test_an_old_version_keeps_its_picture(
    publish: Publish,
    author: Client,
    client_for: For,
    lin: Person,
    card: Told,
    other: Told,
    now: dt.datetime,
) -> None:
    number = publish(type="business", title="电话", body=text(card), at=now - 3 * HOUR)
    publish(article=number, type="business", title="电话", body=text(other), at=now - HOUR)
    assert (has(client_for(lin), card), has(client_for(lin), other)) == (True, True)
    author.post(f"/studio/articles/{number}/versions/1/restore", {"base": ""})
    assert Draft.objects.get().content["body"] == text(card)


def test_what_the_law_removes_goes_with_its_pictures(
    publish: Publish, author: Client, cast: dict[str, Person], card: Told, now: dt.datetime
) -> None:
    number = publish(type="business", title="电话", body=text(card), at=now - 5 * HOUR)
    factory.removed(number=number, cast=cast, at=now)
    assert not has(author, card)


# Who may not, and what may not.


def test_p122_a_picture_is_had_only_by_those_who_may_read_what_shows_it(
    publish: Publish,
    client_for: For,
    cast: dict[str, Person],
    card: Told,
    now: dt.datetime,
    long_ago: dt.datetime,
) -> None:
    circle = Unit.objects.filter(code="card")
    centre = people.audience(name="信用卡中心", units=circle, by=None, now=long_ago)
    number = publish(type="business", title="电话", body=text(card), audience=centre)
    assert client_for(cast["lin"]).get(f"/k/{number}").status_code == 404
    assert not has(client_for(cast["lin"]), card)
    assert not has(client_for(cast["admin"]), card)
    assert has(client_for(cast["wang"]), card)
    factory.withdrawn(number=number, by=cast["zhao"], confirmer=cast["qian"], at=now - HOUR)
    assert not has(client_for(cast["wang"]), card)


@pytest.mark.parametrize(
    "src",
    [
        "https://evil.example/a.png",
        "//evil.example/a.png",
        f"https://evil.example/files/{DIGEST}/a.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "file:///C:/a.png",
        "javascript:alert(1)",
        f"/files/{DIGEST}/a.svg",
        f"/files/{DIGEST}/a.pdf",
        f"/files/{DIGEST}/../../accounts/logout/a.png",
        f"/files/{DIGEST}/a.png?x=1",
        "/files/sha256:ab/a.png",
        "/accounts/logout/",
    ],
)
def test_p123_of_pictures_that_are_not_ours_nothing_stays(
    author: Client, section: int, src: str
) -> None:
    told = wrote(
        author, section, body=f'<p>甲</p><img src="{src}" alt="乙" onerror="x()"><p>丙</p>'
    )
    assert Draft.objects.get().content["body"] == "<p>甲</p><p>丙</p>"
    assert "evil" not in told["beside"]


def test_p123_of_our_own_nothing_but_address_and_words_stays(card: Told) -> None:
    dressed = image(card).replace("<img", '<img onerror="x()" style="a" srcset="//evil.example/a"')
    assert html.normalise(dressed) == image(card)
    varied = {"part": "body", "tier": "白金", "value": f"{dressed}<img src='//evil.example/a.png'>"}
    content = types.read("business", {"title": "题", "body": "<p>甲</p>", "variants": [varied]})
    assert [each.digest for each in content.pictures()] == [card["digest"]]
    assert diff.render([diff.Piece("+", "", picture='"><script>')]).count("<script") == 0


def test_p124_what_is_not_here_or_no_picture_is_not_handed_in(
    author: Client, section: int, card: Told
) -> None:
    form = paper.attachment(author, "表.pdf", paper.PDF) | {"name": "表.png"}
    for title, file in (("甲", {"digest": DIGEST, "name": "没有.png"}), ("乙", form)):
        told = wrote(author, section, title=title, body=text(file))
        answer = author.post(f"/studio/articles/{told['number']}/submit", {"base": told["state"]})
        assert answer.status_code == 409
        assert "正文里的图片“卡背面左下角是客服电话”不在系统里" in answer.content.decode()
    assert not Submission.objects.exists()
    assert not ArticleVersion.objects.exists()


def test_p124_only_who_writes_or_asks_hands_pictures_in(
    client_for: For, cast: dict[str, Person]
) -> None:
    for name in ("lin", "sun", "feng", "admin"):
        assert paper.begin(client_for(cast[name]), "图.png", paper.picture()).status_code in {
            403,
            404,
        }
    assert not File.objects.exists()
    assert not list(store.place("sha256:ab").parent.parent.glob("*"))

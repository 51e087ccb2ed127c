"""Writing in the browser, from its side: saving, two writers, former saves, handing in."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.knowledge import factory
from tests.knowledge.worked import WORKED
from zhixi.accounts.models import Person, Unit
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, drafts, types
from zhixi.knowledge.actions import writing
from zhixi.knowledge.editing import fields, page, places, problems, tidying
from zhixi.knowledge.models import Article, Autosave, Draft, DraftContribution, Withdrawal

For = Callable[[Person], Client]
Publish = Callable[..., int]
FAQ = {
    "title": "新卡多久寄到",
    "lead": "您的新卡一般五到七个工作日寄到。",
    "phrasings": ["卡什么时候到", "补的卡几天到", "新卡寄出了吗"],
}


@pytest.fixture
def section(zhao: Person, long_ago: dt.datetime) -> int:
    return actions.section_at(path=["信用卡", "卡片"], by=zhao, now=long_ago)


def state_of(number: int) -> str:
    return drafts.kept(number).words.state


def save(client: Client, number: int, section: int, base: str = "", **told: Any) -> Any:
    given = json.dumps(FAQ | {"section": section} | told)
    sent = {"words": given, "base": base or state_of(number)}
    return client.post(f"/studio/articles/{number}/save", sent)


def begun(client: Client, section: int, line: str = "", **told: Any) -> Any:
    given = json.dumps(FAQ | {"section": section} | told)
    sent = {"type": "faq", "line": line or str(uuid.uuid4()), "words": given}
    return client.post("/studio/new", sent)


def test_it_works(client_for: For, zhao: Person, section: int) -> None:
    client = client_for(zhao)
    assert "常见问题" in client.get("/studio/new").content.decode()
    shown = client.get(f"/studio/new?type=faq&section={section}").content.decode()
    assert "一句话口径" in shown
    assert not Article.objects.exists()  # a page that was only opened uses no number
    told = begun(client, section).json()
    assert told["said"].startswith("已保存 ")
    assert (told["problems"], told["blocking"]) == ([], 0)
    assert "坐席看到的样子" in told["beside"]
    draft = Draft.objects.get()
    assert draft.content == {"schema": 1} | FAQ
    assert (draft.article_id, draft.section_id) == (told["number"], section)
    assert "您的新卡" in client.get(f"/studio/articles/{told['number']}/edit").content.decode()
    sent = {"base": told["state"], "reason": "客户常问"}
    answer = client.post(f"/studio/articles/{told['number']}/submit", sent)
    submission = Submission.objects.get()
    assert answer["Location"] == f"/studio/submissions/{submission.pk}"
    assert (submission.reason, submission.title) == ("客户常问", "新卡多久寄到")
    assert submission.makers == [zhao.number]


def test_first_words_sent_twice_make_one_article(
    client_for: For, zhao: Person, section: int
) -> None:
    client, line = client_for(zhao), str(uuid.uuid4())
    first = begun(client, section, line).json()
    assert begun(client, section, line).json()["number"] == first["number"]
    assert Article.objects.count() == 1
    submission = actions.submit(articles=[first["number"]], by=zhao, clock=lambda: first_at())
    assert begun(client, section, line, lead="迟到的一次。").status_code == 400
    assert (Article.objects.count(), submission.size) == (1, 1)


def first_at() -> dt.datetime:
    return DraftContribution.objects.earliest("at").at


def test_unfinished_words_are_kept_and_what_is_wrong_is_said(
    client_for: For, zhao: Person, section: int
) -> None:
    client = client_for(zhao)
    told = begun(client, section, title="", lead="挂" * 61).json()
    assert {each["path"] for each in told["problems"]} == {"title", "lead"}
    assert "最多 60 个字。" in [each["words"] for each in told["problems"]]
    assert Draft.objects.get().content["lead"] == "挂" * 61
    number = told["number"]
    assert "挂" * 61 in client.get(f"/studio/articles/{number}/edit").content.decode()
    refused = client.post(f"/studio/articles/{number}/submit", {"base": told["state"]})
    assert refused.status_code == 409
    assert "还有必须改的地方" in refused.content.decode()
    with pytest.raises(actions.UnableToSubmit):
        actions.submit(articles=[number], by=zhao, clock=first_at)
    assert not Submission.objects.exists()


def test_what_is_begun_starts_where_its_author_last_wrote(
    client_for: For,
    zhao: Person,
    qian: Person,
    section: int,
    units: dict[str, Unit],
) -> None:
    """The section is chosen already, and so is the department that answers for most there."""
    client, owner = client_for(zhao), units["card"].pk
    here = f'<option value="{section}" selected>'
    assert here not in client.get("/studio/new").content.decode()
    told = begun(client, section, owner=str(owner)).json()
    assert here in client.get("/studio/new").content.decode()
    shown = client.get(f"/studio/new?type=faq&section={section}").content.decode()
    assert '<option value="" selected>未定' in shown  # nothing of it is live yet
    client.post(f"/studio/articles/{told['number']}/submit", {"base": told["state"]})
    factory.approve(Submission.objects.get(), by=qian, at=timezone.now())
    soon = timezone.now() + dt.timedelta(seconds=2)
    assert places.usual_owner(section, soon) == owner


def test_p126_a_case_never_keeps_a_customers_numbers(
    client_for: For, zhao: Person, section: int
) -> None:
    """Not even while it has no title yet, and the screen learns what to show in their place."""
    words = {"section": section, "situation": "卡号 6225880123456780", "done": ["回拨13912345678"]}
    sent = {"type": "case", "line": str(uuid.uuid4()), "words": json.dumps(words)}
    told = client_for(zhao).post("/studio/new", sent).json()
    assert told["covered"] == [
        ["6225880123456780", "［卡号·尾号6780］"],
        ["13912345678", "［手机号］"],
    ]
    assert told["said"].endswith("已遮盖客户信息：卡号、手机号")
    for kept in (Draft.objects.get().content, Autosave.objects.get().content):
        assert kept["situation"] == "卡号 ［卡号·尾号6780］"
        assert kept["done"] == ["回拨［手机号］"]


def test_other_types_only_warn_of_a_customers_numbers(
    client_for: For, zhao: Person, section: int
) -> None:
    told = begun(client_for(zhao), section, lead="卡号 6225880123456780 已挂失。").json()
    assert told["covered"] == []
    assert "疑似客户信息" in told["beside"]
    assert told["blocking"] == 1


def test_a_save_over_a_newer_one_is_refused_and_shows_both(
    client_for: For, zhao: Person, zhou: Person, section: int
) -> None:
    one, two = client_for(zhao), client_for(zhou)
    told = begun(one, section).json()
    number, base = told["number"], told["state"]
    assert save(two, number, section, base, lead="周的说法。").status_code == 200
    answer = save(one, number, section, base, lead="赵的说法。", phrasings=["卡到了吗"])
    assert answer.status_code == 409
    both = answer.json()
    assert [(f["label"], f["mine"], f["theirs"]) for f in both["fields"]] == [
        ("相似问", "卡到了吗", "卡什么时候到\n补的卡几天到\n新卡寄出了吗"),
        ("一句话口径", "赵的说法。", "周的说法。"),
    ]
    assert "周慎" in both["who"]
    assert both["theirs"]["lead"] == Draft.objects.get().content["lead"] == "周的说法。"
    assert save(one, number, section, both["state"], lead="合并的说法。").status_code == 200
    assert "周慎 也在改" in one.get(f"/studio/articles/{number}/edit").content.decode()


def test_the_same_words_twice_are_no_conflict_and_no_second_save(
    client_for: For, zhao: Person, section: int
) -> None:
    client = client_for(zhao)
    told = begun(client, section).json()
    save(client, told["number"], section, told["state"], lead="改过一次。")
    again = save(client, told["number"], section, told["state"], lead="改过一次。")
    assert again.status_code == 200
    assert Autosave.objects.count() == 2
    assert DraftContribution.objects.count() == 1  # one burst of editing


def test_the_last_hundred_are_kept_and_one_comes_back(
    client_for: For, zhao: Person, section: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "AUTOSAVES", 3)
    client = client_for(zhao)
    number = begun(client, section).json()["number"]
    for n in range(4):
        save(client, number, section, lead=f"第{n}次的说法。")
    rows = list(drafts.saves(number))
    assert [row.content["lead"] for row in rows] == [f"第{n}次的说法。" for n in (3, 2, 1)]
    shown = client.get(f"/studio/articles/{number}/saves/{rows[2].pk}").content.decode()
    assert "第1次的说法。" in shown
    assert "第3次的说法。" in shown
    restore = f"/studio/articles/{number}/saves/{rows[2].pk}/restore"
    client.post(restore, {"base": "old"})
    assert Draft.objects.get().content["lead"] == "第3次的说法。"
    client.post(restore, {"base": state_of(number)})
    assert Draft.objects.get().content["lead"] == "第1次的说法。"
    assert DraftContribution.objects.filter(how="restore").count() == 1


def test_what_was_returned_says_why_and_keeps_its_makers(
    client_for: For, zhao: Person, zhou: Person, qian: Person, section: int, now: dt.datetime
) -> None:
    number = begun(client_for(zhao), section).json()["number"]
    client_for(zhao).post(f"/studio/articles/{number}/submit", {"base": state_of(number)})
    submission = Submission.objects.get()
    waiting = client_for(zhao).get(f"/studio/articles/{number}/edit").content.decode()
    assert "正在等待确认" in waiting
    assert f"/studio/submissions/{submission.pk}" in waiting
    assert save(client_for(zhao), number, section, lead="还想改。").status_code == 400
    gate.decide(
        submission=submission.pk,
        step=1,
        by=qian,
        seen_digest=submission.digest,
        verdict="return",
        reason="时效写错",
    )
    client = client_for(zhou)
    assert "时效写错" in client.get(f"/studio/articles/{number}/edit").content.decode()
    assert save(client, number, section, lead="三到五个工作日寄到。").status_code == 200
    assert "时效写错" in client.get(f"/studio/articles/{number}/edit").content.decode()
    client.post(f"/studio/articles/{number}/submit", {"base": state_of(number)})
    assert Submission.objects.latest("pk").makers == sorted([zhao.number, zhou.number])


def test_a_live_article_is_taken_up_and_withdrawn(
    client_for: For, zhao: Person, publish: Publish, now: dt.datetime
) -> None:
    number = publish()
    client = client_for(zhao)
    assert f"/studio/articles/{number}/edit" in client.get(f"/k/{number}").content.decode()
    nothing = client.post(f"/studio/articles/{number}/submit", {"base": state_of(number)})
    assert "没有可提交的修改" in nothing.content.decode()
    address = f"/studio/articles/{number}/withdraw"
    assert "信用卡丢了怎么挂失" in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 200
    past = {"reason": "停办", "from_at": "2020-01-01T00:00"}
    assert "应在现在之后" in client.post(address, past).content.decode()
    assert not Withdrawal.objects.exists()
    assert client.post(address, {"reason": "停办"}).status_code == 302
    assert Withdrawal.objects.get().article_id == number


def test_the_same_question_elsewhere_is_named(
    client_for: For, zhao: Person, publish: Publish, section: int
) -> None:
    number = publish(title="新卡多久寄到", phrasings=["补的卡几天到"])
    beside = begun(client_for(zhao), section).json()["beside"]
    assert f'href="/k/{number}"' in beside
    assert "已有一条" in beside


@pytest.mark.parametrize("code", list(types.registry()))
def test_every_types_editor_holds_all_that_the_type_says(code: str) -> None:
    """What the fields show, sent back as a screen sends it, is the content that was there."""
    content = types.dump(types.read(code, WORKED[code]))
    shown = {f.name: sent(f) for g in fields.groups(code, content) for f in g.fields}
    shown |= {f.name: sent(f) for f in fields.titled(code, content)}
    assert set(shown) == set(types.registry()[code].model_fields)
    assert tidying.stored(code, tidying.tidied(code, shown)) == content
    told = {name: value for name, value in content.items() if name != "schema"}
    assert tidying.tidied(code, shown) == told  # and so the state has the same name


def sent(field: fields.Field) -> Any:
    """As fields.js reads it."""
    if field.kind in {"rows", "tables"}:
        rows = [{f.name: sent(f) for f in row} for row in field.rows]
        return [row.get("", row) for row in rows]
    if field.kind == "piece":
        return {f.name: sent(f) for f in field.fields}
    if field.kind == "lines":
        return field.value.split("\n")
    if field.kind == "any" and field.options[0][0] == "lines":
        return field.value.split("\n")
    if field.kind == "any" and field.options[0][0] == "json":
        return json.loads(field.value)
    return field.value


@pytest.mark.parametrize("code", list(types.registry()))
def test_an_empty_text_of_each_type_can_be_begun_and_read(
    code: str, client_for: For, zhao: Person, section: int
) -> None:
    client = client_for(zhao)
    shown = client.get(f"/studio/new?type={code}&section={section}").content.decode()
    assert str(types.registry()[code].label) in shown
    assert problems.read(code, {})[1]


def test_blank_rows_go_and_tables_are_made_even() -> None:
    table = {"title": "", "header": ["卡", "", ""], "rows": [["普卡"], ["", ""], ["金卡", "160"]]}
    given = {"supplements": [{"condition": " ", "text": ""}], "channel_table": table, "odd": 1}
    assert tidying.tidied("faq", given) == {
        "title": "",
        "channel_table": {"header": ["卡", ""], "rows": [["普卡", ""], ["金卡", "160"]]},
    }
    lines = {"lines": [{"speaker": "坐席", "text": ""}, {"speaker": "客户", "text": "喂"}]}
    assert tidying.tidied("script", lines)["lines"] == [{"speaker": "客户", "text": "喂"}]


def test_a_local_time_is_kept_with_its_zone() -> None:
    words = page.given("faq", FAQ | {"effective_from": "2026-12-01T09:00", "section": "3"})
    kept = tidying.stored("faq", words.content)
    assert (kept["effective_from"], words.section) == ("2026-12-01T01:00:00Z", 3)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"words": "{"},
        {"words": "[]"},
        {"words": '{"section": "x", "lead": {"a": [1]}}'},
        {"words": '{"section": 999999999999999999999, "title": "有字"}'},
        {"type": "nothing", "words": "{}"},
        {"line": "no-uuid", "words": '{"title": "有字"}'},
    ],
)
def test_odd_words_make_nothing(
    client_for: For, zhao: Person, section: int, sent: dict[str, str]
) -> None:
    given = {"type": "faq", "line": str(uuid.uuid4())} | sent
    assert client_for(zhao).post("/studio/new", given).status_code == 400
    assert not Article.objects.exists()


def test_text_is_shown_and_never_run(client_for: For, zhao: Person, section: int) -> None:
    evil = "</textarea><script>alert(1)</script>"
    client = client_for(zhao)
    body = f"<p onclick=alert(1)>正文</p>{evil}"
    told = begun(client, section, title=evil, lead=evil, body=body, phrasings=[evil]).json()
    shown = client.get(f"/studio/articles/{told['number']}/edit").content.decode()
    for text in (told["beside"], shown):
        assert "<script>alert" not in text
        assert "onclick" not in text


def test_what_the_law_removes_is_not_left_among_the_saves(
    client_for: For, zhao: Person, cast: dict[str, Person], section: int, now: dt.datetime
) -> None:
    number = begun(client_for(zhao), section).json()["number"]
    submission = actions.submit(articles=[number], by=zhao, clock=lambda: now)
    hours = dt.timedelta(hours=1)
    factory.approve(submission, by=cast["qian"], at=now)
    assert Autosave.objects.exists()
    factory.removed(number=number, cast=cast, at=now + 3 * hours)
    assert not Autosave.objects.exists()


def test_the_editor_and_a_save_cost_the_same_however_much_is_written(
    client_for: For, zhao: Person, section: int
) -> None:
    client, counts = client_for(zhao), []
    number = begun(client, section).json()["number"]
    for n in (1, 30):
        extra = [{"condition": f"情形{i}", "text": f"说法{i}项"} for i in range(n)]
        with CaptureQueriesContext(connection) as queries:
            save(client, number, section, supplements=extra)
            client.get(f"/studio/articles/{number}/edit")
            client.get(f"/studio/articles/{number}/saves")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_p61_only_editorial_roles_write(
    client_for: For, cast: dict[str, Person], section: int, publish: Publish
) -> None:
    number = publish()
    begun(client_for(cast["zhao"]), section)
    kept = drafts.saves(Draft.objects.get().article_id).get()
    pages = ["new", f"new?type=faq&section={section}"]
    pages += [f"articles/{number}/{page}" for page in ("edit", "saves", "withdraw")]
    pages += [f"articles/{kept.article_id}/{page}" for page in ("edit", f"saves/{kept.pk}")]
    for login, person in cast.items():
        client, inside = client_for(person), login in {"zhao", "zhou"}
        for address in pages:
            answer = client.get(f"/studio/{address}")
            assert answer.status_code == (200 if inside else 404), (login, address)
        assert (
            f"/studio/articles/{number}/edit" in client.get(f"/k/{number}").content.decode()
        ) == inside


def test_p62_nobody_else_can_save_restore_submit_or_withdraw(
    client_for: For, cast: dict[str, Person], section: int, publish: Publish
) -> None:
    number = publish()
    told = begun(client_for(cast["zhao"]), section).json()
    kept = drafts.saves(told["number"]).get()
    for login in cast.keys() - {"zhao", "zhou"}:
        client = client_for(cast[login])
        assert begun(client, section).status_code == 404
        assert save(client, told["number"], section, lead="改了。").status_code == 404
        for address, sent in {
            f"{told['number']}/submit": {"base": told["state"]},
            f"{told['number']}/saves/{kept.pk}/restore": {"base": told["state"]},
            f"{number}/withdraw": {"reason": "停办"},
        }.items():
            assert client.post(f"/studio/articles/{address}", sent).status_code == 404
    assert Draft.objects.get().content["lead"] == FAQ["lead"]
    assert Submission.objects.count() == 1  # the published one
    assert not Withdrawal.objects.exists()


def test_p63_who_saved_a_word_never_decides_on_it(
    client_for: For, zhao: Person, zhou: Person, section: int
) -> None:
    number = begun(client_for(zhao), section).json()["number"]
    save(client_for(zhou), number, section, lead="周的说法。")
    save(client_for(zhao), number, section, lead="赵又改了回来。")
    client_for(zhao).post(f"/studio/articles/{number}/submit", {"base": state_of(number)})
    assert Submission.objects.get().makers == sorted([zhao.number, zhou.number])


def test_p64_nothing_is_handed_in_that_was_not_seen(
    client_for: For, zhao: Person, zhou: Person, section: int
) -> None:
    told = begun(client_for(zhao), section).json()
    save(client_for(zhou), told["number"], section, lead="周刚改的说法。")
    answer = client_for(zhao).post(
        f"/studio/articles/{told['number']}/submit", {"base": told["state"]}
    )
    assert (answer.status_code, Submission.objects.exists()) == (409, False)
    assert "草稿刚刚又有改动" in answer.content.decode()


def test_p65_every_post_wants_its_token(zhao: Person, section: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(zhao, backend="zhixi.accounts.backends.StaffBackend")
    assert begun(client, section).status_code == 403
    assert client.post("/studio/articles/1/submit").status_code == 403
    assert client.post("/studio/articles/1/saves/1/restore").status_code == 403
    assert client.post("/studio/articles/1/withdraw").status_code == 403
    assert not Article.objects.exists()


def test_p66_what_there_is_not_is_not_found(
    client_for: For, zhao: Person, publish: Publish
) -> None:
    number = publish()
    client = client_for(zhao)
    for address in (
        "404/edit",
        "404/saves",
        "404/withdraw",
        f"{number}/saves/404",
        f"{'9' * 30}/edit",
    ):
        assert client.get(f"/studio/articles/{address}").status_code == 404
    assert client.post("/studio/articles/404/save", {"words": "{}"}).status_code == 404

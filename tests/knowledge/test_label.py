"""Tags, products, channels and regions: how often, which are kept, and other names by the gate."""

import datetime as dt
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from tests.knowledge.test_arrange import cells, last, page, twice
from zhixi.accounts.models import AuditEntry, Person
from zhixi.approval.models import Submission
from zhixi.knowledge import checking, types
from zhixi.knowledge.actions import labelling
from zhixi.knowledge.actions.labelling import UnableToLabel
from zhixi.knowledge.actions.publishing import refold
from zhixi.knowledge.arranging.uses import uses
from zhixi.knowledge.models import ArticleVersion, Draft, Label, LabelUse, LiveSpan
from zhixi.knowledge.queries import live

For = Callable[[Person], Client]
Publish = Callable[..., int]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


def stands(number: int, at: dt.datetime) -> Any:
    """The content of the article that is live then."""
    span = live(at).select_related("article", "version__content").get(article=number)
    return types.load(span.article.type, span.version.content.payload)


def test_it_works(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    first = publish(title="甲", tags=["热点", "敬老"])
    second = publish(title="乙", tags=["热门", "敬老"])
    third = publish(title="丙", tags=["热点", "热门"])
    shown = page(desk, "/studio/labels")
    assert cells(shown) == [
        ["敬老", "2", "改名或合并"],
        ["热点", "2", "改名或合并"],
        ["热门", "2", "改名或合并"],
    ]
    address = "/studio/labels/relabel?kind=tags&name=热门"
    preview = desk.post(address, {"new": "热点"}).content.decode()
    assert "“热点”已用于 2 条现行知识，两者将合并" in preview
    assert "本批提交 2 条" in preview
    assert ">乙</a>" in preview
    assert not Draft.objects.exists()
    answer = twice(desk, address, new="热点", reason="合一")
    assert answer["Location"] == f"/studio/submissions/{last().pk}"
    assert (last().title, last().size) == ("标签“热门”改为“热点”", 2)
    assert stands(second, now + MINUTE).tags == ["热门", "敬老"]
    factory.approve(last(), by=cast["qian"], at=now)
    later = now + MINUTE
    assert [stands(number, later).tags for number in (first, second, third)] == [
        ["热点", "敬老"],
        ["热点", "敬老"],
        ["热点"],
    ]


def test_an_older_base_learns_its_names_when_it_is_brought_up(publish: Publish) -> None:
    for n in range(3):
        publish(title=f"第{n}条", tags=["旧", f"第{n}"], channels=["柜面"])
    publish(title="没有名字的")
    before = [LiveSpan.objects.order_by("pk").values_list("labels", flat=True), _written()]
    told = [list(each) for each in before]
    LiveSpan.objects.update(labels=None)
    LabelUse.objects.all().delete()
    import_module("zhixi.knowledge.migrations.0014_requests_whole").tell(apps, None)
    assert [
        list(LiveSpan.objects.order_by("pk").values_list("labels", flat=True)),
        _written(),
    ] == told
    assert list(checking.spans()) == list(checking.labels()) == []


def _written() -> list[Any]:
    rows = LabelUse.objects.order_by("labels", "n")
    return list(rows.values_list("labels", "n", "kind", "name"))


def test_a_set_of_names_that_is_lost_is_told_and_written_anew(
    publish: Publish, now: dt.datetime
) -> None:
    number = publish(tags=["热点"])
    LabelUse.objects.all().delete()
    assert uses("tags", now) == {}
    (said,) = checking.labels()
    assert str(number) in said
    refold([number], now)
    assert list(checking.labels()) == []
    assert uses("tags", now) == {"热点": 1}


def test_p80_the_maker_of_a_batch_does_not_decide_and_nothing_changes_before(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    number = publish(tags=["旧"])
    twice(desk, "/studio/labels/relabel?kind=tags&name=旧", new="新")
    assert stands(number, now + MINUTE).tags == ["旧"]
    assert cast["zhao"].number in last().makers


def test_what_is_in_work_is_left_out_and_said(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    publish(title="甲", tags=["旧"])
    busy = publish(title="乙", tags=["旧"])
    written = factory.draft(by=cast["zhou"], at=now, title="乙改", article=busy, tags=["旧"])
    address = "/studio/labels/relabel?kind=tags&name=旧"
    assert "另有 1 条正在编辑或待确认" in desk.post(address, {"new": "新"}).content.decode()
    twice(desk, address, new="新")
    assert last().size == 1
    assert Draft.objects.get(pk=written.pk).content["title"] == "乙改"


def test_a_batch_is_bounded(
    desk: Client, publish: Publish, cast: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("甲", "乙", "丙"):
        publish(title=title, tags=["旧"])
    monkeypatch.setattr(labelling, "MOST", 2)
    address = "/studio/labels/relabel?kind=tags&name=旧"
    assert "其余 1 条" in desk.post(address, {"new": "新"}).content.decode()
    twice(desk, address, new="新")
    assert last().size == 2


def test_a_product_goes_by_its_new_name_in_variants_too(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    variant = {"part": "lead", "product": "金卡", "value": "金卡免收。"}
    number = publish(products=["金卡"], variants=[variant])
    address = "/studio/labels/relabel?kind=products&name=金卡"
    assert "请先加入名录" in desk.post(address, {"new": "海山金卡"}).content.decode()
    desk.post("/studio/labels/add", {"kind": "products", "name": "海山金卡"})
    twice(desk, address, new="海山金卡")
    factory.approve(last(), by=cast["qian"], at=now)
    content = stands(number, now + MINUTE)
    assert (content.products, content.variants[0].product) == (["海山金卡"], "海山金卡")


def test_the_kept_list_is_added_to_and_switched_and_audited(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    number = publish(products=["金卡", "白金卡"])
    shown = page(desk, "/studio/labels", kind="products")
    assert [row[2] for row in cells(shown)] == ["未收录", "未收录"]
    desk.post("/studio/labels/take", {"kind": "products"})
    assert AuditEntry.objects.get(subject="labels:products").facts["after"] == ["白金卡", "金卡"]
    refused = desk.post("/studio/labels/add?kind=products", {"kind": "products", "name": "金卡"})
    assert "名录里已有“金卡”" in refused.content.decode()
    gold = Label.objects.get(name="金卡")
    desk.post(f"/studio/labels/{gold.pk}", {"active": "0"})
    told = AuditEntry.objects.get(subject=f"label:{gold.pk}").facts
    assert (told["before"], told["after"]) == ({"active": True}, {"active": False})
    editor = page(desk, f"/studio/articles/{number}/edit")
    offered = re.findall(r'<datalist id="offer-products">(.*?)</datalist>', editor, re.S)
    assert re.findall(r'value="(.*?)"', offered[0]) == ["白金卡"]
    assert "金卡\n白金卡</textarea>" in editor


def test_the_editor_offers_names_as_one_types(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    def offered(**asked: str) -> list[str]:
        told: list[str] = desk.get("/studio/labels/offered", asked).json()["names"]
        return told

    for n in range(3):
        publish(title=f"题{n}", tags=["热点", "敬老"][: 1 + n], products=["金卡"])
    publish(title="题", tags=["热点A"])
    for name in ["白金卡", *(f"卡{n:02}" for n in range(60))]:
        labelling.add_label(kind="products", name=name, by=cast["zhao"], now=now)
    assert offered(kind="tags") == ["热点", "敬老", "热点A"]
    assert offered(kind="tags", q="点a") == ["热点A"]
    assert len(offered(kind="products")) == 50
    assert offered(kind="products", q="白") == ["白金卡"]  # beyond the first fifty
    assert offered(kind="products", q="金卡") == ["白金卡"]  # what is in use alone is not kept
    assert offered(kind="products", q="\x00") == offered(kind="products")
    editor = page(desk, "/studio/new?type=faq&section=1")
    assert 'data-offered="/studio/labels/offered?kind=tags"' in editor
    assert editor.count('<option value="卡') == 50


def test_a_name_that_is_not_on_the_list_is_a_hint_and_no_fault(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    number = publish(products=["金卡", "金咔"])
    assert "不在名录里" not in page(desk, f"/studio/articles/{number}/edit")
    labelling.add_label(kind="products", name="金卡", by=cast["zhao"], now=now)
    shown = page(desk, f"/studio/articles/{number}/edit")
    assert "“金咔”不在名录里" in shown
    assert "“金卡”不在名录里" not in shown
    assert 'data-blocking="0"' in shown


def test_names_are_a_page_and_the_same_queries(desk: Client, publish: Publish) -> None:
    publish(channels=["网点"])
    with CaptureQueriesContext(connection) as one:
        page(desk, "/studio/labels", kind="channels")
    publish(title="多", channels=[f"渠道{n}" for n in range(120)])
    with CaptureQueriesContext(connection) as many:
        shown = page(desk, "/studio/labels", kind="channels")
    assert len(many) == len(one)
    assert (len(cells(shown)), "121 个名称" in shown, "1 / 3" in shown) == (50, True, True)
    assert [row[0] for row in cells(page(desk, "/studio/labels", kind="channels", q="wd"))] == [
        "网点"
    ]


def test_bad_names_are_refused(desk: Client, publish: Publish) -> None:
    publish(tags=["旧"])
    address = "/studio/labels/relabel?kind=tags&name=旧"
    assert "和原来的一样" in desk.post(address, {"new": "旧"}).content.decode()
    assert "请填写这一项" in desk.post(address, {"new": ""}).content.decode()
    empty = desk.post("/studio/labels/relabel?kind=tags&name=没有", {"new": "新"}).content.decode()
    assert "本批提交 0 条" in empty
    assert desk.post("/studio/labels/99", {"active": "1"}).status_code == 404
    tags = desk.post("/studio/labels/add", {"kind": "tags", "name": "新"}).content.decode()
    assert "没有这一类名录" in tags


def test_p77_labels_are_for_authors_and_reviewers(
    cast: dict[str, Person], client_for: For, publish: Publish, now: dt.datetime
) -> None:
    publish(tags=["旧"], products=["金卡"])
    label = labelling.add_label(kind="products", name="白金卡", by=cast["zhao"], now=now)
    before = (Submission.objects.count(), ArticleVersion.objects.count())
    posts = {
        "/add": {"kind": "products", "name": "新"},
        "/take": {"kind": "products"},
        f"/{label.pk}": {"active": "0"},
        "/relabel?kind=tags&name=旧": {"new": "新"},
    }
    for login, person in cast.items():
        client, inside = client_for(person), login in {"zhao", "zhou"}
        for address in ("", "?kind=products", "/offered?kind=tags", "/relabel?kind=tags&name=旧"):
            status = client.get(f"/studio/labels{address}").status_code
            assert status == (200 if inside else 404), (login, address)
        for address, given in posts.items() if not inside else ():
            assert client.post(f"/studio/labels{address}", given).status_code == 404
        if not inside:
            how: dict[str, Any] = {"by": person, "now": now}
            with pytest.raises(UnableToLabel, match="只有"):
                labelling.add_label(kind="products", name="新", **how)
            with pytest.raises(UnableToLabel, match="只有"):
                labelling.add_strangers(kind="products", **how)
            with pytest.raises(UnableToLabel, match="只有"):
                labelling.set_active(label=label, active=False, **how)
            with pytest.raises(UnableToLabel, match="只有"):
                labelling.relabel(
                    kind="tags", old="旧", new="新", by=person, clock=lambda: now, reason=""
                )
    assert (Submission.objects.count(), ArticleVersion.objects.count()) == before
    assert list(Label.objects.values_list("name", "active")) == [("白金卡", True)]

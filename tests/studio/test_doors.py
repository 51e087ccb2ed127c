"""Every address of the studio has a door: who is named there gets in, everybody else finds
nothing and changes nothing, whatever he sends."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.accounts.rules import Role
from zhixi.knowledge import actions, drafts
from zhixi.knowledge.actions import labelling, marking, requesting, reshaping
from zhixi.knowledge.models import Autosave, KnowledgeRequest, Label
from zhixi.knowledge.models.calendar import CalendarMark

For = Callable[[Person], Client]
Publish = Callable[..., int]

# Of two departments: `gu` asks and confirms for a branch, the others for the card centre.
EDITORS = frozenset({"zhao", "zhou"})
AUTHORS = frozenset({"zhao"})
ASKERS = frozenset({"zhao", "qian", "wang", "gu"})
FOLLOWERS = EDITORS | ASKERS
SEATED = FOLLOWERS | {"luo"}
ADMINISTRATORS = frozenset({"admin", "luo", "shen"})
BRANCH = frozenset({"bao"})
VETOING = EDITORS | {"qian", "gu"}
KEEPERS, GIVERS = frozenset({"admin"}), frozenset({"luo"})
THEIRS = frozenset({"zhao", "zhou", "qian", "wang"})  # a request of the card centre

# Each address, who may enter there, and what somebody who means no good would send.
# A new address has no line here: say for whom it is.
DOORS: dict[str, tuple[frozenset[str], dict[str, Any]]] = {
    "studio:start": (SEATED | BRANCH, {}),
    "studio:articles": (EDITORS, {}),
    "studio:returned": (EDITORS, {}),
    "studio:drafts": (EDITORS, {}),
    "studio:submitted": (EDITORS, {}),
    "studio:due": (EDITORS | {"qian", "gu"}, {}),
    "studio:unfound": (EDITORS, {}),
    "studio:unsolved": (EDITORS | {"qian", "gu"}, {}),
    "studio:regional": (BRANCH, {}),
    "studio:vetoed": (BRANCH, {}),
    "studio:taking": (EDITORS, {}),
    "studio:many": (EDITORS, {"deed": "expiry", "chosen": "{article}", "do": "apply"}),
    "studio:filters": (EDITORS, {"name": "别人的"}),
    "studio:columns": (EDITORS, {"columns": "owner"}),
    "studio:export": (EDITORS, {"chosen": "{article}"}),
    "studio:return": (EDITORS, {"do": "draft"}),
    "studio:seeing": (ADMINISTRATORS, {}),
    "knowledge:new": (EDITORS, {"type": "faq", "words": "{words}", "line": "{line}"}),
    "knowledge:edit": (EDITORS, {"words": "{words}", "base": "{state}"}),
    "knowledge:save": (EDITORS, {"words": "{words}", "base": "{state}"}),
    "knowledge:submit": (EDITORS, {"base": "{state}"}),
    "knowledge:saves": (EDITORS, {"base": "{state}"}),
    "knowledge:saved": (EDITORS, {"base": "{state}"}),
    "knowledge:bring_back": (EDITORS, {"base": "{state}"}),
    "knowledge:withdraw": (EDITORS, {"reason": "停办"}),
    "knowledge:choose": (EDITORS, {"q": "内部"}),
    "knowledge:requests": (FOLLOWERS, {}),
    "knowledge:ask": (ASKERS, {"title": "要一条", "text": "请写。"}),
    "knowledge:timeliness": (FOLLOWERS, {}),
    "knowledge:request": (THEIRS, {}),
    "knowledge:change_request": (THEIRS & ASKERS, {"title": "改了", "text": "改了。"}),
    "knowledge:accept_request": (AUTHORS, {}),
    "knowledge:return_request": (AUTHORS, {"reason": "不写"}),
    "knowledge:draft_for_request": (AUTHORS, {"title": "新的", "type": "faq"}),
    "knowledge:tie_to_request": (AUTHORS, {"article": "{article}"}),
    "knowledge:untie_from_request": (AUTHORS, {}),
    "knowledge:requests_workbook": (FOLLOWERS, {}),
    "knowledge:hand_on_request": (AUTHORS, {"to": "zhao", "note": "请接着写"}),
    "knowledge:cancel_request": (THEIRS & ASKERS, {"reason": "不要了"}),
    "knowledge:decline_request": (AUTHORS, {"reason": "不写"}),
    "knowledge:attach_to_request": (THEIRS & ASKERS, {"uploads": "{line}"}),
    "knowledge:detach_from_request": (THEIRS & ASKERS, {}),
    "knowledge:calendar": (FOLLOWERS, {}),
    "knowledge:calendar_workbook": (FOLLOWERS, {}),
    "knowledge:marks": (AUTHORS, {"kind": "freeze", "name": "年终", "first": "2030-01-01"}),
    "knowledge:unmark": (AUTHORS, {}),
    "knowledge:sections": (EDITORS, {}),
    "knowledge:new_section": (EDITORS, {"name": "新栏目"}),
    "knowledge:places": (EDITORS, {"under": "信用卡"}),
    "knowledge:section": (EDITORS, {}),
    "knowledge:change_section": (EDITORS, {"name": "别的名字"}),
    "knowledge:merge_section": (EDITORS, {"into": "信用卡"}),
    "knowledge:close_section": (EDITORS, {}),
    "knowledge:reopen_section": (EDITORS, {}),
    "knowledge:labels": (EDITORS, {}),
    "knowledge:offered_labels": (EDITORS, {}),
    "knowledge:add_label": (EDITORS, {"kind": "products", "name": "新卡"}),
    "knowledge:take_labels": (EDITORS, {"kind": "products"}),
    "knowledge:relabel": (EDITORS, {"new": "别的卡"}),
    "knowledge:types": (EDITORS | KEEPERS, {}),
    "knowledge:name_type": (
        KEEPERS,
        {"zh-hans": "问答知识", "en": "Questions", "seen": "{digest}"},
    ),
    "knowledge:switch_label": (EDITORS, {"active": "0"}),
    "knowledge:checks": (EDITORS, {"level-lead": "off"}),
    "knowledge:words": (EDITORS, {"word": "不许说"}),
    "knowledge:begin_upload": (FOLLOWERS, {"name": "x.pdf", "size": "9"}),
    "knowledge:upload": (AUTHORS, {"at": "0"}),
    "knowledge:finish_upload": (AUTHORS, {}),
    "knowledge:drop_upload": (AUTHORS, {}),
    "knowledge:versions": (EDITORS, {}),
    "knowledge:between": (EDITORS, {}),
    "knowledge:restore": (EDITORS, {"base": "{state}"}),
    "knowledge:copy": (EDITORS, {}),
    "knowledge:split": (EDITORS, {"title": "新的", "piece": "lead", "base": "{state}"}),
    "knowledge:merge": (EDITORS, {"into": "{other}", "base": "{state}"}),
    "knowledge:tie": (EDITORS, {"base": "{state}", "reason": "合并"}),
    "knowledge:untie": (EDITORS, {}),
    "knowledge:regional": (BRANCH, {}),
    "knowledge:save_regional": (BRANCH, {"version": "1", "say|北麓|lead||": "别的话。"}),
    "knowledge:submit_regional": (BRANCH, {"version": "1", "say|北麓|lead||": "别的话。"}),
    "knowledge:veto": (VETOING, {"reason": "统一说法"}),
    "knowledge:differences": (VETOING | BRANCH, {}),
    "knowledge:here": (EDITORS, {}),
    "approval:submissions": (SEATED | BRANCH, {}),
    "approval:submission": (
        frozenset({"zhao", "qian", "gu"}),
        {"verdict": "approve", "step": "1", "seen_digest": "{digest}"},
    ),
    "staff:people": (ADMINISTRATORS, {}),
    "staff:new": (KEEPERS, {"number": "90001", "name": "新人", "unit": "card"}),
    "staff:bring": (KEEPERS, {"seen": "x", "rows": "x"}),
    "staff:person": (ADMINISTRATORS, {}),
    "staff:give": (GIVERS, {"role": "author"}),
    "staff:end": (GIVERS, {"role": "agent"}),
    "staff:names": (KEEPERS, {"name": "别人"}),
    "staff:move": (KEEPERS, {"unit": "bank"}),
    "staff:leave": (KEEPERS, {"day": "2030-01-01"}),
    "staff:hand-over": (KEEPERS, {"taker": "70011"}),
    "staff:back": (KEEPERS, {}),
    "staff:unlock": (KEEPERS, {}),
    "staff:password": (KEEPERS, {}),
    "staff:take-back": (KEEPERS, {"token": "1"}),
    "staff:units": (ADMINISTRATORS, {}),
    "staff:new-unit": (KEEPERS, {"code": "x1", "name": "新组", "kind": "team"}),
    "staff:unit": (ADMINISTRATORS, {}),
    "staff:change-unit": (KEEPERS, {"name": "改名", "sure": "on"}),
    "staff:close-unit": (KEEPERS, {}),
    "staff:audiences": (ADMINISTRATORS, {}),
    "staff:new-audience": (GIVERS, {"name": "圈子", "units": "card"}),
    "staff:trail": (frozenset({"shen"}), {}),
}
# What one of them is asked about, beside its address.
_ASKED = {"knowledge:veto": "?of=北麓|lead||"}
_OWN_BOOKS = {"sessions.session", "axes.accessattempt"}


def studio(resolver: URLResolver, before: str = "", room: str = "") -> Iterator[tuple[str, str]]:
    """(name, path with its parameters) of every address that begins with studio/."""
    for each in resolver.url_patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from studio(each, here, each.namespace or room)
        elif isinstance(each, URLPattern) and here.startswith("studio/"):
            yield f"{room}:{each.name}", here


ADDRESSES = dict(studio(get_resolver()))


@dataclass(frozen=True)
class World:
    """One of everything, and what is sent with it."""

    keys: dict[str, Any]
    told: dict[str, str]

    def path(self, name: str) -> str:
        """The address of the thing that the route is about."""
        named = re.findall(r"<\w+:(\w+)>", ADDRESSES[name])
        thing = "marks" if "marks/" in ADDRESSES[name] else ADDRESSES[name].split("/")[1]
        beside = {"n": self.keys["save" if "saves" in ADDRESSES[name] else "n"]}
        every = {"number": self.keys.get(thing), "upload": self.keys["upload"], "code": "faq"}
        every |= beside
        if "regional" in ADDRESSES[name]:
            every["number"] = self.keys["regional"]
        found = reverse(name, kwargs={key: every[key] for key in named if key in every})
        return found + _ASKED.get(name, "")

    def sent(self, name: str) -> dict[str, Any]:
        return {key: value.format(**self.told) for key, value in DOORS[name][1].items()}


@pytest.fixture
def gu(cast: dict[str, Person], long_ago: dt.datetime) -> Person:
    """Asks and confirms for another department than the one whose things these are."""
    person = people.add_person(
        number="33077",
        name="顾行",
        login="gu",
        unit=Unit.objects.get(code="beilu"),
        roles=[Role.EXPERT, Role.CONFIRMER],
        password=None,
        by=None,
        now=long_ago,
    )
    cast["gu"] = person
    people.grant(person=cast["bao"], role=Role.BRANCH_KNOWLEDGE, by=None, now=long_ago)
    return person


@pytest.fixture
def world(cast: dict[str, Person], gu: Person, publish: Publish, now: dt.datetime) -> World:
    zhao, ago = cast["zhao"], now - dt.timedelta(hours=1)
    number, other = publish(title="内部的规则", audience=_card_only(now)), publish(title="另一条")
    own = {"part": "lead", "region": "北麓", "value": "北麓这样说。"}
    content = {"title": "内部的规则", "lead": "改过的一句。"}
    kept = drafts.kept(number).words
    changed = drafts.Words(kept.type, kept.content | content, kept.section, None, kept.audience)
    actions.keep(number=number, words=changed, base=kept.state, by=zhao, now=ago)
    tie = reshaping.merge(
        number=publish(title="并走的"), into=other, keys=[], base=drafts.kept(other).words.state,
        by=zhao, now=ago,
    )  # fmt: skip
    request = _asked(cast["qian"], ago)
    labelling.add_label(kind="products", name="标准金卡", by=zhao, now=ago)
    marking.mark(kind="freeze", name="年终", starts_at=now, ends_at=now + dt.timedelta(1), by=zhao,
                 now=ago)  # fmt: skip
    upload = actions.begin_upload(name="x.pdf", size=9, cleared=False, by=zhao, now=ago)
    waiting = factory.submitted(by=zhao, at=ago, title="等确认的")
    keys = {
        "articles": number,
        "regional": publish(title="各地不同", variants=[own]),
        "n": 1,
        "save": Autosave.objects.filter(article=number).latest("pk").pk,
        "requests": request.pk,
        "marks": CalendarMark.objects.get().pk,
        "sections": kept.section,
        "labels": Label.objects.get().pk,
        "ties": tie.pk,
        "submissions": waiting.pk,
        "people": cast["lin"].pk,
        "units": Unit.objects.get(code="team-card").pk,
        "upload": upload.pk,
    }
    told = {
        "article": str(number),
        "other": str(other),
        "state": changed.state,
        "words": '{"title": "偷改的", "section": "1"}',
        "line": "6d9f3b9c-0a0e-4a66-9e53-6d2d6a3b7f10",
        "digest": waiting.digest,
    }
    return World(keys, told)


def _card_only(now: dt.datetime) -> Audience:
    units = Unit.objects.filter(code="card")
    return people.audience(name="信用卡中心", units=units, by=None, now=now)


def _asked(by: Person, at: dt.datetime) -> KnowledgeRequest:
    unit = Unit.objects.get(code="card")
    wish = {"title": "挂失费减免", "text": "免收挂失费。", "kind": "new", "unit": unit}
    return requesting.ask(
        wish=requesting.Wish(**wish, wanted_at=at + dt.timedelta(days=9)), by=by, now=at
    )


def bank() -> dict[str, list[tuple[Any, ...]]]:
    """All that is kept, but for who is signed in."""
    models = [m for m in apps.get_models() if m._meta.label_lower not in _OWN_BOOKS]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in models
        if model._meta.managed and model._meta.app_label != "search"
    }


def test_it_works(world: World, zhao: Person, client_for: For) -> None:
    """The addresses are those of the product, and lead to something for who is named."""
    assert world.path("knowledge:save") == f"/studio/articles/{world.keys['articles']}/save"
    page = client_for(zhao).get(world.path("knowledge:edit"))
    assert "改过的一句" in page.content.decode()
    saved = client_for(zhao).post(world.path("knowledge:save"), world.sent("knowledge:save"))
    assert saved.status_code in {200, 400}


def test_p127_every_address_of_the_studio_has_a_door_that_is_written_down() -> None:
    assert len(ADDRESSES) == len(list(studio(get_resolver())))  # no two of one name
    assert not {name: path for name, path in ADDRESSES.items() if name not in DOORS}
    assert not set(DOORS) - set(ADDRESSES)


def test_p127_nobody_finds_or_changes_anything_behind_a_door_that_is_not_his(
    world: World, cast: dict[str, Person], client_for: For
) -> None:
    """A door opens by role and department: of two who are alike one is enough."""
    walkers = [login for login in cast if login != "feng"]
    inside, wrong = {login: client_for(cast[login]) for login in walkers}, []
    before = bank()
    for login, client in inside.items():
        for name in [name for name, (named, _sent) in DOORS.items() if login not in named]:
            path = world.path(name)
            for answer in (client.get(path), client.post(path, world.sent(name))):
                if answer.status_code not in {404, 405} or "内部的规则" in answer.content.decode():
                    wrong.append((login, name, answer.request["REQUEST_METHOD"]))
    assert not wrong
    assert bank() == before


def test_p127_who_is_not_signed_in_comes_no_further_than_the_door(world: World) -> None:
    client, before = Client(), bank()
    for name in DOORS:
        path = world.path(name)
        for answer in (client.get(path), client.post(path, world.sent(name))):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/accounts/login/"), name
    assert bank() == before


def test_p127_who_is_named_gets_in(world: World, cast: dict[str, Person], client_for: For) -> None:
    """Else a door that is shut to everybody would pass."""
    inside = {login: client_for(person) for login, person in cast.items()}
    wrong = [
        (login, name)
        for name, (named, _sent) in DOORS.items()
        for login in named
        if inside[login].get(world.path(name)).status_code not in {200, 302, 405}
    ]
    assert not wrong

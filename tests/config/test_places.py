"""Sections, audiences and removals at the command line."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from click.testing import Result
from django.utils import timezone

from tests.knowledge import factory
from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge.models import Placement, Redaction
from zhixi.knowledge.sections import tree

Run = Callable[..., Result]


def approve(run: Run, result: Result, by: str) -> Result:
    """Decide what a verb just handed in, as it told."""
    found = re.search(r"提交 (\d+)，摘要 (\S+)", result.stdout)
    assert found, result.stdout + str(result.exception)
    return run("approve", found[1], "--by", by, "--digest", found[2])


def test_it_works(run: Run, cast: Any) -> None:
    assert run("audience", "add", "信用卡中心", "--unit", "card").exit_code == 0
    added = run("section", "add", "内部/规则", "--audience", "信用卡中心", "--by", "zhao")
    assert added.exit_code == 0
    moved = run("section", "change", "内部/规则", "--under", "/", "--everyone", "--by", "zhao")
    assert approve(run, moved, "qian").exit_code == 0
    at = timezone.now() + dt.timedelta(seconds=2)
    place = tree(at).find(["规则"])
    assert place is not None
    assert tree(at).nodes[place].audience is None


def test_narrowing_needs_no_second_person(run: Run, cast: Any, publish: Callable[..., int]) -> None:
    number = publish()
    run("audience", "add", "信用卡中心", "--unit", "card")
    given = ("--audience", "信用卡中心", "--by", "zhao", "--reason", "限内部")
    assert run("narrow", number, *given).exit_code == 0
    assert str(Placement.objects.latest("id").audience) == "信用卡中心"
    assert run("section", "narrow", "信用卡", *given).exit_code == 0
    assert run("section", "narrow", "信用卡", *given).exit_code == 1
    assert not Submission.objects.filter(kind="section").exists()


def test_a_removal_is_asked_for_and_decided(
    run: Run, cast: dict[str, Person], publish: Callable[..., int]
) -> None:
    number = publish(title="含客户信息")
    hour_ago = timezone.now() - dt.timedelta(minutes=30)
    factory.withdrawn(number=number, by=cast["zhao"], confirmer=cast["qian"], at=hour_ago)
    asked = run("redact", number, "--version", 1, "--ground", "个保法第47条", "--by", "zhou")
    assert approve(run, asked, "zhou").exit_code == 1
    assert approve(run, asked, "luo").exit_code == 0
    assert Redaction.objects.get().ground == "个保法第47条"


def test_who_may_not_is_told_so(run: Run, cast: Any) -> None:
    for words in (
        ("section", "change", "没有的栏目", "--name", "新", "--by", "zhao"),
        ("section", "narrow", "内部", "--audience", "没有的范围", "--by", "zhao"),
        ("redact", 1, "--version", 1, "--ground", "依据", "--by", "lin"),
        ("grants", "serving") if _sqlite() else ("narrow", 1, "--audience", "无", "--by", "lin"),
    ):
        result = run(*words)
        assert result.exit_code == 1, words
        assert re.search("[一-龥]", result.stderr)


def _sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"

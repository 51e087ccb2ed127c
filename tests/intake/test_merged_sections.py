"""Files read after the tree of sections was changed: nothing goes back, or where it is closed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from tests.intake.test_import import FEE, LOST
from tests.knowledge import factory
from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge import actions
from zhixi.knowledge.models import Draft, LiveSpan
from zhixi.knowledge.sections import tree

Told = Callable[..., dict[str, Any]]
Lines = Callable[..., Path]


def test_it_works(told: Told, lines: Lines, cast: dict[str, Person]) -> None:
    """A text that a merge placed stays there when its file, which names no section, comes again."""
    told(lines(FEE), "--into", "旧", "--submit", "--by", "zhao")
    factory.approve(Submission.objects.latest("id"), by=cast["qian"], at=timezone.now())
    old = tree(timezone.now()).find(["旧"])
    new = actions.section_at(path=["新"], by=cast["zhao"], now=timezone.now())
    assert old is not None
    asked = actions.merge_sections(
        section=old, into=new, by=cast["zhao"], clock=timezone.now, reason=""
    )
    factory.approve(asked, by=cast["qian"], at=timezone.now())
    told(lines(FEE | {"body": "挂失手续费四十元一张。"}))
    assert Draft.objects.get().section_id == new
    assert LiveSpan.objects.latest("live_from").section_id == new


def test_a_line_for_a_closed_section_is_refused_by_its_number(
    told: Told, lines: Lines, cast: dict[str, Person]
) -> None:
    now = timezone.now()
    section = actions.section_at(path=["信用卡", "安全"], by=cast["zhao"], now=now)
    actions.close_section(section=section, by=cast["zhao"], now=now)
    for more in ((), ("--dry-run",)):
        report = told(lines(LOST, FEE), "--into", "信用卡/费用", *more)
        assert [bad["line"] for bad in report["bad"]] == [1]
        assert "已停用" in report["bad"][0]["reason"]
    assert Draft.objects.count() == 1

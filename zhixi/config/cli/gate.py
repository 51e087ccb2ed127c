"""Verbs about the gate: what waits, what it changes, and the decision."""

from dataclasses import asdict
from typing import Any

import click
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.approval import actions, queries, subjects
from zhixi.approval.models import Decision, Submission
from zhixi.approval.subjects import Change
from zhixi.config.cli.options import NUMBER, Staff, as_json, say
from zhixi.intake.operator import index_now

SHOWN = 20  # changes told at once, as on the page


@click.command()
@as_json
def submissions(as_json: bool) -> None:
    """等待确认的提交：编号、条数、标题、提交人、摘要。"""
    waiting = [
        {
            "id": each.pk,
            "title": each.title,
            "size": each.size,
            "by": each.submitted_by.number,
            "at": each.submitted_at.isoformat(),
            "digest": each.digest,
        }
        for each in _waiting()
    ]
    lines = [
        f"{w['id']:>6}  {w['size']:>5}  {w['title']}  {w['by']}\n        {w['digest']}"
        for w in waiting
    ]
    text = "\n".join(lines) or _("没有等待确认的提交。")
    say({"submissions": waiting}, as_json, text)


@click.command()
@click.argument("number", type=NUMBER)
@click.option("--limit", default=SHOWN, help="最多显示几条改动。")
@as_json
def submission(number: int, limit: int, as_json: bool) -> None:
    """一份提交改了什么，以及确认它所需的摘要。"""
    found = _found(number)
    changes = list(subjects.of(found).changes(found, 0, limit))
    result = {
        "id": number,
        "title": found.title,
        "size": found.size,
        "open": queries.is_open(found),
        "digest": found.digest,
        "changes": [asdict(change) for change in changes],
    }
    head = f"{number}  {found.title}\n{found.digest}"
    say(result, as_json, "\n".join([head, *(_told(change) for change in changes)]))


@click.command()
@click.argument("number", type=NUMBER)
@click.option("--by", "person", type=Staff(), required=True, help="谁作出决定：登录名或工号。")
@click.option("--digest", required=True, help="所见内容的摘要，见 zhixi submission。")
@click.option("--return", "reason", default="", help="退回，并写明原因。")
@as_json
def approve(number: int, person: Person, digest: str, reason: str, as_json: bool) -> None:
    """确认或退回一份提交。"""
    step = queries.next_step(_found(number))
    decision = actions.decide(
        submission=number,
        step=step.n if step else 0,
        by=person,
        seen_digest=digest,
        verdict=Decision.Verdict.RETURN if reason else Decision.Verdict.APPROVE,
        reason=reason,
        clock=timezone.now,
    )
    index_now()
    result: dict[str, Any] = {
        "submission": number,
        "verdict": decision.verdict,
        "at": decision.at.isoformat(),
    }
    say(result, as_json, f"{number} {decision.get_verdict_display()}")


def _waiting() -> QuerySet[Submission]:
    closed = Decision.objects.filter(final=True).values("submission")
    return Submission.objects.exclude(pk__in=closed).select_related("submitted_by").order_by("id")


def _found(number: int) -> Submission:
    found = Submission.objects.filter(pk=number).first()
    if found is None:
        raise actions.UnableToDecide(_("没有编号为 %(number)s 的提交。") % {"number": number})
    return found


def _told(change: Change) -> str:
    """The change in a terminal: what goes in [-…-], what comes in {+…+}."""
    marks = {"<del>": "[-", "</del>": "-]", "<ins>": "{+", "</ins>": "+}"}
    lines = [f"{change.title}（{change.note}）"]
    for label, html in change.parts:
        for tag, mark in marks.items():
            html = html.replace(tag, mark)
        lines.append(f"  {label}：{strip_tags(html)}")
    return "\n".join(lines)


COMMANDS = [submissions, submission, approve]

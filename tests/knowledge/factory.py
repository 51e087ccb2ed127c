"""Articles for tests, by the same actions that the product uses."""

import datetime as dt
from typing import Any

from zhixi.accounts.models import Audience, Person
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, types
from zhixi.knowledge.models import Article, ArticleVersion, Draft
from zhixi.search import worker


def draft(
    *,
    by: Person,
    at: dt.datetime,
    title: str = "信用卡丢了怎么挂失",
    type: str = "faq",
    section: str = "信用卡/安全",
    audience: Audience | None = None,
    article: int | None = None,
    source_id: str | None = None,
    **content: Any,
) -> Draft:
    if type == "faq":
        content.setdefault("lead", "您别着急，我现在就给您挂失，办好马上生效。")
    typed = types.read(type, {"title": title} | content)
    item = actions.DraftItem(
        content=typed,
        section=actions.section_at(path=section.split("/"), by=by, now=at),
        audience=audience.pk if audience else None,
        article=Article.objects.get(pk=article) if article else None,
        source_id=source_id,
    )
    return actions.save_draft(item=item, by=by, now=at)


def submitted(*, by: Person, at: dt.datetime, **fields: Any) -> Submission:
    made = draft(by=by, at=at, **fields)
    return actions.submit(articles=[made.article_id], by=by, clock=lambda: at)


def approve(submission: Submission, *, by: Person, at: dt.datetime) -> None:
    gate.decide(
        submission=submission.pk,
        step=1,
        by=by,
        seen_digest=submission.digest,
        verdict="approve",
        clock=lambda: at,
    )


def through_the_gate(*, by: Person, confirmer: Person, at: dt.datetime, **fields: Any) -> int:
    submission = submitted(by=by, at=at, **fields)
    approve(submission, by=confirmer, at=at)
    worker.keep_up()
    return submission.versions.get().article_id


def withdrawn(*, number: int, by: Person, confirmer: Person, at: dt.datetime) -> None:
    article = Article.objects.get(pk=number)
    asked = actions.withdraw(article=article, by=by, clock=lambda: at, reason="停办")
    approve(asked, by=confirmer, at=at)


def asked_removal(*, number: int, by: Person, at: dt.datetime) -> Submission:
    version = ArticleVersion.objects.filter(article=number).earliest("n")
    return actions.ask_removal(version=version, ground="个保法第47条", by=by, clock=lambda: at)


def removed(*, number: int, cast: dict[str, Person], at: dt.datetime) -> None:
    """Withdraw an article an hour ago, then remove its first version's words by two hands."""
    hour = dt.timedelta(hours=1)
    withdrawn(number=number, by=cast["zhao"], confirmer=cast["qian"], at=at - hour)
    approve(asked_removal(number=number, by=cast["zhou"], at=at), by=cast["luo"], at=at)

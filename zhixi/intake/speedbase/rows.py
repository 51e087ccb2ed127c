"""What the base keeps of one made-up article, as if it had come in by the initial load."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from zhixi.intake.speedbase.texts import FUTURE, PAST, WITHDRAWN, Text
from zhixi.knowledge.models import (
    Article,
    ArticleVersion,
    Content,
    InitialLoad,
    LiveSpan,
    Placement,
    Publication,
)
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.types.base import SCHEMA
from zhixi.lib.digest import canonical, digest

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rows:
    """The one version has the key of its article."""

    text: Text
    origin: InitialLoad
    now: dt.datetime

    @property
    def start(self) -> dt.datetime:
        return self.origin.at

    @property
    def live_from(self) -> dt.datetime:
        age = self.text.number % 300 + 2
        return self.now + age * DAY if self.text.standing == FUTURE else self.now - age * DAY

    @property
    def live_until(self) -> dt.datetime | None:
        return self.now - DAY if self.text.standing == PAST else None

    @property
    def withdrawn_at(self) -> dt.datetime | None:
        return self.now - DAY if self.text.standing == WITHDRAWN else None

    def article(self) -> Article:
        text = self.text
        return Article(
            number=text.number, type=text.kind, source_id=f"s{text.number}", created_at=self.start
        )

    def content(self) -> Content:
        payload = canonical(
            {
                "schema": SCHEMA,
                "title": "".join(self.text.title),
                "phrasings": ["".join(each) for each in self.text.phrasings],
                "body": "".join(f"<p>{each}</p>" for each in self.text.body),
            }
        )
        return Content(digest=digest(payload), payload=payload)

    def version(self, content: str) -> ArticleVersion:
        text = self.text
        clauses = [[n + 1, f"body/{n}", "paragraph", each] for n, each in enumerate(text.body)]
        return ArticleVersion(
            pk=text.number,
            article_id=text.number,
            n=1,
            content_id=content,
            clauses=clauses,
            section_id=text.section,
            title="".join(text.title),
            expires_at=self.live_until,
            line=UUID(int=text.number),
            by_id=self.origin.by_id,
            at=self.start,
        )

    def publications(self) -> Iterator[Publication]:
        act = Publication.Act
        facts: dict[str, Any] = {
            "article_id": self.text.number,
            "load": self.origin,
            "recorded_at": self.start,
        }
        yield Publication(
            act=act.PUBLISH,
            version_id=self.text.number,
            live_from=self.live_from,
            live_until=self.live_until,
            **facts,
        )
        if self.withdrawn_at:
            yield Publication(act=act.WITHDRAW, live_from=self.withdrawn_at, **facts)

    def placement(self) -> Placement:
        text = self.text
        return Placement(
            article_id=text.number,
            section_id=text.section,
            from_at=self.live_from,
            recorded_at=self.start,
        )

    def span(self) -> LiveSpan:
        text = self.text
        return LiveSpan(
            article_id=text.number,
            version_id=text.number,
            section_id=text.section,
            type=text.kind,
            title="".join(text.title),
            live_from=self.live_from,
            live_until=self.withdrawn_at or self.live_until or FOREVER,
        )

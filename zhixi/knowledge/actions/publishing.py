"""What follows a decision: publications, places, and the spans derived from them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, TextField, Value, When

from zhixi.accounts.models import Person
from zhixi.approval.models import Decision
from zhixi.approval.subjects import Clock
from zhixi.knowledge import types
from zhixi.knowledge.models import (
    ArticleVersion,
    BatchWithdrawal,
    InitialLoad,
    LabelUse,
    LiveSpan,
    Placement,
    Publication,
    Withdrawal,
)
from zhixi.knowledge.naming import KINDS, key_of, names_in
from zhixi.knowledge.regional import derived as regional
from zhixi.knowledge.timeline import FOREVER, Act, Place, Span, fold, next_second, placed
from zhixi.lib.batches import batches
from zhixi.lib.digest import canonical, digest
from zhixi.search import Corpus, outbox

_Act = Publication.Act


def publish(
    versions: Sequence[ArticleVersion],
    *,
    clock: Clock,
    confirmed_by: Person | None,
    decision: Decision | None = None,
    load: InitialLoad | None = None,
) -> dict[str, Any]:
    """Make versions live from the next full second, or from the day they name.

    Returns the facts that the audit chain keeps.
    """
    now = clock()
    soon = next_second(now, len(versions) if len(versions) > 1 else 0)
    rows = []
    for version in versions:
        start = max(soon, version.effective_from) if version.effective_from else soon
        rows.append(
            Publication(
                article_id=version.article_id,
                act=_Act.PUBLISH,
                version=version,
                live_from=start,
                live_until=version.expires_at,
                recorded_at=now,
                decision=decision,
                load=load,
                confirmed_by=confirmed_by,
            )
        )
    Publication.objects.bulk_create(rows, batch_size=500)
    _place(versions, {row.article_id: row.live_from for row in rows}, now, confirmed_by)
    numbers = [version.article_id for version in versions]
    refold(numbers, now)
    outbox.changed(numbers, now, Corpus.IN_WORK)  # they are in work no more
    return {"publications": len(rows), "outcome": outcome(rows)}


def outcome(rows: Iterable[Publication]) -> str:
    """One digest over acts and moments, so that the chain vouches for them."""
    return digest(
        "\n".join(
            canonical([r.article_id, r.act, r.version_id, r.live_from, r.live_until, r.recorded_at])
            for r in rows
        )
    )


def withdraw_articles(
    asked: Sequence[Withdrawal | BatchWithdrawal], decision: Decision, clock: Clock
) -> dict[str, Any]:
    rows = end([(each.article_id, each.from_at) for each in asked], decision, clock())
    return {"publications": len(rows), "outcome": outcome(rows)}


def end(
    some: Sequence[tuple[int, dt.datetime | None]], decision: Decision, now: dt.datetime
) -> list[Publication]:
    """Let articles cease to be live from the next full second, or from a moment on."""
    soon = next_second(now, len(some) if len(some) > 1 else 0)
    rows = [
        Publication(
            article_id=number,
            act=_Act.WITHDRAW,
            live_from=max(soon, from_at) if from_at else soon,
            recorded_at=now,
            decision=decision,
            confirmed_by=decision.by,
        )
        for number, from_at in some
    ]
    Publication.objects.bulk_create(rows, batch_size=500)
    refold([number for number, _from_at in some], now)
    return rows


def _place(
    versions: Sequence[ArticleVersion],
    starts: dict[int, dt.datetime],
    now: dt.datetime,
    by: Person | None,
) -> None:
    """A place row for each article whose version names another place than it has."""
    current: dict[int, tuple[int, int | None, int | None]] = {}
    for some in batches([version.article_id for version in versions], 1000):
        fields = ("article_id", "section_id", "owner_id", "audience_id")
        for number, *place in (
            Placement.objects.filter(article__in=some)
            .order_by("from_at", "id")
            .values_list(*fields)
        ):
            current[number] = tuple(place)
    Placement.objects.bulk_create(
        [
            Placement(
                article_id=v.article_id,
                section_id=v.section_id,
                owner_id=v.owner_id,
                audience_id=v.audience_id,
                from_at=starts[v.article_id],
                recorded_at=now,
                recorded_by=by,
            )
            for v in versions
            if current.get(v.article_id) != (v.section_id, v.owner_id, v.audience_id)
        ],
        batch_size=500,
    )


def refold(numbers: Sequence[int], now: dt.datetime) -> None:
    """Derive the spans of these articles anew and tell the index, in this transaction."""
    for some in batches(numbers, 1000):
        LiveSpan.objects.filter(article__in=some).delete()
        spans = LiveSpan.objects.bulk_create(derive(some), batch_size=500)
        tell_labels({span.labels: span.version_id for span in spans if span.labels})
        regional.rewrite(some, spans)
    outbox.changed(numbers, now)


def tell_labels(bearers: Mapping[UUID, int]) -> None:
    """Write down which names the sets with these keys hold, each read off a version with it."""
    known = LabelUse.objects.filter(n=0, labels__in=list(bearers))
    new = set(bearers) - set(known.values_list("labels", flat=True))
    versions = ArticleVersion.objects.filter(pk__in=[bearers[key] for key in new])
    texts = versions.values_list("content__payload", flat=True)
    told = {key: names for text in texts if (key := key_of(names := names_in(text)))}
    LabelUse.objects.bulk_create(
        [
            LabelUse(labels=key, n=n, kind=kind, name=name)
            for key, names in told.items()
            for n, (kind, name) in enumerate(names)
        ],
        batch_size=500,
        ignore_conflicts=True,  # somebody else may be bringing the same set at the same moment
    )


def derive(numbers: Sequence[int]) -> list[LiveSpan]:
    """The spans that evidence gives for these articles, unsaved, in order."""
    acts: dict[int, list[Act]] = defaultdict(list)
    for number, version, start, end, then in (
        Publication.objects.filter(article__in=numbers)
        .order_by("id")
        .values_list("article_id", "version_id", "live_from", "live_until", "then_id")
    ):
        acts[number].append(Act(version, start, end, then))
    places: dict[int, list[Place]] = defaultdict(list)
    for number, section, owner, audience, from_at in (
        Placement.objects.filter(article__in=numbers)
        .order_by("from_at", "id")
        .values_list("article_id", "section_id", "owner_id", "audience_id", "from_at")
    ):
        places[number].append(Place(section, owner, audience, from_at))
    spans = {number: placed(fold(acts[number]), places[number]) for number in sorted(acts)}
    named = {span.version for pairs in spans.values() for span, _ in pairs}
    facts = _facts(named)
    return [
        _live_span(number, span, place, facts[span.version])
        for number, pairs in spans.items()
        for span, place in pairs
    ]


def _facts(versions: Collection[int]) -> dict[int, dict[str, Any]]:
    """What spans tell of their versions, by the version; only few need their words read."""
    told = Q(article__type__in=types.asking())
    for name in ("review_by", *KINDS):
        told |= Q(content__payload__contains=f'"{name}"')
    payload = When(told, then="content__payload")
    words = Case(payload, default=Value(""), output_field=TextField())
    fields = ("pk", "article__type", "title", "ended_from", words)
    rows = ArticleVersion.objects.filter(pk__in=versions).values_list(*fields)
    return {
        pk: {
            "type": kind,
            "title": title,
            "must_read": types.must_read(payload),
            "ended_from": ended_from,
            "review_by": types.review_by(payload),
            "labels": key_of(names_in(payload)),
        }
        for pk, kind, title, ended_from, payload in rows
    }


def _live_span(number: int, span: Span, place: Place, facts: dict[str, Any]) -> LiveSpan:
    return LiveSpan(
        article_id=number,
        version_id=span.version,
        section_id=place.section,
        owner_id=place.owner,
        audience_id=place.audience,
        live_from=span.live_from,
        live_until=min(span.live_until, FOREVER),
        **facts,
    )

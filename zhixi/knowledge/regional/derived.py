"""The differences of regions as rows that a list can be made of, derived from what is live."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence

from zhixi.knowledge.models import ArticleVersion, LiveSpan, RegionalDifference
from zhixi.lib.digest import canonical

_Words = tuple[str, str, str, str, str]  # region, part, product, tier, value
_Since = tuple[dt.datetime, int]


def rewrite(numbers: Sequence[int], spans: Sequence[LiveSpan]) -> None:
    """Tell anew what regions say otherwise in these articles, of which these are all spans."""
    RegionalDifference.objects.filter(article__in=numbers).delete()
    RegionalDifference.objects.bulk_create(differences(spans), batch_size=500)


def differences(spans: Sequence[LiveSpan]) -> list[RegionalDifference]:
    """Of spans in order of articles and time; words that a version takes over keep their origin."""
    told = _told({span.version_id for span in spans})
    found, number, before = [], 0, dict[_Words, _Since]()
    for span in spans:
        if span.article_id != number:
            number, before = span.article_id, {}
        by, words = told.get(span.version_id, (0, []))
        here = {each: before.get(each, (span.live_from, by)) for each in words}
        found += [_difference(span, each, since) for each, since in here.items()]
        before = here
    return found


def _difference(span: LiveSpan, words: _Words, since: _Since) -> RegionalDifference:
    region, part, product, tier, _value = words
    return RegionalDifference(
        article_id=span.article_id,
        version_id=span.version_id,
        region=region[:40],
        part=part,
        product=product,
        tier=tier,
        live_from=span.live_from,
        live_until=span.live_until,
        since=since[0],
        by_id=since[1],
    )


def _told(versions: set[int]) -> dict[int, tuple[int, list[_Words]]]:
    """By version who wrote it and what it says for regions; few say anything."""
    rows = ArticleVersion.objects.filter(
        pk__in=versions, content__payload__contains='"variants":[{'
    ).values_list("pk", "by", "content__payload")
    return {pk: (by, list(_words(payload))) for pk, by, payload in rows}


def _words(payload: str) -> Iterator[_Words]:
    for variant in json.loads(payload).get("variants", []):
        if variant.get("region"):
            names = ("region", "part", "product", "tier")
            region, part, product, tier = (variant.get(name) or "" for name in names)
            yield region, part, product, tier, canonical(variant.get("value"))

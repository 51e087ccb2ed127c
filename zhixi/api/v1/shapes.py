"""What the API says, which the command line says too; keys as in `schemas`."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhixi.knowledge.finding import Found
from zhixi.knowledge.queries import Reading
from zhixi.knowledge.types import dump
from zhixi.search.trail import Asked, Taken


def found(result: Found, *, explain: bool = False) -> dict[str, Any]:
    return {
        "query": result.query,
        "corrected": result.corrected,
        "took_ms": round(result.took_ms, 2),
        "total": result.total,
        "more": result.more,
        "direct": result.direct,
        "question": result.question,
        "notes": list(result.notes),
        "hits": [
            {
                "number": hit.number,
                "type": hit.type,
                "title": hit.title,
                "answer": hit.answer,
                "clause": hit.clause,
                "section": hit.section,
                "score": round(hit.score, 4),
                "why": hit.why,
                "version": hit.version,
                "effective_from": hit.effective_from.isoformat(),
                "ended": hit.ended,
                "url": hit.url,
            }
            | ({"features": hit.features} if explain else {})
            for hit in result.hits
        ],
    }


def article(reading: Reading) -> dict[str, Any]:
    until = reading.live_until
    return {
        "number": reading.number,
        "type": reading.type,
        "title": reading.content.title,
        "version": reading.n,
        "section": reading.section,
        "owner": reading.owner,
        "confirmed_by": reading.confirmed_by,
        "effective_from": reading.live_from.isoformat(),
        "effective_until": until.isoformat() if until else None,
        "as_of": reading.at.isoformat(),
        "ended": reading.ended,
        "answer": reading.content.answer(),
        "content": dump(reading.content),
        "versions": [
            {
                "n": line.n,
                "effective_from": line.live_from.isoformat(),
                "effective_until": line.live_until.isoformat() if line.live_until else None,
            }
            for line in reading.versions
        ],
    }


def trail(
    call: str, asked: Sequence[Asked], taken: Sequence[Taken], titles: Mapping[int, str]
) -> dict[str, Any]:
    """An article without a title is one that the reader may not see: it is left out."""
    return {
        "call": call,
        "searches": [
            {
                "at": each.at.isoformat(),
                "query": each.query,
                "corrected": each.corrected or None,
                "total": each.total,
            }
            for each in asked
        ],
        "articles": [
            {
                "number": each.number,
                "version": each.version,
                "title": titles[each.number],
                "at": each.at.isoformat(),
                "seconds": each.seconds,
                "what": each.what,
            }
            for each in taken
            if each.number in titles
        ],
    }

"""What the API says, which the command line says too; keys as in `schemas`."""

from typing import Any

from zhixi.knowledge.finding import Found
from zhixi.knowledge.queries import Reading
from zhixi.knowledge.types import dump


def found(result: Found, *, explain: bool = False) -> dict[str, Any]:
    return {
        "query": result.query,
        "corrected": result.corrected,
        "took_ms": round(result.took_ms, 2),
        "total": result.total,
        "more": result.more,
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

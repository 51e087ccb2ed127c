"""Search, suggest, read: the desk's own functions, as the token's person."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest  # noqa: TID251
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from zhixi.accounts import rate
from zhixi.accounts.actions import use_token
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.api.v1 import problems, schemas, shapes
from zhixi.knowledge import finding, queries, redirects, types
from zhixi.search import lookups, rules, trail
from zhixi.search.models import Mode

Key = Annotated[int, Path(ge=1, lt=2**63)]
Text = Annotated[str, Query(max_length=200)]


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        return use_token(text=token, scope="read", now=_now(request))


class PerPerson(BaseThrottle):
    """Ninja's own throttles keep their state on an object shared by threads."""

    def allow_request(self, request: HttpRequest) -> bool:
        return rate.allowed("api", _reader(request), _now(request))

    def wait(self) -> float:
        return rate.WINDOW


api = NinjaAPI(
    title="知席", version="1", urls_namespace="api-v1", auth=Token(), throttle=[PerPerson()]
)
problems.register(api)


def _now(request: HttpRequest) -> dt.datetime:
    now: dt.datetime = request.now  # type: ignore[attr-defined]
    return now


def _reader(request: HttpRequest) -> Person:
    person: Person = request.auth  # type: ignore[attr-defined]
    return person


@api.get("/search", summary="检索", response=schemas.Found)
def search(
    request: HttpRequest,
    q: Text,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    type: str = "",
    section: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
) -> dict[str, Any]:
    """What answers `q` for the token's person now, best first."""
    if type and type not in types.registry():
        raise HttpError(422, _("没有“%(type)s”这种知识类型。") % {"type": type})
    chosen = finding.Chosen((type,) if type else (), section)
    by, at = _reader(request), _now(request)
    found = finding.find(q, by, at, chosen=chosen, limit=limit)
    if q.strip():
        _noted(by, at, found, {"type": type, "section": section})
    return shapes.found(found)


def _noted(by: Person, at: dt.datetime, found: finding.Found, filters: dict[str, Any]) -> None:
    """A program's question is a look-up of its own."""
    lookups.record(
        by=by,
        at=at,
        mode=Mode.API,
        session=lookups.new_session(),
        query=found.query,
        corrected=found.corrected,
        filters={name: value for name, value in filters.items() if value},
        context={},
        total=found.total,
        took_ms=found.took_ms,
        listed=[(hit.number, hit.version) for hit in found.hits],
    )


@api.get("/suggest", summary="联想", response=schemas.Suggestions)
def suggest(request: HttpRequest, q: Text) -> dict[str, Any]:
    """How what was typed may go on."""
    lines = finding.suggest(q, _reader(request), _now(request))
    return {"query": q, "suggestions": [{"text": s.text, "number": s.number} for s in lines]}


@api.get("/articles/{int:number}", summary="一条知识", response=schemas.Article)
def article(request: HttpRequest, number: Key, as_of: dt.datetime | None = None) -> dict[str, Any]:
    """An article now, or as of a past moment (ISO 8601 with a zone).

    What went into another article is answered by that one, under its own number.
    """
    now = _now(request)
    at = as_of or now
    if timezone.is_naive(at):
        raise HttpError(422, _("时点须带时区，例如 2026-09-30T14:31:00+08:00。"))
    if at > now:
        raise HttpError(422, _("时点不能晚于现在。"))
    try:
        return shapes.article(redirects.read(number, _reader(request), at, now))
    except queries.NotVisible as error:
        raise Http404 from error


@api.get("/calls/{call}/trail", summary="一次通话中查过什么", response=schemas.Trail)
def trail_of_call(
    request: HttpRequest, call: Annotated[str, Path(max_length=80)]
) -> dict[str, Any]:
    """What was looked up during a call, and which articles stood on the screen for how long.

    Written a second after it happened. An agent's own part; quality and supervision see all.
    """
    by, now = _reader(request), _now(request)
    everybody = rules.may_follow_others(roles_of(by, now))
    asked, taken = trail.of_call(call, None if everybody else by)
    titles = queries.titles({each.number for each in taken}, by, now)
    return shapes.trail(call, asked, taken, titles)

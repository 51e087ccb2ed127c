"""What every request gets at the door: the moment it came in, a number for the log, plain words;
and what is shown, in the script that the person reads."""

import json
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict  # noqa: TID251
from django.utils import timezone

from zhixi.lib.traditional import simplified, turned, turned_page

log = logging.getLogger("zhixi.request")


class Moment:
    """Reads the clock once a request; everything below is told the moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        number = uuid.uuid4().hex[:12]
        began = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-Id"] = number
        log.info(
            "request",
            extra={
                "request_id": number,
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            },
        )
        return response


class WithoutNul:
    """Nobody means a NUL, and PostgreSQL keeps none: what was typed comes without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in ("GET", "POST"):
            given = getattr(request, name)
            if any("\x00" in text for texts in given.lists() for text in texts[1]):
                setattr(request, name, _each(given, lambda text: text.replace("\x00", "")))
        return self.get_response(request)


def _each(given: QueryDict, plain: Callable[[str], str]) -> QueryDict:
    made = given.copy()
    for name, texts in given.lists():
        made.setlist(name, [plain(text) for text in texts])
    return made


class TraditionalReading:
    """Turns pages, after they were made, for who chose it: what is shown changes, what is kept not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.COOKIES.get("script") != "hant" or request.path.startswith("/api/"):
            return self.get_response(request)
        # A list is asked for a name as it is read; the desk's search takes either script.
        if request.path.startswith("/studio/"):
            request.GET = _each(request.GET, simplified)  # type: ignore[assignment]
        response = self.get_response(request)
        turn = TURNS.get(response.headers.get("Content-Type", "").partition(";")[0])
        if turn and not response.streaming:
            response.content = turn(response.content.decode()).encode()
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response


# What a page's script shows of an answer; all else goes into fields, or is sent back.
SHOWN = {"said", "refused", "who", "fields", "problems", "beside", "row"}


def _turned_answer(text: str) -> str:
    told = json.loads(text)
    if isinstance(told, dict):
        told |= {name: _turned_within(told[name]) for name in SHOWN & told.keys()}
    return json.dumps(told)


def _turned_within(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _turned_within(each) for name, each in told.items()}
    if isinstance(told, list):
        return [_turned_within(each) for each in told]
    return turned_page(told) if isinstance(told, str) else told


TURNS: dict[str, Callable[[str], str]] = {
    "text/html": turned_page,
    "text/plain": turned,
    "application/json": _turned_answer,
}

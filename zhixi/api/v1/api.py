"""Search, suggest, read: the desk's own functions, as the token's person."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: TID251
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from zhixi.accounts.queries import person_of_token
from zhixi.api.v1 import shapes
from zhixi.knowledge import finding, queries, types


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return person_of_token(token, request.now, "read")  # type: ignore[attr-defined]


api = NinjaAPI(
    title="知席",
    version="1",
    urls_namespace="api-v1",
    auth=Token(),
    throttle=[AuthRateThrottle("600/m")],
)


def _problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """RFC 9457 problem details."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JsonResponse(
        body | {"detail": detail} | more, status=status, content_type="application/problem+json"
    )


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    response = _problem(401, _("请在 Authorization 头中给出有效的令牌。"))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _problem(422, _("请求参数不正确。"), errors=error.errors)


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = _problem(429, _("请求过于频繁，请稍后再试。"))
    response["Retry-After"] = str(int(error.wait or 60))
    return response


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(error.status_code, str(error))


@api.get("/search")
def search(
    request: HttpRequest,
    q: str,
    limit: int = 20,
    type: str = "",
    section: int | None = None,
) -> dict[str, Any]:
    now: dt.datetime = request.now  # type: ignore[attr-defined]
    if type and type not in types.registry():
        raise HttpError(422, _("没有“%(type)s”这种知识类型。") % {"type": type})
    found = finding.find(
        q[:200],
        request.auth,  # type: ignore[attr-defined]
        now,
        kinds=(type,) if type else (),
        section=section,
        limit=max(1, min(limit, 100)),
    )
    return shapes.found(found)


@api.get("/suggest")
def suggest(request: HttpRequest, q: str) -> dict[str, Any]:
    now: dt.datetime = request.now  # type: ignore[attr-defined]
    lines = finding.suggest(q[:200], request.auth, now)  # type: ignore[attr-defined]
    return {"query": q, "suggestions": [{"text": s.text, "number": s.number} for s in lines]}


@api.get("/articles/{int:number}")
def article(request: HttpRequest, number: int, as_of: dt.datetime | None = None) -> dict[str, Any]:
    now: dt.datetime = request.now  # type: ignore[attr-defined]
    at = as_of or now
    if timezone.is_naive(at):
        raise HttpError(422, _("时点须带时区，例如 2026-09-30T14:31:00+08:00。"))
    try:
        reading = queries.read(number, request.auth, min(at, now), now)  # type: ignore[attr-defined]
    except queries.NotVisible as error:
        raise HttpError(404, _("没有这条知识，或您没有权限查看。")) from error
    return shapes.article(reading)

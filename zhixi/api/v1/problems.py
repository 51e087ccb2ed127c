"""Everything that goes wrong, told as RFC 9457 problem details."""

import logging
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse  # noqa: TID251
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from zhixi.accounts.rate import WINDOW
from zhixi.search import IndexUnavailable

CATCHING_UP = 10  # seconds after which a program may ask again while the index is rebuilt

log = logging.getLogger("zhixi.api")


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JsonResponse(
        body | {"detail": detail} | more, status=status, content_type="application/problem+json"
    )


def nowhere(request: HttpRequest) -> HttpResponse:
    """An address below the API that leads nowhere."""
    return problem(404, _("接口没有这个地址。"))


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(401, _("请在 Authorization 头中给出有效的令牌。"))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, _("没有这条知识，或您没有权限查看。"))


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names the parameters and says what is wrong, without repeating what was sent."""
    wrong = [{"parameter": each["loc"][-1], "reason": each["msg"]} for each in error.errors]
    return problem(422, _("请求参数不正确。"), errors=wrong)


def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = problem(429, _("请求过于频繁，请稍后再试。"))
    response["Retry-After"] = str(WINDOW)
    return response


def _catching_up(request: HttpRequest, error: IndexUnavailable) -> HttpResponse:
    response = problem(503, _("检索正在恢复，请稍候；可先按编号打开。"))
    response["Retry-After"] = str(CATCHING_UP)
    return response


def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("request failed", exc_info=error, extra={"path": request.path})
    return problem(500, _("系统暂时出错，请稍后再试。"))


def register(api: NinjaAPI) -> None:
    handlers: dict[type[Exception], Any] = {
        AuthenticationError: _unknown,
        Http404: _missing,
        ValidationError: _invalid,
        Throttled: _too_many,
        IndexUnavailable: _catching_up,
        HttpError: _refused,
        Exception: _broken,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)

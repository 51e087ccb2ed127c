"""What every request gets at the door: the moment it came in, and a number for the log."""

import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse  # noqa: TID251
from django.utils import timezone

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

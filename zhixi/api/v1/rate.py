"""How often one token may ask, counted in each web process by itself."""

from django.core.cache import cache
from django.http import HttpRequest  # noqa: TID251
from ninja.throttling import BaseThrottle

from zhixi.lib.digest import digest

PER_WINDOW = 600  # requests
WINDOW = 60  # seconds


class PerToken(BaseThrottle):
    """A count a minute; ninja's own throttles keep their state on an object shared by threads."""

    def allow_request(self, request: HttpRequest) -> bool:
        window = int(request.now.timestamp()) // WINDOW  # type: ignore[attr-defined]
        token = digest(request.headers.get("Authorization", ""))
        key = f"api:{window}:{token}"
        cache.add(key, 0, timeout=2 * WINDOW)
        try:
            return cache.incr(key) <= PER_WINDOW
        except ValueError:  # a full cache dropped the count in between
            return True

    def wait(self) -> float:
        return WINDOW

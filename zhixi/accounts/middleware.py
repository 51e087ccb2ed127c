"""Who is not signed in, or no longer with the bank, gets no further than the door."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: TID251

from zhixi.accounts.models import Person

OPEN = ("/accounts/login/", "/healthz", "/readyz", "/metrics", "/static/", "/api/v1/")


class SignedIn:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if isinstance(person, Person) and not person.active_at(request.now):  # type: ignore[attr-defined]
            logout(request)
        if request.user.is_authenticated or request.path.startswith(OPEN):
            return self.get_response(request)
        return _to_the_door(request)


def _to_the_door(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/"
    if request.headers.get("HX-Request"):
        address = f"{settings.LOGIN_URL}?{urlencode({'next': '/'})}"
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': back})}")

"""Who is not signed in, or no longer with the bank, gets no further than the door."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: TID251

from zhixi.accounts.models import Person

# Closed unless named here. Django's LoginRequiredMiddleware would need a mark on every open
# view, among them those that the API library makes.
OPEN = ("/accounts/login/", "/healthz", "/readyz", "/metrics", "/static/", "/api/v1/")

REPLACE = "/accounts/password"
REPLACING = (REPLACE, "/accounts/logout/", "/static/")

SIGNED_IN_AT = "signed_in_at"  # seconds since 1970, in the session


class SignedIn:
    """Ends a session with the person's last day or after its full length, then asks who it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if isinstance(person, Person) and not _may_stay(person, request):
            logout(request)
        if isinstance(request.user, Person) and _must_replace(request.user, request):
            return _away(request, REPLACE)
        if request.user.is_authenticated:
            response = self.get_response(request)
            # Seats are shared: "back" after sign-out must not show the last one's pages.
            response.setdefault("Cache-Control", "private, no-store")
            return response
        if request.path.startswith(OPEN):
            return self.get_response(request)
        return _to_the_door(request)


def _must_replace(person: Person, request: HttpRequest) -> bool:
    """Somebody else knows the password: it opens nothing but the page to replace it."""
    return person.password_given_at is not None and not request.path.startswith(REPLACING)


def _may_stay(person: Person, request: HttpRequest) -> bool:
    """A session has one full length from sign-in, and the customer's call to end with; Django's
    own age begins anew at every change."""
    now: dt.datetime = request.now  # type: ignore[attr-defined]
    age = now.timestamp() - request.session.get(SIGNED_IN_AT, 0.0)
    most = settings.SESSION_COOKIE_AGE if _in_a_call(request) else settings.SESSION_LENGTH
    return person.active_at(now) and age < most


def _in_a_call(request: HttpRequest) -> bool:
    """Whether the page names a call, as the call software puts it into the desk's address."""
    page = urlsplit(request.headers.get("HX-Current-URL", "")).query
    return bool(request.GET.get("call") or "".join(parse_qs(page).get("call", ())))


def _to_the_door(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        return _away(request, _door(page._replace(scheme="", netloc="").geturl() or "/"))
    return HttpResponseRedirect(_door(request.get_full_path() if request.method == "GET" else "/"))


def _away(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _door(back: str) -> str:
    return f"{settings.LOGIN_URL}?{urlencode({'next': back})}"

"""Signing in and out, and one's own password."""

import datetime as dt
import math
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.views.decorators.cache import never_cache

from zhixi.accounts import actions
from zhixi.accounts.actions import UnableToSetPassword
from zhixi.accounts.backends import attempted_number
from zhixi.accounts.forms import OwnPasswordForm, SignInForm
from zhixi.accounts.models import Person


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    pass


@never_cache
def own_password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; this session goes on with it."""
    asked: Any = request
    person: Person = asked.user
    form = OwnPasswordForm(request.POST or None, Person.objects.get(pk=person.pk))
    if form.is_valid():
        try:
            new, now = form.cleaned_data["new"], asked.now
            actions.set_password(person=person, password=new, by=person, now=now)
            update_session_auth_hash(request, person)
            return redirect(settings.LOGIN_REDIRECT_URL)
        except UnableToSetPassword as error:
            form.add_error("new", str(error))
    shown = {"form": form, "given": person.password_given_at is not None}
    return render(request, "accounts/password.html", shown)


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Too many failures from this address: how long it still lasts, and where to turn."""
    wait = _remaining(request, credentials)
    minutes = max(1, math.ceil(wait / dt.timedelta(minutes=1)))
    page = render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page


def _remaining(request: HttpRequest, credentials: dict[str, Any] | None) -> dt.timedelta:
    attempt: Any = request
    last = AccessAttempt.objects.filter(
        username=attempted_number(request, credentials), ip_address=attempt.axes_ip_address
    ).latest("attempt_time")
    length = get_cool_off(request) or dt.timedelta()
    return length - (attempt.axes_attempt_time - last.attempt_time)

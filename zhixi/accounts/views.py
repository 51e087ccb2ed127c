"""Signing in and out."""

import datetime as dt
import math
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251

from zhixi.accounts.backends import attempted_number
from zhixi.accounts.forms import SignInForm


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    pass


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

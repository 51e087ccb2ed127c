"""Signing in and out."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.views import LoginView, LogoutView
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251

from zhixi.accounts import actions
from zhixi.accounts.forms import SignInForm


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    pass


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    return render(request, "accounts/locked.html", status=429)


def _address(request: HttpRequest | None) -> str:
    return request.META.get("REMOTE_ADDR", "") if request else ""


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    actions.signed(verb="sign-in", number=user.number, address=_address(request))


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        actions.signed(verb="sign-out", number=user.number, address=_address(request))


@receiver(user_login_failed)
def _failed(request: HttpRequest | None, credentials: dict[str, Any], **_: Any) -> None:
    name = str(credentials.get("username", ""))[:60]
    actions.signed(verb="sign-in-failed", number=name, address=_address(request))

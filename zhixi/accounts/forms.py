from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Person


class SignInForm(AuthenticationForm):
    """Login or staff number, and the password; it says the same of every failure."""

    error_messages = {"invalid_login": _("登录名、工号或密码不对，请核对后再试。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("登录名或工号")
        self.fields["username"].widget = forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "username"}
        )
        self.fields["password"].label = _("密码")


class OwnPasswordForm(forms.Form):
    """Who knows the old password gives a new one, twice the same."""

    old = forms.CharField(label=_("现在的密码"), strip=False)
    new = forms.CharField(label=_("新密码"), strip=False)
    again = forms.CharField(label=_("再输一次新密码"), strip=False)

    def __init__(self, data: Any, person: Person) -> None:
        super().__init__(data)
        self.person = person
        for name, field in self.fields.items():
            known = "current-password" if name == "old" else "new-password"
            field.widget = forms.PasswordInput({"autocomplete": known})

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise ValidationError(_("现在的密码不对，请核对后再试。"))
        return old

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        if given.get("new") and given.get("new") == given.get("old"):
            self.add_error("new", _("新密码与现在的相同。"))

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WithdrawalForm(forms.Form):
    """Why an article shall cease to be live, and from when; without a moment at once."""

    reason = forms.CharField(
        label=_("撤回原因"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    from_at = forms.DateTimeField(
        label=_("撤回时间"),
        required=False,
        help_text=_("不填则通过后立即撤回。"),
        widget=forms.DateTimeInput({"type": "datetime-local"}),
    )

    def __init__(self, *args: Any, now: dt.datetime, **named: Any) -> None:
        super().__init__(*args, **named)
        self.now = now

    def clean_from_at(self) -> dt.datetime | None:
        moment: dt.datetime | None = self.cleaned_data["from_at"]
        if moment and moment <= self.now:
            raise forms.ValidationError(_("撤回时间应在现在之后。"))
        return moment

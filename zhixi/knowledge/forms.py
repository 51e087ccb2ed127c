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


def _line(label: Any, longest: int, *, required: bool = False, hint: Any = "") -> forms.CharField:
    field = forms.CharField(label=label, max_length=longest, required=required, help_text=hint)
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
    return field


class WordingForm(forms.Form):
    """A word that texts are checked for."""

    word = _line(_("词"), 40, required=True)
    instead = _line(_("建议说法"), 100)
    why = _line(_("为什么"), 200)
    unless = _line(_("除外"), 200, hint=_("含这个词但不提醒的更长的词，用、分开。"))


class BankWordForm(forms.Form):
    """A line of synonyms, or a word of the lexicon."""

    line = _line(_("内容"), 200, required=True)
    why = _line(_("为什么"), 200)

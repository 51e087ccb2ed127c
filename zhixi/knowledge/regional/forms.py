from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DifferencesForm(forms.Form):
    """Which of what regions say otherwise is listed."""

    region = forms.ChoiceField(label=_("地区"), required=False)
    section = forms.CharField(
        label=_("栏目"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"list": "sections", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, regions: list[str], **named: Any) -> None:
        super().__init__(*args, **named)
        choices = [("", _("全部")), *((each, each) for each in regions)]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]

    def given(self) -> dict[str, str]:
        """What of it was asked for and can be."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class VetoForm(forms.Form):
    reason = forms.CharField(
        label=_("否决原因"),
        max_length=500,
        help_text=_("分行会看到。"),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("否决请写明原因，分行会看到。")},
    )

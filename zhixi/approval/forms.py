from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhixi.approval.models import Decision


class DecisionForm(forms.Form):
    """What was seen, what is said of it, and why if it goes back."""

    seen_digest = forms.CharField(widget=forms.HiddenInput)
    step = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(choices=Decision.Verdict.choices)
    reason = forms.CharField(
        label=_("退回原因"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("verdict") == Decision.Verdict.RETURN and not given.get("reason", "").strip():
            self.add_error("reason", _("退回时请写明原因，方便采编修改。"))
        return given

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

EARLIEST = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)


class SeeingForm(forms.Form):
    """When, and of which section or article; all of it may be empty."""

    at = forms.DateTimeField(
        label=_("什么时候"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    q = forms.CharField(label=_("栏目"), required=False, max_length=100)
    article = forms.IntegerField(label=_("知识编号"), required=False, min_value=1, max_value=10**15)
    page = forms.IntegerField(required=False, min_value=1, max_value=10**6)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="f-%s")
        # No calendar of the database reaches further.
        self.fields["at"].validators += [MinValueValidator(EARLIEST)]
        for name in ("q", "article"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

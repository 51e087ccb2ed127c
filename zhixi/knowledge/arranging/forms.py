"""What is typed to keep order among sections."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Audience
from zhixi.knowledge.actions.placing import LONGEST
from zhixi.knowledge.sections import Node, tree
from zhixi.knowledge.typenames import LANGUAGES
from zhixi.knowledge.working.places import names_in

_LANGUAGES = {"zh-hans": _("中文名称"), "en": _("英文名称")}


def _place(label: Any, *, required: bool = False) -> forms.CharField:
    field = forms.CharField(label=label, required=required, max_length=2000)
    field.widget.attrs |= {"list": "places", "autocomplete": "off", "spellcheck": "false"}
    return field


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("原因"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )


def _section(text: str, now: dt.datetime) -> int | None:
    """The section of that path; nothing for the top. Raises ValidationError."""
    names = names_in(text)
    found = tree(now).find(names) if names else None
    if names and found is None:
        raise forms.ValidationError(_("没有这个栏目，请从列表中选择。"))
    return found


class SectionForm(forms.Form):
    """How a section is called, where it hangs, who may enter."""

    name = forms.CharField(label=_("名称"), max_length=LONGEST)
    under = _place(_("上级栏目"))
    audience = forms.TypedChoiceField(
        label=_("可见范围"), required=False, coerce=int, empty_value=None
    )
    reason = _reason()

    def __init__(self, *args: Any, now: dt.datetime, **named: Any) -> None:
        super().__init__(*args, **named)
        self.now = now
        audience = self.fields["audience"]
        assert isinstance(audience, forms.TypedChoiceField)  # noqa: S101 - told to mypy
        circles = Audience.objects.order_by("name").values_list("pk", "name")
        audience.choices = [("", _("随上级栏目")), *circles]
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_under(self) -> int | None:
        return _section(self.cleaned_data["under"], self.now)

    def wanted(self, node: Node) -> Node:
        """The section as it is asked to be."""
        given = self.cleaned_data
        return replace(node, name=given["name"], parent=given["under"], audience=given["audience"])


class MergeForm(forms.Form):
    """Into which section another is to go."""

    into = _place(_("并入栏目"), required=True)
    reason = _reason()

    def __init__(self, *args: Any, now: dt.datetime, **named: Any) -> None:
        super().__init__(*args, **named)
        self.now = now

    def clean_into(self) -> int:
        found = _section(self.cleaned_data["into"], self.now)
        if found is None:
            raise forms.ValidationError(_("没有这个栏目，请从列表中选择。"))
        return found


class RelabelForm(forms.Form):
    """Which name is to stand in the place of another."""

    new = forms.CharField(label=_("新名称"), max_length=100)
    reason = _reason()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["new"].widget.attrs |= {"list": "names", "autocomplete": "off"}


class TypeNameForm(forms.Form):
    """How a type of knowledge is called in each language; empty is as it is built in."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for language in LANGUAGES:
            label = _LANGUAGES.get(language, language)
            field = forms.CharField(label=label, required=False, max_length=100)
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
            self.fields[language] = field

"""What a calendar is narrowed to, and a period that an author keeps in it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Person, Unit
from zhixi.knowledge.calendar.periods import FIRST, LAST, MONTH, WEEK, Period, midnight, period
from zhixi.knowledge.calendar.sources import Seen
from zhixi.knowledge.editing import places
from zhixi.knowledge.models import CalendarMark
from zhixi.knowledge.queries import rights_of
from zhixi.knowledge.working.places import sections_named


class CalendarForm(forms.Form):
    """Every field may be empty; an unknown section finds nothing rather than everything."""

    view = forms.ChoiceField(choices=[(MONTH, _("月")), (WEEK, _("周"))], required=False)
    day = forms.DateField(required=False)
    section = forms.CharField(label=_("栏目"), max_length=200, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("部门"), required=False, empty_label=_("全部")
    )

    def __init__(self, data: Any, *, person: Person, now: dt.datetime) -> None:
        super().__init__(data)
        self.person, self.now = person, now
        self.rights = rights_of(person, now)
        self.fields["section"].widget.attrs |= {"list": "sections", "autocomplete": "off"}
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.filter(kind__in=places.OWNING).order_by("code")
        self.is_valid()

    def period(self) -> Period:
        day = self.cleaned_data.get("day") or timezone.localdate(self.now)
        return period(self.cleaned_data.get("view") or MONTH, day)

    def seen(self) -> Seen:
        section = self.cleaned_data.get("section") or ""
        unit: Unit | None = self.cleaned_data.get("unit")
        sections = sections_named(section, self.rights) if section else None
        return Seen(self.person, self.rights, self.now, sections, unit.pk if unit else None)


class MarkForm(forms.Form):
    """A freeze window or a holiday: from one moment to another."""

    kind = forms.ChoiceField(label=_("类型"), choices=CalendarMark.Kind)
    name = forms.CharField(label=_("名称"), max_length=60)
    first = forms.DateField(label=_("第一天"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("最后一天"), widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("最后一天不能早于第一天。"))
        if first and last and not FIRST <= first <= last <= LAST and last >= first:
            self.add_error("first", _("请填写 2000 年以后的日期。"))
        return given

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "name": given["name"],
            "starts_at": midnight(given["first"]),
            "ends_at": midnight(given["last"] + dt.timedelta(days=1)),
        }

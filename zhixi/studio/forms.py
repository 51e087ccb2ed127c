"""What the list of articles can be narrowed by; what cannot be is left out of account."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Unit
from zhixi.accounts.queries import people_named
from zhixi.knowledge import types
from zhixi.knowledge.actions.extending import MOST as MOST_CHOSEN
from zhixi.knowledge.models import LiveSpan
from zhixi.knowledge.working.articles import Asked
from zhixi.knowledge.working.places import paths, sections_named
from zhixi.knowledge.working.states import STATES
from zhixi.studio.start import Seat

OFFERED = 300  # sections that the field offers
DAYS = [("begins", _("生效日")), ("ends", _("失效日")), ("review", _("复审日"))]
SORTS = [
    ("", _("相关度或最近修改")),
    ("changed", _("最近修改")),
    ("title", _("标题")),
    ("ends", _("失效日")),
    ("review", _("复审日")),
]


def _text(label: Any, **shown: str) -> forms.CharField:
    field = forms.CharField(label=label, required=False, max_length=200)
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", **shown}
    return field


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class ArticlesForm(forms.Form):
    """Every field may be empty. An unknown name finds nothing rather than everything."""

    q = _text(_("检索"), type="search")
    state = forms.ChoiceField(choices=list(STATES.items()), required=False)
    section = _text(_("栏目"), list="sections")
    type = forms.ChoiceField(label=_("类型"), required=False)
    owner = forms.TypedChoiceField(
        label=_("主管部门"), required=False, coerce=int, empty_value=None
    )
    label = _text(_("标签、产品、渠道或地区"))
    by = _text(_("修改人"))
    day = forms.ChoiceField(label=_("日期"), choices=DAYS, required=False)
    first = _day(_("从"))
    last = _day(_("至"))
    sort = forms.ChoiceField(label=_("排序"), choices=SORTS, required=False)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)

    def __init__(self, data: Any, seat: Seat) -> None:
        super().__init__(data, auto_id="f-%s")
        self.seat = seat
        kinds = [(code, content.label) for code, content in types.registry().items()]
        self._choices("type", [("", _("全部")), *kinds])
        owning = Exists(LiveSpan.objects.filter(owner=OuterRef("pk")))
        units = Unit.objects.filter(owning).order_by("code").values_list("pk", "name")
        self._choices("owner", [("", _("全部")), *units])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to mypy
        field.choices = choices

    def sections(self) -> list[str]:
        return paths(self.seat.rights, OFFERED)

    def asked(self) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        section, by = given.get("section", ""), given.get("by", "")
        last: dt.date | None = given.get("last")
        return Asked(
            state=given.get("state") or "live",
            text=given.get("q", ""),
            sections=sections_named(section, self.seat.rights) if section else None,
            kind=given.get("type", ""),
            owner=given.get("owner"),
            label=given.get("label", ""),
            by=people_named(by) if by else None,
            day=given.get("day") or "begins",
            first=_midnight(given.get("first")),
            last=_midnight(last + dt.timedelta(days=1)) if last and last < _LAST else None,
            sort=given.get("sort", ""),
            page=given.get("page") or 1,
        )


_LAST = dt.date(9998, 12, 31)


def _midnight(day: dt.date | None) -> dt.datetime | None:
    zone = timezone.get_current_timezone()
    return dt.datetime.combine(day, dt.time(), zone) if day and day.year > 1 else None


class ExtendForm(forms.Form):
    """Which articles, chosen singly or all that the list found, and what is to hold for them."""

    all = forms.BooleanField(required=False)
    moved = forms.ChoiceField(choices=[("review_by", _("复审日")), ("expires_at", _("失效日"))])
    until = forms.DateField(label=_("新的日期"))
    reason = forms.CharField(label=_("原因"), max_length=500, required=False)

    def chosen(self) -> list[int]:
        given = self.data.getlist("numbers") if isinstance(self.data, MultiValueDict) else []
        return [int(each) for each in given[:MOST_CHOSEN] if re.fullmatch("[0-9]{1,18}", each)]

    def moment(self) -> dt.datetime:
        """The beginning of that day: from then on it wants review, or is no longer live."""
        day: dt.date = min(self.cleaned_data["until"], _LAST)
        return dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())

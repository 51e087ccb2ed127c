"""What the list of articles can be narrowed by; what cannot be is left out of account."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Unit
from zhixi.accounts.queries import people_named
from zhixi.knowledge import typenames
from zhixi.knowledge.models import LiveSpan
from zhixi.knowledge.working.narrowing import Asked
from zhixi.knowledge.working.places import paths, sections_named
from zhixi.knowledge.working.states import ALL, STATES
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
        self._choices("type", [("", _("全部")), *typenames.names().items()])
        owning = Exists(LiveSpan.objects.filter(owner=OuterRef("pk")))
        units = Unit.objects.filter(owning).order_by("code").values_list("pk", "name")
        self._choices("owner", [("", _("全部")), *units])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to mypy
        field.choices = choices

    def sections(self) -> list[str]:
        return paths(self.seat.rights, OFFERED)

    @property
    def chosen(self) -> str:
        """The state that was chosen; where none was, a text is looked for in all of them."""
        state: str = self.cleaned_data.get("state", "")
        return state

    def narrows(self) -> bool:
        """Whether more was asked for than a state and an order."""
        return bool(set(self.changed_data) - {"state", "sort", "day", "page"})

    def asked(self) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        section, by = given.get("section", ""), given.get("by", "")
        last: dt.date | None = given.get("last")
        return Asked(
            state=given.get("state") or (ALL if given.get("q") else "live"),
            text=given.get("q", ""),
            sections=sections_named(section, self.seat.rights) if section else None,
            kind=given.get("type", ""),
            owner=given.get("owner"),
            label=given.get("label", ""),
            by=people_named(by) if by else None,
            day=given.get("day") or "begins",
            first=midnight(given.get("first")),
            last=midnight(last + dt.timedelta(days=1)) if last and last < _LAST else None,
            sort=given.get("sort", ""),
            page=given.get("page") or 1,
        )


_LAST = dt.date(9998, 12, 31)


def midnight(day: dt.date | None) -> dt.datetime | None:
    zone = timezone.get_current_timezone()
    return dt.datetime.combine(day, dt.time(), zone) if day and day.year > 1 else None


# Columns that a person may hide; number and title always stand.
COLUMNS: dict[str, Any] = {
    "type": _("类型"),
    "section": _("栏目"),
    "owner": _("主管部门"),
    "state": _("状态"),
    "changed": _("修改"),
    "begins": _("生效"),
    "ends": _("失效"),
    "review": _("复审"),
}
USUAL = [name for name in COLUMNS if name != "begins"]


def chosen_columns(given: list[str] | None) -> list[str]:
    """Those that there are, in our order; the usual ones for who chose nothing."""
    return USUAL if given is None else [name for name in COLUMNS if name in given]


def query_of(address: Mapping[str, str]) -> str:
    """What narrows and orders the list, without the page, as an address says it."""
    kept = [name for name in ArticlesForm.base_fields if name != "page" and address.get(name)]
    return urlencode({name: address[name][:200] for name in kept})


class FilterForm(forms.Form):
    """A name for a filter, or the one to let go."""

    name = forms.CharField(label=_("名称"), max_length=40, required=False)
    drop = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("name") and not given.get("drop"):
            self.add_error("name", _("请给筛选起个名字，最多 40 个字。"))
        return given

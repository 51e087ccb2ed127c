"""What the administrators fill in; what the list cannot be narrowed by is left out of account."""

import datetime as dt
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Person, Unit
from zhixi.accounts.queries import UnknownPerson, person_named
from zhixi.accounts.rules import Role
from zhixi.accounts.staff import trail
from zhixi.accounts.staff.listing import Asked
from zhixi.accounts.staff.tree import Tree

MOST_UNITS = 1000  # of an audience
STANDINGS = [
    ("in", _("在职")),
    ("leaving", _("将停用")),
    ("out", _("已停用")),
    ("stuck", _("停用未交接")),
    ("all", _("全部")),
]


def _text(label: Any, most: int, *, required: bool = True) -> forms.CharField:
    field = forms.CharField(label=label, max_length=most, required=required)
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
    return field


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to mypy
    field.choices = choices


class PeopleForm(forms.Form):
    q = _text(_("姓名、工号或登录名"), 60, required=False)
    unit = forms.TypedChoiceField(label=_("机构"), required=False, coerce=int, empty_value=None)
    role = forms.ChoiceField(
        label=_("角色"), required=False, choices=[("", _("全部")), *Role.choices]
    )
    standing = forms.ChoiceField(label=_("在职"), required=False, choices=STANDINGS)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)

    def __init__(self, data: Any, tree: Tree) -> None:
        super().__init__(data, auto_id="f-%s")
        self.tree = tree
        _choose(self, "unit", [("", _("全部")), *tree.offered()])

    def asked(self) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        return Asked(
            text=given.get("q", ""),
            unit=given.get("unit"),
            role=given.get("role", ""),
            standing=given.get("standing") or "in",
            page=given.get("page") or 1,
        )


class _InTree(forms.Form):
    """A form with a choice of the open units."""

    def __init__(self, data: Any, tree: Tree, **named: Any) -> None:
        super().__init__(data, **named)
        self.tree = tree
        _choose(self, "unit", [("", _("请选择")), *tree.offered()])

    def clean_unit(self) -> Unit | None:
        chosen: int | None = self.cleaned_data["unit"]
        return self.tree.units[chosen] if chosen is not None else None


def _unit(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None)


class NewPersonForm(_InTree):
    number = _text(_("工号"), 20)
    name = _text(_("姓名"), 60)
    login = _text(_("登录名"), 40, required=False)
    unit = _unit(_("所属机构"))


class NamesForm(forms.Form):
    name = _text(_("姓名"), 60)
    login = _text(_("登录名"), 40, required=False)


class MoveForm(_InTree):
    unit = _unit(_("调到"))


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)


class TokenForm(forms.Form):
    token = forms.IntegerField(min_value=1, max_value=2**62)


class NothingForm(forms.Form):
    """Where there is nothing to fill in."""


def _colleague(text: str) -> Person | None:
    if not text:
        return None
    try:
        return person_named(text)
    except UnknownPerson as error:
        raise forms.ValidationError(str(error)) from error


class TakerForm(forms.Form):
    taker = _text(_("接手人"), 40)

    def clean_taker(self) -> Person | None:
        return _colleague(self.cleaned_data["taker"])


class LeaveForm(TakerForm):
    on = forms.DateField(
        label=_("停用日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    taker = _text(_("接手人"), 40, required=False)

    def __init__(self, data: Any, today: dt.date, **named: Any) -> None:
        super().__init__(data, **named)
        self.fields["on"].widget.attrs["min"] = today.isoformat()


class NewUnitForm(_InTree):
    code = _text(_("机构代码"), 40)
    name = _text(_("名称"), 100)
    kind = forms.ChoiceField(label=_("类型"), choices=Unit.Kind.choices)
    region = _text(_("所在地区"), 40, required=False)
    unit = _unit(_("上级机构"))


class UnitForm(forms.Form):
    """A topmost unit stays topmost; all others hang under one that is chosen."""

    name = _text(_("名称"), 100)
    region = _text(_("所在地区"), 40, required=False)
    parent = forms.TypedChoiceField(
        label=_("上级机构"), coerce=int, empty_value=None, required=False
    )
    sure = forms.BooleanField(required=False)

    def __init__(self, data: Any, tree: Tree, unit: Unit, **named: Any) -> None:
        super().__init__(data, **named)
        self.tree, self.unit = tree, unit
        inside = tree.below(unit.pk)
        offered = [each for each in tree.offered() if each[0] not in inside]
        if unit.parent_id is not None and unit.parent_id not in dict(offered):
            offered.append((unit.parent_id, tree.path(unit.parent_id)))
        _choose(self, "parent", offered if unit.parent_id else [("", _("最上级"))])

    def clean_parent(self) -> Unit | None:
        chosen: int | None = self.cleaned_data["parent"]
        if chosen is None:
            if self.unit.parent_id:
                raise forms.ValidationError(_("请选择上级机构。"))
            return None
        return self.tree.units[chosen]


class AudienceForm(forms.Form):
    name = _text(_("名称"), 100)
    units = forms.CharField(
        label=_("包含的机构"),
        help_text=_("每行一个，写代码或名称；下级机构自动包含。"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )

    def clean_units(self) -> list[Unit]:
        lines = [line.strip() for line in self.cleaned_data["units"].splitlines()]
        wanted = list(dict.fromkeys(line for line in lines if line))
        found = Unit.objects.filter(Q(code__in=wanted) | Q(name__in=wanted)).order_by("code")
        units = list(found[:MOST_UNITS])
        faults = [fault for line in wanted if (fault := _unclear(line, units))]
        if faults:
            raise forms.ValidationError(faults)
        return units


def _unclear(line: str, units: list[Unit]) -> str:
    """Why a line does not name one unit, or nothing."""
    if any(unit.code == line for unit in units):
        return ""
    named = sum(unit.name == line for unit in units)
    if not named:
        return str(_("没有代码或名称为“%(text)s”的机构")) % {"text": line}
    return str(_("有几个机构叫“%(text)s”，请改写机构代码")) % {"text": line} if named > 1 else ""


class TrailForm(forms.Form):
    verb = forms.ChoiceField(label=_("事项"), required=False)
    by = _text(_("办理人姓名或工号"), 60, required=False)
    first = forms.DateField(label=_("从"), required=False, widget=_day())
    last = forms.DateField(label=_("到"), required=False, widget=_day())
    older = forms.IntegerField(min_value=1, max_value=10**15, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="f-%s")
        named = sorted(((verb, str(name)) for verb, name in trail.VERBS.items()), key=itemgetter(1))
        _choose(self, "verb", [("", _("全部")), *named])

    def asked(self) -> trail.Asked:
        self.is_valid()
        given = self.cleaned_data
        return trail.Asked(
            verb=given.get("verb", ""),
            by=given.get("by", ""),
            first=_midnight(given.get("first")),
            last=_midnight(given.get("last"), 1),
            older=given.get("older") or 0,
        )


def _midnight(day: dt.date | None, later: int = 0) -> dt.datetime | None:
    """The beginning of a day in the bank's zone, or of one so many days later."""
    if day is None or not 1900 <= day.year < 3000:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=later), dt.time()))

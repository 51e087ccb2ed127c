"""What can be done with a selection: each deed with the fields that it asks for."""

import datetime as dt
import re
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.editing.places import owners
from zhixi.knowledge.many.acts import Act, Again, Dated, Moved, Owned, Tagged, stays
from zhixi.knowledge.many.replacing import Replaced
from zhixi.knowledge.working.places import paths, section_at
from zhixi.knowledge.working.states import ALL, LASTING
from zhixi.studio.forms import OFFERED, midnight
from zhixi.studio.start import Seat

_BETWEEN_TAGS = re.compile(r"[、，,；;]")
_LAST = dt.date(9998, 12, 31)


class Deed(forms.Form):
    """`verb` stands in the menu; `title` over the submission, with the number at {n}."""

    verb: ClassVar[str | Promise]
    title: ClassVar[str | Promise]
    hint: ClassVar[str | Promise] = ""

    def __init__(self, data: Any, seat: Seat) -> None:
        super().__init__(data, auto_id="d-%s")
        self.seat = seat

    def act(self) -> Act:
        """Of what was given, once it is valid."""
        raise NotImplementedError


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def _words(label: Any, **more: Any) -> forms.CharField:
    field = forms.CharField(label=label, max_length=200, **more)
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
    return field


class Replace(Deed):
    verb, title = _("替换文字"), _("替换文字：{n} 条")
    hint = _("逐字匹配，全角半角、大小写不通用；不改链接地址、节点编号和相关知识。")
    words = _words(_("查找"), strip=False)
    by = _words(_("替换为"), strip=False, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("words", "x").strip():
            self.add_error("words", _("请填写要查找的文字。"))
        elif given.get("words") == given.get("by"):
            self.add_error("by", _("与查找的文字相同，请改为别的文字。"))
        return given

    def act(self) -> Replaced:
        return Replaced(self.cleaned_data["words"], self.cleaned_data["by"])


class Until(Deed):
    """Another day, which must lie ahead."""

    name: ClassVar[str]
    until = _day(_("新的日期"))

    def clean_until(self) -> dt.datetime:
        """The beginning of that day: from then on it wants review, or is no longer live."""
        moment = midnight(min(self.cleaned_data["until"], _LAST))
        if moment is None or moment <= self.seat.now:
            raise forms.ValidationError(_("新的日期应晚于今天。"))
        return moment

    def act(self) -> Act:
        return Dated(self.name, self.cleaned_data["until"])


class Reviewed(Until):
    verb, title = _("复审无变化"), _("复审无变化：{n} 条")
    hint = _("内容不变，只改复审日。")
    name = "review_by"


class Extended(Until):
    verb, title = _("调整失效日"), _("调整失效日：{n} 条")
    hint = _("到这一天开始时失效。")
    name = "expires_at"


class Owner(Deed):
    verb, title = _("更换主管部门"), _("更换主管部门：{n} 条")
    owner = forms.TypedChoiceField(label=_("主管部门"), coerce=int)

    def __init__(self, data: Any, seat: Seat) -> None:
        super().__init__(data, seat)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to mypy
        field.choices = [("", _("请选择")), *owners()]

    def act(self) -> Act:
        return Owned(self.cleaned_data["owner"])


class Section(Deed):
    verb, title = _("移到其他栏目"), _("移到其他栏目：{n} 条")
    hint = _("未另设可见范围的知识，谁能看到随栏目而定。")
    section = _words(_("栏目"))

    def __init__(self, data: Any, seat: Seat) -> None:
        super().__init__(data, seat)
        self.fields["section"].widget.attrs["list"] = "sections"

    def clean_section(self) -> int:
        found = section_at(self.cleaned_data["section"], self.seat.rights)
        if found is None:
            raise forms.ValidationError(_("没有这个栏目，请写完整路径，如：信用卡/年费。"))
        return found

    def sections(self) -> list[str]:
        return paths(self.seat.rights, OFFERED)

    def act(self) -> Act:
        return Moved(self.cleaned_data["section"])


class Tags(Deed):
    verb, title = _("增减标签"), _("增减标签：{n} 条")
    hint = _("多个标签用顿号隔开。")
    add = _words(_("增加"), required=False)
    remove = _words(_("去掉"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        add, remove = (_tags(given.get(name, "")) for name in ("add", "remove"))
        if not add and not remove:
            self.add_error("add", _("请写要增加或去掉的标签。"))
        elif set(add) & set(remove):
            self.add_error("remove", _("同一个标签不能既增加又去掉。"))
        return given

    def act(self) -> Act:
        return Tagged(*(_tags(self.cleaned_data[name]) for name in ("add", "remove")))


def _tags(text: str) -> tuple[str, ...]:
    tags = (tag.strip() for tag in _BETWEEN_TAGS.split(text))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


class Copy(Deed):
    """Last year's articles once more: asked for are how much later, and who answers for them, for
    all of them or, once they are looked at, group by group."""

    verb = title = _("复制并顺延日期")
    hint = _(
        "原知识不变。生效、失效、活动期等日期顺延；标题和正文里写的年份请在草稿中改。"
        "预览后可为每组另选主管部门。"
    )
    years = forms.IntegerField(label=_("顺延几年"), min_value=1, max_value=9, initial=1)
    owner = forms.TypedChoiceField(
        label=_("主管部门"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, data: Any, seat: Seat) -> None:
        super().__init__(data, seat)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to mypy
        field.choices = [("", _("各条的原部门")), *owners()]

    def act(self) -> Act:
        return Again(self.cleaned_data["years"], self.cleaned_data["owner"])


class Withdraw(Deed):
    verb, title = _("撤回"), _("批量撤回：{n} 条")
    hint = _("不填时间则确认后立即撤回。")
    from_at = forms.DateTimeField(
        label=_("撤回时间"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )

    def clean_from_at(self) -> dt.datetime | None:
        moment: dt.datetime | None = self.cleaned_data["from_at"]
        if moment and moment <= self.seat.now:
            raise forms.ValidationError(_("撤回时间应晚于现在。"))
        return moment

    def act(self) -> Act:
        return stays


DEEDS: dict[str, type[Deed]] = {
    "replace": Replace,
    "tags": Tags,
    "reviewed": Reviewed,
    "extended": Extended,
    "owner": Owner,
    "section": Section,
    "withdraw": Withdraw,
    "copy": Copy,
}


def deeds_in(state: str) -> list[tuple[str, str | Promise]]:
    """What can be done with articles of a state; what left the desk can only come again."""
    if state in LASTING or state == ALL:
        return [(code, deed.verb) for code, deed in DEEDS.items()]
    return [("copy", Copy.verb)] if state == "gone" else []

"""What a department fills in, and what an author makes of it."""

import datetime as dt
import re
from collections.abc import Container, Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Audience, Person, Unit
from zhixi.accounts.queries import audience_ids_of, holders_of, roles_of, unit_ids_of
from zhixi.accounts.rules import EDITORIAL
from zhixi.knowledge import typenames
from zhixi.knowledge.actions.requesting import Task, Wish
from zhixi.knowledge.editing import places
from zhixi.knowledge.models import KnowledgeRequest
from zhixi.knowledge.queries import titles
from zhixi.knowledge.requesting.stages import Stage

MOST_ARTICLES = 50
_SHAPE = "%Y-%m-%dT%H:%M"


class WishForm(forms.Form):
    """A request as it is asked and changed; a department offers its own circles only."""

    title = forms.CharField(label=_("标题"), max_length=100)
    kind = forms.ChoiceField(label=_("类型"), choices=KnowledgeRequest.Kind)
    text = forms.CharField(label=_("具体要求"), max_length=5000, widget=forms.Textarea({"rows": 6}))
    articles = forms.CharField(label=_("涉及知识编号"), max_length=500, required=False)
    document = forms.CharField(label=_("发文字号"), max_length=100, required=False)
    wanted_at = forms.DateTimeField(
        label=_("希望上线时间"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_SHAPE),
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("部门"), empty_label=None)
    audience = forms.ModelChoiceField(
        Audience.objects.none(), label=_("可见范围"), required=False, empty_label=_("按栏目")
    )
    extras = forms.MultipleChoiceField(
        label=_("配套需要"),
        choices=KnowledgeRequest.Extra,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        person: Person,
        now: dt.datetime,
        hidden: tuple[int, ...] = (),
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.person, self.now = person, now
        self.hidden = hidden  # articles named before that he may not know of: they stay
        editor = bool(roles_of(person, now) & EDITORIAL)
        own = Unit.objects.filter(pk__in=unit_ids_of(person, now))
        owning = Unit.objects.filter(kind__in=places.OWNING)
        units: Any = self.fields["unit"]
        units.queryset = (own | owning if editor else own).order_by("code")
        circles: Any = self.fields["audience"]
        mine = Audience.objects.filter(pk__in=audience_ids_of(person, now))
        circles.queryset = (Audience.objects.all() if editor else mine).order_by("name")
        self.initial.setdefault("unit", own.order_by("pk").first())

    def clean_wanted_at(self) -> dt.datetime:
        moment: dt.datetime = self.cleaned_data["wanted_at"]
        if moment <= self.now:
            raise forms.ValidationError(_("希望上线时间应在现在之后。"))
        return moment

    def clean_articles(self) -> tuple[int, ...]:
        """Raises ValidationError alike for what there is not and for what may not be read."""
        given = [each for each in re.split(r"[\s,，、;；]+", self.cleaned_data["articles"]) if each]
        if len(given) > MOST_ARTICLES:
            words = _("最多填写 %(most)s 个编号。")
            raise forms.ValidationError(words % {"most": MOST_ARTICLES})
        numbers = [int(each) for each in given if re.fullmatch("[0-9]{1,18}", each)]
        known = titles(numbers, self.person, self.now)
        for each in given:
            if not each.isdecimal() or int(each) not in known:
                words = _("没有编号为 %(number)s 的知识，请核对。")
                raise forms.ValidationError(words % {"number": each})
        return tuple(dict.fromkeys([*numbers, *self.hidden]))

    def wish(self) -> Wish:
        return Wish(**self.cleaned_data | {"extras": tuple(self.cleaned_data["extras"])})


def filled(request: Any, person: Person, now: dt.datetime) -> dict[str, Any]:
    """What a form that changes a request begins with, and what it must not show."""
    known = titles(request.articles, person, now)
    hidden = tuple(number for number in request.articles if number not in known)
    return {"initial": _worded(request, known), "hidden": hidden, "person": person, "now": now}


def _worded(request: Any, known: Container[int]) -> dict[str, Any]:
    return {
        "title": request.title,
        "kind": request.kind,
        "text": request.text,
        "articles": "、".join(str(number) for number in request.articles if number in known),
        "document": request.document,
        "wanted_at": timezone.localtime(request.wanted_at),
        "unit": request.unit,
        "audience": request.audience,
        "extras": request.extras,
    }


class TaskForm(forms.Form):
    """Who writes it, and until when."""

    owner = forms.TypedChoiceField(label=_("负责人"), coerce=int)
    due_on = forms.DateField(
        label=_("提交期限"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, *args: Any, request: Any, by: Person, now: dt.datetime, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.people = {person.pk: person for person in holders_of(EDITORIAL, now)}
        self._choices("owner", [(pk, person.name) for pk, person in self.people.items()])
        wanted, today = timezone.localdate(request.wanted_at), timezone.localdate(now)
        self.initial = {"owner": by.pk, "due_on": max(wanted - dt.timedelta(days=1), today)}

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def task(self) -> Task:
        return Task(self.people[self.cleaned_data["owner"]], self.cleaned_data["due_on"])


class DraftForm(TaskForm):
    """A new text for a request."""

    title = forms.CharField(label=_("标题"), max_length=200)
    type = forms.ChoiceField(label=_("类型"))
    section = forms.TypedChoiceField(label=_("栏目"), coerce=int)
    field_order = ("title", "type", "section", "owner", "due_on")

    def __init__(
        self, *args: Any, request: Any, by: Person, now: dt.datetime, **named: Any
    ) -> None:
        super().__init__(*args, request=request, by=by, now=now, **named)
        self._choices("type", list(typenames.names().items()))
        self._choices("section", [("", _("请选择")), *places.sections(now)])
        self.initial = {**self.initial, "title": request.title}


class TieForm(TaskForm):
    """An article that is there already."""

    article = forms.IntegerField(label=_("知识编号"), min_value=1, max_value=10**17)
    field_order = ("article", "owner", "due_on")

    def __init__(
        self, *args: Any, request: Any, by: Person, now: dt.datetime, **named: Any
    ) -> None:
        super().__init__(*args, request=request, by=by, now=now, **named)
        self.fields["article"].widget = forms.TextInput({"inputmode": "numeric"})
        self.initial = {**self.initial, "article": next(iter(request.articles), None)}


class HandOnForm(forms.Form):
    """To whom, what of it, and a word with it."""

    to = forms.TypedChoiceField(label=_("转给"), coerce=int)
    article = forms.TypedChoiceField(
        label=_("转交什么"), coerce=int, required=False, empty_value=None
    )
    note = forms.CharField(label=_("说明"), max_length=500, required=False)

    def __init__(
        self, *args: Any, request: Any, texts: Iterable[Any], now: dt.datetime, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.people = {person.pk: person for person in holders_of(EDITORIAL, now)}
        people, parts = self.fields["to"], self.fields["article"]
        assert isinstance(people, forms.ChoiceField)  # noqa: S101 - told to mypy
        assert isinstance(parts, forms.ChoiceField)  # noqa: S101 - told to mypy
        others = [(pk, each.name) for pk, each in self.people.items() if pk != request.handler_id]
        people.choices = [("", _("请选择")), *others]
        written = [text for text in texts if text.stage == Stage.DRAFTED]
        named_ = [(text.number, f"{text.number} {text.title}".strip()) for text in written]
        parts.choices = [("", _("需求单，连同经办人未提交的草稿")), *named_]

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in ("article", "note")} | {
            "to": self.people[given["to"]]
        }


class RequestsForm(forms.Form):
    """What the list of requests can be narrowed by; every field may be empty."""

    STATES = [("open", _("未完成")), ("late", _("逾期")), *Stage.choices, ("all", _("全部"))]

    q = forms.CharField(max_length=100, required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("部门"), required=False, empty_label=_("全部")
    )
    mine = forms.BooleanField(label=_("只看我提的"), required=False)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)

    def __init__(self, *args: Any, units: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        field: Any = self.fields["unit"]
        field.queryset = units

    def given(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class PeriodForm(forms.Form):
    """From one day to another, both included."""

    first = forms.DateField(
        label=_("从"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def clean_last(self) -> dt.date | None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data["last"]
        if first and last and last < first:
            raise forms.ValidationError(_("最后一天不能早于第一天。"))
        return last

"""Loads the demo bank into an empty base, through the same gate as everything else.

Its clock is set to the days of its story, so that reading as of a past day shows something;
the chain's first entry says that this history was told on the day of loading.
"""

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts import actions as staff
from zhixi.accounts import audit
from zhixi.accounts.models import Person, Unit
from zhixi.approval import actions as gate
from zhixi.intake.demo import bao, gao, lin, looking, names, papers, requests, watching, zhao
from zhixi.intake.demo.people import LIMITED, PASSWORD, PEOPLE, UNITS
from zhixi.intake.operator import index_now
from zhixi.knowledge import actions, types
from zhixi.knowledge.files import reading
from zhixi.knowledge.models import Article
from zhixi.lib.db import learn_sizes, writing

WRITTEN_FOR = dt.date(2026, 11, 23)
BEGINNING = dt.date(2025, 11, 23)
ACCOUNTS = "\n".join(
    [f"演示账号，密码都是 {PASSWORD}："]
    + [f"  {login:<6} {number}  {name}（{role.label}）" for login, number, name, _u, role in PEOPLE]
)
REVIEWED = {"faq", "business", "script", "procedure", "product"}
_OUTSIDE = {"code", "type", "section", "owner", "on", "calendar"}
_DAY = re.compile(r"\{(\d{4}-\d\d-\d\d)(?:\|([^}]+))?\}")


def load(day: dt.date | None = None) -> str:
    """Load the bank as of a day, today if none is named; says what was done."""
    if Person.objects.exclude(number="0").exists() or Article.objects.exists():
        return _("演示银行已装载，保留现有内容。")
    shift = (day or timezone.localdate()) - WRITTEN_FOR
    start = _moment(BEGINNING + shift, 8)
    with writing():
        audit.record(
            verb="demo-load",
            subject="demo",
            facts={"day": str(WRITTEN_FOR + shift)},
            by=None,
            at=start,
        )
        people, units = _people(start)
        _sections(people["zhao"], units, start)
        count = _articles(people, units, shift, papers.attached(people["zhao"], start))
        names.keep(people["zhao"], _moment(WRITTEN_FOR + shift, 7))
        lin.before(people["lin"], _moment, shift)
        zhao.before(people["zhao"])
        requests.before(people, units, _moment, shift)
        bao.before(people, _moment, shift)
        watching.before(people, _moment, shift)
        looking.before(people, _moment, shift)
        gao.before(people, _moment, WRITTEN_FOR + shift)
    learn_sizes()
    reading.read_all(timezone.now())
    index_now()
    return _("海山银行已装载：%(people)s 人，%(articles)s 条知识。") % {
        "people": len(people),
        "articles": count,
    }


def _moment(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def _people(start: dt.datetime) -> tuple[dict[str, Person], dict[str, Unit]]:
    units: dict[str, Unit] = {}
    for code, name, kind, region, parent in UNITS:
        units[code] = staff.add_unit(
            code=code,
            name=name,
            kind=kind,
            region=region,
            parent=units.get(parent),
            by=None,
            now=start,
        )
    people = {
        login: staff.add_person(
            number=number,
            name=name,
            login=login,
            unit=units[unit],
            roles=[role],
            password=PASSWORD,
            by=None,
            now=start,
        )
        for login, number, name, unit, role in PEOPLE
    }
    return people, units


def _sections(by: Person, units: dict[str, Unit], start: dt.datetime) -> None:
    for path, name, codes in LIMITED:
        circle = staff.audience(name=name, units=[units[c] for c in codes], by=None, now=start)
        actions.section_at(path=path.split("/"), by=by, now=start, audience=circle)


def _articles(
    people: dict[str, Person],
    units: dict[str, Unit],
    shift: dt.timedelta,
    attached: dict[str, dict[str, Any]],
) -> int:
    """Every text in the order of its day; what falls on one day is one submission."""
    days: dict[dt.date, list[dict[str, Any]]] = defaultdict(list)
    for told in _stories():
        history = told.pop("history", [])
        for text in (told, *(told | later for later in history)):
            whole = _reviewed(text, text["on"]) | attached.get(text["code"], {})
            days[_written_on(text, shift)].append(whole)
    for day in sorted(days):
        _bring(days[day], day, people, units, shift)
    return Article.objects.count()


def _written_on(told: dict[str, Any], shift: dt.timedelta) -> dt.date:
    """Never after the day of loading or after what it tells of is over, nor before there are
    people to write it."""
    day = dt.date.fromisoformat(told["on"])
    return max(BEGINNING + shift, min(day + shift, _mover(told, shift)(day)))


def _mover(told: dict[str, Any], shift: dt.timedelta) -> Callable[[dt.date], dt.date]:
    """How the days of a story move with the day of loading.

    Most move by as many days. A story of the calendar (双十一, the year's end) keeps its month and
    day: its `calendar`, the day on which it is over or has begun, stays behind the day of loading
    or ahead of it, in the nearest year.
    """
    if "calendar" not in told:
        return lambda day: day + shift
    anchor, loaded = dt.date.fromisoformat(told["calendar"]), WRITTEN_FOR + shift
    years = loaded.year - anchor.year
    if anchor > WRITTEN_FOR and _years(anchor, years) <= loaded:
        years += 1
    if anchor <= WRITTEN_FOR and _years(anchor, years) > loaded:
        years -= 1
    return lambda day: _years(day, years)


def _years(day: dt.date, years: int) -> dt.date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def _reviewed(told: dict[str, Any], day: str) -> dict[str, Any]:
    """What its department answers for is looked at again after a year."""
    if told["type"] not in REVIEWED:
        return told
    year, rest = day.split("-", 1)
    return {"review_by": f"{{{int(year) + 1}-{rest}}}T00:00:00+08:00"} | told


def _stories() -> list[dict[str, Any]]:
    folder = Path(__file__).parent / "data"
    return [told for path in sorted(folder.glob("*.json")) for told in json.loads(path.read_text())]


def _bring(
    stories: list[dict[str, Any]],
    day: dt.date,
    people: dict[str, Person],
    units: dict[str, Unit],
    shift: dt.timedelta,
) -> None:
    written, confirmed = _moment(day, 9), _moment(day, 10)
    by_name = {unit.name: unit.pk for unit in units.values()}
    items = [_item(told, people["zhao"], by_name, written, shift) for told in stories]
    drafts = actions.write_drafts(items=items, by=people["zhao"], now=written)
    made = actions.submit(
        articles=[draft.article_id for draft in drafts],
        by=people["zhao"],
        clock=lambda: written,
        title=items[0].content.title,
    )
    gate.decide(
        submission=made.pk,
        step=1,
        by=people["qian"],
        seen_digest=made.digest,
        verdict="approve",
        clock=lambda: confirmed,
    )


def _item(
    told: dict[str, Any], by: Person, owners: dict[str, int], now: dt.datetime, shift: dt.timedelta
) -> actions.DraftItem:
    return actions.DraftItem(
        content=_content(told, shift),
        section=actions.section_at(path=told["section"].split("/"), by=by, now=now),
        owner=owners[told["owner"]],
        article=Article.objects.filter(source_id=told["code"]).first(),
        source_id=told["code"],
    )


def _content(told: dict[str, Any], shift: dt.timedelta) -> types.TypedContent:
    payload = {key: value for key, value in told.items() if key not in _OUTSIDE}
    return types.read(told["type"], _moved(payload, _mover(told, shift)))


def texts(shift: dt.timedelta) -> Iterator[tuple[str, types.TypedContent]]:
    """The code and the latest text of each article."""
    for told in _stories():
        for later in told.pop("history", []):
            told |= later
        yield told["code"], _content(told, shift)


def _moved(value: Any, move: Callable[[dt.date], dt.date]) -> Any:
    """Days of the story, `{2026-10-01}` or `{2026-10-01|%-m月%-d日}`, moved."""
    if isinstance(value, str):
        return _DAY.sub(
            lambda m: move(dt.date.fromisoformat(m[1])).strftime(m[2] or "%Y-%m-%d"), value
        )
    if isinstance(value, list):
        return [_moved(each, move) for each in value]
    if isinstance(value, dict):
        return {key: _moved(each, move) for key, each in value.items()}
    return value

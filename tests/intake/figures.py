"""Every figure of the demo bank's texts, in one spelling, with the words that stand around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from zhixi.lib import html
from zhixi.search.folding import fold
from zhixi.search.numbers import numbers

Told = dict[str, Any]

# The customer's own words may be wrong, and related titles are those of other articles.
_NOT_TOLD = {"code", "type", "on", "section", "owner", "history", "phrasings", "related"}
_ADDRESSES = {"id", "to", "next", "part", "speaker", "kind"}
_LABELS = ("condition", "name", "customer", "channel", "region", "product", "tier")
DAY = re.compile(r"\{(\d{4}-\d\d-\d\d)(?:\|[^}]+)?\}")
_GAP = re.compile(r"(?<=[\d零〇一二两三四五六七八九十百千万亿]) (?=[\u4e00-\u9fff%‰])")
_HAN = "零〇一二两三四五六七八九十百千"
_UNITS = (
    "个百分点|个?工作日|个月|小时|分钟|块钱|元|块|%|‰|期|天|日|号|月|年|周?岁|秒|倍|折|笔|次|趟"
    "|家|张|台|名|户|位|枚|只|份|人|通|积分|个"
)
_AMOUNT = re.compile(
    rf"(?<![\d.a-z{_HAN}])(?<!\d:)(?<!双)(?:(?<!第)|(?=[\d{_HAN}]+[天次期]))"
    rf"(?P<n>(?:\d+(?:,\d{{3}})+|[1-9]\d*|0)(?:\.\d+)?|[{_HAN}]+(?:点[零一二三四五六七八九]+)?)"
    rf"(?:(?P<scale>[十百千]?[万亿])(?P<rest>[{_HAN}]*))?[多几来余]?"
    rf"(?:(?P<unit>{_UNITS})(?P<tenths>(?<=[元块])[一二三四五六七八九](?![\u4e00-\u9fff]))?|(?![:\d×]))"
)
_SHARE = re.compile(rf"[百千万]分之[{_HAN}]+(?:点[{_HAN}]+)?")
_CLOCK = re.compile(
    rf"(\d{{1,2}}):(\d\d)|(上午|早上|下午|晚上)?([{_HAN}]+|\d+)点(半|一刻|三刻|[{_HAN}]+分)?(?![{_HAN}])"
)
_HALF = re.compile(r"半(?:年|小时|个月)")
# What counts nothing: 一张, 同一号码, 两个密码, 七八个, 哪一天.
_IDLE = re.compile(
    r"[一1](?:个|张|家|次|笔|位|期|名|户|折|倍|块|趟|号|只|份|人|通)|[两2]个|[千百]万|[一两三五七八][两三五八九].?"
)
_SOME_DAY = re.compile(r"(?:[哪那同这]|最后)一天")
_LINK = re.compile(r" ?(?:[–—~-](?:次年)?|[到至或、]) ?")
_SAME = {"块": "元", "块钱": "元", "工作日": "个工作日", "号": "日", "周岁": "岁"}
_END = re.compile(r"[。;!?\n]")
_STOP = re.compile(r"[、,。;:!?()→或\n]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of an article, the heads that stand over it, and its table's title."""

    path: str
    text: str
    heads: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit as `40元`, and the words around it, the nearest first."""

    value: str
    around: tuple[str, str, str]
    days: frozenset[str]
    path: str

    @property
    def unit(self) -> str:
        """Empty for a time of day; a day has a shape of its own."""
        return unit_of(self.value)


def versions(told: Told) -> Iterator[tuple[str, str, Told]]:
    """From which day until which (or "") an article said what, each text whole."""
    first = {key: value for key, value in told.items() if key != "history"}
    texts = [first, *(first | later for later in told.get("history", []))]
    for text, following in zip_longest(texts, texts[1:]):
        yield text["on"], following["on"] if following else "", text


def pieces(told: Told) -> Iterator[Piece]:
    """An article of one region says so over all that it says."""
    regions = told.get("regions", [])
    for key, value in told.items():
        if key not in _NOT_TOLD:
            yield from _pieces(key, value, regions[0] if len(regions) == 1 else "")


def _pieces(path: str, value: Any, heads: str) -> Iterator[Piece]:
    if isinstance(value, str):
        yield from _body(value) if path == "body" else [Piece(path, value, heads)]
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _pieces(f"{path}/{n}", each, heads)
    elif isinstance(value, dict) and "rows" in value:
        title = value.get("title", "")
        yield Piece(f"{path}/title", title)
        yield Piece(f"{path}/header", "｜".join(value["header"]), title=title)
        for n, row in enumerate(value["rows"]):
            yield from _cells(f"{path}/rows/{n}", title, value["header"], row)
    elif isinstance(value, dict):
        over = " ".join([heads, *(str(value[key]) for key in _LABELS if key in value)])
        for key, each in value.items():
            if key not in _ADDRESSES:
                yield from _pieces(f"{path}/{key}", each, over)


def _body(body: str) -> Iterator[Piece]:
    head: list[str] = []
    for n, (kind, text) in enumerate(html.blocks(body)):
        cells = text.split("｜")
        if kind == "row" and head:
            yield from _cells(f"body/{n}", "", head, cells)
        else:
            head = cells if kind == "row" else []
            yield Piece(f"body/{n}", text)


def _cells(path: str, title: str, head: list[str], row: list[str]) -> Iterator[Piece]:
    """Each cell under its heads; a bare number has the unit that a head names."""
    for n, (name, cell) in enumerate(zip(head, row, strict=False)):
        unit = (
            re.search(r"元|%|个?工作日|天|期(?!限)", DAY.sub("", f"{name} {title}")) if n else None
        )
        bare = re.fullmatch(r"[\d.,]+", cell)
        text = f"{cell}{unit[0]}" if unit and bare else cell
        yield Piece(f"{path}/{n}", text, f"{name} {row[0]}", title)


def figures(piece: Piece) -> Iterator[Figure]:
    """The figures of a text in their order, `5–7 个工作日` as two of them."""
    text = _prepared(piece.text)
    heads = _prepared(piece.heads)
    days = frozenset(DAY.findall(f"{piece.text} {piece.heads}"))
    told = zip((m.start() for m in re.finditer("◇", text)), DAY.findall(piece.text), strict=True)
    moved = [(place, place + 1, day, "") for place, day in told]
    for start, end, value, unit in sorted([*_found(text), *moved]):
        near = text[_before(_STOP, text, start) : _after(_STOP, text, end)]
        sentence = text[_before(_END, text, start) : _after(_END, text, end)]
        whole = f"{_prepared(piece.title)} {heads} {text}"
        around = (f"{heads} {near}", f"{heads} {sentence}", whole)
        yield Figure(f"{value}{unit}", around, days, piece.path)


def unit_of(value: str) -> str:
    return "day" if value.count("-") == 2 else value.lstrip("0123456789.:")


def spelled(text: str) -> list[str]:
    """The figures of a text alone: `5 万元` is `50000元`."""
    return [figure.value for figure in figures(Piece("", text))]


def _prepared(text: str) -> str:
    """Folded, without days and without the gaps beside numbers."""
    return _GAP.sub("", fold(DAY.sub("◇", text)))


def _before(mark: re.Pattern[str], text: str, place: int) -> int:
    return max((m.end() for m in mark.finditer(text, 0, place)), default=0)


def _after(mark: re.Pattern[str], text: str, place: int) -> int:
    found = mark.search(text, place)
    return found.start() if found else len(text)


def _found(text: str) -> Iterator[tuple[int, int, str, str]]:
    taken = [m.span() for m in _SOME_DAY.finditer(text)]
    for pattern, read in ((_SHARE, _share), (_CLOCK, _clock), (_HALF, _half)):
        for m in pattern.finditer(text):
            taken.append(m.span())
            yield (*m.span(), *read(m))
    unit, begun = "", -1  # of the number to the right
    for m in reversed(list(_AMOUNT.finditer(text))):
        if any(start < m.end() and m.start() < end for start, end in taken):
            continue
        own = m["unit"] or ("元" if m["scale"] else "")
        linked = begun >= 0 and _LINK.fullmatch(text[m.end() : begun])
        own = own or (unit if linked else _guessed(m["n"], text[m.end() :]))
        unit, begun = own, m.start()
        if own and not _IDLE.fullmatch(m[0]):
            yield (*m.span(), *_told(m, _SAME.get(own, own)))


def _told(amount: re.Match[str], unit: str) -> tuple[str, str]:
    number = _number(amount["n"], amount["scale"] or "", amount["rest"] or "")
    if amount["tenths"]:
        number += "." + _number(amount["tenths"])
    return (_hundredths(f"千分之{number}"), "%") if unit == "‰" else (number, unit)


def _guessed(number: str, after: str) -> str:
    """The unit nobody said: 普卡八十 are yuan, 十四点二 is a rate."""
    if "点" in number:
        return "" if number.endswith("点零") else "%"
    tens = number[0] in _HAN[1:] and len(number) > 1 and set(number) & set("十百千")
    return "元" if tens and number[0] != "十" and not re.match(r"[条分多]", after) else ""


def _number(number: str, scale: str = "", rest: str = "") -> str:
    """One spelling of 1.2万, 三万五, 一万二千 and 十四点二."""
    whole, _, digits = number.partition("点")
    if len(rest) > 1:
        return str(int(_number(whole, scale)) + int(_number(rest)))
    value = next(numbers(f"{whole}{scale}{rest}元"))[0].strip("#;")
    if digits:
        value += "." + "".join(str("零一二三四五六七八九".index(each)) for each in digits)
    return value.rstrip("0").rstrip(".") if "." in value else value


def _share(match: re.Match[str]) -> tuple[str, str]:
    return _hundredths(match[0]), "%"


def _hundredths(share: str) -> str:
    """万分之五 is 0.05 %."""
    value = Decimal(next(numbers(share))[0].strip("#;r")) * 100
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def _clock(match: re.Match[str]) -> tuple[str, str]:
    """24:00 and 下午五点一刻; 九点到五点 are a bank's hours."""
    if match[1]:
        return f"{int(match[1])}:{match[2]}", ""
    hour = int(_number(match[4]))
    late = match[3] in ("下午", "晚上") or (not match[3] and 0 < hour < 8)
    past = {"半": "30", "一刻": "15", "三刻": "45", None: "00"}.get(match[5])
    past = past or f"{int(_number(match[5][:-1])):02}"
    return f"{hour + 12 if late and hour <= 12 else hour}:{past}", ""


def _half(match: re.Match[str]) -> tuple[str, str]:
    return "0.5", match[0][1:]

"""Amounts, rates, dates and terms in one spelling: 5万 = 50000 = 五万 = 50,000元."""

import re
from collections.abc import Iterator
from decimal import Decimal

_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALE = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = {"万": 10_000, "亿": 100_000_000}
_TAIL = "一二三四五六七八九"
_HAN = "[零〇一二两三四五六七八九十百千]"
# Looked for from its first digit only: from each of ten thousand it would take seconds.
_NUMBER = rf"(?<!\d)(?:\d+(?:,\d{{3}})+|\d+)(?:\.\d+)?|(?<!{_HAN}){_HAN}+"
_DATE = re.compile(rf"(?P<month>{_NUMBER})月(?P<day>{_NUMBER})[日号]?")
_PART = re.compile(rf"(?P<of>百|千|万)分之(?P<n>{_NUMBER})(?:点(?P<rest>[零一二三四五六七八九]+))?")
_MONEY = r"元|块钱|块|人民币"
_TERM = r"个月|期|天|日|号|月|年|岁|折|小时|分钟|秒|倍|笔|次|位|家|工作日|个工作日"
_AMOUNT = re.compile(
    rf"(?P<n>{_NUMBER})(?:(?P<scale>[十百千]?[万亿]|[百千](?=元|块))(?P<rest>{_HAN}+)?)?"
    rf"(?P<unit>{_MONEY}|[%‰]|{_TERM})?"
)
_SAME = {"个月": "月", "号": "日", "个工作日": "工作日"}
# Words in which 一 counts nothing.
_IDLE = re.compile(r"一(?:次|笔|位|家|天|折|倍)")
_ALIKE = {"%": Decimal("0.01"), "‰": Decimal("0.001")}
_OF = {"百": Decimal("0.01"), "千": Decimal("0.001"), "万": Decimal("0.0001")}

Place = tuple[str, int, int]


def numbers(text: str) -> Iterator[Place]:
    """Of folded text: each number's one spelling, such as `#50000;`, and where it stands.

    Digits and Chinese numerals count only beside a unit or from a hundred on: 一卡通, 二维码
    and 一类户 hold no numbers.
    """
    taken: list[tuple[int, int]] = []
    for pattern, read in ((_DATE, _date), (_PART, _part), (_AMOUNT, _amount)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(a < end and start < b for a, b in taken):
                continue
            if (sign := read(match)) is not None:
                taken.append((start, end))
                yield f"#{sign};", start, end


def _date(match: re.Match[str]) -> str | None:
    month, day = _value(match["month"]), _value(match["day"])
    if month is None or day is None or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{month}/{day}"


def _part(match: re.Match[str]) -> str | None:
    value = _value(match["n"])
    if value is None:
        return None
    if match["rest"]:
        value += Decimal("0." + "".join(str(_DIGIT[c]) for c in match["rest"]))
    return _plain(value * _OF[match["of"]]) + "r"


def _amount(match: re.Match[str]) -> str | None:
    value, unit = _value(match["n"]), match["unit"] or ""
    if value is None or _IDLE.fullmatch(match[0]):
        return None
    for sign in match["scale"] or "":
        value *= _SCALE.get(sign) or _MYRIAD[sign]
    if rest := match["rest"]:
        if rest in _TAIL:  # 三万五 is 35000
            value += _DIGIT[rest] * (_SCALE.get(sign) or _MYRIAD[sign]) // 10
        else:  # 一万二千五百
            value += _value(rest) or 0
    if unit in _ALIKE:
        return _plain(value * _ALIKE[unit]) + "r"
    if unit and unit not in _MONEY.split("|"):
        return _plain(value) + _SAME.get(unit, unit)
    # A number by itself is an amount only where it is large enough to be nothing else.
    return _plain(value) if unit or match["scale"] or value >= 100 else None


def _value(text: str) -> Decimal | None:
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    if len(text) > 1 and not set(text) & set(_SCALE):  # digits read out: 二零二六
        return Decimal("".join(str(_DIGIT[c]) for c in text))
    total, here, step = 0, 0, 1
    for c in text:
        if c in _SCALE:
            step = _SCALE[c]
            total += (here or 1) * step
            here = 0
        else:
            here = _DIGIT[c]
            step = step // 10 if c not in "零〇" and step > 1 else 1
    return Decimal(total + here * (step or 1))  # 两千六 is 2600, 两千零六 is 2006


def _plain(value: Decimal) -> str:
    """Without exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

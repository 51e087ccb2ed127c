"""Chinese text as text: widths, sentences, and numbers that belong to customers."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

_SENTENCE = re.compile(r"[^。！？!?…\n]*(?:[。！？!?…]+[”’」』）)\"]*|\n|$)")

_D = r"[0-9０-９]"
_X = r"[0-9０-９XxＸｘ]"
_GAP = r"[ \u3000\-－–—]"
_ALONE, _END = rf"(?<!{_D})", rf"(?!{_D})"
_COUNTED = r"(?![ ]?(?:元|万|亿|笔|户|[.．]\d))"  # an amount, however long
_LANDS = r"(?:[+＋]?(?:86|８６)|0086)?"

# Unbroken numbers first: two neighbours must not be read as one number with a gap. Only the
# short cards come last, which may be the second part of 622202 1234567890128.
_ID = re.compile(rf"{_ALONE}(?:{_D}{{17}}{_X}|{_D}{{15}}){_END}")
_CARD = re.compile(rf"{_ALONE}{_D}{{16,19}}{_END}{_COUNTED}")
_SHORT_CARD = re.compile(rf"{_ALONE}{_D}{{13,15}}{_END}{_COUNTED}")
_PHONE = re.compile(rf"{_ALONE}{_LANDS}{_GAP}?[0０]?[1１][3-9３-９]{_D}{{9}}{_END}")

_SPACED_ID = re.compile(rf"{_ALONE}{_D}{{6}}{_GAP}{_D}{{8}}{_GAP}{_D}{{3}}{_X}{_END}")
# Groups of four and more, or any grouping of a number that begins as bank cards do here:
# two dates side by side are no card.
_SPACED_CARD = re.compile(
    rf"{_ALONE}(?:(?:{_D}{{4,}}{_GAP}){{1,4}}{_D}+|[6６]{_GAP}?[2２](?:{_GAP}?{_D}){{11,17}}){_END}{_COUNTED}"
)
# 3-4-4, 3-3-5, 3-8, 7-4 or digit by digit; 1300-1730 is a time of day.
_SPACED_PHONE = re.compile(
    rf"{_ALONE}{_LANDS}{_GAP}?[1１](?:[3-9３-９]{_D}(?:{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}|{_GAP}{_D}{{3}}{_GAP}{_D}{{5}}"
    rf"|{_GAP}{_D}{{8}}|{_D}{{4}}{_GAP}{_D}{{4}})|{_GAP}[3-9３-９](?:{_GAP}{_D}){{9}}){_END}"
)
_DATED = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def series(names: Iterable[str]) -> str:
    """Names one after another, as the reader's language parts them."""
    return _("、").join(names)


def fold_width(text: str) -> str:
    """Full-width letters and digits as their narrow forms."""
    return unicodedata.normalize("NFKC", text)


def sentences(text: str) -> list[str]:
    """The sentences with their closing marks; a line's end closes one too."""
    return [part for match in _SENTENCE.finditer(text) if (part := match[0].strip())]


def starts(text: str, words: str) -> list[int]:
    """Where exactly these words begin, one after the other; widths and case are not folded."""
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + len(words))
    return found


def mask_personal(text: str) -> tuple[str, frozenset[str]]:
    """The text with card, identity and phone numbers covered, and which kinds were found.

    Identity numbers: 18 places by the check digit of GB 11643, or the old 15 with a province
    and a day. Cards: 13–19 digits that pass Luhn (ISO/IEC 7812) or begin with 62; their last
    four stay. Amounts, times, service numbers and numbers that begin with a day are left alone.
    """
    covered, found = cover_personal(text)
    return covered, frozenset(each.kind for each in found)


class Covered(NamedTuple):
    """A number as it was written, and what stands in its place."""

    kind: str
    was: str
    now: str


def cover_personal(text: str) -> tuple[str, list[Covered]]:
    """As `mask_personal`, with each number that was covered."""
    found: list[Covered] = []

    def cover(pattern: re.Pattern[str], kind: str, name: Callable[[str], str]) -> None:
        nonlocal text

        def covered(match: re.Match[str]) -> str:
            digits = re.sub(r"[^0-9X]", "", fold_width(match[0]).upper())
            mask = name(digits)
            if mask:
                found.append(Covered(kind, match[0], mask))
            return mask or match[0]

        text = pattern.sub(covered, text)

    cover(_ID, "证件号", _identity)
    cover(_PHONE, "手机号", _phone)
    cover(_CARD, "卡号", _card)
    cover(_SPACED_ID, "证件号", _identity)
    cover(_SPACED_PHONE, "手机号", _phone)
    cover(_SPACED_CARD, "卡号", _card)
    cover(_SHORT_CARD, "卡号", _card)
    return text, found


def _phone(_digits: str) -> str:
    return "［手机号］"


def _identity(digits: str) -> str:
    return "［证件号］" if _is_identity(digits) else ""


def _card(digits: str) -> str:
    plausible = digits.startswith("62") or (_luhn(digits) and not _DATED.match(digits))
    return f"［卡号·尾号{digits[-4:]}］" if plausible and 13 <= len(digits) <= 19 else ""


def _is_identity(number: str) -> bool:
    day = number[8:12] if len(number) == 15 else number[10:14]
    if not _PROVINCES.match(number) or not ("01" <= day[:2] <= "12" and "01" <= day[2:] <= "31"):
        return False
    if len(number) == 15:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return number[6:8] in {"18", "19", "20"} and "10X98765432"[total % 11] == number[17]


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0

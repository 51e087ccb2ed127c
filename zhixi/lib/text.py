"""Text that may hold a customer's numbers."""

import re
import unicodedata

_DIGIT = r"[0-9０-９]"
_CARD = re.compile(rf"(?<![0-9０-９])(?:{_DIGIT}[ \-]?){{12,18}}{_DIGIT}(?![0-9０-９])")
_ID = re.compile(rf"(?<![0-9０-９])(?:{_DIGIT}{{17}}[0-9０-９XxＸｘ]|{_DIGIT}{{15}})(?![0-9０-９])")
_PHONE = re.compile(rf"(?<![0-9０-９])[1１][3-9３-９](?:[ \-]?{_DIGIT}){{9}}(?![0-9０-９])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def fold_width(text: str) -> str:
    """Full-width letters and digits as their narrow forms."""
    return unicodedata.normalize("NFKC", text)


def mask_personal(text: str) -> tuple[str, frozenset[str]]:
    """The text with card, identity and phone numbers covered, and which kinds were found.

    Identity numbers: 18 places by the check digit of GB 11643, or 15. Cards: 13–19 digits
    that pass Luhn or begin with 62. Amounts and short service numbers are left alone.
    """
    found: set[str] = set()

    def identity(match: re.Match[str]) -> str:
        if not _is_identity(fold_width(match[0])):
            return match[0]
        found.add("证件号")
        return "［证件号］"

    def card(match: re.Match[str]) -> str:
        digits = re.sub(r"[ \-]", "", fold_width(match[0]))
        if not (digits.startswith("62") or _luhn(digits)):
            return match[0]
        found.add("卡号")
        return f"［卡号·尾号{digits[-4:]}］"

    def phone(match: re.Match[str]) -> str:
        found.add("手机号")
        return "［手机号］"

    text = _ID.sub(identity, text)
    text = _CARD.sub(card, text)
    return _PHONE.sub(phone, text), frozenset(found)


def _is_identity(number: str) -> bool:
    month, day = (
        (number[8:10], number[10:12]) if len(number) == 15 else (number[10:12], number[12:14])
    )
    if not ("01" <= month <= "12" and "01" <= day <= "31"):
        return False
    if len(number) == 15:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0

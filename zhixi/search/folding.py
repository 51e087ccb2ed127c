"""One spelling for search: width, case, script and the trade's double spellings."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

# The same on both sides, so a wrong choice does no harm; each keeps its length.
_ALIKE = (("帐", "账"), ("座席", "坐席"), ("登陆", "登录"))


class _Characters(dict[int, str]):
    """The folded form of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        if 0xD800 <= code <= 0xDFFF:  # half a character: no library below takes it
            folded = "\ufffd"
        else:
            folded = unicodedata.normalize("NFKC", chr(code)).casefold() or chr(code)
        self[code] = folded
        return folded


_CHARACTERS = _Characters({ord("…"): "…"})  # it would become three: every excerpt ends with one
# All but what is folded already, which is nearly all of a Chinese text.
_OTHERS = re.compile(r"[^\u4e00-\u9fffa-z0-9 \n,.:;?!()%/-]")


def _folded_character(match: re.Match[str]) -> str:
    return _CHARACTERS[ord(match[0])]


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _traditional() -> re.Pattern[str]:
    """Any character that is written otherwise in simplified script: most texts hold none."""
    han = [chr(code) for code in range(0x3400, 0xA000)]
    written = zip(han, _simplified().convert("".join(han)), strict=True)
    others = "".join(one for one, simple in written if one != simple)
    return re.compile(f"[{others}\\uf900-\\ufaff\\U00010000-\\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text, and where in the original each of its characters came from."""

    text: str
    original: str
    sources: tuple[int, ...] | None  # None: character i came from character i

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that became text[start:end]; start < end."""
        if self.sources is None:
            return start, end
        return self.sources[start], self.sources[end - 1] + 1


def fold(text: str) -> str:
    wide = _OTHERS.sub(_folded_character, text)
    simple: str = _simplified().convert(wide) if _traditional().search(wide) else wide
    if len(simple) != len(wide):
        simple = "".join(_one_by_one(wide))
    for spelling, chosen in _ALIKE:
        simple = simple.replace(spelling, chosen)
    return simple


def folded(text: str) -> Folded:
    result = fold(text)
    if len(result) == len(text):
        return Folded(result, text, None)
    sources = tuple(i for i, sign in enumerate(text) for _ in _CHARACTERS[ord(sign)])
    return Folded(result, text, sources)


def _one_by_one(text: str) -> list[str]:
    """Character for character, where a phrase would have changed the length."""
    converted = (str(_simplified().convert(sign)) for sign in text)
    return [new if len(new) == 1 else old for new, old in zip(converted, text, strict=True)]

"""What the types of knowledge are called: as the bank says, and else as they are built in.

Everything that tells a reader the name of a type asks here.
"""

from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection
from django.utils.functional import lazy
from django.utils.translation import get_language, override

from zhixi.knowledge import types
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib.text import fold_width

LANGUAGES = [code for code, _name in settings.LANGUAGES]
Names = dict[str, dict[str, str]]  # by language and code

# Every search asks this: written out, it costs a tenth of what putting it together costs.
_GIVEN = "SELECT language, code, name FROM knowledge_typename"

# A page names types in many places and asks for them once; between requests nothing is kept, so
# that each process goes by what stands.
_asked: ContextVar[Names | None] = ContextVar("asked", default=None)


def names() -> dict[str, str]:
    """By code, in the order and the language in which screens name the types."""
    language = get_language() or settings.LANGUAGE_CODE
    return _labels(language) | _given().get(language, {})


@cache
def _labels(_language: str) -> dict[str, str]:
    """The built-in names in this language, which is the active one."""
    return {code: str(kind.label) for code, kind in types.registry().items()}


def name_of(content: TypedContent) -> str:
    """Also of what is no type: the words that stand where the law removed others."""
    return names().get(content.code) or str(content.label)


def _within(text: Any) -> str:
    return str(text) % names()


# A sentence that names types by their codes, such as %(faq)s, told when it is read.
within = lazy(_within, str)


def built_in(code: str) -> dict[str, str]:
    """By language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(types.registry()[code].label)
    return found


def given(code: str) -> dict[str, str]:
    """The bank's, by language, where it has given one."""
    return {language: told[code] for language, told in _given().items() if code in told}


def called(code: str) -> dict[str, str]:
    """As it is called now, by language."""
    return built_in(code) | given(code)


def answering() -> dict[str, str]:
    """The type that answers to a word: to its code, and to its names in all languages, the
    bank's and those that are built in. Words are folded."""
    found: dict[str, str] = {}
    for code in types.registry():
        words = (code, *built_in(code).values(), *given(code).values())
        found |= dict.fromkeys(map(folded, words), code)
    return found


def folded(word: str) -> str:
    return fold_width(word).strip().casefold()


def _given() -> Names:
    kept = _asked.get()
    if kept:
        return kept
    found: Names = {language: {} for language in LANGUAGES}
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN)
        for language, code, name in cursor.fetchall():
            found.setdefault(language, {})[code] = name
    if kept is not None:
        _asked.set(found)
    return found


def forget() -> None:
    """After a change: what follows in the same request asks anew."""
    if _asked.get() is not None:
        _asked.set({})


def connect() -> None:
    request_started.connect(_begin)
    request_finished.connect(_end)


def _begin(**_told: Any) -> None:
    _asked.set({})


def _end(**_told: Any) -> None:
    _asked.set(None)

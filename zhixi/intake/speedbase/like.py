"""The old generation: LIKE over title and body, on a plain table of the same base."""

from collections.abc import Iterable, Sequence

from django.db import connection

from zhixi.intake.speedbase.questions import Question
from zhixi.intake.speedbase.sections import is_open
from zhixi.intake.speedbase.texts import LIVE, Text

LIMIT = 20


def create() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE speed_plain (number INTEGER PRIMARY KEY, "
            "title TEXT, body TEXT, shown INTEGER)"
        )


def add(some: Iterable[Text]) -> None:
    """`shown` is what the reader may see now; LIKE gets it for nothing."""
    rows = [
        (
            each.number,
            "".join(each.title),
            "\n".join(each.body),
            int(each.standing == LIVE and is_open(each.section)),
        )
        for each in some
    ]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO speed_plain VALUES (%s, %s, %s, %s)", rows)


def find(question: Question) -> list[int]:
    """The whole query; where it finds nothing, all of its words. Titles come first."""
    return _holding([question.text]) or _holding(question.words)


def _holding(words: Sequence[str]) -> list[int]:
    # CASE looks at `shown` after LIKE did its work: it reads the whole base, as it would.
    each = "(title LIKE %s OR body LIKE %s)"
    query = (
        f"SELECT number FROM speed_plain WHERE CASE WHEN {' AND '.join([each] * len(words))} "  # noqa: S608 - only placeholders
        "THEN shown = 1 END ORDER BY title LIKE %s DESC, number LIMIT %s"
    )
    patterns = [f"%{word}%" for word in words]
    pairs = [pattern for pattern in patterns for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(query, [*pairs, patterns[0], LIMIT])
        return [number for (number,) in cursor.fetchall()]

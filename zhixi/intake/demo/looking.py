"""What the agents looked for in vain lately, and what did not help them."""

import datetime as dt
from collections.abc import Callable

from zhixi.accounts.models import Person
from zhixi.knowledge.models import ArticleVersion
from zhixi.search.lookups import new_session
from zhixi.search.models import LookUp, Mode, Use, What

# what was asked, how many lines there were, and who asked it, some more than once
IN_VAIN = [
    ("境外刷卡返现怎么参加", 0, ("lin", "tang", "sun", "he", "lin")),
    ("硬钱包丢了怎么办", 0, ("lin", "tang", "bao", "tang")),
    ("数字藏品能不能转赠", 0, ("he", "sun", "lin")),
    ("亲属卡额度怎么调", 3, ("lin", "sun", "he")),
    ("工资卡降成二类户怎么办", 5, ("tang", "sun", "bao")),
]
# the article by its code, and what was said of it
NO_HELP = [("X02", ("unclear", "irrelevant")), ("W11", ("wrong", "wrong", "unclear"))]


def before(
    people: dict[str, Person],
    moment: Callable[[dt.date, int], dt.datetime],
    shift: dt.timedelta,
) -> None:
    """`moment` makes an hour of a day; the days are moved with the day of loading."""
    last = dt.date(2026, 11, 22) + shift
    LookUp.objects.bulk_create(
        LookUp(
            session=new_session(),
            person=people[login].number,
            at=moment(last - dt.timedelta(days=n), 10),
            mode=Mode.DESK,
            query=query,
            total=total,
            took_ms=9.5,
        )
        for query, total, askers in IN_VAIN
        for n, login in enumerate(askers)
    )
    Use.objects.bulk_create(
        Use(
            session=new_session(),
            person=people["sun"].number,
            at=moment(last - dt.timedelta(days=n), 11),
            number=number,
            version=version,
            what=What.UNSOLVED,
            reason=reason,
        )
        for code, reasons in NO_HELP
        for number, version in _standing(code)
        for n, reason in enumerate(reasons)
    )


def _standing(code: str) -> list[tuple[int, int]]:
    """Number and last version of the article with that code."""
    rows = ArticleVersion.objects.filter(article__source_id=code).order_by("-n")
    return list(rows.values_list("article_id", "pk")[:1])

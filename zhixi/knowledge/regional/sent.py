"""What a region's page sent: words under the names of its fields, and of which version they are."""

import datetime as dt

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge.queries import NotVisible, read
from zhixi.knowledge.regional.sentences import Cells, Row, changed, sentences

Sent = MultiValueDict[str, str]
FIELD = "say|"  # then the name of the key: region, part, product, tier
LONGEST = 8000  # more than any part may be, which is told at its field


class Strange(Exception):
    """Something was sent that the page does not ask for; nothing is saved."""


def said_in(sent: Sent) -> dict[str, Cells]:
    """By the name of the key, the cells that were typed."""
    return {
        name.removeprefix(FIELD): tuple(
            text.replace("\r\n", "\n")[:LONGEST] for text in sent.getlist(name)
        )
        for name in sent
        if name.startswith(FIELD)
    }


def rows_sent(sent: Sent, number: int, region: str, person: Person, now: dt.datetime) -> list[Row]:
    """The differences that were typed, from the version that the page showed.

    Raises Strange for a field that is not the region's, or a version that never stood.
    """
    known = {"csrfmiddlewaretoken", "base", "version", "reason", "despite"}
    n, said = str(sent.get("version") or ""), said_in(sent)
    strange = [name for name in sent if name not in known and not name.startswith(FIELD)]
    if strange or not n.isdecimal() or len(n) > 9:
        raise Strange(_("只能写本地区的说法，其他内容没有保存。"))
    try:
        read(number, person, now, now)
        content = read(number, person, now, now, n=int(n)).content
        return changed(sentences(content, region), said)
    except (NotVisible, KeyError) as error:
        raise Strange(_("只能写本地区的说法，其他内容没有保存。")) from error

"""The audit chain: each link holds the digest of the one before.

It proves that nothing was changed, removed or put between, back to the last head that was
exported and kept elsewhere; whoever owns the database could write a whole new chain.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from zhixi.accounts.models import AuditEntry, AuditHead, Chain, Person
from zhixi.lib.digest import canonical, digest

Progress = Callable[[int], None]
Heads = dict[str, dict[str, Any]]

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Report:
    entries: int
    errors: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors


class Link(NamedTuple):
    """What a digest covers, besides the digest before it."""

    chain: str
    seq: int
    at: dt.datetime
    by: str
    verb: str
    subject: str
    facts: dict[str, Any]

    def digest(self, previous: str) -> str:
        return digest(canonical([*self, previous]))


def record(
    *,
    verb: str,
    subject: str,
    facts: dict[str, Any],
    by: Person | None,
    at: dt.datetime,
    chain: str = Chain.MAIN,
) -> AuditEntry:
    """Add a link; call it last in the writing transaction, for it locks the chain's end."""
    AuditHead.objects.get_or_create(chain=chain)
    end = AuditHead.objects.select_for_update().get(chain=chain)
    number = by.number if by else ""
    link = Link(str(chain), end.seq + 1, at, number, verb, subject, _as_stored(facts))
    entry = AuditEntry(**link._asdict(), digest=link.digest(end.digest))
    entry.save(force_insert=True)
    AuditHead.objects.filter(chain=chain).update(seq=entry.seq, digest=entry.digest)
    return entry


def _as_stored(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as every database gives them back: moments, days and fractions as text.

    PostgreSQL writes 1e16 as an integer, and the digest would no longer fit.
    """
    stored: dict[str, Any] = json.loads(canonical(facts), parse_float=str)
    return stored


def head(chain: str = Chain.MAIN) -> dict[str, Any]:
    """The end of a chain, to be kept where this machine's owner cannot reach it."""
    end = AuditHead.objects.filter(chain=chain).first() or AuditHead(chain=chain)
    return {"chain": str(chain), "seq": end.seq, "digest": end.digest}


def verify(
    chain: str = Chain.MAIN,
    exported: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Walk the chain from its first link; `exported` is a head kept from earlier.

    The bank goes on working meanwhile: links that come in after the start are checked as
    far as the walk meets them. The walk ends at the first link that does not fit.
    """
    kept = {_("导出的链头"): exported, _("库内链头"): head(chain)}
    heads = {name: end for name, end in kept.items() if end and end["seq"]}
    previous, count = "", 0
    for link, given in _links(chain):
        count += 1
        if error := _fault(link, given, previous, count, heads):
            return Report(count, [error])
        previous = given
        if progress and count % CHUNK == 0:
            progress(count)
    return Report(count, _tail_faults(chain, count, heads))


def _links(chain: str) -> Iterator[tuple[Link, str]]:
    rows = AuditEntry.objects.filter(chain=chain).order_by("seq")
    for *facts, given in rows.values_list(*Link._fields, "digest").iterator(CHUNK):
        yield Link(*facts), given


def _fault(link: Link, given: str, previous: str, expected: int, heads: Heads) -> str | None:
    if link.seq != expected:
        return _("第 %(n)s 环缺失。") % {"n": expected}
    if given != link.digest(previous):
        return _("第 %(n)s 环被改动过。") % {"n": expected}
    for name, end in heads.items():
        if end["seq"] == expected and end["digest"] != given:
            return _("第 %(n)s 环与%(head)s不符。") % {"n": expected, "head": name}
    return None


def _tail_faults(chain: str, count: int, heads: Heads) -> list[str]:
    """The head may have moved on since the walk began, but never stands before the last link."""
    errors = [
        _("链比%(head)s短：应有 %(n)s 环，只有 %(count)s 环。")
        % {"head": name, "n": end["seq"], "count": count}
        for name, end in heads.items()
        if count < end["seq"]
    ]
    if count > head(chain)["seq"]:
        errors.append(_("第 %(n)s 环超出库内链头。") % {"n": count})
    return errors

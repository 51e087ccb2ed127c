"""The audit chain: each link holds the digest of the one before.

It proves that nothing was changed, removed or put between, back to the last head that was
exported and kept elsewhere; whoever owns the database could write a whole new chain.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts.models import AuditEntry, AuditHead, Chain, Person
from zhixi.lib.digest import canonical, digest

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Report:
    entries: int
    errors: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.errors


def _link(entry: AuditEntry, previous: str) -> str:
    facts = [entry.chain, entry.seq, entry.at, entry.by, entry.verb, entry.subject, entry.facts]
    return digest(canonical([*facts, previous]))


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
    head = AuditHead.objects.select_for_update().get(chain=chain)
    entry = AuditEntry(
        chain=chain,
        seq=head.seq + 1,
        at=at,
        by=by.number if by else "",
        verb=verb,
        subject=subject,
        facts=facts,
    )
    entry.digest = _link(entry, head.digest)
    entry.save(force_insert=True)
    AuditHead.objects.filter(chain=chain).update(seq=entry.seq, digest=entry.digest)
    return entry


def head(chain: str = Chain.MAIN) -> dict[str, Any]:
    """The end of a chain, to be kept where this machine's owner cannot reach it."""
    end = AuditHead.objects.filter(chain=chain).first() or AuditHead(chain=chain)
    return {"chain": str(chain), "seq": end.seq, "digest": end.digest}


def verify(
    chain: str = Chain.MAIN,
    exported: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Walk the chain from its first link; `exported` is a head kept from earlier."""
    errors: list[str] = []
    previous, count = "", 0
    for entry in AuditEntry.objects.filter(chain=chain).order_by("seq").iterator(5000):
        count += 1
        if entry.seq != count:
            errors.append(_("第 %(n)s 环缺失。") % {"n": count})
            break
        if entry.digest != _link(entry, previous):
            errors.append(_("第 %(n)s 环被改动过。") % {"n": count})
            break
        previous = entry.digest
        if exported and exported["seq"] == count and exported["digest"] != previous:
            errors.append(_("第 %(n)s 环与导出的链头不符。") % {"n": count})
        if progress and count % 5000 == 0:
            progress(count)
    end = head(chain)
    if not errors and (end["seq"], end["digest"]) != (count, previous):
        errors.append(_("链尾与记录不符：应为第 %(n)s 环。") % {"n": end["seq"]})
    if exported and exported["seq"] > count:
        errors.append(_("链比导出的链头短：缺第 %(n)s 环以前的记录。") % {"n": exported["seq"]})
    return Report(count, errors)

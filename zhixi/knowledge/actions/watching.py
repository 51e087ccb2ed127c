"""What texts are checked for: how much each rule weighs, and the words that are watched."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.checks import RULES, Word
from zhixi.knowledge.models import CheckLevel, Level, Section, Wording
from zhixi.lib.db import alone, writing


class UnableToWatch(Exception):
    """Nothing was changed; the message says why."""


def set_levels(
    *, levels: Mapping[str, str], section: int | None, by: Person, now: dt.datetime
) -> int:
    """Set rules in a section or, without one, in the bank; "" lets what is above hold again.

    Returns how many changed. Raises UnableToWatch.
    """
    if not rules.may_set_checks(roles_of(by, now)):
        raise UnableToWatch(_("只有审核岗可以改检查规则。"))
    if set(levels) - set(RULES) or set(levels.values()) - {"", *Level.values}:
        raise UnableToWatch(_("没有这条规则或这个级别，请刷新后再试。"))
    if section is not None and not Section.objects.filter(pk=section).exists():
        raise UnableToWatch(_("没有这个栏目，请重新选择。"))
    with writing():
        alone("checks")
        here = CheckLevel.objects.filter(section=section)
        before = dict(here.values_list("rule", "level"))
        after = {rule: str(level) for rule, level in levels.items()}
        if section is None:  # what the catalogue says anyway need not be kept
            after = {r: "" if v == RULES[r].level else v for r, v in after.items()}
        changed = [rule for rule, level in after.items() if before.get(rule, "") != level]
        here.filter(rule__in=changed).delete()
        CheckLevel.objects.bulk_create(
            CheckLevel(rule=rule, section_id=section, level=after[rule])
            for rule in changed
            if after[rule]
        )
        if changed:
            facts = {
                "before": {rule: before.get(rule, "") for rule in changed},
                "after": {rule: after[rule] for rule in changed},
            }
            subject = f"section:{section}" if section else "bank"
            audit.record(verb="checks", subject=subject, facts=facts, by=by, at=now)
        return len(changed)


def keep_wording(*, word: Word, n: int | None = None, by: Person, now: dt.datetime) -> Wording:
    """Add a word, or put it in the place of the n-th. Raises UnableToWatch."""
    with writing():
        alone("wording")
        row = _row(n, by, now) if n is not None else Wording(kind=word.kind)
        _refuse(word, row, by, now)
        before = _facts(row) if n is not None else None
        row.word, row.unless = word.word, word.unless
        row.why, row.instead = word.why, word.instead
        row.changed_by, row.changed_at = by, now
        row.save()
        _recorded(row.pk, before, _facts(row), by, now)
        return row


def drop_wording(*, n: int, by: Person, now: dt.datetime) -> None:
    """Raises UnableToWatch where somebody was faster."""
    with writing():
        alone("wording")
        row = _row(n, by, now)
        before = _facts(row)
        row.delete()
        _recorded(n, before, None, by, now)


def _row(n: int, by: Person, now: dt.datetime) -> Wording:
    _refuse_others(by, now)
    found = Wording.objects.filter(pk=n).first()
    if found is None:
        raise UnableToWatch(_("这个词已被他人删除，请重新打开词表。"))
    return found


def _refuse_others(by: Person, now: dt.datetime) -> None:
    if not rules.may_edit(roles_of(by, now)):
        raise UnableToWatch(_("只有采编岗和审核岗可以维护词表。"))


def _refuse(word: Word, row: Wording, by: Person, now: dt.datetime) -> None:
    _refuse_others(by, now)
    if row.kind not in Wording.Kind.values or not word.word.strip():
        raise UnableToWatch(_("请写要检查的词。"))
    same = Wording.objects.filter(kind=row.kind, word=word.word).exclude(pk=row.pk)
    if same.exists():
        raise UnableToWatch(_("词表里已有“%(word)s”。") % {"word": word.word})
    for longer in word.longer():
        if word.word not in longer or longer == word.word:
            told = _("“%(longer)s”不含“%(word)s”，“除外”里写包含它的更长的词。")
            raise UnableToWatch(told % {"longer": longer, "word": word.word})


def _facts(row: Wording) -> dict[str, str]:
    names = ("kind", "word", "unless", "why", "instead")
    return {name: str(getattr(row, name)) for name in names}


def _recorded(
    n: int,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
    by: Person,
    now: dt.datetime,
) -> None:
    facts = {"before": before, "after": after}
    audit.record(verb="wording", subject=f"wording:{n}", facts=facts, by=by, at=now)

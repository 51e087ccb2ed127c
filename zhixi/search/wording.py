"""Keeping the bank's own synonyms and words of the lexicon."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.lib.db import alone, writing
from zhixi.search import added, rules, tables
from zhixi.search.folding import fold
from zhixi.search.models import BankWord

Kind = BankWord.Kind

LONGEST = 20  # characters of a word


class UnableToKeep(Exception):
    """Nothing was changed; the message says why, and what to write instead."""


def keep(
    *, kind: str, line: str, why: str = "", n: int | None = None, by: Person, now: dt.datetime
) -> BankWord:
    """Add a line, or put it in the place of the n-th. Raises UnableToKeep."""
    _refuse_others(by, now)
    with writing():
        alone("bank-words")
        before = _row(n, kind) if n is not None else None
        tidy = read(kind, line, n)
        row = before or BankWord(kind=kind)
        was = _facts(before) if before else None
        row.line, row.why, row.changed_by, row.changed_at = tidy, why.strip(), by, now
        row.save()
        _recorded(row, {"before": was, "after": _facts(row)}, by, now)
        return row


def drop(*, n: int, by: Person, now: dt.datetime) -> None:
    """Raises UnableToKeep where somebody was faster."""
    _refuse_others(by, now)
    with writing():
        alone("bank-words")
        row = _row(n)
        facts = {"before": _facts(row), "after": None}
        number = row.pk
        row.delete()
        row.pk = number
        _recorded(row, facts, by, now)


def _refuse_others(by: Person, now: dt.datetime) -> None:
    if not rules.may_keep_words(roles_of(by, now)):
        raise UnableToKeep(_("只有采编岗和审核岗可以维护词表。"))


def _row(n: int, kind: str = "") -> BankWord:
    found = BankWord.objects.filter(pk=n, **({"kind": kind} if kind else {})).first()
    if found is None:
        raise UnableToKeep(_("这一条已被他人删除，请重新打开词表。"))
    return found


def _facts(row: BankWord) -> dict[str, str]:
    return {"kind": str(row.kind), "line": row.line, "why": row.why}


def _recorded(row: BankWord, facts: Mapping[str, object], by: Person, now: dt.datetime) -> None:
    audit.record(verb="bank-word", subject=f"bank-word:{row.pk}", facts=dict(facts), by=by, at=now)


def lines(kind: str, but: int | None = None) -> list[str]:
    """The bank's lines of that kind, without the one that is being changed."""
    rows = BankWord.objects.filter(kind=kind).exclude(pk=but or 0).order_by("id")
    return list(rows.values_list("line", flat=True))


def read(kind: str, line: str, n: int | None = None) -> str:
    """The line as it would be kept. Raises UnableToKeep where it cannot be understood, says
    what is there already, or leads in a circle."""
    tidy = " ".join(line.split())
    others = lines(kind, but=n)
    if kind == Kind.LEXICON:
        return _lexeme(tidy, others)
    body, mark, note = (part.strip() for part in tidy.partition("!"))
    if mark and not note:
        raise UnableToKeep(_("“!”后面要写给坐席看的说明，没有说明就不写“!”。"))
    told = _synonyms(body, others)
    return f"{told} ! {note}" if note else told


def _lexeme(word: str, others: Iterable[str]) -> str:
    if not re.fullmatch(r"[^\W_]{2,20}", word):
        raise UnableToKeep(_("一次写一个词，2 到 20 个字，不含空格和标点。"))
    if fold(word) in map(fold, others):
        raise UnableToKeep(_("词库里已有“%(word)s”。") % {"word": word})
    if added.is_known(fold(word)):
        raise UnableToKeep(_("系统词典里已有“%(word)s”，不用再加。") % {"word": word})
    return word


def _synonyms(body: str, others: list[str]) -> str:
    signs = [sign for sign in "=>" if sign in body]
    if len(signs) != 1 or body.count(">") > 1:
        raise UnableToKeep(
            _("请写成“甲 = 乙”（互相通用）或“甲 > 乙”（查甲时也查乙），一行只用一种。")
        )
    if signs == ["="]:
        words = _words(body, "=")
        _refuse_known(words, others)
        return " = ".join(words)
    asked, also = (_words(side, "、") for side in body.split(">"))
    _refuse_said(asked, also, others)
    _refuse_circle(asked, also, others)
    return f"{'、'.join(asked)} > {'、'.join(also)}"


def _words(text: str, separator: str) -> list[str]:
    words = [word.strip() for word in text.split(separator)]
    if not all(words):
        raise UnableToKeep(_("“%(sign)s”两边都要有词。") % {"sign": separator})
    for word in words:
        if not 2 <= len(word) <= LONGEST or not re.search(r"\w", word):
            told = _("“%(word)s”请写成 2 到 20 个字，太短会牵动太多检索。")
            raise UnableToKeep(told % {"word": word})
    if len(set(map(fold, words))) < len(words) or (separator == "=" and len(words) < 2):
        raise UnableToKeep(_("同一行里的词不能重复，至少写两个不同的词。"))
    return words


def _refuse_known(words: list[str], others: list[str]) -> None:
    for word in words:
        if line := _line_of(fold(word), others):
            told = _("“%(word)s”已在“%(line)s”里，请在那一条里改。")
            raise UnableToKeep(told % {"word": word, "line": line})
    known = added.class_of(fold(words[0]))
    if known.issuperset(map(fold, words)):
        told = _("系统自带的同义词里已有：%(line)s。")
        raise UnableToKeep(told % {"line": " = ".join(sorted(known))})


def _line_of(word: str, others: list[str]) -> str:
    """The bank's line that says what means the same as the word."""
    return next((line for line in others if word in _class(line)), "")


def _class(line: str) -> frozenset[str]:
    """The words that a line says mean the same; none where there is no line."""
    told = tables.read_synonyms([fold(line)] if line else [])
    return next(iter(told.classes), frozenset())


def _refuse_said(asked: list[str], also: list[str], others: list[str]) -> None:
    """One way of two words that go both ways already."""
    for one in asked:
        line = _line_of(fold(one), others)
        near = _class(line) | added.class_of(fold(one))
        both = next((word for word in also if fold(word) in near and fold(word) != fold(one)), "")
        if both:
            told = _("“%(one)s”和“%(other)s”已互相通用，不用再写。")
            raise UnableToKeep(told % {"one": one, "other": both})


def _refuse_circle(asked: list[str], also: list[str], others: list[str]) -> None:
    """No way of words that are asked beside leads back to where it came from."""
    own = tables.read_synonyms([fold(line) for line in others])
    ways = {word: set(targets) for word, targets in tables.synonyms().rules.items()}
    for word, targets in own.rules.items():
        ways[word] = ways.get(word, set()) | set(targets)
    for word in map(fold, asked):
        ways[word] = ways.get(word, set()) | set(map(fold, also))
    near = _reached(ways, set(map(fold, asked)))
    try:
        TopologicalSorter({word: ways[word] for word in near if word in ways}).prepare()
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        told = _("这样会绕成一圈：%(circle)s。互相通用的词请写成“甲 = 乙”。")
        raise UnableToKeep(told % {"circle": circle}) from error


def _reached(ways: dict[str, set[str]], start: set[str]) -> set[str]:
    reached, waiting = set(start), list(start)
    while waiting:
        new = ways.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached

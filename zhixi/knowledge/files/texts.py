"""What attached documents say: waiting to be read, claimed, learnt; and told to search.

What is handed in carries its files by its content, a draft by the digests in its words.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from zhixi.knowledge.models import (
    ArticleVersion,
    ContentFile,
    Draft,
    File,
    FileText,
    LiveSpan,
)
from zhixi.lib.db import writing
from zhixi.lib.text import fold_width
from zhixi.search import Corpus, outbox

LEASE = dt.timedelta(minutes=10)  # after which a claim is void: its reader has died
TRIES = 3
LONGEST = 20_000  # characters of an article's attachments that search learns
MOST = 30  # lines of an article that are compared with a query
Texts = list[list[str]]  # pairs of page or sheet and its text


def claim(now: dt.datetime) -> File | None:
    """A document that nobody reads yet; it is the caller's until the lease ends."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEASE)
    waiting = FileText.objects.filter(free, done_at__isnull=True, tries__lt=TRIES)
    for text in waiting.select_related("file").order_by("tries", "pk")[:5]:
        mine = waiting.filter(pk=text.pk).update(claimed_at=now, tries=F("tries") + 1)
        if mine:
            return text.file
    return None


def learn(*, digest: str, pages: int | None, texts: Texts, now: dt.datetime) -> None:
    """Keep what a document says; what carries it, standing or in work, is indexed anew."""
    with writing():
        told = {"pages": pages, "texts": texts, "done_at": now}
        FileText.objects.filter(pk=digest).update(**told)
        contents = ContentFile.objects.filter(file=digest).values("content")
        spans = LiveSpan.objects.filter(version__content__in=contents)
        outbox.changed(sorted(set(spans.values_list("article_id", flat=True))), now)
        outbox.changed(in_work_with([digest]), now, Corpus.IN_WORK)


def in_work_with(digests: Collection[str]) -> list[int]:
    """Articles of which a draft or a text that was handed in carries one of these files. Reads
    the words of all drafts: they are JSON, and of a digest nothing in it is escaped."""
    if not digests:
        return []
    told = Q()
    for digest in digests:
        told |= Q(told__contains=digest)
    drafts = Draft.objects.annotate(told=Cast("content", TextField())).filter(told)
    contents = ContentFile.objects.filter(file__in=digests).values("content")
    versions = ArticleVersion.objects.filter(content__in=contents)
    found = {*drafts.values_list("article_id", flat=True)}
    return sorted(found.union(versions.values_list("article_id", flat=True)))


def give_back(digest: str) -> None:
    """It could not be read; somebody may try again, a few times."""
    FileText.objects.filter(pk=digest, done_at__isnull=True).update(claimed_at=None)


def texts_of(contents: Collection[str]) -> dict[str, str]:
    """What the attachments of these contents say, by the content's digest, up to a length."""
    found: dict[str, str] = defaultdict(str)
    for content, _suffix, texts in _told(contents):
        found[content] = _more(found[content], texts)
    return dict(found)


def texts_of_drafts(named: Mapping[int, Mapping[str, str]]) -> dict[int, str]:
    """The same of drafts, by article, with the names of their files by digest."""
    read = _read({digest for names in named.values() for digest in names})
    found = {}
    for number, names in named.items():
        said = ""
        for digest in names:
            said = _more(said, read[digest][1] if digest in read else [])
        found[number] = said
    return found


def _more(said: str, texts: Texts) -> str:
    for _mark, text in texts:
        said += f"{text}\n"[: max(0, LONGEST - len(said))]
    return said


@dataclass(frozen=True, slots=True)
class Leaf:
    """A line of an attachment, and where it stands."""

    text: str
    where: str


def leaves_of(contents: Collection[str], words: Iterable[str]) -> dict[str, list[Leaf]]:
    """The lines that hold most of these words, by the content's digest; a few of each."""
    asked = set(words)
    found: dict[str, list[tuple[int, Leaf]]] = defaultdict(list)
    for content, suffix, texts in _told(contents):
        for mark, text in texts:
            for line in text.split("\n"):
                if n := held(line, asked):
                    found[content].append((n, Leaf(line, _where(suffix, mark))))
    return {
        content: [leaf for _n, leaf in sorted(lines, key=lambda each: -each[0])[:MOST]]
        for content, lines in found.items()
    }


def best_leaves(named: Mapping[int, Mapping[str, str]], words: Collection[str]) -> dict[int, Leaf]:
    """By article the line of its files that holds most of the words, where one holds any; of each
    the names of its files by digest are given."""
    read = _read({digest for names in named.values() for digest in names})
    found = {}
    for number, names in named.items():
        lines = (
            (held(line, words), Leaf(line, _in(name, suffix, mark)))
            for digest, name in names.items()
            for suffix, texts in [read.get(digest, ("", []))]
            for mark, text in texts
            for line in text.split("\n")
        )
        n, leaf = max(lines, key=lambda each: each[0], default=(0, Leaf("", "")))
        if n:
            found[number] = leaf
    return found


def held(line: str, words: Collection[str]) -> int:
    """How many of the words a line holds, whatever their width and case."""
    folded = fold_width(line).casefold()
    return sum(word in folded for word in words)


def _in(name: str, suffix: str, mark: str) -> str:
    if suffix == "pdf":
        return _("附件“%(name)s”第 %(n)s 页") % {"name": name, "n": mark}
    if mark:
        return _("附件“%(name)s”工作表“%(sheet)s”") % {"name": name, "sheet": mark}
    return _("附件“%(name)s”") % {"name": name}


def _where(suffix: str, mark: str) -> str:
    if suffix == "pdf":
        return _("附件 第 %(n)s 页") % {"n": mark}
    return _("附件 工作表“%(name)s”") % {"name": mark} if mark else _("附件")


def _told(contents: Collection[str]) -> Iterable[tuple[str, str, Any]]:
    """Content, suffix and texts of each attachment that was read."""
    if not contents:
        return []
    rows = ContentFile.objects.filter(content__in=contents, file__text__done_at__isnull=False)
    return rows.order_by("pk").values_list("content_id", "file__suffix", "file__text__texts")


def _read(digests: Collection[str]) -> dict[str, tuple[str, Texts]]:
    """Suffix and texts of each of these files that was read."""
    if not digests:
        return {}
    rows = FileText.objects.filter(file__in=digests, done_at__isnull=False)
    found = rows.values_list("file", "file__suffix", "texts")
    return {digest: (suffix, texts) for digest, suffix, texts in found}

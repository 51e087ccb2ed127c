"""What attached documents say: waiting to be read, claimed, learnt; and told to search."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from zhixi.knowledge.models import ContentFile, File, FileText, LiveSpan
from zhixi.lib.db import writing
from zhixi.search import outbox

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
    """Keep what a document says; the articles that carry it are indexed anew."""
    with writing():
        told = {"pages": pages, "texts": texts, "done_at": now}
        FileText.objects.filter(pk=digest).update(**told)
        contents = ContentFile.objects.filter(file=digest).values("content")
        spans = LiveSpan.objects.filter(version__content__in=contents)
        outbox.changed(sorted(set(spans.values_list("article_id", flat=True))), now)


def give_back(digest: str) -> None:
    """It could not be read; somebody may try again, a few times."""
    FileText.objects.filter(pk=digest, done_at__isnull=True).update(claimed_at=None)


def texts_of(contents: Collection[str]) -> dict[str, str]:
    """What the attachments of these contents say, by the content's digest, up to a length."""
    found: dict[str, str] = defaultdict(str)
    for content, _suffix, texts in _told(contents):
        for _mark, text in texts:
            found[content] += f"{text}\n"[: max(0, LONGEST - len(found[content]))]
    return dict(found)


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
                if held := sum(word in line for word in asked):
                    found[content].append((held, Leaf(line, _where(suffix, mark))))
    return {
        content: [leaf for _held, leaf in sorted(lines, key=lambda each: -each[0])[:MOST]]
        for content, lines in found.items()
    }


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

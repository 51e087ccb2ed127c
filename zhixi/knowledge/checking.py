"""Is what is derived still what the evidence says?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhixi.approval import subjects
from zhixi.approval.models import Submission
from zhixi.knowledge.actions.publishing import derive
from zhixi.knowledge.actions.reshaping import KIND as RESHAPE
from zhixi.knowledge.actions.submitting import KIND
from zhixi.knowledge.actions.varying import KIND as REGIONAL
from zhixi.knowledge.files import store
from zhixi.knowledge.files.carrying import removed_files
from zhixi.knowledge.models import (
    ArticleVersion,
    Content,
    File,
    LabelUse,
    LiveSpan,
    Publication,
    Redaction,
    RegionalChange,
)
from zhixi.knowledge.types.removed import PAYLOAD
from zhixi.lib.batches import batches
from zhixi.lib.digest import digest

_FIELDS = (
    "article_id",
    "version_id",
    "section_id",
    "owner_id",
    "audience_id",
    "type",
    "must_read",
    "live_from",
    "live_until",
    "ended_from",
    "review_by",
    "labels",
)


def spans() -> Iterator[str]:
    """Articles whose LiveSpan rows differ from the fold over their publications."""
    published = Publication.objects.order_by("article_id").values_list("article_id", flat=True)
    spanned = LiveSpan.objects.order_by("article_id").values_list("article_id", flat=True)
    numbers = sorted(set(published.distinct()) | set(spanned.distinct()))
    for some in batches(numbers, 500):
        stored = LiveSpan.objects.filter(article__in=some).order_by("article_id", "live_from")
        have = set(stored.values_list(*_FIELDS))
        want = {tuple(getattr(span, name) for name in _FIELDS) for span in derive(some)}
        for number in sorted({row[0] for row in have ^ want}):
            yield _("知识 %(number)s 的生效时段与发布记录不一致，请运行 zhixi manage refold。") % {
                "number": number
            }


def labels() -> Iterator[str]:
    """Live spans whose set of names is not written down: they would not be counted."""
    known = LabelUse.objects.filter(n=0).values("labels")
    lost = LiveSpan.objects.filter(labels__isnull=False).exclude(labels__in=known)
    for number in lost.order_by("article_id").values_list("article_id", flat=True).distinct():
        yield _("知识 %(number)s 的标签没有计入，请运行 zhixi manage refold。") % {"number": number}


def contents() -> Iterator[str]:
    """Contents whose words no longer give their digest, unless the law removed them."""
    lawful = set(Redaction.objects.values_list("content_id", flat=True))
    for content in Content.objects.iterator(chunk_size=500):
        removed = content.payload == PAYLOAD and content.digest in lawful
        if not removed and digest(content.payload) != content.digest:
            yield _("内容 %(digest)s 与其摘要不符。") % {"digest": content.digest}


def files() -> Iterator[str]:
    """Attachments whose bytes are not here, or no longer give their digest."""
    lawful = set(removed_files().values_list("pk", flat=True))
    every = File.objects.order_by("pk").values_list("pk", flat=True)
    for key in every.exclude(pk__in=lawful).iterator(chunk_size=500):
        path = store.place(key)
        if not path.exists():
            yield _("附件 %(digest)s 的文件不在了，请从备份恢复。") % {"digest": key}
        elif store.digest_of(path) != key:
            yield _("附件 %(digest)s 的文件与其摘要不符，请从备份恢复。") % {"digest": key}


def submissions() -> Iterator[str]:
    """Submissions whose versions no longer give the digest that was decided on, unless the law
    removed what was asked."""
    kinds = [KIND, RESHAPE, REGIONAL]
    lawful = ArticleVersion.objects.filter(content__in=Redaction.objects.values("content"))
    removed = RegionalChange.objects.filter(rows=[], article__in=lawful.values("article"))
    rows = Submission.objects.filter(kind__in=kinds).exclude(pk__in=removed.values("submission"))
    for submission in rows.iterator(chunk_size=100):
        if subjects.of(submission).digest(submission) != submission.digest:
            yield _("提交 %(number)s 的内容与确认时的摘要不符。") % {"number": submission.pk}

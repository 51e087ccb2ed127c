"""Is what is derived still what the evidence says?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhixi.approval.models import Submission
from zhixi.knowledge.actions.publishing import derive
from zhixi.knowledge.actions.submitting import KIND, manifest
from zhixi.knowledge.models import Content, LiveSpan, Publication, Redaction
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


def contents() -> Iterator[str]:
    """Contents whose words no longer give their digest, unless the law removed them."""
    lawful = set(Redaction.objects.values_list("content_id", flat=True))
    for content in Content.objects.iterator(chunk_size=500):
        removed = content.payload == PAYLOAD and content.digest in lawful
        if not removed and digest(content.payload) != content.digest:
            yield _("内容 %(digest)s 与其摘要不符。") % {"digest": content.digest}


def submissions() -> Iterator[str]:
    """Submissions whose versions no longer give the digest that was decided on."""
    for submission in Submission.objects.filter(kind=KIND).iterator(chunk_size=100):
        if manifest(submission.versions.all()) != submission.digest:
            yield _("提交 %(number)s 的内容与确认时的摘要不符。") % {"number": submission.pk}

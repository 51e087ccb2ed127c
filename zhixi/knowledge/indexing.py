"""What the index learns about articles: one document for each span, past ones too."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zhixi.knowledge import types
from zhixi.knowledge.models import LiveSpan
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib.batches import batches
from zhixi.search import NEVER, Document
from zhixi.search.sources import register


class Articles:
    def documents(self, numbers: Iterable[int]) -> Iterator[Document]:
        for some in batches(sorted(numbers), 500):
            spans = LiveSpan.objects.filter(article__in=some)
            for span in spans.select_related("article", "version__content").order_by("article_id"):
                yield _document(span)

    def numbers(self) -> Iterable[int]:
        return LiveSpan.objects.values_list("article_id", flat=True).distinct()


def _document(span: LiveSpan) -> Document:
    content = types.load(span.article.type, span.version.content.payload)
    return replace(
        described(content, number=span.article_id, version=span.version_id),
        type=span.article.type,
        section=span.section_id,
        audience=span.audience_id or 0,
        live_from=int(span.live_from.timestamp()),
        live_until=min(int(span.live_until.timestamp()), NEVER),
    )


def described(content: TypedContent, *, number: int, version: int) -> Document:
    """What the index learns of a content, wherever and whenever it stands."""
    ended = content.ended_from()
    return Document(
        number=number,
        version=version,
        type=content.code,
        title=content.title,
        phrasings=tuple(content.phrasings),
        keywords=tuple(content.keywords),
        answer=content.answer(),
        body="\n".join(part.text for part in content.parts() if not part.internal),
        ended_from=int(ended.timestamp()) if ended else NEVER,
        regions=tuple(content.regions),
        products=tuple(content.products),
        channels=tuple(content.channels),
        tags=tuple(content.tags),
    )


def connect() -> None:
    register(Articles())

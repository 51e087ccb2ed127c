"""What the index learns about articles: one document for each span, past ones too."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zhixi.knowledge import types
from zhixi.knowledge.files.carrying import digests_in
from zhixi.knowledge.files.texts import texts_of
from zhixi.knowledge.models import LiveSpan
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib.batches import batches
from zhixi.search import NEVER, Corpus, Document


class Articles:
    def documents(self, numbers: Iterable[int]) -> Iterator[Document]:
        for some in batches(sorted(numbers), 500):
            rows = LiveSpan.objects.filter(article__in=some).order_by("article_id")
            spans = list(rows.select_related("article", "version__content"))
            carrying = [s.version.content for s in spans if digests_in(s.version.content.payload)]
            said = texts_of({content.pk for content in carrying})
            for span in spans:
                yield _document(span, said.get(span.version.content_id, ""))

    def numbers(self) -> Iterable[int]:
        return LiveSpan.objects.values_list("article_id", flat=True).distinct()


def _document(span: LiveSpan, attached: str) -> Document:
    content = types.load(span.article.type, span.version.content.payload)
    return replace(
        described(content, number=span.article_id, version=span.version_id, attached=attached),
        type=span.article.type,
        section=span.section_id,
        audience=span.audience_id or 0,
        live_from=int(span.live_from.timestamp()),
        live_until=min(int(span.live_until.timestamp()), NEVER),
    )


def described(content: TypedContent, *, number: int, version: int, attached: str = "") -> Document:
    """What the index learns of a content, wherever and whenever it stands; `attached` is what
    its attachments say."""
    ended = content.ended_from()
    return Document(
        number=number,
        version=version,
        type=content.code,
        title=content.title,
        phrasings=tuple(content.phrasings),
        keywords=tuple(content.keywords),
        answer=content.answer(),
        body="\n".join([*_said(content), *([attached] if attached else [])]),
        ended_from=int(ended.timestamp()) if ended else NEVER,
        regions=tuple(content.regions),
        products=tuple(content.products),
        channels=tuple(content.channels),
        tags=tuple(content.tags),
    )


def _said(content: TypedContent) -> Iterator[str]:
    """All that is no internal remark; of a file its name, not what only vouches for it."""
    names = (each.name for each in content.attachments)
    for part in content.parts():
        if not part.internal:
            yield next(names) if part.kind == "file" else part.text


def connect() -> None:
    Corpus.STANDING.register(Articles())

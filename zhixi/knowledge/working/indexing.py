"""What the drafts' index learns: each text in work, finished or not, in the words of now."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from zhixi.knowledge import types
from zhixi.knowledge.files.carrying import named_in
from zhixi.knowledge.files.texts import texts_of, texts_of_drafts
from zhixi.knowledge.indexing import described
from zhixi.knowledge.models import ArticleVersion, Draft
from zhixi.knowledge.types.removed import PAYLOAD
from zhixi.knowledge.working.states import sent_back, waiting
from zhixi.lib import html
from zhixi.lib.batches import batches
from zhixi.search import Corpus, Document

SHORT = ("phrasings", "keywords")
UNSAID = {"schema", "title", "internal", *SHORT}


class Drafts:
    """Drafts, texts at the gate, and texts that came back and nobody took up."""

    def documents(self, numbers: Iterable[int]) -> Iterator[Document]:
        for some in batches(sorted(numbers), 500):
            drafts = Draft.objects.filter(article__in=some).select_related("article")
            drafts = drafts.order_by("article")
            carried = {draft.article_id: named_in(draft.content) for draft in drafts}
            said = texts_of_drafts(carried)
            for draft in drafts:
                yield _placed(_document(draft, said[draft.article_id]), draft)
            for rows in (waiting(), sent_back()):
                versions = rows.filter(article__in=some).exclude(content__payload=PAYLOAD)
                versions = versions.select_related("article", "content").order_by("article")
                attached = texts_of([version.content_id for version in versions])
                for version in versions:
                    yield _placed(_of(version, attached.get(version.content_id, "")), version)

    def numbers(self) -> Iterable[int]:
        for rows in (Draft.objects.all(), waiting(), sent_back()):
            yield from rows.values_list("article_id", flat=True)


def _placed(document: Document, place: Any) -> Document:
    return replace(document, section=place.section_id, audience=place.audience_id or 0)


def _of(version: ArticleVersion, attached: str) -> Document:
    content = types.load(version.article.type, version.content.payload)
    number = version.article_id
    return described(content, number=number, version=version.pk, attached=attached)


def _document(draft: Draft, attached: str) -> Document:
    """A draft keeps whatever was typed: where it is not whole yet, its words are enough."""
    number, code, content = draft.article_id, draft.article.type, draft.content
    try:
        read = types.read(code, content)
        return described(read, number=number, version=0, attached=attached)
    except ValidationError:
        phrasings, keywords = (tuple(_strings(content.get(name))) for name in SHORT)
        rest = {name: value for name, value in content.items() if name not in UNSAID}
        return Document(
            number=number,
            version=0,
            type=code,
            title="\n".join(_strings(content.get("title"))),
            phrasings=phrasings,
            keywords=keywords,
            body="\n".join([*map(html.plain, _strings(rest)), *([attached] if attached else [])]),
        )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def connect() -> None:
    Corpus.IN_WORK.register(Drafts())

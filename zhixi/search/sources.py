"""Who gives the index its documents: apps above register themselves here."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from zhixi.search.document import Document


class Source(Protocol):
    """Where documents come from; a number may have several, apart in time."""

    def documents(self, numbers: Iterable[int]) -> Iterator[Document]: ...

    def all_documents(self) -> Iterator[Document]: ...


_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def documents(numbers: list[int]) -> Iterator[Document]:
    return chain.from_iterable(source.documents(numbers) for source in _sources)


def all_documents() -> Iterator[Document]:
    return chain.from_iterable(source.all_documents() for source in _sources)


def empty() -> bool:
    """Whether there is nothing to index."""
    return next(all_documents(), None) is None

"""Who gives the index its documents: apps above register themselves here."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from zhixi.search.document import Document


class Source(Protocol):
    """Where documents come from; a number may have several, apart in time."""

    def documents(self, numbers: Iterable[int]) -> Iterator[Document]: ...

    def numbers(self) -> Iterable[int]: ...


_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def documents(numbers: Sequence[int]) -> Iterator[Document]:
    return chain.from_iterable(source.documents(numbers) for source in _sources)


def numbers() -> list[int]:
    """Of everything that has documents, ascending."""
    return sorted({number for source in _sources for number in source.numbers()})


def all_documents() -> Iterator[Document]:
    return documents(numbers())


def empty() -> bool:
    """Whether there is nothing to index."""
    return not numbers()

"""What is indexed, each in an index of its own: what readers find, and what is in work."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.apps import apps
from django.conf import settings

from zhixi.search.document import Document

if TYPE_CHECKING:
    from zhixi.search.models import Waiting


class Source(Protocol):
    """Where documents come from; a number may have several, apart in time."""

    def documents(self, numbers: Iterable[int]) -> Iterator[Document]: ...

    def numbers(self) -> Iterable[int]: ...


class Corpus(Enum):
    """Texts with an index and an outbox of their own; apps above give the texts.

    No search meets what another corpus holds: neither its texts nor how often its words occur.
    """

    STANDING = "Pending", ""
    IN_WORK = "PendingDraft", "drafts"

    def __init__(self, outbox: str, folder: str) -> None:
        self._outbox, self._folder = outbox, folder
        self.sources: list[Source] = []

    @property
    def path(self) -> Path:
        return Path(settings.INDEX_PATH) / self._folder

    @property
    def outbox(self) -> "type[Waiting]":
        """Asked for by name: the room is imported before there are models."""
        found: type[Waiting] = apps.get_model("search", self._outbox)
        return found

    def register(self, source: Source) -> None:
        self.sources.append(source)

    def documents(self, numbers: Sequence[int]) -> Iterator[Document]:
        return chain.from_iterable(source.documents(numbers) for source in self.sources)

    def numbers(self) -> list[int]:
        """Of everything that has documents, ascending."""
        return sorted({number for source in self.sources for number in source.numbers()})

    def all_documents(self) -> Iterator[Document]:
        return self.documents(self.numbers())

    def empty(self) -> bool:
        """Whether there is nothing to index."""
        return not self.numbers()

"""What a page tells of the files that a text carries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from zhixi.knowledge.models import File
from zhixi.knowledge.types.base import Attachment
from zhixi.lib.files.kinds import KINDS, Kind
from zhixi.lib.files.names import harmless, suffix_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A file on a page; without `stored` its bytes are not here."""

    digest: str
    name: str
    kind: Kind
    transcript: str = ""
    stored: bool = True
    size: int = 0
    pages: int | None = None
    width: int | None = None
    height: int | None = None

    @property
    def url(self) -> str:
        return url(self.digest, self.name)


def url(digest: str, name: str) -> str:
    return f"/files/{digest}/{quote(name)}"


def shown(attachments: Sequence[Attachment]) -> list[Shown]:
    """In their order, with what is known of each, asked at once."""
    return rows((each.digest, each.name, each.transcript) for each in attachments)


def rows(told: Iterable[tuple[str, str, str]]) -> list[Shown]:
    """The same of digests, names and transcripts that may not be right yet."""
    given = list(told)
    facts = _facts([digest for digest, _name, _transcript in given])
    return [_shown(*row, facts.get(row[0])) for row in given]


def of_file(file: File, name: str) -> Shown:
    """A file that was just handed in, under the name it was given."""
    (found,) = rows([(file.digest, harmless(name, file.suffix), "")])
    return found


def _shown(digest: str, name: str, transcript: str, facts: dict[str, Any] | None) -> Shown:
    known = dict(facts or {"suffix": suffix_of(name), "stored": False})
    kind = KINDS.get(known.pop("suffix"), KINDS["pdf"])
    return Shown(digest, name, kind, transcript, **known)


def _facts(digests: list[str]) -> dict[str, dict[str, Any]]:
    found = File.objects.filter(pk__in=digests)
    names = ("suffix", "size", "width", "height", "text__pages")
    return {
        digest: dict(zip(("suffix", "size", "width", "height", "pages"), facts, strict=True))
        for digest, *facts in found.values_list("digest", *names)
    }

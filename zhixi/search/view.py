"""One commit of an index, as it was when it was looked at."""

from collections.abc import Callable
from typing import Any

import tantivy  # noqa: TID251
from django.utils.translation import gettext as _

from zhixi.search.faults import IndexUnavailable, panicked
from zhixi.search.kept import Kept, Shown, shown, unpack
from zhixi.search.schema import TYPE_NUMBER, type_number

_TYPES = 100  # more than there are
_COUNTED = 10_000  # terms whose documents are counted once for all searches of a commit

Counts = dict[tuple[str, str], int]


class View:
    """Stays as it is while it is held. Whatever reads it may raise IndexUnavailable.

    Tantivy raises the same for a damaged file and for a question of ours that is wrong:
    the files decide, so that no question makes the worker rebuild a sound index.
    """

    def __init__(self, searcher: Any, check: Callable[[], object], counts: Counts) -> None:
        self._searcher = searcher
        self._check = check
        self._counts = counts

    @property
    def num_docs(self) -> int:
        found: int = self._searcher.num_docs
        return found

    def search(self, query: tantivy.Query, limit: int) -> list[tuple[float, tantivy.DocAddress]]:
        """The best documents with their scores, best first."""
        try:
            found: list[tuple[float, tantivy.DocAddress]]
            found = self._searcher.search(query, limit, count=False).hits
        except BaseException as error:
            self._explain(error)
            raise
        return found

    def kept(self, address: tantivy.DocAddress) -> Kept:
        return unpack(self._stored(address, "kept"))

    def shown(self, address: tantivy.DocAddress) -> Shown:
        return shown(self._stored(address, "shown"))

    def _stored(self, address: tantivy.DocAddress, field: str) -> bytes:
        try:
            found: bytes = self._searcher.doc(address).get_first(field)
        except BaseException as error:
            self._explain(error)
            raise
        return found

    def numbers(self, field: str, addresses: list[tantivy.DocAddress]) -> list[int]:
        """The values of a number that every document has; no document is read for it."""
        try:
            found: list[int] = self._searcher.fast_field_values(field, addresses)
        except BaseException as error:
            self._explain(error)
            raise
        return found

    def types(self, addresses: list[tantivy.DocAddress]) -> list[str]:
        """The type of each document."""
        names = (name for name, _count in self.terms_with_prefix("type", "", limit=_TYPES))
        by_number = {type_number(name): name for name in names}
        return [by_number[number] for number in self.numbers(TYPE_NUMBER, addresses)]

    def doc_freq(self, field: str, term: str) -> int:
        """In how many documents the term stands, deleted ones included."""
        found = self._counts.get((field, term))
        if found is None:
            found = self._counted(field, term)
            if len(self._counts) >= _COUNTED:
                self._counts.clear()
            self._counts[field, term] = found
        return found

    def _counted(self, field: str, term: str) -> int:
        try:
            found: int = self._searcher.doc_freq(field, term)
        except BaseException as error:
            self._explain(error)
            raise
        return found

    def terms_with_prefix(self, field: str, prefix: str, *, limit: int) -> list[tuple[str, int]]:
        """The terms that begin so, each with the number of its documents."""
        try:
            found: list[tuple[str, int]] = self._searcher.terms_with_prefix(
                field, prefix, limit=limit
            )
        except BaseException as error:
            self._explain(error)
            raise
        return found

    def _explain(self, error: BaseException) -> None:
        """Raises IndexUnavailable where the index is at fault."""
        if panicked(error) or isinstance(error, (OSError, ValueError)):
            self._check()
        if panicked(error):
            raise IndexUnavailable(_("读写索引时出错：%(error)s") % {"error": error}) from error

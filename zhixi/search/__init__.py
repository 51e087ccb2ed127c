"""Analysis, index, query and ranking; knows Tantivy, knows no article."""

from zhixi.search.document import NEVER, Document
from zhixi.search.finding import Hit, Results, Suggestion, search, suggest
from zhixi.search.generations import WriterBusy
from zhixi.search.index import Index, IndexOutdated
from zhixi.search.live import live_index
from zhixi.search.marks import excerpt, mark
from zhixi.search.query import Request
from zhixi.search.sources import Source, register

__all__ = [
    "NEVER",
    "Document",
    "Hit",
    "Index",
    "IndexOutdated",
    "Request",
    "Results",
    "Source",
    "Suggestion",
    "WriterBusy",
    "excerpt",
    "live_index",
    "mark",
    "register",
    "search",
    "suggest",
]

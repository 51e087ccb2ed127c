"""Analysis, index, query and ranking; knows Tantivy, knows no article."""

from zhixi.search.analysis import words_of
from zhixi.search.answering import answering
from zhixi.search.document import NEVER, Document
from zhixi.search.faults import IndexUnavailable
from zhixi.search.finding import Hit, Results, search
from zhixi.search.generations import WriterBusy
from zhixi.search.index import Index
from zhixi.search.live import live_index
from zhixi.search.marks import excerpt, mark
from zhixi.search.query import Request
from zhixi.search.sources import Source, register
from zhixi.search.suggesting import Suggestion, suggest

__all__ = [
    "NEVER",
    "Document",
    "Hit",
    "Index",
    "IndexUnavailable",
    "Request",
    "Results",
    "Source",
    "Suggestion",
    "WriterBusy",
    "answering",
    "excerpt",
    "live_index",
    "mark",
    "register",
    "search",
    "suggest",
    "words_of",
]

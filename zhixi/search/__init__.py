"""Analysis, index, query and ranking; knows Tantivy, knows no article."""

from zhixi.search.analysis import words_of
from zhixi.search.answering import answering
from zhixi.search.corpus import Corpus, Source
from zhixi.search.document import NEVER, Document
from zhixi.search.faults import IndexUnavailable
from zhixi.search.finding import Hit, Results, search
from zhixi.search.generations import WriterBusy
from zhixi.search.index import Index
from zhixi.search.live import index_of, live_index
from zhixi.search.marks import excerpt, mark
from zhixi.search.query import Request
from zhixi.search.suggesting import Suggestion, suggest

__all__ = [
    "NEVER",
    "Corpus",
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
    "index_of",
    "live_index",
    "mark",
    "search",
    "suggest",
    "words_of",
]

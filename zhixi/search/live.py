"""The indexes of this installation, each opened once in each process."""

import threading
from pathlib import Path

from zhixi.search import added, generations
from zhixi.search.corpus import Corpus
from zhixi.search.index import Index

_opened: dict[Path, Index] = {}
_lock = threading.Lock()


def index_of(corpus: Corpus) -> Index:
    """Begun with an empty one where there is nothing to index yet. Raises IndexUnavailable.

    Whoever asks it asks by the bank's words as they are now.
    """
    added.take_up()
    path = corpus.path
    with _lock:
        if path not in _opened:
            if not generations.exists(path) and corpus.empty():
                generations.begin(path)
            _opened[path] = Index(path)
        return _opened[path]


def live_index() -> Index:
    """Of what readers find. Raises IndexUnavailable."""
    return index_of(Corpus.STANDING)

"""The index of this installation, opened once in each process."""

import threading
from pathlib import Path

from django.conf import settings

from zhixi.search import added, generations, sources
from zhixi.search.index import Index

_opened: dict[Path, Index] = {}
_lock = threading.Lock()


def live_index() -> Index:
    """Begun with an empty one where there is nothing to index yet. Raises IndexUnavailable.

    Whoever asks it asks by the bank's words as they are now.
    """
    added.take_up()
    path = Path(settings.INDEX_PATH)
    with _lock:
        if path not in _opened:
            if not generations.exists(path) and sources.empty():
                generations.begin(path)
            _opened[path] = Index(path)
        return _opened[path]

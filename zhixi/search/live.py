"""The index of this installation, opened once in each process."""

import threading
from pathlib import Path

from django.conf import settings

from zhixi.search.index import Index

_opened: dict[Path, Index] = {}
_lock = threading.Lock()


def live_index() -> Index:
    """Raises IndexOutdated where the index must be rebuilt first."""
    path = Path(settings.INDEX_PATH)
    with _lock:
        if path not in _opened:
            _opened[path] = Index.open(path)
        return _opened[path]

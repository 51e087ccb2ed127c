"""What befalls an index, told as one exception."""

import contextlib
from collections.abc import Iterator

from django.utils.translation import gettext as _


class IndexUnavailable(Exception):
    """The index cannot answer or learn now; the message says why. The worker rebuilds it."""


class IndexDamaged(IndexUnavailable):
    """Proven by the files themselves: asking again will not help."""


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Whatever Tantivy and the disk raise, as IndexUnavailable."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise IndexUnavailable(_("读写索引时出错：%(error)s") % {"error": error}) from error
    except BaseException as error:
        if not panicked(error):
            raise
        raise IndexUnavailable(_("读写索引时出错：%(error)s") % {"error": error}) from error


def panicked(error: BaseException) -> bool:
    """Whether Rust gave up; its exception has no name to import and is no Exception."""
    return type(error).__module__ == "pyo3_runtime"

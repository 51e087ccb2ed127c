"""Digests that carry their algorithm, over one canonical way to write things down."""

import datetime as dt
import hashlib
import json
import uuid
from typing import Any


def canonical(value: object) -> str:
    """JSON with sorted keys and no blanks; moments as UTC, so equal facts give equal text.

    Raises ValueError for a moment without a zone and for a number that is none.
    """
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_plain,
    )


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        if value.utcoffset() is None:
            raise ValueError(f"{value} has no zone")
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date | uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest(data: str | bytes) -> str:
    """`sha256:` and the hexadecimal digest of the bytes (text as UTF-8)."""
    raw = data.encode() if isinstance(data, str) else data
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"

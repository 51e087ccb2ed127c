"""Version 1 of the JSON API."""

from zhixi.api.v1.api import api

__all__ = ["api"]

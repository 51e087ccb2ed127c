"""Which database a table lies in: the look-up log has a file of its own, nothing else does."""

from typing import Any

from django.db import models

LOG = "lookups"
_TABLES = frozenset(("search", name) for name in ("lookup", "use", "tally", "queryplace"))


def _logged(app_label: str, model_name: str | None) -> bool:
    return (app_label, model_name) in _TABLES


class LookUpLog:
    """Sends the log's models to their database; of all others it says nothing."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return LOG if _logged(model._meta.app_label, model._meta.model_name) else None

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool:
        return _logged(app_label, model_name) == (db == LOG)

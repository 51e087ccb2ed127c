"""The outbox: articles that changed and wait for the index."""

from django.db import models


class Pending(models.Model):
    """Written in the transaction of the change, removed when the index has learned it."""

    number = models.PositiveBigIntegerField(db_index=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)

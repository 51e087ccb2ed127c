"""Periods that the authors keep in the calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Person


class CalendarMark(models.Model):
    """A period in which nothing shall go live (冻结期), or a holiday; the end is exclusive."""

    class Kind(models.TextChoices):
        FREEZE = "freeze", _("冻结期")
        HOLIDAY = "holiday", _("节假日")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="mark_ends")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="mark_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.name

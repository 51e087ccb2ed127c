"""The names that the bank keeps for products, channels and regions, and those that texts bear."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Label(models.Model):
    """A name that the editor's fields offer while it is active. Texts hold the name itself, so
    that an old text reads the same whatever becomes of the list."""

    class Kind(models.TextChoices):
        PRODUCT = "products", _("产品")
        CHANNEL = "channels", _("渠道")
        REGION = "regions", _("地区")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=100)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="label_once")]

    def __str__(self) -> str:
        return self.name


class LabelUse(models.Model):
    """Derived: the nth name of a set of names; `labels` is the key by which spans tell the set.

    Many texts bear the same names: they are counted by their sets.
    """

    labels = models.UUIDField()
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=2000)

    class Meta:
        indexes = [models.Index(fields=["kind", "labels"], name="label_use_kind")]
        constraints = [models.UniqueConstraint(fields=["labels", "n"], name="label_use_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

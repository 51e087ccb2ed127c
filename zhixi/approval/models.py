"""Submissions and decisions: written once, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.accounts.rules import Role

# The steps that come with the product.
_NAMED = {"业务确认": _("业务确认"), "安全管理员核准": _("安全管理员核准")}


class Way(models.Model):
    """A way to approval: steps in order, kept as data."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    way = models.ForeignKey(Way, models.PROTECT, related_name="steps")
    n = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["way", "n"], name="step_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name on a screen: ours in the reader's language, a bank's own as it wrote it."""
        return str(_NAMED.get(self.name, self.name))


@evidence.protect
class Submission(models.Model):
    """What was handed in, frozen: its digest is what a decision refers to."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    way = models.ForeignKey(Way, models.PROTECT)
    digest = models.CharField(max_length=80)
    makers = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


@evidence.protect
class Decision(models.Model):
    class Verdict(models.TextChoices):
        APPROVE = "approve", _("同意")
        RETURN = "return", _("退回")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    step = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=500, blank=True)
    seen_digest = models.CharField(max_length=80)
    final = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "step"], name="decided_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step} {self.verdict}"

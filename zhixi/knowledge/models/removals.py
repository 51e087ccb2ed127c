"""Words that had to be removed for good."""

from django.db import models

from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.approval.models import Decision, Submission
from zhixi.knowledge.models.articles import ArticleVersion, Content
from zhixi.knowledge.models.publications import InitialLoad


@evidence.protect
class RedactionRequest(models.Model):
    """A request, under a submission, that a version's words be removed, on a legal ground."""

    version = models.ForeignKey(ArticleVersion, models.PROTECT)
    submission = models.OneToOneField(Submission, models.PROTECT)
    ground = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.ground


@evidence.protect
class Redaction(models.Model):
    """Words that the law made us remove (PIPL Art. 47). Their digest, rows and chain stay."""

    content = models.OneToOneField(Content, models.PROTECT)
    ground = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True)
    load = models.ForeignKey(InitialLoad, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("decided_by")), name="redacted_by_two"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, load__isnull=True)
                | models.Q(decision__isnull=True, load__isnull=False),
                name="redaction_decided_or_loaded",
            ),
        ]

    def __str__(self) -> str:
        return self.ground

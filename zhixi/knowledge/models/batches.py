"""What is asked of many articles at once."""

from django.db import models

from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge.models.articles import Article


@evidence.protect
class BatchWithdrawal(models.Model):
    """A request, with others under one submission, that an article cease to be live."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="withdrawals")
    from_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "article"], name="withdrawal_once_in_batch"
            )
        ]

    def __str__(self) -> str:
        return str(self.article_id)


class ReturnedSheet(models.Model):
    """A workbook that came back, until its person applies it or brings another: no evidence."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    name = models.CharField(max_length=200)
    rows = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

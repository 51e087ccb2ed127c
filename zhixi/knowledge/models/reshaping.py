"""Articles made out of others, and which of them took another's place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge.models.articles import Article
from zhixi.knowledge.models.publications import Publication


@evidence.protect
class Origin(models.Model):
    """From which article, and from which of its versions, another was begun."""

    class How(models.TextChoices):
        COPY = "copy", _("复制")
        SPLIT = "split", _("拆分")

    article = models.OneToOneField(Article, models.PROTECT, related_name="origin")
    source = models.ForeignKey(Article, models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()  # 0 where the source was a draft of no version yet
    how = models.CharField(max_length=10, choices=How)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id} {self.how} {self.source_id}"


class Tie(models.Model):
    """Two articles of which one gives the other words: they pass the gate together or not at all.

    Gone once the gate has let them pass.
    """

    class Kind(models.TextChoices):
        SPLIT = "split", _("拆分")
        MERGE = "merge", _("合并")

    kind = models.CharField(max_length=10, choices=Kind)
    giving = models.OneToOneField(Article, models.PROTECT, related_name="+")
    taking = models.OneToOneField(Article, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.giving_id} {self.taking_id}"


@evidence.protect
class Merger(models.Model):
    """A request, under a submission, that an article end and another take its place."""

    submission = models.OneToOneField(Submission, models.PROTECT)
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    n = models.PositiveIntegerField()  # the version whose words went over
    target = models.ForeignKey(Article, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.article_id} {self.target_id}"


@evidence.protect
class Redirect(models.Model):
    """Where links to an article arrive while the withdrawal that ended it is its last act."""

    withdrawal = models.OneToOneField(Publication, models.PROTECT, related_name="redirect")
    target = models.ForeignKey(Article, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.withdrawal_id} {self.target_id}"

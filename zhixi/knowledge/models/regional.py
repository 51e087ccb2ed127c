"""What regions say otherwise: being written, asked for, and standing."""

import uuid

from django.db import models

from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge.models.articles import Article, ArticleVersion

_REDACTED = (
    "EXISTS (SELECT 1 FROM knowledge_redaction gone JOIN knowledge_articleversion said"
    " ON said.content_id = gone.content_id WHERE said.article_id = OLD.article_id)"
)


class RegionalDraft(models.Model):
    """What a region would say otherwise in an article; `rows` are only its differences from what
    stood when they were written. With a submission that is open it is not to be changed."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    region = models.CharField(max_length=40)
    line = models.UUIDField(default=uuid.uuid4)
    rows = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "region"], name="regional_draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.region}"


@evidence.protect_except(evidence.Tombstone({"rows": "[]"}, _REDACTED))
class RegionalChange(models.Model):
    """Under a submission, what shall be said otherwise in a region, or by `veto` no longer be;
    no rows where the law removed the words."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="regional")
    region = models.CharField(max_length=40)
    line = models.UUIDField()
    rows = models.JSONField()
    veto = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["region", "veto"], name="regional_change_region")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.region}"


class RegionalDifference(models.Model):
    """Derived: in a version that is live from a moment until another, a part that a region says
    otherwise; `since` and `by` tell when and by whom these words came in."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    version = models.ForeignKey(ArticleVersion, models.PROTECT, related_name="+")
    region = models.CharField(max_length=40)
    part = models.TextField()
    product = models.TextField(blank=True)
    tier = models.TextField(blank=True)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField()
    since = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["live_until", "region"], name="regional_difference_live")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.region} {self.part}"

"""What an article is, what it says in each version, and where it stands."""

from django.db import models

from zhixi.accounts import evidence
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.approval.models import Submission
from zhixi.knowledge.models.sections import Section
from zhixi.knowledge.types import removed

_REDACTED = "EXISTS (SELECT 1 FROM knowledge_redaction WHERE content_id = OLD.{key})"


@evidence.protect
class Article(models.Model):
    """What never changes about an article. Its number is spoken on the phone."""

    number = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=20)
    language = models.CharField(max_length=10, default="zh-hans")
    source_id = models.CharField(max_length=200, unique=True, null=True)  # noqa: DJ001
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)


@evidence.protect_except(
    evidence.Tombstone({"payload": removed.PAYLOAD}, _REDACTED.format(key="digest")),
)
class Content(models.Model):
    """A payload under its digest; two versions with the same words share it."""

    digest = models.CharField(max_length=80, primary_key=True)
    payload = models.TextField()

    def __str__(self) -> str:
        return self.digest


@evidence.protect_except(
    evidence.Tombstone(
        {"clauses": "[]", "title": removed.TITLE}, _REDACTED.format(key="content_id")
    )
)
class ArticleVersion(models.Model):
    """A text as it was handed in, with the place it was handed in for."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    content = models.ForeignKey(Content, models.PROTECT)
    clauses = models.JSONField()
    section = models.ForeignKey(Section, models.PROTECT)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True)
    title = models.CharField(max_length=200)
    effective_from = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_from = models.DateTimeField(null=True)
    line = models.UUIDField()
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="versions")
    by = models.ForeignKey(Person, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "n"], name="version_n_once")]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.n}"


@evidence.protect
class Placement(models.Model):
    """Section, owner and audience of an article from a moment on, until a later row."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="placements")
    section = models.ForeignKey(Section, models.PROTECT)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True)
    from_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"{self.article_id} {self.section_id}"

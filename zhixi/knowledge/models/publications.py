"""What was published and withdrawn. LiveSpan alone is derived from the others."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhixi.accounts import evidence
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.approval.models import Decision, Submission
from zhixi.knowledge.models.articles import Article, ArticleVersion
from zhixi.knowledge.models.sections import Section


@evidence.protect
class InitialLoad(models.Model):
    """The one other origin of live knowledge: the load into an empty base, logged."""

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=80)
    by = models.ForeignKey(Person, models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


@evidence.protect
class Publication(models.Model):
    """An act on an article's time line, approved; see knowledge.timeline for what it means."""

    class Act(models.TextChoices):
        PUBLISH = "publish", _("发布")
        WITHDRAW = "withdraw", _("撤回")
        RESTORE = "restore", _("恢复")

    article = models.ForeignKey(Article, models.PROTECT, related_name="publications")
    act = models.CharField(max_length=10, choices=Act)
    version = models.ForeignKey(ArticleVersion, models.PROTECT, null=True, related_name="+")
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    then = models.ForeignKey(ArticleVersion, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True)
    load = models.ForeignKey(InitialLoad, models.PROTECT, null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(live_from__gte=models.F("recorded_at")),
                name="never_backdated",
            ),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, load__isnull=True)
                | models.Q(decision__isnull=True, load__isnull=False),
                name="approved_or_loaded",
            ),
            models.CheckConstraint(
                condition=models.Q(act="withdraw", version__isnull=True)
                | (~models.Q(act="withdraw") & models.Q(version__isnull=False)),
                name="act_names_version",
            ),
        ]
        indexes = [
            # By these something leaves the desk: few acts among all.
            models.Index(
                fields=["live_until", "article"],
                condition=models.Q(live_until__isnull=False),
                name="act_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.act}"


@evidence.protect
class Withdrawal(models.Model):
    """A request, under a submission, that an article cease to be live."""

    article = models.ForeignKey(Article, models.PROTECT)
    submission = models.OneToOneField(Submission, models.PROTECT)
    from_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.article_id)


_LISTED = ("live_until", "live_from", "ended_from", "section", "audience", "type")


class LiveSpan(models.Model):
    """Derived: one version, in one place, live from a moment until another (exclusive)."""

    # Both are found by an index of more columns.
    article = models.ForeignKey(Article, models.PROTECT, related_name="spans", db_index=False)
    version = models.ForeignKey(ArticleVersion, models.PROTECT, db_index=False)
    section = models.ForeignKey(Section, models.PROTECT)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True)
    type = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    must_read = models.BooleanField(default=False)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField()
    ended_from = models.DateTimeField(null=True)
    review_by = models.DateTimeField(null=True)
    labels = models.UUIDField(null=True)  # the set of names it bears: see LabelUse

    class Meta:
        indexes = [
            models.Index(fields=["article", "live_until", "live_from"], name="span_article"),
            models.Index(fields=["section", "live_from"], name="span_section_from"),
            models.Index(fields=["live_until"], name="span_until"),
            models.Index(fields=["live_from", "article"], name="span_from"),
            models.Index(fields=["type", "live_from"], name="span_type_from"),
            # The calendar: of a department by time, and what ends without a successor.
            models.Index(fields=["owner", "live_from"], name="span_owner_from"),
            models.Index(fields=["live_until", "article"], name="span_until_article"),
            # All that counting asks for, so that no row is fetched.
            models.Index(
                fields=["section", "audience", "type", "live_until", "live_from"],
                name="span_counted",
            ),
            models.Index(
                fields=["live_until"], condition=models.Q(must_read=True), name="span_must_read"
            ),
            # What the authors' lists are sorted by and ask for: of ten rows nine stood once, and
            # none of these is fetched.
            models.Index(fields=["version", *_LISTED], name="span_changed"),
            models.Index(fields=["title", *_LISTED], name="span_titled"),
            models.Index(
                fields=["review_by"],
                condition=models.Q(review_by__isnull=False),
                name="span_review",
            ),
            models.Index(
                fields=["ended_from"],
                condition=models.Q(ended_from__isnull=False),
                name="span_ended",
            ),
            models.Index(
                fields=["labels", "live_until", "live_from"],
                condition=models.Q(labels__isnull=False),
                name="span_labels",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.version_id}"

"""Articles, their versions and publications. LiveSpan alone is derived from the others."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhixi.accounts import evidence
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.approval.models import Decision, Submission
from zhixi.knowledge.types import removed

_REDACTED = "EXISTS (SELECT 1 FROM knowledge_redaction WHERE content_id = OLD.{key})"


@evidence.protect
class Section(models.Model):
    """A place in the tree of knowledge (栏目). Where it hangs is told by SectionPlacement."""

    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


@evidence.protect
class SectionPlacement(models.Model):
    """Name, parent and audience of a section from a moment on, until a later row."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True)
    from_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.name


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


@evidence.protect
class SectionChange(models.Model):
    """A request, under a submission: how a section be called, where it hang, who may enter."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, models.PROTECT)
    parent = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.name


@evidence.protect_except(
    evidence.Tombstone({"payload": removed.PAYLOAD}, _REDACTED.format(key="digest")),
)
class Content(models.Model):
    """A payload under its digest; two versions with the same words share it."""

    digest = models.CharField(max_length=80, primary_key=True)
    payload = models.TextField()

    def __str__(self) -> str:
        return self.digest


class Draft(models.Model):
    """What is being worked on. `line` ties all editing up to the next approval together."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="draft")
    line = models.UUIDField(default=uuid.uuid4)
    content = models.JSONField()
    section = models.ForeignKey(Section, models.PROTECT)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id}"


class Autosave(models.Model):
    """A draft as it was saved once, to step back to. The last hundred are kept: no evidence."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="autosaves")
    line = models.UUIDField()
    content = models.JSONField()
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["article", "-id"], name="autosave_last")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.at}"


@evidence.protect
class DraftContribution(models.Model):
    """Who had a hand in a text, by whatever way: such a person never approves it."""

    class How(models.TextChoices):
        EDIT = "edit", _("编辑")
        IMPORT = "import", _("导入")
        RESTORE = "restore", _("恢复旧版")
        REOPEN = "reopen", _("退回修改")

    article = models.ForeignKey(Article, models.PROTECT)
    line = models.UUIDField(db_index=True)
    person = models.ForeignKey(Person, models.PROTECT)
    how = models.CharField(max_length=10, choices=How)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id} {self.person_id} {self.how}"


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
class Withdrawal(models.Model):
    """A request, under a submission, that an article cease to be live."""

    article = models.ForeignKey(Article, models.PROTECT)
    submission = models.OneToOneField(Submission, models.PROTECT)
    from_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.article_id)


@evidence.protect
class RedactionRequest(models.Model):
    """A request, under a submission, that a version's words be removed, on a legal ground."""

    version = models.ForeignKey(ArticleVersion, models.PROTECT)
    submission = models.OneToOneField(Submission, models.PROTECT)
    ground = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.ground


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

    def __str__(self) -> str:
        return f"{self.article_id} {self.act}"


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


class LiveSpan(models.Model):
    """Derived: one version, in one place, live from a moment until another (exclusive)."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="spans")
    version = models.ForeignKey(ArticleVersion, models.PROTECT)
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

    class Meta:
        indexes = [
            models.Index(fields=["article", "live_from"], name="span_article_from"),
            models.Index(fields=["section", "live_from"], name="span_section_from"),
            models.Index(fields=["live_until"], name="span_until"),
            models.Index(fields=["live_from", "article"], name="span_from"),
            models.Index(fields=["type", "live_from"], name="span_type_from"),
            # All that counting asks for, so that no row is fetched.
            models.Index(
                fields=["section", "audience", "type", "live_until", "live_from"],
                name="span_counted",
            ),
            models.Index(
                fields=["live_until"], condition=models.Q(must_read=True), name="span_must_read"
            ),
            # What the authors' lists are sorted by and ask for.
            models.Index(fields=["title"], name="span_title"),
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
        ]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.version_id}"


@evidence.protect
class Receipt(models.Model):
    """That a person has read a version that asks for it (阅读确认), and when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.ForeignKey(ArticleVersion, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.version_id}"


class Folder(models.Model):
    """A person's own name for some of his favourites (收藏夹)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="folder_once")]

    def __str__(self) -> str:
        return self.name


class Favourite(models.Model):
    """An article that a person keeps at hand (收藏); without a folder it is in the default one."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    folder = models.ForeignKey(Folder, models.SET_NULL, null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "article"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.article_id}"


class Visit(models.Model):
    """When a person's visit began, and when the person was last here before it."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="+")
    began_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.began_at}"

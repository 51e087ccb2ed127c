"""What is being worked on, and by whom."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhixi.accounts import evidence
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.knowledge.models.articles import Article
from zhixi.knowledge.models.sections import Section


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
        COPY = "copy", _("复制")
        SPLIT = "split", _("拆分")
        MERGE = "merge", _("合并")

    article = models.ForeignKey(Article, models.PROTECT)
    line = models.UUIDField(db_index=True)
    person = models.ForeignKey(Person, models.PROTECT)
    how = models.CharField(max_length=10, choices=How)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id} {self.person_id} {self.how}"

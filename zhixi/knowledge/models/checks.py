"""What a text is checked for while it is written, and what became of the checks."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge.models.sections import Section


class Level(models.TextChoices):
    OFF = "off", _("不检查")
    HINT = "hint", _("提示")
    MUST = "must", _("必须改")


class CheckLevel(models.Model):
    """How much a rule weighs in a section and all below it; without a section, in the bank."""

    rule = models.CharField(max_length=20)
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule"],
                condition=models.Q(section__isnull=True),
                name="check_level_bank_once",
            ),
            models.UniqueConstraint(fields=["rule", "section"], name="check_level_section_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.level}"


class Wording(models.Model):
    """A word that the bank watches; not where it is a part of one of the words in `unless`."""

    class Kind(models.TextChoices):
        FORBIDDEN = "forbidden", _("禁用语")
        PROMISE = "promise", _("绝对承诺")
        WRITTEN = "written", _("书面语")
        INTERNAL = "internal", _("内部用语")

    kind = models.CharField(max_length=10)
    word = models.CharField(max_length=40)
    unless = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=200, blank=True)
    instead = models.CharField(max_length=100, blank=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "word"], name="wording_kind_word_once")
        ]

    def __str__(self) -> str:
        return self.word


class RaisedCheck(models.Model):
    """That a rule had something to say of a line of editing; told once for each line."""

    line = models.UUIDField(default=uuid.uuid4)
    rule = models.CharField(max_length=20)
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "rule"], name="raised_check_line_rule_once")
        ]

    def __str__(self) -> str:
        return self.rule


@evidence.protect
class OverruledCheck(models.Model):
    """A rule whose hint stood when a text was handed in."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="overruled")
    line = models.UUIDField()
    rule = models.CharField(max_length=20)
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["line"], name="overruled_check_line")]

    def __str__(self) -> str:
        return self.rule

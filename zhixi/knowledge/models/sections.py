"""Sections and their places in the tree."""

from django.db import models

from zhixi.accounts import evidence
from zhixi.accounts.models import Audience, Person
from zhixi.approval.models import Submission


@evidence.protect
class Section(models.Model):
    """A place in the tree of knowledge (栏目). Where it hangs is told by SectionPlacement."""

    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


@evidence.protect
class SectionPlacement(models.Model):
    """Name, parent and audience of a section from a moment on, until a later row; whether it is
    closed (停用): nothing stands there, and it is offered no more."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True)
    closed = models.BooleanField(default=False, db_default=False)
    from_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.name


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


@evidence.protect
class SectionMerge(models.Model):
    """A request, under a submission: all that stands in one section be put into another."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    into = models.ForeignKey(Section, models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.section_id} {self.into_id}"

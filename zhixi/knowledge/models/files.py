"""Files that people hand in, what they say, and the texts that carry them."""

import uuid

from django.db import models

from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.knowledge.models.articles import Content


class File(models.Model):
    """A file under the digest of its bytes, which lie on the disk and are never replaced.

    Of a sound its uploader has confirmed that no customer can be known from it.
    """

    digest = models.CharField(max_length=80, primary_key=True)
    suffix = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    cleared = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.digest} {self.suffix}"


@evidence.protect
class ContentFile(models.Model):
    """A text that was handed in carries this file: neither goes without the other."""

    content = models.ForeignKey(Content, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="contents")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content", "file"], name="content_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.content_id} {self.file_id}"


class FileText(models.Model):
    """Derived: what a document says, as pairs of page or sheet and text; not done until `done_at`."""

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="text")
    pages = models.PositiveIntegerField(null=True)
    texts = models.JSONField(default=list)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(done_at__isnull=True),
                name="filetext_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.file_id


class Upload(models.Model):
    """A file on its way, piece by piece; `file` is what became of it. Kept for a day only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    cleared = models.BooleanField(default=False)
    file = models.ForeignKey(File, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="upload_changed")]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"

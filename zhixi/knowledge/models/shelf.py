"""What a person keeps and has read."""

from django.db import models

from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.knowledge.models.articles import Article, ArticleVersion


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

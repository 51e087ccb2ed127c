"""Who has a text open in the editor."""

from django.db import models

from zhixi.accounts.models import Person
from zhixi.knowledge.models.articles import Article


class Presence(models.Model):
    """A person has the text before him, as was last heard: no evidence, and worth nothing soon."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="presence_once")]
        indexes = [models.Index(fields=["at"], name="presence_at")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.person_id}"

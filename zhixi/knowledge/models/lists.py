"""How a person keeps the list of articles: filters under a name, and the columns shown."""

from django.db import models

from zhixi.accounts.models import Person


class SavedFilter(models.Model):
    """What the list is narrowed to, as its address says it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="filter_once")]

    def __str__(self) -> str:
        return self.name


class ListColumns(models.Model):
    """The columns that a person chose; without a row all usual ones are shown."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    columns = models.JSONField()

    def __str__(self) -> str:
        return str(self.person_id)

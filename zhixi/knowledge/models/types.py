"""The names that the bank gives to the types of knowledge."""

from django.db import models


class TypeName(models.Model):
    """What a type is called in a language; without a row it has the name that is built in."""

    code = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "language"], name="type_name_once"),
            models.UniqueConstraint(fields=["language", "name"], name="type_name_of_one"),
        ]

    def __str__(self) -> str:
        return self.name

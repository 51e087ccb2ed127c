"""Django migrates one database at a time; an installation has two."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS

from zhixi.search.router import LOG


class Command(Migrate):
    """Without --database, the look-up log is brought forward too."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def execute(self, *args: Any, **options: Any) -> None:
        given = options.pop("database")
        for alias in [given] if given else [DEFAULT_DB_ALIAS, LOG]:
            super().execute(*args, database=alias, **options)

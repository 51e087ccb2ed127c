"""The command line as an operator meets it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zhixi.config.cli.verbs import verbs


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every verb looks whether the look-up log is there too."""
    for item in items:
        if "tests/config" in str(item.path) and {"db", "run"} & set(item.fixturenames):  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.django_db(databases=["default", "lookups"]))


@pytest.fixture
def run(db: None) -> Callable[..., Result]:
    """Run `zhixi` with these words; a traceback fails the test."""

    def zhixi(*words: object, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(verbs, [str(word) for word in words], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return zhixi


@pytest.fixture
def told(run: Callable[..., Result]) -> Callable[..., dict[str, Any]]:
    """The JSON object on the last line of a verb run with --json."""

    def last_line(*words: object) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run(*words, "--json").stdout.splitlines()[-1])
        return found

    return last_line

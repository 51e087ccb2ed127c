"""The command line as an operator meets it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zhixi.config.cli.verbs import verbs


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

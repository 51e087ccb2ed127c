"""The verbs as an operator runs them, inside one process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zhixi.intake.commands import import_


@pytest.fixture
def bring(cast: dict[str, Any]) -> Callable[..., Result]:
    def run(*arguments: object) -> Result:
        result = CliRunner().invoke(import_, [str(each) for each in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def told(bring: Callable[..., Result]) -> Callable[..., dict[str, Any]]:
    def run(*arguments: object) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(bring(*arguments, "--json").stdout.splitlines()[-1])
        return found

    return run


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., Path]:
    """A JSONL file of these rows."""

    def write(*rows: dict[str, Any], name: str = "常见问题.jsonl") -> Path:
        path = tmp_path / name
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_text(text, encoding="utf-8")
        return path

    return write

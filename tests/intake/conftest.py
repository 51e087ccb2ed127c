"""The verbs as an operator runs them, inside one process or as a program of its own."""

import json
import os
import subprocess
import sys
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


def zhixi(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `zhixi` as a program of its own, on the installation in this folder."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, *map(str, arguments)],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )


MAIN = "from zhixi.config.cli import main; main()"


def environment(folder: Path) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZHIXI_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "zhixi.config.settings.dev",
        "ZHIXI_VAR": str(folder),
    }

"""The law of the house, held by a machine: floors, names, sizes, sentences."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).parents[1]
ROOMS = ROOT / "zhixi"
FLOORS = [
    {"lib"},
    {"accounts"},
    {"notify"},
    {"approval", "search"},
    {"knowledge"},
    {"inquiry", "training", "evaluation"},
    {"insight", "intake"},
    {"desk", "studio", "api"},
    {"config"},
]
FORBIDDEN = {"utils", "helpers", "services", "managers", "mixins", "constants", "common", "core"}
MODULES = [p for p in ROOMS.rglob("*.py") if "migrations" not in p.parts]


def floor(room: str) -> int:
    return next(n for n, rooms in enumerate(FLOORS) if room in rooms)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_it_works() -> None:
    assert len(MODULES) > 50


def test_no_module_is_past_the_wall() -> None:
    assert [p.name for p in MODULES if len(p.read_text().splitlines()) > 400] == []


def test_no_function_is_past_the_wall() -> None:
    assert [f"{p.name}:{f.name}" for p in MODULES for f in functions(p) if length(f) > 60] == []


def test_views_are_short() -> None:
    views = [p for p in MODULES if p.name == "views.py"]
    assert views
    assert [f.name for p in views for f in functions(p) if length(f) > 20] == []


def test_no_room_or_module_has_a_name_that_says_nothing() -> None:
    assert [p for p in MODULES if FORBIDDEN & {p.stem, *p.relative_to(ROOMS).parts}] == []


@pytest.mark.parametrize("package", [p for p in MODULES if p.name == "__init__.py"], ids=str)
def test_every_package_says_what_it_is_for(package: Path) -> None:
    sentence = ast.get_docstring(ast.parse(package.read_text())) or ""
    assert sentence.split("\n")[0].endswith(".")


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        if not model.__module__.startswith("zhixi."):
            continue
        for field in model._meta.local_fields:
            target = field.related_model
            if isinstance(target, type) and issubclass(target, models.Model):
                other = target._meta.app_label
                if other != room and floor(other) >= floor(room):
                    wrong.append(f"{model.__name__}.{field.name}")
    assert wrong == []


def test_templates_include_only_from_their_own_room_and_below() -> None:
    wrong = []
    for path in [*ROOMS.glob("templates/*/*.html"), *ROOMS.glob("knowledge/types/**/*.html")]:
        room = "knowledge" if "knowledge" in path.parts else path.parent.name
        for name in re.findall(r'{% (?:include|extends) "([^"]+)"', path.read_text()):
            first = name.split("/")[0]
            other = {"types": "knowledge"}.get(first, first)
            if "/" in name and other != room and floor(other) >= floor(room):
                wrong.append(f"{path.name}: {name}")
    assert wrong == []


def test_the_floors_are_the_ones_import_linter_holds() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contract["contracts"][0]["layers"]
    held = [set(re.findall(r"\w+", layer)) for layer in reversed(layers)]
    assert held == FLOORS


def test_every_room_stands_on_a_floor() -> None:
    rooms = {p.parent.name for p in ROOMS.glob("*/__init__.py")}
    assert rooms <= set().union(*FLOORS)


def test_the_makefile_and_the_settings_are_short() -> None:
    assert len((ROOT / "Makefile").read_text().splitlines()) <= 40
    assert len((ROOMS / "config/settings/base.py").read_text().splitlines()) <= 300


def test_locks_carry_hashes_and_no_address() -> None:
    for lock in ROOT.glob("requirements/*.txt"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "http" not in text
        assert "--index" not in text


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[~\[<>=]", name)[0].lower() for name in wanted}
    reasons = (ROOT / "docs/decisions.md").read_text().lower()
    assert {name for name in names if f"| {name} |" not in reasons} == set()


def test_every_setting_from_outside_is_documented() -> None:
    read = set()
    for path in (ROOMS / "config/settings").glob("*.py"):
        read |= set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', path.read_text()))
    told = (ROOT / "docs/operations.md").read_text()
    assert {name for name in read if f"ZHIXI_{name}" not in told} == set()


def test_every_permission_sentence_has_its_test() -> None:
    numbers = set(re.findall(r"^P(\d+)\b", (ROOT / "docs/permissions.md").read_text(), re.M))
    tested: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        tested |= set(re.findall(r"def test_p(\d+)_", path.read_text()))
    assert numbers
    assert numbers - tested == set()

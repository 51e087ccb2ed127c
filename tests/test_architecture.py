"""The law of the house, held by a machine: floors, names, sizes, sentences."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

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
PACKAGES = [p for p in MODULES if p.name == "__init__.py"]


def floor(room: str) -> int:
    """Libraries lie below all rooms."""
    return next((n for n, rooms in enumerate(FLOORS) if room in rooms), -1)


def points_down(room: str, other: str) -> bool:
    return other == room or floor(other) < floor(room)


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
    views = [p for p in MODULES if "views" in {p.stem, p.parent.name}]
    assert views
    assert [f.name for p in views for f in functions(p) if length(f) > 20] == []


def test_no_room_or_module_has_a_name_that_says_nothing() -> None:
    assert [p for p in MODULES if FORBIDDEN & {p.stem, *p.relative_to(ROOMS).parts}] == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda p: str(p.parent.relative_to(ROOT)))
def test_every_package_says_what_it_is_for(package: Path) -> None:
    sentence = ast.get_docstring(ast.parse(package.read_text())) or ""
    assert sentence.split("\n")[0].endswith(".")


def test_only_search_knows_tantivy() -> None:
    knowing = {
        path.relative_to(ROOMS).parts[0]
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        if name.split(".")[0] == "tantivy"
    }
    assert knowing == {"search"}


def test_foreign_keys_point_down() -> None:
    """Strings such as "knowledge.Article" are no imports: import-linter cannot see them."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("zhixi.")]
    keys = [
        (model, field, field.related_model._meta.app_label)
        for model in ours
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if isinstance(field.related_model, type)
    ]
    assert keys
    assert [
        f"{model.__name__}.{field.name}"
        for model, field, other in keys
        if not points_down(model._meta.app_label, other)
    ] == []


def test_templates_include_only_from_their_own_room_and_below() -> None:
    """A template at the root belongs to nobody; types/ lies in the room of knowledge."""
    named = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
    wrong = []
    for path in ROOMS.rglob("*.html"):
        room, *inner = path.relative_to(ROOMS).parts
        if room == "templates":
            room = inner[0] if len(inner) > 1 else ""
        for name in named.findall(path.read_text()) if room else []:
            other = {"types": "knowledge"}.get(first := name.split("/")[0], first)
            if "/" in name and not points_down(room, other):
                wrong.append(f"{path.relative_to(ROOMS)}: {name}")
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


def test_the_map_of_the_docs_names_every_page() -> None:
    pages = {p.name for p in (ROOT / "docs").glob("*.md")} - {"README.md"}
    linked = re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs/README.md").read_text())
    assert set(linked) == pages


def test_every_permission_sentence_has_its_test() -> None:
    numbers = set(re.findall(r"^P(\d+)\b", (ROOT / "docs/permissions.md").read_text(), re.M))
    tested: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        tested |= set(re.findall(r"def test_p(\d+)_", path.read_text()))
    assert numbers
    assert numbers - tested == set()


def test_stylesheets_close_what_they_open() -> None:
    """An open brace swallows what follows, and no browser says so."""
    for path in sorted((ROOT / "zhixi/static/zhixi").glob("*.css")):
        text = path.read_text()
        assert text.count("{") == text.count("}"), path.name

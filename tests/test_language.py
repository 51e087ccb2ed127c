"""The English catalogue holds every sentence of the sources, compiled as written."""

import ast
import gettext
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation.template import templatize

from zhixi.accounts.models import Person

ROOMS = Path(__file__).parents[1] / "zhixi"
CATALOGUE = ROOMS / "locale/en/LC_MESSAGES/django.po"
CALLS = {"_", "gettext", "gettext_lazy"}
QUOTED = re.compile(r'^(msgctxt|msgid|msgstr) ((?:".*"\n?)+)', re.M)
PLACES = re.compile(r"%\(\w+\)\w|\{\w*\}")
HAN = re.compile(r"[\u3400-\u9fff]")


def in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if node.func.id in CALLS and literal:
                yield ast.literal_eval(first)


def in_template(path: Path) -> Iterator[str]:
    """As makemessages reads it: tags become calls, everything else is blanked out."""
    calls = templatize(path.read_text())
    for literal in re.findall(r""" (?:gettext|_)\((u?'.*?'|u?".*?")\) """, calls):
        yield ast.literal_eval(literal)


def in_sources() -> set[str]:
    found = {text for path in ROOMS.rglob("*.py") for text in in_code(path)}
    return found | {text for path in ROOMS.rglob("*.html") for text in in_template(path)}


def written() -> dict[str, str]:
    """What the catalogue says; a guess of msgmerge (fuzzy) says nothing."""
    said = {}
    for entry in CATALOGUE.read_text().split("\n\n"):
        texts = {
            name: "".join(ast.literal_eval(line) for line in lines.splitlines())
            for name, lines in QUOTED.findall(entry)
        }
        if texts.get("msgid"):
            key = "\x04".join(texts[name] for name in ("msgctxt", "msgid") if name in texts)
            said[key] = "" if re.search("^#,.*fuzzy", entry, re.M) else texts["msgstr"]
    return said


def test_it_works() -> None:
    assert {"登录", "相似问：{phrasing}", "%(since)s 起有效"} <= in_sources()
    assert written()["内部须知 · 严禁对客"] == "Internal remarks · never for customers"


def test_every_sentence_of_the_sources_is_said_in_english() -> None:
    """`make messages` collects them, then the catalogue wants its English."""
    said = written()
    assert {text for text in in_sources() if not said.get(text)} == set()


def test_the_same_places_are_filled_in_both_languages() -> None:
    unlike = {a: b for a, b in written().items() if set(PLACES.findall(a)) ^ set(PLACES.findall(b))}
    assert unlike == {}


def test_what_is_compiled_is_what_is_written() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.info()["content-type"] == "text/plain; charset=UTF-8"
    assert {text: compiled.gettext(text) for text in written()} == written()


@pytest.mark.parametrize("typed", ["", "?q=挂失", "?q=qqqq", "?q=信用卡&type=notice"])
def test_who_asks_for_english_reads_english(
    typed: str, lin: Person, publish: Callable[..., int], client_for: Callable[[Person], Client]
) -> None:
    number = publish()
    english = {"Accept-Language": "en-GB,en;q=0.9"}

    door = Client().get("/accounts/login/", headers=english).content.decode()
    desk = client_for(lin).get(f"/{typed}", headers=english).content.decode()
    article = client_for(lin).get(f"/k/{number}", headers=english).content.decode()

    assert 'lang="en"' in door
    assert "Login or staff number" in door
    assert set(HAN.findall(door)) <= {"知"}
    assert "Sign out" in desk
    assert "What to say" in article

"""Who reads English meets Chinese only where the bank wrote it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_screens import CUT, KINDS, WALK, WIDER, Bank, Screen, bank
from tests.test_language import written as catalogue
from zhixi.knowledge.types.words import CHOSEN

__all__ = ["bank"]  # a fixture

# All that is read and not marked as Chinese (lang), once each; words that a mark parts are one text,
# what was changed is two.
READ = r"""() => {
  const held = "script, style, textarea, svg, [data-rich], [data-part-choice], [data-target-choice], .body td, .body th, .brand i, body [lang|=zh]";
  const marks = "mark, ins, del, strong, em";
  const texts = new Set();
  const without = (name, whole) => {
    const copy = whole.cloneNode(true);
    for (const each of copy.querySelectorAll(name)) each.remove();
    return copy.textContent;
  };
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    let here = walk.currentNode.parentElement;
    if (here.closest(held)) continue;
    while (here.matches(marks)) here = here.parentElement;
    const parted = [...here.children].some((each) => each.matches(marks));
    if (!parted) texts.add(walk.currentNode.data);
    else if (here.querySelector("ins") && here.querySelector("del")) for (const name of ["ins", "del"]) texts.add(without(name, here));
    else texts.add(here.textContent);
  }
  for (const each of document.querySelectorAll("[title], [aria-label], [placeholder], [alt]")) {
    if (!each.closest(held)) for (const name of ["title", "aria-label", "placeholder", "alt"]) texts.add(each.getAttribute(name) || "");
  }
  return [...texts];
}"""
HAN = re.compile(r"[\u3400-\u9fff]")
DESK = [
    *("", "?q=挂失", "?q=疫苗", "desk/sections", "desk/changes", "desk/duties", "desk/favourites"),
    *("accounts/password", "k/{lost}/changes", "k/{lost}/with/{faq}", "k/{lost}/v/1"),
    *(f"k/{{{kind}}}" for kind in KINDS),
]
TYPED = {"疫苗", "要闻", "话术"}  # by this test, see WALK
# Tables that we fill; a file of the trade's questions, which a bank keeps as its own.
OURS = {"approval.way", "approval.step", "auth.permission", "contenttypes.contenttype"}
ASKED = Path(__file__).parents[2] / "zhixi/search/data/objects.txt"
APART = re.compile(r"[|｜\n…·›：]| → ")
LEAST = 6  # characters that tell that a longer text is quoted


@dataclass(frozen=True, slots=True)
class Written:
    """Every word that people at the bank wrote, and the Chinese that our English quotes."""

    words: set[str]
    whole: str

    def strange(self, text: str) -> bool:
        """Whether something Chinese is left of a text without those words in it."""
        if text in CHOSEN:
            return True
        if not HAN.search(text) or text in self.words:
            return False
        for words in sorted((w for w in self.words if w in text), key=len, reverse=True):
            text = re.sub(rf"(?<![\u3400-\u9fff]){re.escape(words)}(?![\u3400-\u9fff])", " ", text)
        parts = (part.strip(" “”\"'。，（）()") for part in APART.split(text))
        left = (part for part in parts if len(part) < LEAST or part not in self.whole)
        return bool(HAN.search(" ".join(left)))


@pytest.fixture(scope="module")
def written(bank: Bank, environment: dict[str, str]) -> Written:
    rows = [*dumped(environment, "default"), *dumped(environment, "lookups")]
    told = [row["fields"] for row in rows if row["model"] not in OURS]
    words = set(texts([told, *ASKED.read_text().split("|"), *TYPED]))
    words |= {
        quoted for said in catalogue().values() for quoted in re.findall(r"[\u3400-\u9fff]+", said)
    }
    return Written(words, "\n".join(words))


def dumped(environment: dict[str, str], database: str) -> list[dict[str, Any]]:
    told = subprocess.run(
        [sys.executable, "manage.py", "dumpdata", "--database", database],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    rows: list[dict[str, Any]] = json.loads(told.stdout)
    return rows


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str) and value[:1] in {"{", "["}:
        yield from texts(json.loads(value))
    elif isinstance(value, str) and HAN.search(value):
        yield from (tidy(line) for line in re.split(r"[\n｜]|<[^>]*>", unescape(value)))


def tidy(text: str) -> str:
    return " ".join(text.split())


def strange(bank: Bank, written: Written, by: str) -> list[str]:
    """What is read here in Chinese that nobody at the bank wrote."""
    read = map(tidy, bank.page(by, "en-US").evaluate(READ))
    return [text for text in read if written.strange(text)]


def test_it_works(written: Written) -> None:
    assert not written.strange("Articles")
    assert not written.strange("信用卡丢了怎么挂失")
    assert not written.strange("See on the desk: 12月7日核心系统升级停机安排")
    assert written.strange("业务确认")
    assert written.strange("Decide: 业务确认")
    assert written.strange("免核")


@pytest.mark.parametrize(("name", "screen"), WALK, ids=str)
def test_the_studio_speaks_english(bank: Bank, written: Written, name: str, screen: Screen) -> None:
    """And nothing is cut off: English is longer."""
    page = bank.opened(screen, "en-US")
    assert strange(bank, written, screen.by) == []
    assert (page.evaluate(CUT), page.evaluate(WIDER) > 0) == ([], False)
    assert bank.faults == []


@pytest.mark.parametrize("path", DESK)
@pytest.mark.parametrize("by", ["lin", "zhao", "bao"])
def test_the_desk_speaks_english(bank: Bank, written: Written, path: str, by: str) -> None:
    page = bank.page(by, "en-US")
    page.goto(f"{bank.address}/{path.format(**bank.numbers)}", wait_until="networkidle")
    assert strange(bank, written, by) == []

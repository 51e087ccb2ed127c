"""A person at a screen: what a hand and an eye take, and what the machine takes meanwhile."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

# Seconds, from the keystroke-level model (Card, Moran and Newell 1980): a key by an average
# typist, pointing with a mouse, its button, the hand's way between keyboard and mouse, and
# making up one's mind.
KEY, POINT, BUTTON, HOME, MIND = 0.28, 1.1, 0.2, 0.4, 1.35
# From the model human processor (the same, 1983): one movement of the eye.
GLANCE = 0.23
TURN = 400  # pixels that a turn of the wheel scrolls
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")

# What is called something and stands before a thing, in the order of reading; where a dialog is
# open nobody looks behind it.
BEFORE = """(wanted) => [...(document.querySelector("dialog[open]") || document)
  .querySelectorAll("a, button, label, summary, legend, h1, h2")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width > 2
    && (each === wanted || each.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING))
  .map((each) => each.textContent.trim().slice(0, 40))"""
EDGES = "each => { const { top, bottom } = each.getBoundingClientRect(); return [top, bottom]; }"
PASTE = """([html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "");
  const told = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
}"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Characters a minute: Chinese as it is typed, and as it is read.

    `newcomer` has never seen the screens: he looks at one thing after the other, in the order of
    reading, until he has found what he wants.
    """

    typing: float = 60.0
    reading: float = 255.0
    newcomer: bool = True


@dataclass
class Hand:
    """Acts on a page as a person would, and keeps count; times are in seconds."""

    page: Page
    pace: Pace
    clicks: int = 0
    keys: int = 0
    characters: int = 0
    human: float = 0.0
    machine: float = 0.0
    on_mouse: bool = True
    seen: set[str] = field(default_factory=set)

    def find(self, there: Locator) -> None:
        """What was seen once is not looked for again."""
        if not self.pace.newcomer:
            return
        told = set(there.evaluate(BEFORE))
        self.human += GLANCE * len(told - self.seen)
        self.seen |= told

    def click(self, there: Locator) -> None:
        self.find(there)
        self.human += MIND
        self._reach(there)
        with self.waiting():
            there.click()

    def choose(self, there: Locator, label: str) -> None:
        """One of a list that drops down: open it, look it through as far as there, take it."""
        self.click(there)
        self.page.keyboard.press("Escape")
        self.human += GLANCE * (1 + there.locator("option").all_inner_texts().index(label))
        self.human += MIND + POINT + BUTTON
        self.clicks += 1
        there.select_option(label=label)

    def go_to(self, box: Locator) -> None:
        """By a Tab where it is the next thing, else by the mouse; not at all where one is."""
        self.find(box)
        here = "each => each === document.activeElement"
        if box.evaluate(here):
            return
        self.page.keyboard.press("Tab")
        if box.evaluate(here):
            self._home(mouse=False)
            self._count(1)
        else:
            self.click(box)

    def press(self, *chords: str) -> None:
        """Keys one after the other; of a chord each is one."""
        self.human += MIND
        self._home(mouse=False)
        for chord in chords:
            self._count(len(chord.split("+")))
            with self.waiting():
                self.page.keyboard.press(chord)

    def write(self, text: str) -> None:
        """Into the field that has the keyboard."""
        self.human += MIND
        self._home(mouse=False)
        for each in text:
            if _HAN.match(each):
                self.characters += 1
                self.human += 60 / self.pace.typing
            else:
                self._count(1)
            if each == "\n":
                self.page.keyboard.press("Enter")
            else:
                self.page.keyboard.insert_text(each)

    def copy_elsewhere(self) -> None:
        """In the program beside: go there, mark it with the mouse, copy, come back."""
        self.human += MIND + HOME + 2 * (POINT + BUTTON) + HOME
        self.clicks += 1
        self.on_mouse = False
        self._count(6)

    def paste(self, html: str) -> None:
        self.human += MIND
        self._home(mouse=False)
        self._count(2)
        self.page.evaluate(PASTE, [html])

    def read(self, text: str) -> None:
        """Every character of it."""
        self.human += MIND + 60 * len("".join(text.split())) / self.pace.reading

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """What happens inside is the machine's."""
        began = time.perf_counter()
        yield
        self.machine += time.perf_counter() - began

    def _reach(self, there: Locator) -> None:
        box = there.evaluate(
            "each => { const b = each.getBoundingClientRect(); return [b.top, b.bottom]; }"
        )
        height = (self.page.viewport_size or {"height": 0})["height"]
        away = max(0.0, box[1] - height, -box[0])
        self._home(mouse=True)
        self.human += KEY * -(-away // TURN) + POINT + BUTTON
        self.clicks += 1

    def _home(self, *, mouse: bool) -> None:
        if mouse != self.on_mouse:
            self.human += HOME
            self.on_mouse = mouse

    def _count(self, keys: int) -> None:
        self.keys += keys
        self.human += KEY * keys

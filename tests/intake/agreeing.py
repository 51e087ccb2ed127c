"""Whether the figures of the demo bank's texts are those of its parameters."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.intake.figures import DAY, Figure, Told, figures, pieces, spelled, unit_of, versions
from zhixi.search.folding import fold

DEMO = Path(__file__).parents[2] / "zhixi/intake/demo"
OWN = Path(__file__).parent / "data/own_figures.json"


@dataclass(frozen=True, slots=True)
class Rule:
    """Figures beside these words, in a text about that, are a parameter's: now, and until a day."""

    parameter: str
    words: re.Pattern[str]
    about: re.Pattern[str]
    never: re.Pattern[str]
    close: bool
    are: frozenset[str]
    were: frozenset[str]
    until: str
    units: frozenset[str]

    def fits(self, figure: Figure, context: str) -> bool:
        return figure.unit in self.units and bool(self.about.search(context))

    def names(self, words: str, distance: int) -> bool:
        near = distance == 0 or not self.close
        return bool(near and self.words.search(words) and not self.never.search(words))

    def allowed(self, since: str, before: str, days: frozenset[str]) -> frozenset[str]:
        """What a text may say that stands from one day until another, or names the day."""
        if self.until in days:
            return self.are | self.were
        if not self.were or since >= self.until:
            return self.are
        return self.were if before and before <= self.until else frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """A figure in a text, and what the parameters that are named beside it would have there."""

    code: str
    figure: Figure
    wanted: dict[str, frozenset[str]]

    @property
    def agrees(self) -> bool:
        return any(self.figure.value in values for values in self.wanted.values())

    def __str__(self) -> str:
        wanted = "；".join(f"{code} {'、'.join(sorted(v))}" for code, v in self.wanted.items())
        return f"{self.code} {self.figure.path}：{self.figure.value}（{self.figure.around[0].strip()}） {wanted}"


def stories() -> list[Told]:
    paths = sorted((DEMO / "data").glob("*.json"))
    return [told for path in paths for told in json.loads(path.read_text(encoding="utf-8"))]


def parameters() -> list[Told]:
    told: list[Told] = json.loads((DEMO / "parameters.json").read_text(encoding="utf-8"))
    return told


def own_figures() -> dict[str, dict[str, int]]:
    """By article, the figures that belong to no parameter or differ on purpose, and how often."""
    told: dict[str, dict[str, int]] = json.loads(OWN.read_text(encoding="utf-8"))
    return told


def rules() -> list[Rule]:
    return [_rule(each["code"], rule) for each in parameters() for rule in each["figures"]]


def _rule(parameter: str, told: Told) -> Rule:
    are, were = (
        frozenset(value for text in told.get(key, []) for value in spelled(text))
        for key in ("are", "were")
    )
    words, about = re.compile(told["words"]), re.compile(told.get("about", ""))
    never = re.compile(told.get("not", "(?!)"))
    until = told.get("until", "").strip("{}")
    units = frozenset(unit_of(value) for value in are)
    return Rule(parameter, words, about, never, "close" in told, are, were, until, units)


def said(told: Told, rules: list[Rule]) -> list[Said]:
    """Each figure of an article's texts once, however many versions repeat it."""
    found: dict[tuple[str, ...], Said] = {}
    for since, before, text in versions(told):
        home = fold(f"{text['title']} {text['section']}")
        changes = frozenset(DAY.findall(text.get("lead", "")))
        for piece in pieces(text):
            for n, figure in enumerate(figures(piece)):
                wanted = {
                    rule.parameter: rule.allowed(since, before, figure.days | changes)
                    for rule in _bound(figure, home, rules)
                }
                each = Said(told["code"], figure, wanted)
                if wanted or figure.unit not in ("", "day"):
                    found.setdefault((piece.path, piece.text, str(n), str(each.agrees)), each)
    return list(found.values())


def _bound(figure: Figure, home: str, rules: list[Rule]) -> list[Rule]:
    """At the nearest words that name a parameter, the first rule of each that is named."""
    context = f"{figure.around[2]} {home}"
    fitting = [rule for rule in rules if rule.fits(figure, context)]
    for distance, words in enumerate(figure.around):
        found: dict[str, Rule] = {}
        for rule in fitting:
            if rule.names(words, distance):
                found.setdefault(rule.parameter, rule)
        if found:
            return list(found.values())
    return []


def disagreements(told: list[Told], rules: list[Rule], own: dict[str, dict[str, int]]) -> list[str]:
    """What neither agrees with a parameter nor is listed as the article's own, and the reverse."""
    wrong: list[str] = []
    for each in told:
        left = Counter(own.get(each["code"], {}))
        for one in said(each, rules):
            if one.agrees:
                continue
            left[one.figure.value] -= 1
            if left[one.figure.value] < 0:
                wrong.append(str(one))
        wrong += [f"{each['code']}：少了 {value}" for value, count in left.items() if count > 0]
    return wrong

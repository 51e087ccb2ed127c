"""All knowledge in the full form: one article a line, with its versions and publications.

Drafts stay at home. What `zhixi.intake.full` reads into an empty base gives the same bytes
when it is exported again.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from zhixi.accounts.models import AudienceUnit, Person, Unit
from zhixi.intake import attachments
from zhixi.intake.snapshot import snapshot, whole
from zhixi.knowledge.models import (
    Article,
    ArticleVersion,
    DraftContribution,
    Placement,
    Publication,
    Redaction,
    SectionPlacement,
)
from zhixi.knowledge.sections import Tree, tree
from zhixi.knowledge.timeline import FOREVER
from zhixi.lib.batches import batches
from zhixi.lib.digest import canonical

BATCH = 500
Rows = dict[int, list[Any]]


def write(path: Path, progress: Callable[[int], None] | None = None) -> int:
    """Write every article in the order of numbers; the file is there whole or not at all."""
    done = 0
    with whole(path) as aside, aside.open("w", encoding="utf-8", newline="\n") as file, snapshot():
        for line in lines():
            file.write(line + "\n")
            done += 1
            if progress and done % BATCH == 0:
                progress(done)
    return done


def lines() -> Iterator[str]:
    names = _Names()
    numbers = list(Article.objects.order_by("number").values_list("number", flat=True))
    for some in batches(numbers, BATCH):
        yield from (canonical(row) for row in _told(some, names))


class _Names:
    """What people, units, audiences and sections are called outside of this database."""

    def __init__(self) -> None:
        self.persons: dict[int | None, str | None] = {None: None}
        self.persons |= dict(Person.objects.values_list("id", "number"))
        self.units: dict[int | None, str | None] = {None: None}
        self.units |= dict(Unit.objects.values_list("id", "code"))
        self.audiences: dict[int | None, dict[str, Any] | None] = {None: None}
        for audience, name, code in AudienceUnit.objects.order_by("unit__code").values_list(
            "audience_id", "audience__name", "unit__code"
        ):
            known = self.audiences.setdefault(audience, {"name": name, "units": []})
            assert known is not None  # noqa: S101
            known["units"].append(code)
        self.tree: Tree = tree(FOREVER)
        self.files: set[str] = set()
        self._histories: dict[int, list[SectionPlacement]] = defaultdict(list)
        for row in SectionPlacement.objects.order_by("from_at", "id"):
            self._histories[row.section_id].append(row)
        self.removals = {
            removal.content_id: removal for removal in Redaction.objects.order_by("id")
        }

    def path(self, section: int) -> str:
        return "/".join(name.replace("/", "／") for name in self.tree.names(section))

    def history(self, section: int) -> list[dict[str, Any]]:
        """Names, places and readers of a section from its first row on."""
        return [
            {
                "name": row.name,
                "under": self.path(row.parent_id) if row.parent_id else None,
                "audience": self.audiences[row.audience_id],
                "by": self.persons[row.recorded_by_id],
                "from": row.from_at,
                "recorded_at": row.recorded_at,
            }
            | ({"closed": True} if row.closed else {})
            for row in self._histories[section]
        ]

    def sections(self, named: set[int]) -> dict[str, Any]:
        """The sections named and all that they ever hung under, by their paths of today."""
        told: dict[str, Any] = {}
        open_ = list(named)
        while open_:
            section = open_.pop()
            if (path := self.path(section)) not in told:
                told[path] = self.history(section)
                open_ += [r.parent_id for r in self._histories[section] if r.parent_id]
        return told

    def place(self, row: ArticleVersion | Placement) -> dict[str, Any]:
        return {
            "section": self.path(row.section_id),
            "owner": self.units[row.owner_id],
            "audience": self.audiences[row.audience_id],
        }


def _told(numbers: Sequence[int], names: _Names) -> Iterator[dict[str, Any]]:
    versions = _grouped(
        ArticleVersion.objects.filter(article__in=numbers).select_related("content"), "n"
    )
    placements = _grouped(Placement.objects.filter(article__in=numbers), "id")
    acts = Publication.objects.filter(article__in=numbers).select_related("redirect")
    publications = _grouped(acts, "id")
    contributions = _grouped(DraftContribution.objects.filter(article__in=numbers), "id")
    for article in Article.objects.filter(pk__in=numbers).order_by("number"):
        own, places = versions[article.pk], placements[article.pk]
        n_of = {version.pk: version.n for version in own} | {None: None}
        kept = {version.line for version in own}
        yield {
            "format": 1,
            "number": article.pk,
            "type": article.type,
            "language": article.language,
            "source_id": article.source_id,
            "created_at": article.created_at,
            "sections": names.sections({row.section_id for row in [*own, *places]}),
            "placement": [_placement(row, names) for row in places],
            "versions": [_version(version, names) for version in own],
            "contributions": [
                {"line": c.line, "person": names.persons[c.person_id], "how": c.how, "at": c.at}
                for c in contributions[article.pk]
                if c.line in kept
            ],
            "publications": [_publication(row, n_of, names) for row in publications[article.pk]],
            "files": attachments.of(own, names.files, names.persons),
        }


def _grouped(rows: Any, order: str) -> Rows:
    found: Rows = defaultdict(list)
    for row in rows.order_by("article_id", order):
        found[row.article_id].append(row)
    return found


def _placement(row: Placement, names: _Names) -> dict[str, Any]:
    return names.place(row) | {
        "from": row.from_at,
        "recorded_at": row.recorded_at,
        "by": names.persons[row.recorded_by_id],
    }


def _version(version: ArticleVersion, names: _Names) -> dict[str, Any]:
    removal = names.removals.get(version.content_id)
    return names.place(version) | {
        "n": version.n,
        "digest": version.content_id,
        "content": None if removal else json.loads(version.content.payload),
        "removed": _removal(removal, names) if removal else None,
        "clauses": version.clauses,
        "line": version.line,
        "by": names.persons[version.by_id],
        "at": version.at,
    }


def _removal(row: Redaction, names: _Names) -> dict[str, Any]:
    return {
        "ground": row.ground,
        "asked_by": names.persons[row.asked_by_id],
        "decided_by": names.persons[row.decided_by_id],
        "at": row.at,
    }


def _publication(row: Publication, n_of: dict[int | None, Any], names: _Names) -> dict[str, Any]:
    return {
        "act": row.act,
        "version": n_of[row.version_id],
        "from": row.live_from,
        "until": row.live_until,
        "then": n_of[row.then_id],
        "recorded_at": row.recorded_at,
        "confirmed_by": names.persons[row.confirmed_by_id],
        **({"into": row.redirect.target_id} if hasattr(row, "redirect") else {}),
    }

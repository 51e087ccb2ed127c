"""Sections as they are typed: a path, or a part of a name."""

import re
from itertools import islice

from zhixi.knowledge.queries import Rights

_BETWEEN = re.compile(r"\s*[/／›>＞]\s*")


def sections_named(text: str, rights: Rights) -> frozenset[int]:
    """The section with that path and all below it, else all that are called so or hold it in
    their names; nothing where there is none that the person may enter."""
    tree = rights.tree
    exact = tree.find(names_in(text))
    named = [exact] if exact is not None else _like(text.strip(), rights)
    below = (tree.below(section) for section in named)
    return frozenset(each for some in below for each in some if rights.admit(each, None))


def section_at(text: str, rights: Rights) -> int | None:
    """The one section with exactly that path, if the person may enter it."""
    found = rights.tree.find(names_in(text))
    return found if found is not None and rights.admit(found, None) else None


def names_in(text: str) -> list[str]:
    """The names of a path that was typed, from the top down."""
    return [name for name in _BETWEEN.split(text.strip()) if name]


def _like(text: str, rights: Rights) -> list[int]:
    nodes = rights.tree.nodes.values()
    same = [node.id for node in nodes if node.name == text]
    return same or [node.id for node in nodes if text in node.name]


def offered(text: str, rights: Rights, limit: int) -> list[str]:
    """The paths that hold what is typed, in the order of the tree."""
    typed = "/".join(names_in(text)).casefold()
    found = (path for path in paths(rights, len(rights.tree.nodes)) if typed in path.casefold())
    return list(islice(found, limit))


def paths(rights: Rights, limit: int) -> list[str]:
    """The paths of the sections that the person may enter, in the order of the tree."""
    found: list[str] = []
    open_: list[int] = list(reversed(rights.tree.opened_under(None)))
    while open_ and len(found) < limit:
        here = open_.pop()
        if rights.admit(here, None):
            found.append("/".join(rights.tree.names(here)))
            open_ += reversed(rights.tree.opened_under(here))
    return found

"""Where a variant puts its value: at a path of the payload, into a block of the body, or behind a
list's last line. Pure."""

import copy
from collections.abc import Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from zhixi.lib import html

MORE = "+"  # as the last step of a path: further lines of that list
SAME_BLOCK = 60.0  # of 100, as with clauses: below that a changed block is another one


class Other(Protocol):
    """What a variant says: `of` are the words of the body's block that it stands for."""

    part: str
    of: str
    value: Any


def in_block(part: str) -> bool:
    """Whether it is a block of the body, such as `body/3`."""
    return part.startswith("body/")


def adds(part: str) -> bool:
    """Whether these are further lines of a list."""
    return part.endswith(f"/{MORE}")


def block_of(body: str, part: str, of: str) -> tuple[str, str]:
    """The path and words of the block meant now: the one with those words, else the one most like
    them. Raises ValueError where there is none."""
    texts, n = _texts(body), _number(part)
    found = _exactly(texts, n, of) if of else n
    if found is None:
        alike = [fuzz.ratio(of, text) + 15 * (at == n) for at, text in enumerate(texts)]
        found = max(range(len(texts)), key=alike.__getitem__, default=-1)
        if found < 0 or alike[found] <= SAME_BLOCK:
            words = _("正文里已没有这一段：%(words)s")
            raise ValueError(words % {"words": of[:40]})
    if found >= len(texts):
        raise ValueError(_("变体所指的“%(path)s”不存在") % {"path": part})
    return f"body/{found}", texts[found]


def _texts(body: str) -> list[str]:
    return [text for _kind, text in html.blocks(body)]


def _number(part: str) -> int:
    step = part.removeprefix("body/")
    if not step.isdecimal() or len(step) > 6:
        raise ValueError(_("变体所指的“%(path)s”不存在") % {"path": part})
    return int(step)


def _exactly(texts: Sequence[str], n: int, of: str) -> int | None:
    """The nearest of those with these words."""
    same = [at for at, text in enumerate(texts) if text == of]
    return min(same, key=lambda at: abs(at - n), default=None)


def written(body: str, part: str, of: str, value: str) -> str:
    """A block's value as people type it, made into one of the kind it stands for."""
    if not value or "<" in value:
        return value
    try:
        n = _number(block_of(body, part, of)[0])
    except ValueError:  # told once it is read
        return html.as_block(value, row=False)
    return html.as_block(value, row=html.blocks(body)[n][0] == "row")


def listed(lines: Sequence[str]) -> str:
    """Sentences as one."""
    return "；".join([*(line.rstrip("。") for line in lines[:-1]), *lines[-1:]])


def put_all(payload: dict[str, Any], others: Sequence[Other]) -> None:
    """Put what these say into the payload, the later over the earlier. Raises ValueError.

    Where another body takes the place of the whole, only blocks with the same words are said
    otherwise.
    """
    for each in others:
        if not in_block(each.part):
            put(payload, each.part, copy.deepcopy(each.value))
    blocks = [each for each in others if in_block(each.part)]
    texts = _texts(payload["body"]) if blocks else []
    placed = [(_exactly(texts, _number(each.part), each.of), str(each.value)) for each in blocks]
    said = {n: value for n, value in placed if n is not None}
    if said:
        payload["body"] = _said_in(payload["body"], said)


def _said_in(body: str, said: dict[int, str]) -> str:
    try:
        return html.put(body, said)
    except ValueError as error:
        words = _("“%(words)s”只能换成同样的一段或一行")
        raise ValueError(words % {"words": html.plain(str(error))[:40]}) from error


def put(payload: Any, path: str, value: Any) -> None:
    """Set the value at a path such as `supplements/0/text`; `must_tell/+` adds lines."""
    *way, last = path.split("/")
    here = payload
    try:
        for key in way:
            here = here[_place(key)] if isinstance(here, list) else here[key]
        if isinstance(here, list) and last == MORE:
            here.extend(value if isinstance(value, list) else [value])
        elif isinstance(here, list):
            here[_place(last)] = value
        elif last in here:
            here[last] = value
        else:
            raise KeyError(last)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError(_("变体所指的“%(path)s”不存在") % {"path": path}) from error


def _place(key: str) -> int:
    """A place in a list; counting from the end would not stay with its clause."""
    if not key.isdecimal():
        raise ValueError(key)
    return int(key)

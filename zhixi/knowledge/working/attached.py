"""What an attachment says of a text that was looked up, for the rows of the list."""

import json
from dataclasses import dataclass

from zhixi import search
from zhixi.knowledge.files.carrying import named_in
from zhixi.knowledge.files.texts import best_leaves, held
from zhixi.knowledge.finding import Marks, marked
from zhixi.knowledge.working.states import Source


@dataclass(frozen=True, slots=True)
class Attached:
    """The file with its page or sheet, and the line in pieces, each with whether it matches."""

    where: str
    pieces: Marks


def attached(from_: Source, keys: list[int], words: str) -> dict[int, Attached]:
    """By article, where an attachment says more of the words than the title does."""
    asked = set(search.words_of(words))
    if not asked:
        return {}
    rows = from_.rows.filter(pk__in=keys).order_by()
    told = rows.values_list("article_id", from_.title, from_.words)
    titled, named = {}, {}
    for number, title, payload in told:
        titled[number] = held(title or "", asked)
        if titled[number] < len(asked) and '"attachments"' in payload:
            named[number] = named_in(json.loads(payload))
    return {
        number: Attached(leaf.where, marked(search.excerpt(leaf.text, words), words))
        for number, leaf in best_leaves(named, asked).items()
        if held(leaf.text, asked) > titled[number]
    }

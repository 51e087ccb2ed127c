"""Every number that decides about the order of hits, tuned on the judged sets together."""

from zhixi.search.analysis import Kind, Unit

# How much a unit counts by where it stands. An answer is long, so each word in it weighs
# little by itself; callers often ask with the answer's words and not with the title's.
FIELDS = {"title": 2.0, "phrasings": 1.5, "keywords": 1.5, "answer": 3.0, "body": 0.5}

KINDS = {Kind.WORD: 1.2, Kind.BIGRAM: 1.0, Kind.CHARACTER: 0.8}
FILLER = 0.2

# Points for each feature of ranking: 0 to 1, region and product -1 to 1.
FEATURES = {
    "index": 1.0,
    "coverage": 0.1,
    "likeness": 0.5,
    "exact": 0.5,
    "region": 0.15,
    "product": 0.15,
}

# A hit that has neither this share of the best index score nor this coverage of the query
# by its title or a phrasing is not counted as found.
RELEVANT = 0.3


def of_unit(unit: Unit) -> float:
    return KINDS[unit.kind] * (FILLER if unit.filler else 1.0)

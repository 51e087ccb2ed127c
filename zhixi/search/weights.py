"""Every number that decides about the order of hits, tuned on the judged sets together."""

from zhixi.search.analysis import Kind, Unit

# How much a unit counts by where it stands. An answer is long, so each word in it weighs
# little by itself; callers often ask with the answer's words and not with the title's.
FIELDS = {"title": 2.5, "phrasings": 2.0, "keywords": 1.5, "answer": 1.5, "body": 0.5}
QUESTIONS = ("title", "phrasings")

# The index is asked for the rarest units that together carry this share of a query's weight,
# and for all that stand in few documents.
TELLING = 0.9
FEW = 1_000

KINDS = {
    Kind.WORD: 1.2,
    Kind.BIGRAM: 1.0,
    Kind.CROSSING: 0.5,
    Kind.CHARACTER: 0.8,
    Kind.SIGN: 0.6,
    Kind.ASKED: 0.6,
}
FILLER = 0.2
# A word of Latin letters is nearly always a name: PayPal, WebATM, ETC.
NAME = 2.0

# How much a word found by its sound or its initials counts against one found as it is written.
LETTERS = 3.0

# Points for each feature of ranking: 0 to 1, some -1 to 1.
FEATURES = {
    "index": 1.0,
    "coverage": 1.3,
    "order": 0.1,
    "fill": 0.8,
    "signs": 0.17,
    "answer": 0.5,
    "exact": 0.3,
    "object": 0.25,
    "unnamed": -0.4,
    "apart": -0.1,
    "side": 0.2,
    "type": 1.0,
    "ended": 1.0,
    "fresh": 0.02,
    "popular": 0.1,
    "region": 0.15,
    "product": 0.15,
}

# What a keyword, or a question inside an answer, is worth against the title and the phrasings.
BESIDE = 0.9

# What a unit of the query is worth where only a word near it stands, or what a rule asks for it.
INSTEAD = 0.8

# What a short answer, which tells nothing that its question does not, counts as holding: about
# what long ones hold, so that to be short is no fault.
UNTOLD = 0.4

# What an agent needs first, where all else is equal.
# A campaign that is over must be clearly meant; a withdrawn product still serves its holders.
ENDED = {"campaign": -0.8, "product": -0.1}
TYPES = {
    "notice": -0.2,
    "case": -0.25,
    "practice": -0.25,
    "campaign": -0.12,
    "script": -0.05,
    "procedure": -0.05,
}

# A hit that has neither this share of the best index score nor this coverage of the query
# by its title or a phrasing is not counted as found.
RELEVANT = 0.3

# Where the best answers hold less than this of the query, nothing answers it directly.
DIRECT = 0.24
# Initials stand for many words: of what they were taken for the best answers must hold more.
GUESSED = 0.62

# Below this coverage by title, phrasing or keyword the text itself must have matched.
NAMED = 0.3

# Letters read as words of which no answer holds this much were no words.
READ = 0.35

# A wording whose best answer holds this much of it is not repaired; a repair must hold this
# much more than what was typed.
ENOUGH = 0.8
BETTER = 0.1

# How much more of the query another piece must hold to be lifted out before the first answer.
CLEARER = 0.15


def is_name(unit: Unit) -> bool:
    """PayPal and ETC."""
    return len(unit.text) > 2 and unit.text.isascii() and unit.text.isalpha()


def is_code(unit: Unit) -> bool:
    """The code of a screen, XK021."""
    text = unit.text
    letters = any(map(str.isalpha, text))
    return len(text) > 3 and text.isascii() and letters and text[-1].isdigit()


def of_unit(unit: Unit) -> float:
    name = NAME if is_name(unit) else 1.0
    return KINDS[unit.kind] * (FILLER if unit.filler else 1.0) * name

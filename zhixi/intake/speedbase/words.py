"""The words of the made-up base, read from data/words.txt, where the order of words counts."""

from importlib.resources import files

Ways = tuple[str, ...]  # to say the same thing, the formal one first


def _lists() -> dict[str, list[str]]:
    """The lines under each heading."""
    text = (files(__package__ or "") / "data" / "words.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = lines = []
        elif line and line[0] != "#":
            lines.append(line)
    return found


_LISTS = _lists()


def _words(name: str) -> tuple[str, ...]:
    return tuple(" ".join(_LISTS[name]).split())


def _ways(name: str) -> tuple[Ways, ...]:
    return tuple(tuple(word.split("|")) for word in _words(name))


PRODUCTS = _ways("products")
MATTERS = _ways("matters")
SITUATIONS = _ways("situations")
ASPECTS = _ways("aspects")
ASKING = _ways("asking")
OPENINGS = _words("openings")  # what callers begin with; in phrasings only
BRANCHES = _words("branches")
CHANNELS = _words("channels")
DOCUMENTS = _words("documents")
UNITS = _words("units")
AREAS = _words("areas")
FIELDS = _words("fields")
# Two of these make the name of a place, a card or a partner; most names are met once or twice.
SIGNS = "".join(_words("signs"))

BEGINNINGS, MIDDLES, ENDS = (tuple(_LISTS[name]) for name in ("beginnings", "middles", "ends"))

# By syllable, of words that agents type without an input method.
PINYIN = {word: syllables for word, *syllables in map(str.split, _LISTS["pinyin"])}

KINDS = ("faq", "business", "product", "practice")  # of these the body is all there is

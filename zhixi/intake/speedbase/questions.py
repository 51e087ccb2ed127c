"""What is asked of the made-up base: typed texts, and known items in other words."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from zhixi.intake.speedbase import words
from zhixi.intake.speedbase.sections import is_open
from zhixi.intake.speedbase.texts import LIVE, SEED, Text, Words, name, often, text, texts

TYPED, KNOWN = 600, 200
_AREAS = 20  # sections 1 to 20
# Of ten typed texts six stop short: three begin as Chinese, the others in turn as named.
_STYLES = ("whole", "han", "han", "whole", "han", "other", "whole", "han", "whole", "han")
_ASKING = frozenset(words.OPENINGS).union(*words.ASKING)
_OTHERS = ("pinyin", "initials", "number", "mixed")


@dataclass(frozen=True, slots=True)
class Question:
    """`words` are what LIKE looks for one by one; `number` is the article asked for, if one is."""

    text: str
    words: Words
    number: int | None = None
    prefix: bool = False
    kinds: tuple[str, ...] = ()
    section: int | None = None


def typed(count: int, wanted: int = TYPED, seed: int = SEED) -> list[Question]:
    """Distinct texts as they arrive while agents type, a part of them filtered."""
    rng = Random(seed)  # noqa: S311 - nothing secret
    found: dict[str, Question] = {}
    while len(found) < wanted:
        n = len(found)
        style = _STYLES[n % len(_STYLES)]
        if style == "other":
            style = _OTHERS[n // len(_STYLES) % len(_OTHERS)]
        said = _said(rng, style, count)
        prefix = style != "whole"
        if prefix:
            said = _begun(rng, said)
        whole = ("" if prefix or rng.random() < 0.8 else " ").join(said)
        kinds = (often(rng, words.KINDS),) if n % 6 == 1 else ()
        section = rng.randint(1, _AREAS) if n % 6 == 4 else None
        found.setdefault(whole, Question(whole, said, None, prefix, kinds, section))
    return list(found.values())


def _said(rng: Random, style: str, count: int) -> Words:
    """In words; Latin ones are spelt by syllables or by initials."""
    match style:
        case "whole" | "han":
            return line(rng, text(rng.randint(1, count)))
        case "number":
            return (
                rng.choice((str(rng.randint(1, count)), f"{rng.randint(1, 99)}万", _code(rng))),
            )
    chosen = [often(rng, tuple(words.PINYIN)) for _ in range(rng.randint(1, 2))]
    spelt = [words.PINYIN[each] for each in chosen]
    if style == "pinyin":
        return tuple("".join(syllables) for syllables in spelt)
    initials = tuple("".join(each[0] for each in syllables) for syllables in spelt)
    return initials if style == "initials" else (initials[0], often(rng, words.MATTERS)[0])


def line(rng: Random, article: Text) -> Words:
    """The title or, as often, a phrasing."""
    return article.title if rng.random() < 0.5 else rng.choice(article.phrasings)


def _code(rng: Random) -> str:
    return f"{name(rng)}{rng.randint(0, 9999):04}"


def _begun(rng: Random, said: Words) -> Words:
    """The words up to a key before the last, the last of them perhaps in part."""
    length = sum(map(len, said))
    left = rng.randint(1, max(1, length - 1))
    begun = []
    for word in said:
        if left > 0:
            begun.append(word[:left])
        left -= len(word)
    return tuple(begun)


def known(count: int, wanted: int = KNOWN) -> list[Question]:
    """Live, visible articles asked for by some of their words in another order.

    The telling words that are left stand together in no other article's title and phrasings:
    where two answer alike, nobody could say which was meant. Makes the whole base once.
    """
    candidates = _candidates(count, wanted * 5)
    ambiguous = _ambiguous(candidates, count)
    return [each for each in candidates if each not in ambiguous][:wanted]


def _candidates(count: int, wanted: int) -> list[Question]:
    rng = Random(SEED + 1)  # noqa: S311 - nothing secret
    numbers = rng.sample(range(1, count + 1), count)
    found: list[Question] = []
    for article in map(text, numbers):
        if len(found) == wanted:
            break
        if article.standing == LIVE and is_open(article.section):
            said = _shuffled(rng, line(rng, article))
            question = Question("".join(said), said, article.number)
            found += [question] if _telling(question) else []
    return found


def _shuffled(rng: Random, said: Words) -> Words:
    """One word less, and two neighbours in the other order."""
    left = list(said)
    del left[rng.randrange(len(left))]
    here = rng.randrange(len(left) - 1)
    left[here : here + 2] = reversed(left[here : here + 2])
    return tuple(left)


def _telling(question: Question) -> list[str]:
    """Its words but for how it is asked."""
    return [word for word in question.words if word not in _ASKING]


def _ambiguous(candidates: list[Question], count: int) -> set[Question]:
    by_word: dict[str, list[Question]] = defaultdict(list)
    for question in candidates:
        by_word[_telling(question)[0]].append(question)
    return {
        question
        for article in texts(count)
        for question in _asked(by_word, _all_words(article))
        if question.number != article.number
    }


def _asked(by_word: dict[str, list[Question]], told: set[str]) -> Iterator[Question]:
    for word in told & by_word.keys():
        yield from (each for each in by_word[word] if told.issuperset(_telling(each)))


def _all_words(article: Text) -> set[str]:
    return set(article.title).union(*article.phrasings)

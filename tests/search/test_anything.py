"""Whatever is typed is answered, in time, and without a fault."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.search.making import NOW, document
from zhixi.search import Index, Request, excerpt, mark, search, suggest
from zhixi.search.folding import fold
from zhixi.search.meaning import plain

T = TypeVar("T")

LONGEST = 10_000  # characters
PATIENCE = 3.0  # seconds for one call: far beyond what it takes, however busy the machine

ANSWER = (
    "信用卡丢失后，请立即拨打客服热线挂失（24小时），手续费40元，但白金卡除外。"
    "It's free for <b>Platinum</b> holders；年利率 3.65%，满50,000元起。"
) * 4
PIECES = [
    "信用卡怎么挂失", "5万元", "3.65%", "ＡＢＣ１２３", "ß", "ﬁ", "İ", "帳戶", "\U00020000",
    "\x00", "\x1b[2J", "\x7f", "\u200b", "\u200f", "\u202e", "\ufeff", "\ufffe", "\ue000", "\U0010ffff",
    "\ud800", "\udfff", "e\u0301\u0301\u0301", "👩\u200d👩\u200d👧\u200d👦", "🇨🇳", "\r\n", "\u2028", "\t",
    "'; DROP TABLE search_pending; --", "%' OR 1=1 --", "title:* AND NOT -(", "body:\"挂失\"~5^2",
    "number:[0 TO *]", ".*", "(?<x>a+)+$", "[a-", "\\", "{}", "<script>alert(1)</script>",
    "&lt;&#0;", "]]>", "{{ 7*7 }}", "{% load %}", "../../etc/passwd", "#50000;", "...", "。！？；",
]  # fmt: skip
ALL = "".join(PIECES)

FIRST = document("信用卡怎么挂失", phrasings=("卡丢了怎么办", "lost my card"), answer=ANSWER)
OTHERS = [document(f"第{n}号业务怎么办理", keywords=(f"zx{n}",), body=ANSWER) for n in range(30)]
INDEX = Index.in_memory([FIRST, *OTHERS])


def anything() -> st.SearchStrategy[str]:
    """Short and long, of all that Unicode has and of all that has ever broken a search."""
    any_sign = st.characters()  # half surrogates, too
    odd = st.sampled_from(PIECES)
    short = st.lists(st.one_of(odd, any_sign, st.text(any_sign, max_size=8)), max_size=30)
    joined = short.map("".join)
    long = st.builds(lambda piece, n: (piece * n)[:LONGEST], joined, st.integers(1, LONGEST))
    return st.one_of(joined, long)


def in_time(call: Callable[[], T]) -> T:
    began = time.perf_counter()
    result = call()
    assert time.perf_counter() - began < PATIENCE
    return result


def whole(spans: list[tuple[int, int]], text: str) -> bool:
    """Marks are apart, in order, and inside the text."""
    places = [place for span in spans for place in span]
    return places == sorted(set(places)) and all(0 <= place <= len(text) for place in places)


def every(run: Callable[[str], None]) -> Callable[[str], None]:
    """Run with each odd piece, with all of them at length, and with much else."""
    for text in (*PIECES, (ALL * LONGEST)[:LONGEST], "挂" * LONGEST, "9" * LONGEST):
        run = example(text)(run)
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    return patient(given(anything())(run))


@pytest.fixture(scope="module", autouse=True)
def lexicon_is_read() -> None:
    search(INDEX, Request(text="信用卡挂失", at=NOW))


def test_it_works() -> None:
    found = search(INDEX, Request(text="信用卡挂失", at=NOW))
    assert found.hits[0].number == FIRST.number
    assert suggest(INDEX, Request(text="信用卡", at=NOW))[0].number == FIRST.number
    assert mark("信用卡挂失", "挂失") == [(3, 5)]
    assert "40元" in excerpt(ANSWER, "挂失手续费")


@every
def test_any_text_is_searched(text: str) -> None:
    found = in_time(lambda: search(INDEX, Request(text=text, at=NOW)))
    assert len(found.hits) <= found.total
    assert [hit.score for hit in found.hits] == sorted((h.score for h in found.hits), reverse=True)
    assert all(str(hit.why) for hit in found.hits)


@every
def test_any_text_is_gone_on_from(text: str) -> None:
    in_time(lambda: suggest(INDEX, Request(text=text, at=NOW)))


@every
def test_any_text_is_marked(text: str) -> None:
    assert whole(in_time(lambda: mark(ANSWER, text)), ANSWER)
    assert whole(in_time(lambda: mark(text, "信用卡 5万元 挂失 abc")), text)
    assert whole(in_time(lambda: mark(text, text)), text)


@every
def test_any_text_has_its_excerpt(text: str) -> None:
    assert in_time(lambda: excerpt(ANSWER, text)).strip("…") in ANSWER
    assert in_time(lambda: excerpt(text, "挂失手续费")).strip("…").strip() in text
    assert in_time(lambda: excerpt(text, text)).strip("…").strip() in text


@settings(deadline=None, max_examples=25)
@given(anything(), anything())
def test_any_label_is_compared(text: str, label: str) -> None:
    """Region and product come from the address of the page."""
    label = label.encode(errors="replace").decode()
    asked = Request(text=text, at=NOW, types=(label,), region=label, product=label)
    assert in_time(lambda: search(INDEX, asked)).hits == []
    asked = Request(text="信用卡挂失", at=NOW, region=label, product=label)
    assert in_time(lambda: search(INDEX, asked)).hits


@settings(deadline=None, max_examples=25)
@given(anything())
def test_any_document_is_learnt_and_found(text: str) -> None:
    """One that could not be learnt would keep all others waiting behind it."""
    text = text.encode(errors="replace").decode()  # content holds whole characters only
    odd = document(text, phrasings=(text,), keywords=(text,), answer=text, body=text, tags=(text,))
    index = in_time(lambda: Index.in_memory([odd, FIRST]))
    in_time(lambda: search(index, Request(text=text, at=NOW)))
    # The same question with another stop behind it may be told in its place.
    told = [plain(fold(s.text)) for s in suggest(index, Request(text="信用卡怎么", at=NOW))]
    assert plain(fold(FIRST.title)) in told

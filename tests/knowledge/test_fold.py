"""The table that specifies the fold: acts in the order they were recorded, and what stands."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixi.knowledge.timeline import FOREVER, Act, Place, Span, fold, next_second, placed

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
END = None


def d(n: int) -> dt.datetime:
    return DAY + dt.timedelta(days=n)


def told(acts: list[tuple[int | None, ...]]) -> list[tuple[int, int, int | None]]:
    """(version, from day, until day or None) for acts (version, from, until, then)."""
    made = []
    for version, start, *rest in acts:
        until, then = (*rest, None, None)[:2]
        made.append(Act(version, d(start or 0), None if until is None else d(until), then))
    return [
        (
            s.version,
            (s.live_from - DAY).days,
            None if s.live_until == FOREVER else (s.live_until - DAY).days,
        )
        for s in fold(made)
    ]


def test_it_works() -> None:
    assert told([(1, 0)]) == [(1, 0, END)]


GONE = None
CASES = {
    "nothing": ([], []),
    "published": ([(1, 0)], [(1, 0, END)]),
    "published later": ([(1, 9)], [(1, 9, END)]),
    "published for a while": ([(1, 0, 5)], [(1, 0, 5)]),
    "an end before the beginning is never live": ([(1, 5, 3)], []),
    "an end at the beginning is never live": ([(1, 5, 5)], []),
    "replaced": ([(1, 0), (2, 5)], [(1, 0, 5), (2, 5, END)]),
    "replaced twice": ([(1, 0), (2, 5), (3, 7)], [(1, 0, 5), (2, 5, 7), (3, 7, END)]),
    "replaced in the same second": ([(1, 0), (2, 0)], [(2, 0, END)]),
    "same second, thrice: the last recorded holds": ([(1, 3), (2, 3), (3, 3)], [(3, 3, END)]),
    "withdrawn": ([(1, 0), (GONE, 5)], [(1, 0, 5)]),
    "withdrawn at once": ([(1, 0), (GONE, 0)], []),
    "withdrawn before it was live": ([(1, 9), (GONE, 5)], []),
    "withdrawn and published again": ([(1, 0), (GONE, 5), (2, 7)], [(1, 0, 5), (2, 7, END)]),
    "withdrawn for a while": ([(1, 0), (GONE, 5, 7, 1)], [(1, 0, 5), (1, 7, END)]),
    "withdrawal scheduled": ([(1, 0), (GONE, 30)], [(1, 0, 30)]),
    "scheduled withdrawal overtaken": ([(1, 0), (GONE, 30), (2, 10)], [(1, 0, 10), (2, 10, END)]),
    "schedule waits": ([(1, 0), (2, 30)], [(1, 0, 30), (2, 30, END)]),
    "schedule cancelled by restoring": ([(1, 0), (2, 30), (1, 10)], [(1, 0, END)]),
    "schedule moved earlier": ([(1, 0), (2, 30), (2, 20)], [(1, 0, 20), (2, 20, END)]),
    "schedule moved later": (
        [(1, 0), (2, 20), (1, 10, 30, 2)],
        [(1, 0, 30), (2, 30, END)],
    ),
    "schedule replaced by another": ([(1, 0), (2, 30), (3, 30)], [(1, 0, 30), (3, 30, END)]),
    "later schedule kept when an earlier stands": (
        [(1, 0), (3, 30), (2, 40)],
        [(1, 0, 30), (3, 30, 40), (2, 40, END)],
    ),
    "an act now sweeps what was scheduled": (
        [(1, 0), (3, 30), (2, 10)],
        [(1, 0, 10), (2, 10, END)],
    ),
    "recall: back to the old one": ([(1, 0), (2, 5), (1, 6)], [(1, 0, 5), (2, 5, 6), (1, 6, END)]),
    "recall in the same second": ([(1, 0), (2, 5), (1, 5)], [(1, 0, END)]),
    "emergency, then what it names": ([(1, 0), (2, 5, 8, 1)], [(1, 0, 5), (2, 5, 8), (1, 8, END)]),
    "emergency, then a third": ([(1, 0), (2, 5, 8, 3)], [(1, 0, 5), (2, 5, 8), (3, 8, END)]),
    "emergency naming nothing lapses": ([(1, 0), (2, 5, 8)], [(1, 0, 5), (2, 5, 8)]),
    "emergency ended early": (
        [(1, 0), (2, 5, 8, 1), (1, 6)],
        [(1, 0, 5), (2, 5, 6), (1, 6, END)],
    ),
    "emergency extended": (
        [(1, 0), (2, 5, 8, 1), (2, 7, 12, 1)],
        [(1, 0, 5), (2, 5, 12), (1, 12, END)],
    ),
    "emergency within an emergency": (
        [(1, 0), (2, 5, 20, 1), (3, 8, 10, 2)],
        [(1, 0, 5), (2, 5, 8), (3, 8, 10), (2, 10, END)],
    ),
    "what follows may be replaced": (
        [(1, 0), (2, 5, 8, 1), (4, 8)],
        [(1, 0, 5), (2, 5, 8), (4, 8, END)],
    ),
    "lapsed and published again": ([(1, 0, 5), (2, 9)], [(1, 0, 5), (2, 9, END)]),
    "renewed before it lapses": ([(1, 0, 5), (1, 5, 9)], [(1, 0, 9)]),
    "renewed overlapping": ([(1, 0, 5), (1, 3, 9)], [(1, 0, 9)]),
    "overlap cut": ([(1, 0, 10), (2, 5, 7)], [(1, 0, 5), (2, 5, 7)]),
    "restored as an old version": ([(1, 0), (2, 5), (1, 9)], [(1, 0, 5), (2, 5, 9), (1, 9, END)]),
}


@pytest.mark.parametrize("case", CASES)
def test_the_table(case: str) -> None:
    acts, stands = CASES[case]
    assert told(acts) == stands


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 30


moments = st.integers(0, 12)
acts = st.lists(
    st.builds(
        lambda v, start, until, then: Act(
            v, d(start), None if until is None else d(until), then if until is not None else None
        ),
        st.none() | st.integers(1, 4),
        moments,
        st.none() | moments,
        st.none() | st.integers(1, 4),
    ),
    max_size=8,
)


def stands_at(recorded: list[Act], moment: dt.datetime) -> int | None:
    """The same law, told for one moment: the last act that owns it decides."""
    for act in reversed(recorded):
        if act.live_from <= moment:
            if act.live_until is None or moment < act.live_until:
                return act.version
            return act.then
    return None


@given(acts)
def test_spans_say_what_the_last_owner_says(recorded: list[Act]) -> None:
    spans = fold(recorded)
    for n in range(14):
        here = [s.version for s in spans if s.live_from <= d(n) < s.live_until]
        want = stands_at(recorded, d(n))
        assert here == ([] if want is None else [want])


@given(acts)
def test_spans_never_overlap(recorded: list[Act]) -> None:
    for a, b in itertools.pairwise(fold(recorded)):
        assert a.live_from < a.live_until <= b.live_from


def test_a_move_cuts_the_span() -> None:
    places = [Place(7, None, None, d(0)), Place(8, None, 3, d(5))]
    pairs = placed([Span(1, d(0))], places)
    assert [(s.live_from, s.live_until, p.section) for s, p in pairs] == [
        (d(0), d(5), 7),
        (d(5), FOREVER, 8),
    ]


def test_of_two_moves_in_one_second_the_later_row_holds() -> None:
    places = [Place(7, None, None, d(0)), Place(8, None, None, d(5)), Place(9, None, None, d(5))]
    assert [p.section for _, p in placed([Span(1, d(0))], places)] == [7, 9]


def test_now_is_the_next_full_second() -> None:
    at = d(0).replace(microsecond=400_000)
    assert next_second(at) == d(0) + dt.timedelta(seconds=1)
    assert next_second(at, rows=10_000) >= at + dt.timedelta(seconds=4)

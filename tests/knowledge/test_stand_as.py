"""What words stand as, and which cells are merged, is told as that: nothing is gone and new."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.knowledge import factory
from zhixi.accounts.models import Person
from zhixi.approval import subjects
from zhixi.knowledge import types
from zhixi.knowledge.changes.cells import seen
from zhixi.knowledge.changes.groups import Line, groups
from zhixi.knowledge.changes.rows import rows
from zhixi.knowledge.changes.sides import Side
from zhixi.knowledge.clauses import Clause, cut
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.editing.facing import differing
from zhixi.lib import diff

Sides = tuple[Side, Side]
HEAD = ("<th>项目</th><th>普卡</th><th>金卡</th>",)


def sides(was: str, now: str) -> Sides:
    """Two versions with these bodies, the clauses of the second cut after those of the first."""
    old, new = (types.read("business", {"title": "费用", "body": body}) for body in (was, now))
    before = cut(old.parts())
    return Side(old, before), Side(new, cut(new.parts(), before, len(before)))


def lines(was: str, now: str) -> list[Line]:
    return [line for group in groups(*sides(was, now), []) for line in group.lines]


def told(was: str, now: str) -> list[str]:
    """The lines that changed, with their marks and notes."""
    return [
        "｜".join(cell.both for cell in line.cells) + f"（{line.note}）"
        for line in lines(was, now)
        if line.state
    ]


def gate(was: str, now: str) -> list[str]:
    """What the confirmer is shown of them."""
    old, new = sides(was, now)
    found = (seen(row, old, new) for row in rows(old.clauses, new.clauses))
    return [re.sub(r"</?small>", "", diff.render(pieces)) for pieces in found if pieces]


def table(*some: str) -> str:
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in HEAD + some)}</table>"


def test_it_works() -> None:
    was = table("<td>挂失</td><td>50元</td><td>50元</td>")
    now = table('<td>挂失</td><td colspan="2">50元</td>')
    assert told(was, now) == ["挂失｜50元｜50元（单元格合并方式变了：“50元”占 2 列）"]
    assert told(now, was) == ["挂失｜50元｜50元（单元格合并方式变了：“50元”不再合并）"]
    assert gate(was, now) == ["挂失｜50元｜50元（单元格合并方式变了：“50元”占 2 列）"]


@pytest.mark.parametrize("way", [told, gate])
def test_what_reaches_down_leaves_the_rows_below_as_they_were(
    way: Callable[[str, str], list[str]],
) -> None:
    was = table("<td>年费</td><td>80元</td><td>免</td>", "<td>换卡</td><td>80元</td><td></td>")
    now = table('<td>年费</td><td rowspan="2">80元</td><td rowspan="2">免</td>', "<td>换卡</td>")
    assert way(was, now) == ["年费｜80元｜免（单元格合并方式变了：“80元”占 2 行、“免”占 2 行）"]


def test_words_that_are_lost_in_a_merge_are_gone() -> None:
    was = table("<td>年费</td><td>80元</td><td>160元</td>")
    now = table('<td>年费</td><td colspan="2">100元</td>')
    note = "（单元格合并方式变了：“100元”占 2 列）"
    marked = "年费｜<del>80</del><ins>100</ins>元｜<del>160元</del>"
    assert told(was, now) == gate(was, now) == [marked + note]


def test_a_row_that_keeps_only_its_name_is_still_that_row() -> None:
    long = "按普卡每年八十元收取，消费满六次免收"
    was = table(*(f"<td>{name}</td><td>{long}</td><td>{long}</td>" for name in ("年费", "换卡")))
    now = table(f'<td>年费</td><td colspan="2" rowspan="2">{long}</td>', "<td>换卡</td>")
    assert told(was, now) == [
        f"年费｜{long}｜{long}（单元格合并方式变了：“{long[:12]}…”占 2 行 2 列）"
    ]


def test_a_head_over_several_columns_stands_over_each() -> None:
    was = table("<td>挂失</td><td>50元</td><td>60元</td>").replace(
        "<th>普卡</th><th>金卡</th>", '<th colspan="2">每卡</th>'
    )
    now = was.replace("60元", "70元")
    (line,) = (line for line in lines(was, now) if line.state)
    assert [str(cell.head) for cell in line.cells] == ["项目", "每卡", "每卡"]
    assert line.cells[2].both == "<del>60</del><ins>70</ins>元"


def test_a_head_that_is_merged_is_told_with_its_row() -> None:
    was, now = "<th>普卡</th><th>金卡</th>", '<th colspan="2">普卡</th>'
    row = "<td>挂失</td><td>50元</td><td>60元</td>"
    assert told(table(row), table(row).replace(was, now)) == [
        "项目｜普卡｜<del>金卡</del>（单元格合并方式变了：“普卡”占 2 列）"
    ]


def test_a_new_column_beside_merged_cells_merges_nothing() -> None:
    was = table('<td>挂失</td><td colspan="2">50元</td>')
    now = was.replace("<th>项目</th>", "<th>序号</th><th>项目</th>").replace(
        "<td>挂失</td>", "<td>1</td><td>挂失</td>"
    )
    assert all("合并" not in each for each in told(was, now))


def test_cells_of_a_new_row_say_what_they_reach_over() -> None:
    was = table("<td>挂失</td><td>50元</td><td>60元</td>")
    now = was.replace("</table>", '<tr><td>补发</td><td colspan="2">见公告</td></tr></table>')
    assert told(was, now)[-1].endswith("（“见公告”占 2 列）")
    assert gate(was, now)[-1] == "<ins>补发｜见公告</ins>（“见公告”占 2 列）"


def test_an_empty_cell_is_named_by_its_column() -> None:
    was = table("<td>挂失</td><td></td><td></td>")
    now = table('<td>挂失</td><td colspan="2"></td>')
    assert told(was, now) == ["挂失｜｜（单元格合并方式变了：第 2 列占 2 列）"]


@pytest.mark.parametrize("way", [told, gate])
@pytest.mark.parametrize(
    ("was", "now", "note"),
    [
        ("<p>{}</p>", "<ul><li>{}</li></ul>", "段落改为列表项"),
        ("<ul><li>{}</li></ul>", "<p>{}</p>", "列表项改为段落"),
        ("<p>{}</p>", "<ol><li>{}</li></ol>", "段落改为编号列表项"),
        ("<p>{}</p>", "<h2>{}</h2>", "段落改为小标题"),
        ("<h3>{}</h3>", "<p>{}</p>", "次标题改为段落"),
        ("<h2>{}</h2>", "<ul><li>{}</li></ul>", "小标题改为列表项"),
    ],
)
def test_words_that_stand_as_something_else_keep_their_marks(
    way: Callable[[str, str], list[str]], was: str, now: str, note: str
) -> None:
    old, new = was.format("先核身，再办理挂失。"), now.format("先核身，后办理挂失。")
    assert way(old, new) == [f"先核身，<del>再</del><ins>后</ins>办理挂失。（{note}）"]


def test_items_that_become_paragraphs_stay_the_clauses_that_they_were() -> None:
    """What refers to one by its lasting id, refers to it still."""
    items = [f"第{n}步先核对客户身份{n}" for n in range(6)]
    old, new = sides(
        f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>",
        "".join(f"<p>{item}。</p>" for item in items),
    )
    assert [clause.id for clause in new.clauses] == [clause.id for clause in old.clauses]


def test_what_was_lost_between_two_versions_and_came_back_is_kept() -> None:
    """The version restored has clauses of its own; its words are those of the first all the same."""
    body = "<p>先核身，再办理挂失。</p><p>当日到账。</p>"
    bodies = (body, "<p>请到网点办理。</p>", body.replace("当日", "次日"))
    contents = [types.read("business", {"title": "费用", "body": each}) for each in bodies]
    clauses: list[list[Clause]] = []
    used = 0
    for content in contents:
        clauses.append(cut(content.parts(), clauses[-1] if clauses else [], used))
        used = max(used, *(clause.id for clause in clauses[-1]))
    (group,) = groups(Side(contents[0], clauses[0]), Side(contents[2], clauses[2]), [])
    assert [line.cells[0].both for line in group.lines] == [
        "先核身，再办理挂失。",
        "<del>当</del><ins>次</ins>日到账。",
    ]


def test_two_people_see_which_cells_each_has_merged(now: dt.datetime) -> None:
    rows_ = table("<td>挂失</td><td>50元</td><td>免</td>", "<td>补卡</td><td>5元</td>")
    mine, theirs = (
        Words("business", {"body": body}, section=None)
        for body in (rows_, rows_.replace("<td>免", '<td rowspan="2">免'))
    )
    (field,) = differing(mine, theirs, now)
    assert "合并" not in field.mine
    assert field.theirs.endswith("合并单元格｜“免”占 2 行")


# Whatever is edited, what is told can be applied.

word = st.text(alphabet="年费免收一二三", max_size=3)
block = st.one_of(
    st.tuples(st.sampled_from(["p", "h2", "aside"]), st.text("年费免收一二三，。", max_size=12)),
    st.tuples(st.just("ul"), st.lists(st.text("年费免收一二三", max_size=8), max_size=4)),
    st.tuples(st.just("table"), st.integers(0, 9)),
)


def written(blocks: list[tuple[str, object]]) -> str:
    """A body; the number of a table says how its cells are merged."""
    found = ""
    for tag, given_ in blocks:
        if tag == "ul":
            found += f"<ul>{''.join(f'<li>{item}</li>' for item in given_)}</ul>"  # type: ignore[attr-defined]
        elif tag == "table":
            found += merged_table(int(str(given_)))
        else:
            found += f"<{tag}>{given_}</{tag}>"
    return found


def merged_table(n: int) -> str:
    across, down = n % 3 + 1, n % 2 + 1
    cells = [f"<td>{'免收'[c % 2]}{r}</td>" for r in range(2) for c in range(3)]
    first = f'<td colspan="{across}" rowspan="{down}">卡{n % 5}</td>'
    rest = cells[: 3 - across], cells[3 : 6 - (across if down > 1 else 0)]
    return table(first + "".join(rest[0]), "".join(rest[1]))


def applied(pieces: list[diff.Piece], ops: str) -> str:
    return "".join(piece.text for piece in pieces if piece.op in ops)


@given(st.lists(block, max_size=5), st.lists(block, max_size=5), st.permutations(range(5)))
def test_what_is_kept_and_gone_was_and_what_is_kept_and_new_is(
    some: list[tuple[str, object]], others: list[tuple[str, object]], order: list[int]
) -> None:
    """`others` in the place of some blocks, the rest in another order."""
    mixed = [(some + others)[n] for n in order if n < len(some + others)] + others[3:]
    old, new = sides(written(some), written(mixed))
    aligned = rows(old.clauses, new.clauses)
    assert sorted(row.was.id for row in aligned if row.was) == [c.id for c in old.clauses]
    assert [row.now.id for row in aligned if row.now] == [c.id for c in new.clauses]
    for row in aligned:
        if row.was and row.now and row.was.kind == "row":
            continue  # told by column: see below
        pieces = seen(row, old, new)
        if pieces:
            assert applied(pieces, "=-") == (row.was.text if row.was else "")
            assert applied(pieces, "=+") == (row.now.text if row.now else "")
        else:
            assert row.same
    shown = [line for group in groups(old, new, []) for line in group.lines]
    for side, other, clauses in (("left", "new", old.clauses), ("right", "gone", new.clauses)):
        texts = (bare(getattr(each.cells[0], side)) for each in shown if each.state != other)
        assert not Counter(c.text for c in clauses if c.kind != "row") - Counter(texts)


grid = st.lists(st.lists(word, min_size=3, max_size=3), min_size=2, max_size=4)
merge = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(1, 3), st.integers(1, 3))


def laid(words: list[list[str]], at: tuple[int, int, int, int]) -> tuple[str, list[list[str]]]:
    """A table in which one cell reaches over others, and by row and column what each one says:
    nothing of its own where another reaches into it."""
    row, column, down, across = at
    row %= len(words)
    down, across = min(down, len(words) - row), min(across, 3 - column)
    taken = {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
    taken -= {(row, column)}
    written_ = [
        "".join(
            f'<td colspan="{across}" rowspan="{down}">{text}</td>'
            if (r, c) == (row, column)
            else f"<td>{text}</td>"
            for c, text in enumerate(line)
            if (r, c) not in taken
        )
        for r, line in enumerate(words)
    ]
    said = [
        ["" if (r, c) in taken else text for c, text in enumerate(line)]
        for r, line in enumerate(words)
    ]
    return table(*written_), said


@given(grid, grid, merge, merge)
def test_each_column_says_what_its_cell_said_and_says(
    a: list[list[str]], b: list[list[str]], one: tuple[int, int, int, int], other: tuple[int, ...]
) -> None:
    (was, left), (now, right) = laid(a, one), laid(b, other)  # type: ignore[arg-type]
    found = lines(was, now)
    assert all(len(line.cells) == 3 for line in found)
    for side, alone, said in (("left", "new", left), ("right", "gone", right)):
        shown = [
            [bare(getattr(c, side)) for c in each.cells] for each in found if each.state != alone
        ]
        assert all(any(covers(cells, row) for cells in shown) for row in said if any(row))


def covers(shown: list[str], said: list[str]) -> bool:
    return all(text in ("", cell) for cell, text in zip(shown, said, strict=True))


def bare(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


# The confirmer.


def test_the_confirmer_sees_what_was_merged_and_what_became_an_item(
    publish: Callable[..., int], zhao: Person, now: dt.datetime
) -> None:
    was = table("<td>挂失</td><td>50元</td><td>50元</td>") + "<p>当日到账。</p>"
    body = table('<td>挂失</td><td colspan="2">50元</td>') + "<ul><li>次日到账。</li></ul>"
    number = publish(body=was)
    asked = factory.submitted(by=zhao, at=now, article=number, body=body)
    (change,) = subjects.of(asked).changes(asked, 0, 20)
    assert [re.sub(r"</?small>", "", str(text)) for _label, text in change.parts] == [
        "挂失｜50元｜50元（单元格合并方式变了：“50元”占 2 列）",
        "<del>当</del><ins>次</ins>日到账。（段落改为列表项）",
    ]

from pathlib import Path

import pytest

from tests.search.making import ask, document, entry, numbers
from zhixi.search import Index, IndexUnavailable, WriterBusy, generations
from zhixi.search.index import everything
from zhixi.search.meaning import BEHIND


def titles(index: Index) -> list[str]:
    return sorted(kept.texts[0].split(BEHIND)[0] for kept in everything(index))


def test_it_works(tmp_path: Path) -> None:
    index = Index.begin(tmp_path)

    index.replace([], [document("信用卡挂失", number=7)])

    assert numbers(ask(index, "挂失")) == [7]


def test_replacing_forgets_all_that_an_article_had(tmp_path: Path) -> None:
    index = Index.begin(tmp_path)
    index.replace([], [document("旧一", number=1), document("旧二", number=1), document("别的")])

    index.replace([1], [document("新", number=1)])

    assert titles(index) == ["别的", "新"]


def test_another_reader_sees_a_commit_at_once(tmp_path: Path) -> None:
    reader, writer = Index.begin(tmp_path), Index.begin(tmp_path)
    assert titles(reader) == []

    writer.replace([], [document("信用卡挂失")])

    assert titles(reader) == ["信用卡挂失"]


def test_another_reader_follows_a_swap(tmp_path: Path) -> None:
    reader = Index.begin(tmp_path)
    reader.replace([], [document("旧")])
    seen: list[int] = []

    count = Index.build_aside(tmp_path, [entry("新一"), entry("新二")], seen.append)

    assert count == 2
    assert seen == [2]
    assert titles(reader) == ["新一", "新二"]
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_a_view_stays_as_it_was_while_it_is_held(tmp_path: Path) -> None:
    index = Index.begin(tmp_path)
    index.replace([], [document("旧")])
    view = index.searcher()

    Index.build_aside(tmp_path, [entry("新一"), entry("新二")])

    assert view.num_docs == 1
    assert index.searcher().num_docs == 2


def test_there_is_one_writer(tmp_path: Path) -> None:
    index, other = Index.begin(tmp_path), Index.begin(tmp_path)

    with index.writer():
        with pytest.raises(WriterBusy):
            other.replace([], [])
        with pytest.raises(WriterBusy):
            index.replace([], [])
        with pytest.raises(WriterBusy):
            Index.build_aside(tmp_path, [])

    other.replace([], [document("之后")])
    assert titles(index) == ["之后"]


def _fail_halfway(index: Index) -> None:
    with index.writer() as writer:
        writer.forget([1])
        writer.add([document("半途")])
        raise RuntimeError


def test_what_fails_halfway_leaves_no_trace(tmp_path: Path) -> None:
    index = Index.begin(tmp_path)
    index.replace([], [document("原样", number=1)])

    with pytest.raises(RuntimeError):
        _fail_halfway(index)
    index.replace([], [document("之后")])

    assert titles(index) == ["之后", "原样"]


def test_a_failed_build_leaves_the_old_one(tmp_path: Path) -> None:
    index = Index.begin(tmp_path)
    index.replace([], [document("原样")])

    with pytest.raises(ZeroDivisionError):
        Index.build_aside(tmp_path, (entry(str(1 // n)) for n in (1, 0)))

    assert titles(index) == ["原样"]
    assert Index.build_aside(tmp_path, [entry("新")]) == 1
    assert titles(index) == ["新"]


def test_an_index_of_another_version_asks_to_be_rebuilt(tmp_path: Path) -> None:
    index = Index.begin(tmp_path)
    (tmp_path / generations.look(tmp_path)[0] / "schema.json").write_text('{"version": 0}')

    with pytest.raises(IndexUnavailable):
        index.searcher()

    Index.build_aside(tmp_path, [entry("新")])
    assert titles(index) == ["新"]

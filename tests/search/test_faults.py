"""The index survives its faults: it says that it cannot answer, and is rebuilt aside."""

import datetime as dt
import logging
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.search import breaking
from tests.search.making import ask, document, entry, numbers, request
from zhixi.search import (
    Corpus,
    Document,
    Index,
    IndexUnavailable,
    live_index,
    outbox,
    suggest,
    worker,
)
from zhixi.search.index import everything
from zhixi.search.models import Pending

AT = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
TITLES = ["信用卡怎么挂失", "挂失以后怎么补卡", "借记卡挂失手续费"]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Two segments, one of them with a deleted document: every kind of file is there."""
    index = Index.begin(tmp_path / "index")
    index.replace([], [document(title, number=n) for n, title in enumerate(TITLES)])
    index.replace([1], [document(TITLES[1], number=1)])
    return index


def path_of(index: Index) -> Path:
    assert index.path
    return index.path


def rebuild(path: Path) -> None:
    Index.build_aside(path, (entry(title, number=n) for n, title in enumerate(TITLES)))


def found(index: Index) -> list[int]:
    return sorted(numbers(ask(index, "挂失")))


def refuses(index: Index) -> bool:
    """Both verbs, and writing, say the same."""
    for verb in (
        lambda: ask(index, "挂失"),
        lambda: suggest(index, request("挂失")),
        lambda: index.replace([], []),
    ):
        with pytest.raises(IndexUnavailable):
            verb()
    return True


def test_it_works(index: Index) -> None:
    kinds = {file.suffix for file in breaking.generation(path_of(index)).iterdir()}
    assert {f".{ending}" for ending in breaking.ENDINGS} <= kinds
    assert found(index) == [0, 1, 2]


@pytest.mark.parametrize("what", breaking.FAULTS)
def test_a_broken_index_says_so_until_it_is_rebuilt(index: Index, what: str) -> None:
    path = path_of(index)
    assert found(index) == [0, 1, 2]

    breaking.FAULTS[what](path)

    assert refuses(index)
    assert refuses(Index(path))  # a process that starts now
    rebuild(path)
    assert found(index) == found(Index(path)) == [0, 1, 2]


def test_a_sound_index_of_other_fields_is_none_of_ours(index: Index) -> None:
    breaking.replace_by_another(path_of(index))
    assert refuses(Index(path_of(index)))


def test_nobody_begins_an_empty_one_in_its_place(index: Index) -> None:
    """An empty index would answer that nothing was found."""
    breaking.FAULTS["the folder is gone"](path_of(index))
    assert refuses(index)
    assert not (path_of(index) / "current").exists()


def test_bytes_that_changed_without_a_trace_are_told_to_all(index: Index) -> None:
    path, other = path_of(index), Index(path_of(index))
    assert found(index) == found(other) == [0, 1, 2]
    breaking.scribble_unseen(breaking.segment(path, "idx"))

    assert refuses(index)

    assert (breaking.generation(path) / "broken").exists()
    assert refuses(other)
    rebuild(path)
    assert found(index) == found(other) == [0, 1, 2]


def test_a_wrong_question_condemns_nothing(index: Index) -> None:
    """Tantivy raises a ValueError for both."""
    view = index.searcher()
    with pytest.raises(ValueError, match="no_such_field"):
        view.doc_freq("no_such_field", "挂失")
    assert not (breaking.generation(path_of(index)) / "broken").exists()
    assert found(index) == [0, 1, 2]


def test_what_is_touched_but_whole_goes_on(index: Index) -> None:
    for file in breaking.generation(path_of(index)).iterdir():
        aside = file.with_name("aside")
        aside.write_bytes(file.read_bytes())
        aside.rename(file)
    assert found(index) == [0, 1, 2]


def test_foreign_files_beside_it_are_left_alone(index: Index) -> None:
    path = path_of(index)
    theirs = [path / "readme.txt", path / "theirs" / "readme.txt", path / "generation-notes"]
    theirs[1].parent.mkdir()
    for file in theirs:
        file.write_text("not yours")
    (breaking.generation(path) / "readme.txt").write_text("not yours")
    assert found(index) == [0, 1, 2]
    rebuild(path)
    assert found(index) == [0, 1, 2]
    assert [file.read_text() for file in theirs] == ["not yours"] * 3


@pytest.mark.parametrize("ending", breaking.ENDINGS)
def test_a_file_that_may_not_be_read(index: Index, ending: str) -> None:
    path = path_of(index)
    breaking.segment(path, ending).chmod(0)
    with breaking.bound_by_permissions():
        assert refuses(Index(path))
        rebuild(path)
        assert found(Index(path)) == [0, 1, 2]


def test_a_folder_that_may_not_be_entered(index: Index) -> None:
    path = path_of(index)
    path.chmod(0)
    with breaking.bound_by_permissions():
        assert refuses(index)
        with pytest.raises(IndexUnavailable):
            rebuild(path)
    path.chmod(0o700)
    assert found(index) == [0, 1, 2]


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    assert refuses(Index(tmp_path / "index"))
    with pytest.raises(IndexUnavailable):
        rebuild(tmp_path / "index")
    (tmp_path / "index").unlink()
    rebuild(tmp_path / "index")
    assert found(Index(tmp_path / "index")) == [0, 1, 2]


def test_a_killed_builder_leaves_nothing_behind(index: Index) -> None:
    left = path_of(index) / "generation-0123456789ab.new"
    left.mkdir()
    (left / "progress").write_text("500")
    rebuild(path_of(index))
    assert len(list(path_of(index).glob("generation-*"))) == 1


def test_readers_never_stumble_over_commits_and_swaps(index: Index) -> None:
    """Each of them sees one sound state or another, and no fault."""
    path, done, faults = path_of(index), threading.Event(), []

    def read() -> None:
        own = Index(path)
        while not done.is_set():
            try:
                assert found(own) == [0, 1, 2]
            except BaseException as error:
                faults.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for n in range(24):
        index.replace([n % 3], [document(TITLES[n % 3], number=n % 3)])
        if n % 8 == 0:
            rebuild(path)
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []


class Shelf:
    """A source with the three titles."""

    def documents(self, numbers: Iterable[int]) -> Iterator[Document]:
        yield from (document(TITLES[n], number=n) for n in numbers)

    def numbers(self) -> Iterable[int]:
        return range(len(TITLES))


@pytest.fixture
def shelf(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Corpus.STANDING, "sources", [Shelf()])


def live() -> list[str]:
    return sorted(kept.digest for kept in everything(live_index()))


@pytest.mark.parametrize("what", breaking.SOME)
def test_the_worker_rebuilds_without_being_told(shelf: None, settings: Settings, what: str) -> None:
    upkeep = worker.Upkeep()
    assert upkeep.round() == 3  # there was none
    assert upkeep.round() == 0
    live_index().replace([1], [document(TITLES[1], number=1)])
    outbox.changed([2], AT)
    before = live()

    breaking.FAULTS[what](settings.INDEX_PATH)
    assert worker.status().fault
    upkeep.due = 0.0

    assert upkeep.round() == 3
    assert (live(), worker.status().fault) == (before, "")
    assert not Pending.objects.exists()
    assert upkeep.round() == 0


def test_what_cannot_be_rebuilt_is_tried_later_each_time(
    shelf: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    upkeep = worker.Upkeep()
    settings.INDEX_PATH.write_text("in the way")
    pauses = []
    for _ in range(3):
        with caplog.at_level(logging.ERROR):
            caplog.clear()
            assert [upkeep.round() for _ in range(5)] == [0] * 5
        assert len(caplog.records) == 1
        pauses.append(upkeep.pause)
        upkeep.due -= upkeep.pause
    assert pauses == sorted(set(pauses))
    settings.INDEX_PATH.unlink()
    assert upkeep.round() == 3

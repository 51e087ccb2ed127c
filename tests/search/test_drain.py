import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.search.making import document
from zhixi.search import Corpus, Document, WriterBusy, generations, live_index, outbox, worker
from zhixi.search.index import everything
from zhixi.search.meaning import BEHIND
from zhixi.search.models import Pending

pytestmark = pytest.mark.django_db

AT = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)


class Shelf:
    """A source that is a dictionary."""

    def __init__(self) -> None:
        self.holds: dict[int, list[Document]] = {}

    def put(self, title: str, number: int) -> None:
        self.holds[number] = [document(title, number=number, version=len(title))]

    def documents(self, numbers: Iterable[int]) -> Iterator[Document]:
        for number in numbers:
            yield from self.holds.get(number, [])

    def numbers(self) -> list[int]:
        return list(self.holds)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Shelf:
    shelf = Shelf()
    settings.INDEX_PATH = tmp_path / "index"
    generations.begin(settings.INDEX_PATH)
    monkeypatch.setattr(Corpus.STANDING, "sources", [shelf])
    return shelf


def titles() -> list[str]:
    return sorted(kept.texts[0].split(BEHIND)[0] for kept in everything(live_index()))


def waiting() -> set[int]:
    return set(Pending.objects.values_list("number", flat=True))


def test_it_works(shelf: Shelf) -> None:
    shelf.put("挂失", 1)
    outbox.changed([1], AT)
    assert waiting() == {1}

    assert worker.drain(live_index()) == 1

    assert titles() == ["挂失"]
    assert waiting() == set()
    assert worker.drain(live_index()) == 0


def test_a_change_and_a_removal_are_learned(shelf: Shelf) -> None:
    shelf.put("一", 1)
    shelf.put("二", 2)
    outbox.changed([1, 2], AT)
    worker.drain(live_index())

    shelf.put("一改", 1)
    del shelf.holds[2]
    outbox.changed([1, 2, 1], AT)

    assert worker.drain(live_index()) == 2
    assert titles() == ["一改"]


def test_what_changes_meanwhile_stays_pending(shelf: Shelf) -> None:
    class Busy(Shelf):
        def documents(self, numbers: Iterable[int]) -> Iterator[Document]:
            outbox.changed([1], AT)
            return super().documents(numbers)

    Corpus.STANDING.sources[:] = [Busy()]
    outbox.changed([1], AT)

    worker.drain(live_index())

    assert Pending.objects.count() == 1


def test_a_batch_takes_the_oldest(shelf: Shelf) -> None:
    for number in (1, 2, 3):
        shelf.put(str(number), number)
        outbox.changed([number], AT)

    assert worker.drain(live_index(), batch=2) == 2

    assert titles() == ["1", "2"]
    assert waiting() == {3}


def test_nothing_is_lost_while_another_writes(shelf: Shelf) -> None:
    shelf.put("一", 1)
    outbox.changed([1], AT)

    with live_index().writer(), pytest.raises(WriterBusy):
        worker.drain(live_index())

    assert worker.drain(live_index()) == 1


def test_a_rebuild_learns_what_changed_meanwhile(shelf: Shelf) -> None:
    shelf.put("一", 1)
    outbox.changed([1, 9], AT)
    seen: list[int] = []

    assert worker.rebuild(seen.append) == 1

    assert seen == [1]
    assert titles() == ["一"]
    assert not Pending.objects.exists()


def test_the_worker_rebuilds_what_is_outdated(shelf: Shelf, settings: Settings) -> None:
    shelf.put("一", 1)
    path = settings.INDEX_PATH
    (path / generations.look(path)[0] / "schema.json").write_text('{"version": 0}')
    assert worker.status().fault

    worker.keep_up()

    assert not worker.status().fault
    assert titles() == ["一"]


def test_the_status_tells_the_oldest_wait(shelf: Shelf) -> None:
    outbox.changed([1], AT + dt.timedelta(hours=1))
    outbox.changed([1, 2], AT)

    status = worker.status()

    assert (status.documents, status.pending, status.oldest_pending) == (0, 2, AT)


def test_verify_names_each_difference_but_not_the_pending(shelf: Shelf) -> None:
    for number in (1, 2, 3, 4):
        shelf.put(f"题{number}", number)
    worker.rebuild()
    assert worker.verify(live_index()) == []

    shelf.put("题一改", 1)
    del shelf.holds[2]
    shelf.put("题三改", 3)
    outbox.changed([3], AT)

    lines = worker.verify(live_index())
    assert [line.split(", version")[0] for line in lines] == [
        "missing from the index: article 1",
        "in the index only: article 1",
        "in the index only: article 2",
    ]

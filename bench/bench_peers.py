"""Ours beside its peers, in one run on the same made-up base and the same questions.

    .venv/bin/python bench/bench_peers.py [--articles 100000] [--judged FOLDER …]
    .ci/postgresql .venv/bin/python bench/bench_peers.py        # with PostgreSQL

Ours is the function that the desk calls: the door, filters, counts, marks and the sentence that
answers. The peers return numbers; of their best 200 those count that the reader may see, which
costs them nothing. LIKE has title and body; the others have the phrasings too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, quantiles
from typing import Any
from uuid import uuid4

import rjieba

from zhixi.intake.speedbase import questions
from zhixi.intake.speedbase.questions import Question
from zhixi.intake.speedbase.sections import is_open
from zhixi.intake.speedbase.texts import LIVE, SEED, texts

BEST = 200
WARM = 30
XAPIAN_PYTHON = "/usr/bin/python3"  # where Debian's python3-xapian is found

Row = tuple[int, str, str, str]  # number, title, phrasings, body


@dataclass
class Line:
    """What is told of an engine."""

    name: str
    built: float = 0.0
    megabytes: float = 0.0
    hit: float = 0.0
    taken: list[float] = field(default_factory=list)
    judged: dict[str, float] = field(default_factory=dict)


class Engine:
    """Holds documents; `ask` gives numbers, best first, and the milliseconds it took."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, rows: Iterable[Row]) -> None:
        raise NotImplementedError

    def find(self, question: Question) -> list[int]:
        raise NotImplementedError

    def ask(self, question: Question) -> tuple[list[int], float]:
        began = time.perf_counter()
        found = self.find(question)
        return found, (time.perf_counter() - began) * 1000

    def size(self) -> float:
        return sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file()) / 1e6

    def close(self) -> None:
        return None


class Like(Engine):
    name = "LIKE"

    def build(self, rows: Iterable[Row]) -> None:
        self.base = opened(self.folder / "like.sqlite3")
        self.base.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, title TEXT, body TEXT)")
        some = ((number, title, body) for number, title, _, body in rows)
        self.base.executemany("INSERT INTO plain VALUES (?, ?, ?)", some)
        self.base.commit()

    def find(self, question: Question) -> list[int]:
        return self._holding([question.text]) or self._holding(question.words)

    def _holding(self, words: Iterable[str]) -> list[int]:
        patterns = [f"%{word}%" for word in words]
        each = " AND ".join(["(title LIKE ? OR body LIKE ?)"] * len(patterns))
        query = f"SELECT number FROM plain WHERE {each} ORDER BY title LIKE ? DESC, number LIMIT ?"
        pairs = [pattern for pattern in patterns for _ in range(2)]
        found = self.base.execute(query, [*pairs, patterns[0], BEST])
        return [number for (number,) in found]

    def close(self) -> None:
        self.base.close()


class Fts5(Engine):
    name = "SQLite FTS5, rjieba words"

    def build(self, rows: Iterable[Row]) -> None:
        self.base = opened(self.folder / "fts5.sqlite3")
        self.base.execute("CREATE VIRTUAL TABLE f USING fts5(title, phrasings, body, content='')")
        some = ((number, *map(spaced, said)) for number, *said in rows)
        self.base.executemany("INSERT INTO f(rowid, title, phrasings, body) VALUES (?,?,?,?)", some)
        self.base.commit()

    def find(self, question: Question) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in cut(question.text))
        query = "SELECT rowid FROM f WHERE f MATCH ? ORDER BY bm25(f, 2, 1, 1) LIMIT ?"
        return [n for (n,) in self.base.execute(query, (words, BEST))] if words else []

    def close(self) -> None:
        self.base.close()


class Postgres(Engine):
    """In a schema of its own in the database named, dropped afterwards."""

    name = "PostgreSQL tsvector, rjieba words"
    address = ""

    def build(self, rows: Iterable[Row]) -> None:
        import psycopg

        self.base = psycopg.connect(self.address, autocommit=True)
        self.schema = f"bench_{uuid4().hex[:12]}"
        self.base.execute(f"CREATE SCHEMA {self.schema}")
        self.base.execute(f"SET search_path TO {self.schema}")
        self.base.execute("CREATE TABLE said (number int, title text, phrasings text, body text)")
        with self.base.cursor() as cursor, cursor.copy("COPY said FROM STDIN") as copy:
            for number, *said in rows:
                copy.write_row((number, *map(spaced, said)))
        self.base.execute(
            "CREATE TABLE told AS SELECT number, "
            "setweight(to_tsvector('simple', title), 'A') || "
            "setweight(to_tsvector('simple', phrasings), 'B') || "
            "to_tsvector('simple', body) AS words FROM said"
        )
        self.base.execute("CREATE INDEX ON told USING gin (words)")
        self.base.execute("DROP TABLE said")
        self.base.execute("VACUUM ANALYZE told")

    def find(self, question: Question) -> list[int]:
        words = " | ".join("'" + word.replace("'", "''") + "'" for word in cut(question.text))
        query = (
            "SELECT number FROM told, to_tsquery('simple', %s) asked WHERE words @@ asked "
            "ORDER BY ts_rank(words, asked) DESC, number LIMIT %s"
        )
        return [n for (n,) in self.base.execute(query, (words, BEST))] if words else []

    def size(self) -> float:
        (size,) = self.base.execute("SELECT pg_total_relation_size('told')").fetchone() or (0,)
        return size / 1e6

    def close(self) -> None:
        self.base.execute(f"DROP SCHEMA {self.schema} CASCADE")
        self.base.close()


class Xapian(Engine):
    name = "Xapian, characters and bigrams"

    def build(self, rows: Iterable[Row]) -> None:
        script = str(Path(__file__).with_name("xapian_peer.py"))
        pipe: Any = subprocess.PIPE
        self.child = subprocess.Popen(
            [XAPIAN_PYTHON, script], stdin=pipe, stdout=pipe, text=True, env={"LANG": "C.UTF-8"}
        )
        self._say(str(self.folder / "xapian"))
        for row in rows:
            self._say(row)
        self._say(None)
        assert self._heard() == "built"

    def ask(self, question: Question) -> tuple[list[int], float]:
        self._say(question.text)
        found, taken = self._heard()
        return found, taken

    def _say(self, thing: object) -> None:
        assert self.child.stdin
        self.child.stdin.write(json.dumps(thing) + "\n")
        if not isinstance(thing, tuple):
            self.child.stdin.flush()

    def _heard(self) -> Any:
        assert self.child.stdout
        return json.loads(self.child.stdout.readline())

    def close(self) -> None:
        assert self.child.stdin
        self.child.stdin.close()
        self.child.wait(30)


def opened(path: Path) -> sqlite3.Connection:
    """With the cache that the product has."""
    base = sqlite3.connect(path)
    base.executescript("PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456")
    return base


def cut(text: str) -> list[str]:
    """Words in search mode; what holds no letter or digit says nothing."""
    words = rjieba.cut_for_search(text.lower())
    return list(dict.fromkeys(w for w in words if any(sign.isalnum() for sign in w)))


def spaced(text: str) -> str:
    return " ".join(rjieba.cut_for_search(text.lower()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--judged", type=Path, nargs="*", default=[], help="judged folders")
    given = parser.parse_args()
    engines = available()
    items, asked = questions.known(given.articles), questions.typed(given.articles)
    warm = questions.typed(given.articles, WARM, seed=SEED + 2)
    with tempfile.TemporaryDirectory(prefix="zhixi-bench-") as folder:
        lines = [ours(Path(folder) / "ours", given.articles, items, asked)]
        shown = visible(given.articles)
        for kind in engines:
            lines.append(
                beside(kind(made(folder, kind)), given.articles, warm, items, asked, shown)
            )
    for judged in given.judged:
        with tempfile.TemporaryDirectory(prefix="zhixi-bench-") as folder:
            lines[0].judged[judged.name] = our_judged(judged)
            for line, kind in zip(lines[1:], engines, strict=True):
                line.judged[judged.name] = peer_judged(kind(made(folder, kind)), judged)
    tell(lines, given.articles, [judged.name for judged in given.judged])


def available() -> list[type[Engine]]:
    """The peers that can be had here; loud about the others."""
    engines: list[type[Engine]] = [Like, Fts5]
    Postgres.address = os.environ.pop("ZHIXI_DATABASE_URL", "")
    if Postgres.address.startswith("postgres"):
        engines.append(Postgres)
    else:
        loud("PostgreSQL is LEFT OUT: run this under .ci/postgresql")
    bindings = [XAPIAN_PYTHON, "-c", "import xapian"]
    if Path(XAPIAN_PYTHON).exists() and not subprocess.run(bindings, stderr=-3).returncode:
        engines.append(Xapian)
    else:
        loud("Xapian is LEFT OUT: apt-get install python3-xapian")
    return engines


def loud(text: str) -> None:
    print(f"*** {text} ***", file=sys.stderr, flush=True)


def made(folder: str, kind: type[Engine]) -> Path:
    path = Path(folder) / kind.__name__
    path.mkdir()
    return path


# Ours


def ours(folder: Path, count: int, items: list[Question], asked: list[Question]) -> Line:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "zhixi.config.settings.dev", "ZHIXI_VAR": str(folder)}
    import django

    django.setup()
    from django.utils import timezone

    from zhixi.accounts.queries import person_named
    from zhixi.config.cli.running import prepare
    from zhixi.intake.speedbase import loading, timing
    from zhixi.search import worker

    prepare()
    loading.load(count, timezone.now(), quiet)
    began = time.perf_counter()
    worker.rebuild()
    line = Line("zhixi, as the desk calls it", time.perf_counter() - began)
    line.megabytes = timing.size(folder / "index")
    reader = person_named(loading.reader_login(1))
    for question in questions.typed(count, WARM, seed=SEED + 2):
        timing.ask(reader, question)
    line.taken = timing.times(lambda each: timing.ask(reader, each), asked, quiet)
    line.hit = timing.share(lambda each: timing.ask(reader, each), items)
    heard(line)
    return line


def quiet(done: int) -> None:
    return None


def our_judged(folder: Path) -> float:
    from zhixi.search.measuring import measure_retrieval

    hit: float = measure_retrieval(folder)["hit@1"]
    return hit


# Peers


def beside(
    engine: Engine,
    count: int,
    warm: list[Question],
    items: list[Question],
    asked: list[Question],
    shown: Callable[[int], bool],
) -> Line:
    began = time.perf_counter()
    engine.build(rows(count))
    line = Line(engine.name, time.perf_counter() - began, engine.size())
    for question in warm:
        engine.ask(question)
    line.taken = [engine.ask(question)[1] for question in asked]
    firsts = [next(filter(shown, engine.ask(item)[0]), None) for item in items]
    line.hit = mean(first == item.number for first, item in zip(firsts, items, strict=True))
    engine.close()
    heard(line)
    return line


def rows(count: int) -> Iterator[Row]:
    for each in texts(count):
        phrasings = "\n".join("".join(said) for said in each.phrasings)
        yield each.number, "".join(each.title), phrasings, "\n".join(each.body)


def visible(count: int) -> Callable[[int], bool]:
    """Whether the reader may see the article of that number now."""
    shown = {e.number for e in texts(count) if e.standing == LIVE and is_open(e.section)}
    return shown.__contains__


def peer_judged(engine: Engine, folder: Path) -> float:
    def lines(name: str) -> Iterator[dict[str, Any]]:
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())

    numbers = {entry["id"]: n for n, entry in enumerate(lines("docs"))}
    relevant: dict[str, set[int]] = {}
    for row in lines("qrels"):
        if row["grade"] >= 1:
            relevant.setdefault(row["query_id"], set()).add(numbers[row["doc_id"]])
    engine.build((numbers[e["id"]], e["title"], "", e.get("body", "")) for e in lines("docs"))
    hits = [
        bool(relevant[query["id"]].intersection(engine.ask(asked(query["text"]))[0][:1]))
        for query in lines("queries")
        if query["id"] in relevant
    ]
    engine.close()
    return mean(hits)


def asked(text: str) -> Question:
    return Question(text, tuple(cut(text)) or (text,))


# Telling


def heard(line: Line) -> None:
    print(f"{line.name}: built in {line.built:.0f} s, hit@1 {line.hit:.3f}", file=sys.stderr)


def tell(lines: list[Line], count: int, judged: list[str]) -> None:
    print(f"{machine()}; {count:,} articles, {len(lines[0].taken)} typed queries\n")
    print(
        "| engine | built s | MB | hit@1 | p50 ms | p95 ms |" + "".join(f" {n} |" for n in judged)
    )
    print("|---|--:|--:|--:|--:|--:|" + "--:|" * len(judged))
    for line in lines:
        facts = [f"{line.built:.0f}", f"{line.megabytes:.0f}", f"{line.hit:.3f}"]
        facts += [f"{percentile(line.taken, p):.1f}" for p in (50, 95)]
        facts += [f"{line.judged[name]:.3f}" for name in judged]
        print(f"| {line.name} | " + " | ".join(facts) + " |")
    us, like = (percentile(line.taken, 50) for line in lines[:2])
    print(f"\nours answers {like / us:.1f} times as fast as LIKE at p50")


def percentile(taken: list[float], percent: int) -> float:
    return quantiles(taken, n=100, method="inclusive")[percent - 1]


def machine() -> str:
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    model = names[0] if names else platform.machine()
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()

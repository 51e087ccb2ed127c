"""Nine more versions of every article of a kept base, loaded raw.

    zhixi measure speed --articles 100000 --keep /tmp/speed
    cp -r /tmp/speed /tmp/studio
    .venv/bin/python bench/studio_base.py /tmp/studio

The rows are written by SQL, past every action and the gate: this base is for measuring and
nothing else. Each article's only version stays the one that is live, so that the index stays
right; the others stood before it, a day each, every second one with other words. Ten readers
become authors.
"""

from __future__ import annotations

import argparse
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from zhixi.lib.digest import digest

MORE = 9
AUTHORS = 10
OTHER = (("办理", "受理"), ("客户", "用户"), ("核对", "核实"))

_WORDS = """
CREATE TEMP TABLE other AS
SELECT v.id, v.content_id AS was, said(c.payload) AS payload
FROM knowledge_articleversion v JOIN knowledge_content c ON c.digest = v.content_id WHERE v.n = 1;
CREATE TEMP TABLE worded AS SELECT id, was, payload, digest_of(payload) AS digest FROM other;
CREATE UNIQUE INDEX temp.worded_id ON worded (id);
INSERT INTO knowledge_content (digest, payload)
SELECT DISTINCT digest, payload FROM worded
WHERE digest NOT IN (SELECT digest FROM knowledge_content);
CREATE TEMP TABLE nth AS
WITH RECURSIVE k(n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM k WHERE n <= {more}) SELECT n FROM k;
"""
_VERSIONS = """
INSERT INTO knowledge_articleversion (n, clauses, title, effective_from, expires_at, ended_from,
  line, at, article_id, audience_id, by_id, owner_id, submission_id, content_id, section_id)
SELECT nth.n, iif(nth.n % 2, v.clauses, said(v.clauses)), v.title, v.effective_from, v.expires_at,
  v.ended_from, printf('%016x%016x', v.article_id, nth.n), v.at, v.article_id, v.audience_id,
  v.by_id, v.owner_id, v.submission_id, iif(nth.n % 2, w.was, w.digest), v.section_id
FROM knowledge_articleversion v JOIN worded w ON w.id = v.id, nth WHERE v.n = 1
ORDER BY v.article_id, nth.n;
"""
_STOOD = """
INSERT INTO knowledge_publication (act, live_from, live_until, recorded_at, article_id,
  confirmed_by_id, decision_id, load_id, then_id, version_id)
SELECT 'publish', {from_}, NULL, {from_}, v.article_id, NULL, NULL, 1, NULL, v.id
FROM knowledge_articleversion v JOIN first s ON s.article_id = v.article_id WHERE v.n > 1;
INSERT INTO knowledge_livespan (title, live_from, live_until, ended_from, article_id, audience_id,
  owner_id, version_id, section_id, type, must_read, review_by)
SELECT v.title, {from_}, {until}, s.ended_from, v.article_id, s.audience_id, s.owner_id, v.id,
  s.section_id, s.type, s.must_read, s.review_by
FROM knowledge_articleversion v JOIN first s ON s.article_id = v.article_id WHERE v.n > 1;
"""
_AUTHORS = """
INSERT INTO accounts_rolemembership (from_at, recorded_at, role, person_id, recorded_by_id, held)
SELECT m.from_at, m.recorded_at, 'author', m.person_id, m.recorded_by_id, m.held
FROM accounts_rolemembership m JOIN accounts_person p ON p.id = m.person_id
WHERE p.login LIKE 'load-%' ORDER BY p.login LIMIT {authors};
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of the base, which is changed")
    given = parser.parse_args()
    began = time.perf_counter()
    with closing(sqlite3.connect(given.folder / "zhixi.sqlite3")) as base:
        versions = loaded(base)
    print(f"{versions} versions in {time.perf_counter() - began:.0f} s")


def loaded(base: sqlite3.Connection) -> int:
    base.create_function("said", 1, said, deterministic=True)
    base.create_function("digest_of", 1, digest, deterministic=True)
    base.execute("PRAGMA synchronous=OFF")
    base.executescript(_WORDS.format(more=MORE))
    base.executescript(_VERSIONS)
    base.execute(
        "CREATE TEMP TABLE first AS SELECT s.* FROM knowledge_livespan s"
        " JOIN knowledge_articleversion v ON v.id = s.version_id WHERE v.n = 1"
    )
    base.execute("CREATE UNIQUE INDEX temp.first_of ON first (article_id)")
    base.executescript(_STOOD.format(from_=_moment("v.n - 12"), until=_moment("v.n - 11")))
    base.executescript(_AUTHORS.format(authors=AUTHORS))
    base.execute("ANALYZE")
    base.commit()
    (count,) = base.execute("SELECT count(*) FROM knowledge_articleversion").fetchone()
    return int(count)


def _moment(days: str) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%S', s.live_from, ({days}) || ' days')"


def said(text: str) -> str:
    """The same with other words, in JSON as it is and escaped."""
    for was, now in OTHER:
        text = text.replace(was, now).replace(_escaped(was), _escaped(now))
    return text


def _escaped(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode()


if __name__ == "__main__":
    main()

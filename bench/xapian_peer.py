"""Xapian for bench_peers.py, in a Python that has its bindings (Debian: python3-xapian).

Reads JSON lines from standard input: the database's folder, documents as [number, title,
phrasings, body], null, then queries; answers each query with [numbers, milliseconds].
"""

import json
import sys
import time

import xapian

BEST = 200
TITLE, REST = 2, 1


def main():
    lines = map(json.loads, sys.stdin)
    base = xapian.WritableDatabase(next(lines), xapian.DB_CREATE_OR_OVERWRITE)
    for row in iter(lambda: next(lines), None):
        base.add_document(document(*row))
    base.commit()
    say("built")
    for text in lines:
        began = time.perf_counter()
        enquire = xapian.Enquire(base)
        enquire.set_query(query(text))
        found = [int(match.document.get_data()) for match in enquire.get_mset(0, BEST)]
        say([found, (time.perf_counter() - began) * 1000])


def document(number, title, phrasings, body):
    made = xapian.Document()
    made.set_data(str(number))
    terms = generator(made)
    for text, weight in ((title, TITLE), (phrasings, REST), (body, REST)):
        terms.index_text_without_positions(text, weight)
    return made


def query(text):
    """Any of its words, bigrams and characters."""
    asked = xapian.Document()
    generator(asked).index_text_without_positions(text)
    return xapian.Query(xapian.Query.OP_OR, [item.term for item in asked.termlist()])


def generator(document):
    made = xapian.TermGenerator()
    made.set_flags(xapian.TermGenerator.FLAG_CJK_NGRAM)
    made.set_document(document)
    return made


def say(thing):
    print(json.dumps(thing), flush=True)


if __name__ == "__main__":
    main()

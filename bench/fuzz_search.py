"""Any text into analysis and query building, steered by coverage, until something raises.

    python bench/fuzz_search.py [SECONDS] [FOLDER]

FOLDER keeps the texts that reached new code, for the next run. Atheris is no dependency of
the project. Beside it, the packages of .venv are enough:

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris
    PYTHONPATH=.:.venv/lib/python3.11/site-packages /tmp/fuzz/bin/python bench/fuzz_search.py 60
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

SLOW = 1.0  # seconds that one text may take, traced
LONGEST = 4000  # bytes
LEXICON = Path(__file__).parents[1] / "zhixi/search/data/lexicon.txt"
ANSWER = "信用卡丢失后，请立即拨打客服热线挂失，手续费40元，但白金卡除外；年利率 3.65%。" * 8


def main() -> None:
    try:
        import atheris
    except ImportError:
        sys.exit(f"There is no atheris here.\n\n{__doc__}")
    seconds = sys.argv[1] if len(sys.argv) > 1 else "60"
    settings.configure(USE_I18N=False)
    with atheris.instrument_imports(include=["zhixi.search"]):
        trial = _trial(atheris)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-len_control=10"]
    told = ["-print_final_stats=1", f"-artifact_prefix={tempfile.gettempdir()}/"]
    atheris.Setup([sys.argv[0], *limits, *told, *sys.argv[2:3]], trial)
    atheris.Fuzz()


def _trial(atheris: Any) -> Callable[[bytes], None]:
    """What is done with the bytes of one trial; raises where something is wrong."""
    from zhixi.search import Document, Index, Request, excerpt, mark, search, suggest

    words = [line for line in LEXICON.read_text().split("\n") if line[:1] not in ("", "#")]
    index = Index.in_memory(
        Document(number=n, version=n, type="faq", title=f"{word}怎么办理", answer=ANSWER)
        for n, word in enumerate(words[:200])
    )

    def trial(data: bytes) -> None:
        given = atheris.FuzzedDataProvider(data)
        # Bytes alone hardly ever become Chinese: a trial begins with words that cut differently.
        known = [words[given.ConsumeIntInRange(0, len(words) - 1)] for _ in range(2)]
        text = "".join(known[: given.ConsumeIntInRange(0, 2)])
        text += given.ConsumeUnicode(given.remaining_bytes())
        began = time.process_time()  # other work on this machine is no fault of ours
        search(index, Request(text=text, at=1))
        suggest(index, Request(text=text, at=1))
        assert excerpt(text, words[0]).strip("…").strip() in text
        assert excerpt(ANSWER, text).strip("…") in ANSWER
        for whole, asked in ((text, text), (ANSWER, text), (text, words[0])):
            spans = [place for span in mark(whole, asked) for place in span]
            assert spans == sorted(spans)
            assert all(0 <= place <= len(whole) for place in spans)
        assert time.process_time() - began < SLOW, "slow"

    return trial


if __name__ == "__main__":
    main()

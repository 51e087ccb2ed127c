"""From the confirmer's click to the agent's list: how long an approved answer takes to be found.

    ZHIXI_VAR=/tmp/findable .venv/bin/python bench/bench_findable.py [--texts 20]

Loads the demo bank there, serves it, approves one text after another as qian does on the page,
and types its title as lin does until the list shows it.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from re import search
from statistics import median
from urllib.parse import quote, urlencode

from bench_signin import FORM, Browser

ZHIXI = str(Path(sys.executable).with_name("zhixi"))
PORT = 8765
EVERY = 0.05  # seconds between two looks at the list


class Seat(Browser):
    """A signed-in person who reads what comes back."""

    def page(self, path: str) -> str:
        self.connection.request("GET", path, headers=self._headers())
        return self.connection.getresponse().read().decode()

    def shows(self, title: str) -> bool:
        words: list[str] = []
        parser = HTMLParser()
        parser.handle_data = words.append  # type: ignore[method-assign]
        parser.feed(self.page(f"/desk/search?q={quote(title)}"))
        return title in "".join(words)

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        return {"Cookie": cookies, "HX-Request": "true"}

    def decide(self, number: int) -> float:
        """Approve as the page does; the moment at which the answer came back."""
        address = f"/studio/submissions/{number}"
        page = self.page(address)
        given = {
            name: unescape(search(rf'name="{name}" value="([^"]*)"', page)[1])  # type: ignore[index]
            for name in ("csrfmiddlewaretoken", "seen_digest", "step")
        }
        body = urlencode(given | {"verdict": "approve", "reason": ""})
        answer = self.ask("POST", address, body, **FORM)
        assert answer.status == 302, answer.status
        return time.perf_counter()


def until(what: object, began: float, limit: float = 20.0) -> float:
    assert callable(what)
    while not what():
        assert time.perf_counter() - began < limit
        time.sleep(EVERY)
    return time.perf_counter() - began


def handed_in(path: Path, title: str) -> int:
    path.write_text(json.dumps({"id": title, "title": title, "body": "这样办。"}) + "\n")
    words = [ZHIXI, "import", str(path), "--by", "zhao", "--submit", "--json"]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    number: int = json.loads(told.strip().split("\n")[-1])["submission"]["id"]
    return number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=20)
    given = parser.parse_args()
    subprocess.run([ZHIXI, "demo", "load"], check=True)
    server = subprocess.Popen([ZHIXI, "serve", "--port", str(PORT)], stderr=subprocess.DEVNULL)
    try:
        time.sleep(5)
        lin, qian = Seat(f"http://127.0.0.1:{PORT}"), Seat(f"http://127.0.0.1:{PORT}")
        lin.sign_in("lin")
        qian.sign_in("qian")
        found = []
        with tempfile.TemporaryDirectory() as folder:
            for n in range(given.texts):
                title = f"甲{n}号专线怎么接通"
                number = handed_in(Path(folder) / "in.jsonl", title)
                assert not lin.shows(title)
                found.append(until(lambda title=title: lin.shows(title), qian.decide(number)))
    finally:
        server.terminate()
        server.wait(15)
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(
        f"texts {len(found)}; found after: median {median(found):.2f} s, worst {max(found):.2f} s"
    )


if __name__ == "__main__":
    main()

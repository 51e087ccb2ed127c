"""N made-up FAQ through the verbs: import, approve, export; then what LiveSpan saves.

.venv/bin/python bench/bench_intake.py [N]
"""

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ZHIXI = Path(sys.executable).with_name("zhixi")
WORDS = [
    "信用卡",
    "借记卡",
    "挂失",
    "补卡",
    "年费",
    "分期",
    "提前还款",
    "转账",
    "限额",
    "手机银行",
    "社保卡",
    "存款",
    "利率",
    "理财",
    "赎回",
    "积分",
    "账单",
]


def knowledge(path: Path, count: int) -> None:
    random.seed(7)
    with path.open("w") as file:
        for n in range(count):
            told = {
                "id": f"b{n}",
                "title": "".join(random.sample(WORDS, 3)) + f"怎么办{n}",
                "body": "。".join("".join(random.choices(WORDS, k=12)) for _ in range(8)),
                "phrasings": ["".join(random.choices(WORDS, k=4)) for _ in range(3)],
                "section": f"库/{n % 200}",
            }
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def timed(name: str, *arguments: object) -> str:
    began = time.perf_counter()
    done = subprocess.run(
        [ZHIXI, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True
    )
    print(f"{name:<28}{time.perf_counter() - began:8.1f} s", flush=True)
    return done.stdout.strip().split("\n")[-1]


def count_of_live(rounds: int = 15) -> None:
    """Counting what is live by spans, against the fold told in SQL over publications."""
    import django

    django.setup()
    from django.db.models import Exists, OuterRef
    from django.utils import timezone

    from zhixi.knowledge.models import Publication
    from zhixi.knowledge.queries import live

    now = timezone.now()
    later = Publication.objects.filter(
        article=OuterRef("article"), live_from__lte=now, id__gt=OuterRef("id")
    )
    by_fold = Publication.objects.filter(~Exists(later), live_from__lte=now)
    for name, query in (("live by spans", live(now)), ("live by NOT EXISTS", by_fold)):
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            query.count()
            times.append((time.perf_counter() - began) * 1000)
        print(f"{name:<28}{statistics.median(times):8.1f} ms (median of {rounds})")


def main(count: int) -> None:
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {count} FAQ"
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ZHIXI_VAR": folder, "DJANGO_SETTINGS_MODULE": "zhixi.config.settings.dev"}
        path = Path(folder) / "faq.jsonl"
        knowledge(path, count)
        for number, role in (("70011", "author"), ("20140", "confirmer")):
            person = [ZHIXI, "person", "add", number, number, "--role", role, "--password-stdin"]
            subprocess.run(person, check=True, input="bench-bench", text=True, capture_output=True)
        said = timed("import and submit", "import", path, "--by", "70011", "--submit", "--json")
        made = json.loads(said)["submission"]
        timed(
            "approve, evidence, index",
            "approve",
            made["id"],
            "--by",
            "20140",
            "--digest",
            made["digest"],
        )
        timed("the same file again", "import", path, "--by", "70011")
        timed("export", "export", Path(folder) / "all.jsonl")
        timed("check", "check")
        timed("index verify", "index", "verify")
        count_of_live()


main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

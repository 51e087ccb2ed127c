"""A base so large that several processes prepare its index, and what is left when they are killed."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.installation import ON_SQLITE, ZHIXI, environment, zhixi
from zhixi.search.preparing import FEW

pytestmark = [pytest.mark.slow, ON_SQLITE]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("large")
    live = environment(folder / "live")
    words = ("measure", "speed", "--articles", FEW + 500, "--keep", folder / "kept")
    assert zhixi(live, *words).returncode == 0
    return environment(folder / "kept")


def test_it_works(own: dict[str, str]) -> None:
    assert f"{FEW + 500} 个文档" in zhixi(own, "index", "rebuild").stdout
    assert zhixi(own, "index", "verify").returncode == 0


def test_a_killed_rebuild_leaves_no_process_and_the_next_one_works(own: dict[str, str]) -> None:
    quiet = subprocess.DEVNULL
    running = subprocess.Popen([ZHIXI, "index", "rebuild"], env=own, stdout=quiet, stderr=quiet)
    deadline = time.monotonic() + 30
    while len(children := _children(running.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(children) >= 2
    running.kill()
    running.wait(10)
    while any(_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert [child for child in children if _alive(child)] == []
    assert zhixi(own, "index", "rebuild").returncode == 0
    assert zhixi(own, "index", "verify").returncode == 0


def _children(pid: int) -> list[int]:
    lines = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for line in lines for child in line.read_text().split()]


def _alive(pid: int) -> bool:
    """Not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

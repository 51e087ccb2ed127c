"""The gate at the command line: the same locks as on the page."""

from collections.abc import Callable
from typing import Any

from click.testing import Result

from tests.knowledge import factory
from zhixi.accounts.models import Person

Run = Callable[..., Result]
Told = Callable[..., dict[str, Any]]


def test_it_works(run: Run, told: Told, zhao: Person, qian: Person, now: Any) -> None:
    submission = factory.submitted(by=zhao, at=now)
    (waiting,) = told("submissions")["submissions"]
    assert (waiting["id"], waiting["size"], waiting["by"]) == (submission.pk, 1, "70011")
    result = told("approve", waiting["id"], "--by", "qian", "--digest", waiting["digest"])
    assert result["verdict"] == "approve"
    assert told("submissions") == {"submissions": []}
    assert told("index", "status")["pending"] == 0


def test_what_changes_is_told_with_its_marks(
    run: Run, publish: Callable[..., int], zhao: Person, now: Any
) -> None:
    number = publish(lead="挂失手续费五十元一张。")
    submission = factory.submitted(by=zhao, at=now, article=number, lead="挂失手续费四十元一张。")
    text = run("submission", submission.pk).stdout
    assert "[-五-]{+四+}" in text
    assert submission.digest in text


def test_a_return_keeps_its_reason(run: Run, zhao: Person, qian: Person, now: Any) -> None:
    submission = factory.submitted(by=zhao, at=now)
    words = ["--by", "qian", "--digest", submission.digest, "--return", "请写明费用"]
    assert run("approve", submission.pk, *words).exit_code == 0
    assert submission.decisions.get().reason == "请写明费用"


def test_an_empty_line_says_that_nothing_waits(run: Run) -> None:
    assert "没有等待确认的提交" in run("submissions").stdout


def test_p21_p23_p25_the_wrong_person_and_the_wrong_digest_are_refused(
    run: Run, cast: dict[str, Person], zhao: Person, now: Any
) -> None:
    submission = factory.submitted(by=zhao, at=now)
    for login in cast.keys() - {"qian"}:
        result = run("approve", submission.pk, "--by", login, "--digest", submission.digest)
        assert result.exit_code == 1
        assert "不能处理" in result.stderr
    wrong = run("approve", submission.pk, "--by", "qian", "--digest", "sha256:0")
    assert (wrong.exit_code, "不一致" in wrong.stderr) == (1, True)
    assert not submission.decisions.exists()
    right = ["approve", submission.pk, "--by", "qian", "--digest", submission.digest]
    assert run(*right).exit_code == 0
    again = run(*right)
    assert (again.exit_code, "已经处理完毕" in again.stderr) == (1, True)

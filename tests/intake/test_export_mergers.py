"""Where links arrive survives an export that is read into an empty base."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.knowledge import factory
from zhixi.accounts.models import Person
from zhixi.intake import exporting
from zhixi.knowledge import actions, drafts, redirects
from zhixi.knowledge.models import Article, Redirect

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def exported(cast: dict[str, Person], now: dt.datetime, tmp_path: Path) -> Path:
    """Two articles of which one went into the other; the base is gone again."""
    zhao, qian, path = cast["zhao"], cast["qian"], tmp_path / "全部.jsonl"
    with transaction.atomic():
        one, other = (
            factory.through_the_gate(
                by=zhao, confirmer=qian, at=now - 9 * HOUR, title=f"挂失{n}", source_id=n
            )
            for n in ("X1", "X2")
        )
        base = drafts.kept(other).words.state
        tie = actions.merge(
            number=one, into=other, keys=["lead"], base=base, by=zhao, now=now - 8 * HOUR
        )
        both = actions.submit_tied(tie=tie.pk, by=zhao, clock=lambda: now - 7 * HOUR)
        factory.approve(both, by=qian, at=now - 6 * HOUR)
        exporting.write(path)
        transaction.set_rollback(True)
    return path


def test_it_works(
    exported: Path,
    told: Callable[..., dict[str, Any]],
    lin: Person,
    now: dt.datetime,
    tmp_path: Path,
) -> None:
    assert (told(exported)["new"], Redirect.objects.count()) == (2, 1)
    one, other = (Article.objects.get(source_id=n).pk for n in ("X1", "X2"))
    assert redirects.arrives(one, lin, now, now) == other
    exporting.write(tmp_path / "再次.jsonl")
    assert (tmp_path / "再次.jsonl").read_bytes() == exported.read_bytes()


def test_only_an_article_that_ended_leads_elsewhere(
    exported: Path, told: Callable[..., dict[str, Any]]
) -> None:
    rows = [json.loads(line) for line in exported.read_text().splitlines()]
    rows[1]["publications"][0]["into"] = rows[0]["number"]
    exported.write_text("\n".join(json.dumps(row) for row in rows))
    report = told(exported)
    assert [fault["line"] for fault in report["bad"]] == [2]
    assert not Redirect.objects.exists()  # where it led is not in the base

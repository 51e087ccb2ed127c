"""Is everything still as it was written: triggers, spans, index, chain, readiness, metrics."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from zhixi.accounts import evidence
from zhixi.config import metrics
from zhixi.knowledge.models import LiveSpan
from zhixi.search.models import Pending

Run = Callable[..., Result]
Told = Callable[..., dict[str, Any]]


def without_a_trigger() -> str:
    """Take one trigger away behind the product's back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        name: str = cursor.fetchone()[0]
        cursor.execute(f"DROP TRIGGER {name}")
    return name


def test_it_works(told: Told, publish: Callable[..., int], client: Client) -> None:
    publish()
    assert told("check") == {"ok": True, "findings": []}
    assert client.get("/readyz").json() == {"ready": True, "problems": []}
    assert client.get("/healthz").content == b"ok"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="drops a trigger as SQLite names them")
def test_a_missing_trigger_is_named(run: Run, told: Told, db: None, client: Client) -> None:
    name = without_a_trigger()
    try:
        found = told("check")
        assert not found["ok"]
        assert name in found["findings"][0]
        assert run("check").exit_code == 1
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["problems"] == [f"trigger {name}"]
    finally:
        evidence.install()


def test_a_span_that_left_the_fold_is_named(told: Told, publish: Callable[..., int]) -> None:
    number = publish()
    LiveSpan.objects.update(live_until=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    (finding,) = told("check")["findings"]
    assert str(number) in finding


def test_a_change_that_waits_too_long_for_the_index(
    told: Told, publish: Callable[..., int], client: Client, now: dt.datetime
) -> None:
    number = publish()
    Pending.objects.create(number=number, changed_at=now - dt.timedelta(minutes=2))
    assert len(told("check")["findings"]) == 1
    response = client.get("/readyz")
    assert (response.status_code, response.json()["problems"]) == (503, ["worker"])
    assert b"zhixi_index_pending 1.0" in client.get("/metrics").content


def test_an_unreachable_database_is_not_ready(client: Client, db: None) -> None:
    def gone(*query: Any) -> None:
        raise DatabaseError

    with connection.execute_wrapper(gone):
        response = client.get("/readyz")
    assert (response.status_code, response.json()["problems"]) == (503, ["database"])


def test_the_chain_is_compared_with_an_exported_head(
    run: Run, told: Told, publish: Callable[..., int], tmp_path: Path
) -> None:
    publish()
    kept = tmp_path / "head.json"
    kept.write_text(run("audit", "head").stdout)
    publish(title="信用卡年费怎么免")
    assert told("audit", "verify", "--head", kept)["ok"]
    heads = json.loads(kept.read_text())
    heads["heads"][0]["digest"] = "sha256:0"
    kept.write_text(json.dumps(heads))
    assert run("audit", "verify", "--head", kept).exit_code == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json"])
def test_a_file_that_holds_no_head_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    kept = tmp_path / "head.json"
    kept.write_text(text)
    result = run("audit", "verify", "--head", kept)
    assert (result.exit_code, "不是 zhixi audit head 导出的链头" in result.stderr) == (1, True)


def test_answers_are_counted_and_searches_timed(client: Client, db: None) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=418)

    counted = metrics.Counted(answer)
    counted(RequestFactory().get("/desk/search?q=挂失"))
    counted(RequestFactory().generic("BREW", "/"))
    text = client.get("/metrics").content.decode()
    assert 'zhixi_requests_total{method="GET",status="418"}' in text
    assert 'zhixi_requests_total{method="other",status="418"}' in text
    assert 'zhixi_search_seconds_count{path="/desk/search"}' in text


@pytest.mark.parametrize(
    ("given", "status"),
    [("", 403), ("Bearer key", 200), ("Bearer other", 403), ("Bearer 钥匙", 403), ("Bearer ", 403)],
)
def test_metrics_from_elsewhere_need_the_token(
    settings: Any, db: None, given: str, status: int
) -> None:
    settings.METRICS_TOKEN = "key"
    far = Client(REMOTE_ADDR="10.9.9.9", headers={"Authorization": given})
    assert far.get("/metrics").status_code == status


def test_metrics_are_closed_without_a_token_and_behind_a_proxy(db: None) -> None:
    assert Client(REMOTE_ADDR="10.9.9.9").get("/metrics").status_code == 403
    assert Client(headers={"X-Forwarded-For": "10.9.9.9"}).get("/metrics").status_code == 403

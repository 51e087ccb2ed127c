"""Whether the installation is alive and ready, and what it counts."""

import hmac

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse  # noqa: TID251
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from zhixi.accounts import evidence
from zhixi.search import worker

LATE = 60.0  # seconds a change may wait for the index


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when agents can be served, else 503 and what is missing."""
    problems = faults(request)
    return JsonResponse(
        {"ready": not problems, "problems": problems}, status=503 if problems else 200
    )


def faults(request: HttpRequest) -> list[str]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["migrations"]
    problems = [f"trigger {name}" for name in evidence.missing()]
    status = worker.status()
    if status.outdated:
        problems.append("index")
    if _age(request, status) > LATE:
        problems.append("worker")
    return problems


def _age(request: HttpRequest, status: worker.Status) -> float:
    """Seconds that the oldest change has been waiting for the index."""
    if status.oldest_pending is None:
        return 0.0
    now = request.now  # type: ignore[attr-defined]
    return max(0.0, (now - status.oldest_pending).total_seconds())


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for loopback or the bearer of the token."""
    if not _may_read(request):
        return HttpResponseForbidden()
    status = worker.status()
    registry = CollectorRegistry()
    gauges = {
        "zhixi_index_documents": status.documents,
        "zhixi_index_pending": status.pending,
        "zhixi_index_oldest_pending_seconds": _age(request, status),
    }
    for name, value in gauges.items():
        Gauge(name, name.replace("_", " "), registry=registry).set(value)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if token and hmac.compare_digest(given, token):
        return True
    proxied = "X-Forwarded-For" in request.headers
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not proxied

"""Whether the installation is alive, and whether agents can be served."""

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: TID251

from zhixi.accounts import evidence
from zhixi.search import worker

LATE = 60.0  # seconds a change may wait for the index


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when agents can be served, else 503 and what is missing."""
    try:
        problems = faults(request)
    except DatabaseError:
        problems = ["database"]
    return JsonResponse(
        {"ready": not problems, "problems": problems}, status=503 if problems else 200
    )


def faults(request: HttpRequest) -> list[str]:
    if unmigrated():
        return ["migrations"]
    problems = [f"trigger {name}" for name in evidence.missing()]
    status = worker.status()
    if status.fault:
        problems.append("index")
    if pending_age(request, status) > LATE:
        problems.append("worker")
    return problems


def unmigrated(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether a database lacks a migration of this version; agents are served without the log."""
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def pending_age(request: HttpRequest, status: worker.Status) -> float:
    """Seconds that the oldest change has been waiting for the index."""
    if status.oldest_pending is None:
        return 0.0
    now = request.now  # type: ignore[attr-defined]
    return max(0.0, (now - status.oldest_pending).total_seconds())

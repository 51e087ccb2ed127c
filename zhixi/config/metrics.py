"""What Prometheus reads: requests, search times, how far the index is behind."""

import hmac
import os
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden  # noqa: TID251
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from zhixi.config.health import pending_age
from zhixi.search import worker

REQUESTS = Counter("zhixi_requests", "Answered requests.", ["method", "status"])
SECONDS = Histogram(
    "zhixi_search_seconds",
    "Time to answer a search, at the desk or through the API.",
    ["path"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
SEARCHES = frozenset({"/desk/search", "/api/v1/search", "/api/v1/suggest"})
METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS"})


class Counted:
    """Middleware: counts every answer, and times those that search."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, response.status_code).inc()
        if request.path in SEARCHES:
            SECONDS.labels(request.path).observe(time.perf_counter() - began)
        return response


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for loopback or the bearer of the token."""
    if not _may_read(request):
        return HttpResponseForbidden()
    body = generate_latest(_counted()) + _gauges(request)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    """The numbers of all web processes where `zhixi serve` started them, else of this one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


class _Index:
    """The state of the index at the moment of the request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def collect(self) -> list[GaugeMetricFamily]:
        status = worker.status()
        age = pending_age(self.request, status)
        return [
            GaugeMetricFamily("zhixi_index_up", "1 where it can answer.", float(not status.fault)),
            GaugeMetricFamily("zhixi_index_documents", "Documents.", status.documents),
            GaugeMetricFamily("zhixi_index_pending", "Articles not indexed yet.", status.pending),
            GaugeMetricFamily("zhixi_index_oldest_pending_seconds", "The oldest's wait.", age),
        ]


def _gauges(request: HttpRequest) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Index(request))
    return generate_latest(registry)


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    proxied = "X-Forwarded-For" in request.headers
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not proxied

"""Every address of the product."""

from django.http import HttpRequest, HttpResponse  # noqa: TID251
from django.urls import include, path
from django.views import defaults

from zhixi.api.v1 import api, problems
from zhixi.config import health, metrics

urlpatterns = [
    path("", include("zhixi.desk.urls")),
    path("accounts/", include("zhixi.accounts.urls")),
    path("studio/", include("zhixi.studio.urls")),
    path("studio/", include("zhixi.knowledge.urls")),
    path("studio/", include("zhixi.approval.urls")),
    path("studio/", include("zhixi.accounts.staff.urls")),
    path("api/v1/", api.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics.metrics),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page for people, problem details for programs."""
    if request.path.startswith("/api/"):
        return problems.nowhere(request)
    return defaults.page_not_found(request, exception)

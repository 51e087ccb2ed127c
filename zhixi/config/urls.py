"""Every address of the product."""

from django.urls import include, path

from zhixi.api.v1 import api
from zhixi.config import health

urlpatterns = [
    path("", include("zhixi.desk.urls")),
    path("accounts/", include("zhixi.accounts.urls")),
    path("studio/", include("zhixi.approval.urls")),
    path("api/v1/", api.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
]

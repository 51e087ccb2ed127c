"""The call's context, and who is reading, for every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest  # noqa: TID251


@dataclass(frozen=True, slots=True)
class CallContext:
    """The customer's attributes. They order and choose wording; they never hide anything."""

    region: str = ""
    product: str = ""
    tier: str = ""
    channel: str = ""


def reader(request: HttpRequest) -> dict[str, Any]:
    return {"reader": getattr(request, "user", None)}

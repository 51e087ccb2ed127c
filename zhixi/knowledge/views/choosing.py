"""Choosing an article to link to, while writing."""

from django.http import HttpResponse, JsonResponse  # noqa: TID251
from django.views.decorators.cache import never_cache

from zhixi.knowledge.views.request import Request, for_editors
from zhixi.knowledge.working.articles import articles
from zhixi.knowledge.working.narrowing import Asked

SHOWN = 8


@never_cache
@for_editors
def choose(request: Request) -> HttpResponse:
    """The live articles that a title or a number finds, of those that the author may read."""
    text = request.GET.get("q", "").strip()[:200]
    rows = articles(Asked(text=text), request.user, request.now).rows[:SHOWN] if text else []
    found = [{"number": r.number, "title": r.title, "section": r.path} for r in rows]
    return JsonResponse({"found": found})

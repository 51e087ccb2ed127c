"""Who else has the text open."""

from django.http import HttpResponse, JsonResponse  # noqa: TID251
from django.views.decorators.http import require_POST

from zhixi.knowledge import actions, presence, queries
from zhixi.knowledge.views.request import Request, for_editors


@require_POST
@for_editors
def here(request: Request, number: int) -> HttpResponse:
    """The editor says that it is open, or going, and hears who else is there."""
    queries.article_of(number)
    if request.POST.get("leaving"):
        actions.leave(number=number, by=request.user, now=request.now)
        return HttpResponse(status=204)
    actions.attend(number=number, by=request.user, now=request.now)
    return JsonResponse({"said": presence.said(number, request.user, request.now)})

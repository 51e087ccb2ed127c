"""Handing files in: begin, go on where the line was lost, finish."""

import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse  # noqa: TID251
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.knowledge import actions
from zhixi.knowledge.files import listing
from zhixi.knowledge.files.store import DiskFull
from zhixi.knowledge.views.request import Request, for_bringers

PIECE = 512 * 1024  # bytes; over the slowest line that counts, ten seconds


@require_POST
@for_bringers
def begin(request: Request) -> HttpResponse:
    """A place for a file whose name and size are told."""
    told = request.POST
    try:
        upload = actions.begin_upload(
            name=told.get("name", ""),
            size=_number(told.get("size", "")),
            cleared=told.get("cleared") == "1",
            by=request.user,
            now=request.now,
        )
    except (actions.UnableToUpload, DiskFull) as error:
        return _refused(error)
    return JsonResponse({"upload": str(upload.pk), "at": 0, "piece": PIECE})


@never_cache
@for_bringers
def upload(request: Request, upload: uuid.UUID) -> HttpResponse:
    """How far it has come; a POST brings the next piece."""
    found = actions.upload_of(upload, request.user)
    at = found.received
    if request.method == "POST":
        try:
            at = actions.take_piece(
                upload=found,
                at=_number(request.GET.get("at", "")),
                data=request.read(PIECE + 1),
                now=request.now,
            )
        except (actions.Misplaced, DiskFull) as error:
            return _refused(error)
    return JsonResponse({"upload": str(found.pk), "at": at, "piece": PIECE})


@require_POST
@for_bringers
def finish(request: Request, upload: uuid.UUID) -> HttpResponse:
    """What the page puts among its files, or into its text, once the file is whole and taken."""
    found = actions.upload_of(upload, request.user)
    try:
        file = actions.finish_upload(upload=found, now=request.now)
    except (actions.Misplaced, actions.UnableToUpload, DiskFull) as error:
        return _refused(error)
    shown = listing.of_file(file, found.name)
    template = "_paper.html" if request.POST.get("for") == "request" else "_file.html"
    row = render_to_string(f"knowledge/{template}", {"file": shown, "upload": found.pk}, request)
    told = {"url": shown.url, "picture": shown.kind.sort == "picture"}
    return JsonResponse({"digest": file.pk, "name": shown.name, "row": row} | told)


@require_POST
@for_bringers
def drop(request: Request, upload: uuid.UUID) -> HttpResponse:
    """The person thought better of it."""
    actions.drop_upload(actions.upload_of(upload, request.user))
    return HttpResponse(status=204)


def _number(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 16 else -1


def _refused(error: Exception) -> JsonResponse:
    if isinstance(error, actions.Misplaced):
        told: dict[str, Any] = {"at": error.at}
        return JsonResponse(told, status=409)
    status = 507 if isinstance(error, DiskFull) else 400
    return JsonResponse({"refused": str(error)}, status=status)

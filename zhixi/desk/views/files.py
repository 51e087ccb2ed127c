"""An attachment's bytes, for whoever may read what carries it."""

from collections.abc import Iterator
from pathlib import Path

from django.http import (  # noqa: TID251
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from zhixi.desk.views.request import Request
from zhixi.knowledge.files import reach, store
from zhixi.knowledge.queries import NotVisible
from zhixi.lib.files.kinds import KINDS, Kind
from zhixi.lib.files.names import harmless
from zhixi.lib.files.ranges import Unsatisfiable, part_of

BLOCK = 65536
# A browser's own reader of PDF does not start in a sandbox.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
POLICIES = {"pdf": f"{POLICY}; object-src 'self'; style-src 'unsafe-inline'"}


@require_safe
def file(request: Request, digest: str, name: str) -> HttpResponseBase:
    """The file under a harmless name; unknown and hidden ones are answered alike."""
    try:
        found = reach.reached(digest, request.user, request.now)
    except NotVisible as error:
        raise Http404 from error
    path = store.place(digest)
    if not path.exists():
        raise Http404
    etag = f'"{digest}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = _sent(path, request.headers.get("Range", ""))
    _tell(response, KINDS[found.file.suffix], name)
    response["ETag"] = etag
    # Rights are asked each time; only the bytes of what all may read stay in the browser.
    response["Cache-Control"] = "no-store" if found.limited else "private, no-cache"
    return response


def _tell(response: HttpResponseBase, kind: Kind, name: str) -> None:
    attached = not kind.inline
    response["Content-Type"] = kind.mime
    response["Content-Disposition"] = str(
        content_disposition_header(attached, harmless(name, kind.suffix)) or "inline"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = POLICIES.get(kind.suffix, f"{POLICY}; sandbox")


def _sent(path: Path, asked: str) -> HttpResponseBase:
    """The whole, or the part that was asked for."""
    size = path.stat().st_size
    try:
        part = part_of(asked, size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return FileResponse(path.open("rb"))
    start, end = part
    told = {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    return StreamingHttpResponse(_piece(path, start, end), status=206, headers=told)


def _piece(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as source:
        source.seek(start)
        while start < end and (block := source.read(min(BLOCK, end - start))):
            start += len(block)
            yield block

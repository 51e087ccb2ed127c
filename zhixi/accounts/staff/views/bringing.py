"""People and units from a file: what would change, and then the change."""

import tempfile
from dataclasses import astuple
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.utils.translation import gettext as _

from zhixi.accounts.staff import importing
from zhixi.accounts.staff.reading import Fault, Said, read
from zhixi.accounts.staff.views.request import Request, for_keepers
from zhixi.lib.documents import UnreadableFile

LARGEST = 5_000_000  # bytes
SALT = "staff-import"
DAY = 86_400  # seconds for which a preview can be applied


@for_keepers
def bring(request: Request) -> HttpResponse:
    """A file is read and shown; what was shown is applied."""
    if "seen" in request.POST:
        return _applied(request)
    if request.method != "POST":
        return _page(request)
    try:
        said, faults = _read(request.FILES.get("file"))
    except UnreadableFile as error:
        return _page(request, problem=str(error))
    return _shown(request, said, importing.plan(said, request.user, request.now, faults))


def _applied(request: Request) -> HttpResponse:
    try:
        rows = signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return _page(request, problem=_("预览已过期，请重新选择文件。"))
    said = [Said(*row) for row in rows]
    try:
        seen = request.POST["seen"]
        importing.carry_out(said=said, seen=seen, by=request.user, now=request.now)
    except importing.Superseded as error:
        late = _("其间人员或机构有变动，以下是现在的预览，请重新核对。")
        return _shown(request, said, error.plan, problem=late)
    return redirect("staff:people")


def _shown(request: Request, said: list[Said], plan: Any, **more: Any) -> HttpResponse:
    rows = signing.dumps([astuple(each) for each in said], salt=SALT, compress=True)
    counts = {verb: plan.count(verb) for verb in ("added", "changed", "ended")}
    return _page(request, plan=plan, rows=rows, counts=counts, **more)


def _page(request: Request, **shown: Any) -> HttpResponse:
    return render(request, "accounts/staff/bring.html", shown)


def _read(file: UploadedFile | None) -> tuple[list[Said], list[Fault]]:
    if file is None or not file.name:
        raise UnreadableFile(_("请选择一个 CSV 或 XLSX 文件。"))
    if (file.size or 0) > LARGEST:
        raise UnreadableFile(_("文件太大，请拆成几个文件后再导入。"))
    with tempfile.NamedTemporaryFile(suffix=Path(file.name).suffix) as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return read(Path(copy.name))

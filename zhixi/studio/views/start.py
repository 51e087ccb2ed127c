"""The start page, and the whole of each of its lists."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.views.decorators.cache import never_cache

from zhixi.studio.lines import Line
from zhixi.studio.start import Kind, Seat, lists_of
from zhixi.studio.views.request import Request, seated

SHOWN = 8  # lines of a card
PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A list with one page of its lines."""

    kind: Kind
    page: Page
    lines: list[Line]


def _shown(seat: Seat, kind: Kind, size: int, number: str | None = None) -> Shown:
    page = Paginator(kind.rows(seat), size).get_page(number)
    return Shown(kind, page, [kind.line(seat, row) for row in page])


@never_cache
def start(request: Request) -> HttpResponse:
    """The beginning of every list that is for the person."""
    seat = seated(request)
    told = [_shown(seat, kind, SHOWN) for kind in lists_of(seat)]
    cards = [card for card in told if card.lines or not card.kind.rare]
    return render(request, "studio/start.html", {"cards": cards, "seat": seat})


@never_cache
def whole(request: Request, code: str) -> HttpResponse:
    """All of one list, paged."""
    seat = seated(request)
    kind = next((kind for kind in lists_of(seat) if kind.code == code), None)
    if kind is None:
        raise Http404
    shown = _shown(seat, kind, PAGE, request.GET.get("page"))
    return render(request, "studio/list.html", {"card": shown, "page": shown.page})

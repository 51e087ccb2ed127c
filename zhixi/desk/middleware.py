"""Reading in traditional script, for those who chose it: what is shown changes, what is kept not."""

import re
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse  # noqa: TID251
from opencc import OpenCC

COOKIE, TRADITIONAL = "script", "hant"
DESK = re.compile(r"/(?:desk/|k/|$)")
# Text between tags; what stands in a field, an address or a script stays as it is.
_TEXT = re.compile(r"(<(?:script|textarea)\b.*?</(?:script|textarea)>|<[^>]*>)|([^<]+)", re.S)
# The library reads 别着急 as 彆着急; that character stands in 彆扭 alone.
_NOT_TWISTED = re.compile("彆(?!扭)")


class TraditionalReading:
    """Turns the desk's pages, after they were made, into the script that the reader chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        chosen = request.COOKIES.get(COOKIE) == TRADITIONAL and DESK.match(request.path)
        if chosen and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = traditional(response.content.decode()).encode()
        return response


def traditional(page: str) -> str:
    """The page with its text in traditional characters, word by word where words decide."""
    convert = _converter().convert
    turned = _TEXT.sub(lambda piece: piece[1] or convert(piece[2]), page)
    turned = _NOT_TWISTED.sub("別", turned)
    return turned.replace('<html lang="zh-Hans">', '<html lang="zh-Hant">', 1)


@cache
def _converter() -> OpenCC:
    return OpenCC("s2hk")

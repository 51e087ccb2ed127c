"""Keys as the table has them, printed where they work."""

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhixi.desk import keys

register = template.Library()


@register.simple_tag
def keymap() -> keys.Table:
    return keys.table(settings.KEYS)


@register.simple_tag
def key(name: str, place: str = "outside") -> SafeString:
    """The first key that does this, or nothing where there is none."""
    codes = (code for code, act in keymap()[place].items() if act == name)
    pressed = ((each,) for each in keys.shown(next(codes, "")) if each)
    return format_html_join(" ", "<kbd>{}</kbd>", pressed)


@register.simple_tag
def key_sheet(place: str) -> SafeString:
    """All keys of a place with what they do."""
    lines = ((key(name, place), what) for name, what in keys.SHEET[place])
    return format_html('<dl class="keys">{}</dl>', _lines(lines))


def _lines(lines: object) -> SafeString:
    return format_html_join("", "<dt>{}</dt><dd>{}</dd>", lines)  # type: ignore[arg-type]

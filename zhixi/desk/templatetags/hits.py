"""What each line of the list shows, made without a template for each."""

import datetime as dt

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhixi.knowledge.finding import Marks

register = template.Library()


@register.filter
def marked(pieces: Marks) -> SafeString:
    """The text with its matching pieces in `mark`."""
    shown = ((escape(text), hit) for text, hit in pieces)
    return SafeString("".join(f"<mark>{text}</mark>" if hit else text for text, hit in shown))


@register.filter
def since(moment: dt.datetime) -> str:
    return _("%(since)s 起") % {"since": f"{localtime(moment):%Y-%m-%d}"}

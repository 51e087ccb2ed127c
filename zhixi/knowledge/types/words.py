"""Words of a text that are chosen, not written: kept in Chinese, shown in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

CHOSEN: dict[str, Any] = {
    "免核": _("免核"),
    "普通核身": _("普通核身"),
    "强核身": _("强核身"),
    "差错": _("差错"),
    "优秀": _("优秀"),
    "坐席": _("坐席"),
    "客户": _("客户"),
    "应答": _("应答"),
    "安抚": _("安抚"),
    "挽留": _("挽留"),
    "解释": _("解释"),
    "劝阻": _("劝阻"),
    "外呼": _("外呼"),
    "一般": _("一般"),
    "重要": _("重要"),
    "紧急": _("紧急"),
}
FIELDS = {"identity_check", "kind", "level", "speaker"}


def shown(field: str, text: str) -> str:
    """What stands in this field, as the reader says it."""
    return str(CHOSEN.get(text, text)) if field in FIELDS else text

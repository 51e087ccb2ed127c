"""Which key does what at the desk: a table that a centre can change, for softphones take many."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

Table = dict[str, dict[str, str]]

# Keys by their place on the keyboard (event.code), with what they do, in the order of the sheet.
FIELD = {
    "ArrowDown": "next",
    "ArrowUp": "previous",
    "Enter": "open",
    "Ctrl+Enter": "copy",
    "Escape": "again",
    "Ctrl+KeyO": "literal",
    "Backspace": "drop_context",
    "Ctrl+BracketRight": "next_talk",
    "Ctrl+BracketLeft": "previous_talk",
}
OUTSIDE = {
    "Slash": "find",
    "Escape": "again",
    **{f"Digit{n}": f"open_{n}" for n in range(1, 10)},
    "KeyC": "copy",
    "Ctrl+Enter": "copy",
    "Shift+KeyC": "copy_chat",
    "KeyS": "copy_summary",
    "KeyF": "favourite",
    "KeyI": "within",
    "KeyP": "play",
    "KeyV": "changes",
    "KeyW": "side_by_side",
    "KeyJ": "next_change",
    "KeyK": "previous_change",
    "KeyB": "rival",
    "KeyX": "drop_context",
    "KeyO": "literal",
    "KeyL": "narrow",
    "KeyG": "sections",
    "KeyN": "new_talk",
    "Shift+KeyN": "end_talk",
    "BracketRight": "next_talk",
    "BracketLeft": "previous_talk",
    "Shift+Slash": "keys",
}
SHEET = {
    "field": (
        ("next", _("选择下一条")),
        ("previous", _("选择上一条")),
        ("open", _("打开选中的一条")),
        ("copy", _("复制对客口径")),
        ("again", _("选中整句，直接重新输入")),
        ("literal", _("纠错后改回原文搜索")),
        ("drop_context", _("框内为空时去掉客户情境")),
        ("next_talk", _("下一个会话")),
        ("previous_talk", _("上一个会话")),
    ),
    "outside": (
        ("find", _("回到检索框")),
        ("again", _("回到检索框；窄屏回到列表")),
        ("open_1", _("打开第 1 条，其余类推")),
        ("copy", _("复制对客口径")),
        ("copy_chat", _("复制文字客服用的口径")),
        ("copy_summary", _("复制业务小结")),
        ("favourite", _("收藏，或取消收藏")),
        ("within", _("在本条内查找")),
        ("play", _("开始走流程、演话术")),
        ("changes", _("这一版改了什么")),
        ("side_by_side", _("改动合并显示，或左右对照")),
        ("next_change", _("下一处差异")),
        ("previous_change", _("上一处差异")),
        ("rival", _("与上一条选过的或下一条结果对照")),
        ("narrow", _("按栏目、产品、渠道、标签筛选")),
        ("sections", _("按目录浏览")),
        ("drop_context", _("去掉客户情境")),
        ("literal", _("纠错后改回原文搜索")),
        ("new_talk", _("另开一个会话")),
        ("end_talk", _("结束这个会话")),
        ("next_talk", _("下一个会话")),
        ("previous_talk", _("上一个会话")),
        ("keys", _("看全部快捷键")),
    ),
}
_SIGNS = {
    "ArrowDown": "↓",
    "ArrowUp": "↑",
    "Escape": "Esc",
    "Slash": "/",
    "BracketLeft": "[",
    "BracketRight": "]",
}


def table(changed: Mapping[str, str]) -> Table:
    """Both tables, with a centre's own keys: a name outside the field to a key's code.

    Raises ImproperlyConfigured for a name that there is not, or a key that is taken.
    """
    outside = dict(OUTSIDE)
    for name, code in changed.items():
        if name not in outside.values():
            raise ImproperlyConfigured(f"ZHIXI_KEYS: there is no key named {name}")
        outside = {key: act for key, act in outside.items() if act != name}
        if code in outside:
            raise ImproperlyConfigured(f"ZHIXI_KEYS: {code} is already used for {outside[code]}")
        outside[code] = name
    return {"field": FIELD, "outside": outside}


def shown(code: str) -> list[str]:
    """What is printed on the keys to press together: Shift+KeyC is Shift and C."""
    if code == "Shift+Slash":
        return ["?"]
    *held, last = code.split("+")
    plain = last.removeprefix("Key").removeprefix("Digit")
    return [*held, _SIGNS.get(last, plain if held or len(plain) > 1 else plain.lower())]

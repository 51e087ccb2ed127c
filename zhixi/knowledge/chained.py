"""How the audit chain's links about knowledge are called where they are read."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from zhixi.accounts.staff import trail
from zhixi.knowledge.checks import RULES
from zhixi.knowledge.models import CalendarMark, Label, Level, Wording
from zhixi.knowledge.sections import tree
from zhixi.search.models import BankWord

_VERBS = {
    "submit": _("提交确认"),
    "decide:approve": _("同意"),
    "decide:return": _("退回"),
    "section": _("栏目"),
    "narrow": _("收窄可见范围"),
    "label": _("名录"),
    "type-name": _("类型名称"),
    "wording": _("写作词表"),
    "bank-word": _("同义词与词库"),
    "checks": _("写作检查"),
    "calendar": _("日历"),
    "export": _("导出表格"),
    "recording": _("录音已脱敏"),
    "initial-load": _("初始装载"),
    "restore-export": _("恢复导出"),
    "demo-load": _("装载演示数据"),
}
_SUBJECTS = {
    "submission": _("提交单"),
    "section": _("栏目"),
    "article": _("知识"),
    "articles": _("知识"),
    "label": _("名录"),
    "labels": _("名录"),
    "type": _("知识类型"),
    "wording": _("词"),
    "bank-word": _("词"),
    "bank": _("全行"),
    "mark": _("日历"),
    "load": _("装载"),
    "demo": _("演示数据"),
}
_WORDS = {
    "audience": _("可见范围"),
    "closed": _("已停用"),
    "active": _("在用"),
    "kind": _("类别"),
    "word": _("词"),
    "unless": _("除外"),
    "why": _("原因"),
    "instead": _("建议"),
    "line": _("内容"),
    "from": _("从"),
    "until": _("到"),
    "article": _("知识"),
    "zh-hans": _("中文"),
    "en": _("英文"),
    str(BankWord.Kind.SYNONYM): _("同义词"),
    str(BankWord.Kind.LEXICON): _("词库"),
}


def _sections(now: dt.datetime) -> dict[int, str]:
    here = tree(now)
    return {section: here.written(section) for section in here.nodes}


def connect() -> None:
    choices = [*Wording.Kind.choices, *Level.choices, *Label.Kind.choices]
    words = _WORDS | dict([*choices, *CalendarMark.Kind.choices])
    words |= {rule.code: rule.name for rule in RULES.values()}
    trail.register(_VERBS, _SUBJECTS, words, {"parent": _sections, "section": _sections})

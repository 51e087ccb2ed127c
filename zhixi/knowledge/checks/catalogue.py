"""The rules by which texts are checked, in the order in which screens name them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.models import Level
from zhixi.knowledge.typenames import within


@dataclass(frozen=True, slots=True)
class Rule:
    """`level` holds where the bank says nothing else. What `finished` rules miss is missing of
    every text that was just begun: they count when it is handed in."""

    code: str
    name: Any
    about: Any
    level: Level
    finished: bool = False


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("empty", _("没有对客内容"), _("没有一句可以对客说的话。"), Level.MUST, True),
        Rule(
            "lead",
            _("缺一句话口径"),
            within(_("%(faq)s、%(business)s和%(campaign)s没有一句话口径。")),
            Level.HINT,
            True,
        ),
        Rule(
            "phrasings",
            _("相似问太少"),
            within(_("%(faq)s的相似问不足三个。")),
            Level.HINT,
            True,
        ),
        Rule("upkeep", _("缺复审日或来源"), _("没有复审到期日或来源文件。"), Level.OFF, True),
        Rule(
            "answers",
            _("没有先回答"),
            _("一句话口径以依据、背景或反问开头，或只是重复标题。"),
            Level.HINT,
        ),
        Rule("spoken", _("十秒说不完"), _("一句话口径按每分钟 220 字要说十秒以上。"), Level.HINT),
        Rule("written", _("书面语"), _("对客内容里有词表中的书面语。"), Level.HINT),
        Rule("forbidden", _("禁用语"), _("对客内容里有词表中的禁用语。"), Level.MUST),
        Rule("promise", _("绝对承诺"), _("对客内容里有词表中的绝对承诺。"), Level.HINT),
        Rule("internal", _("内部用语"), _("对客内容里有词表中的内部用语。"), Level.HINT),
        Rule(
            "hidden",
            _("权益只写在内部须知"),
            _("减免、退还、赔付等只写在内部须知，对客内容没有提到。"),
            Level.HINT,
        ),
        Rule(
            "recipe",
            _("核身办法外露"),
            _("写出了核身问什么、答对几项算通过，或怎样绕过核身。"),
            Level.MUST,
        ),
        Rule(
            "risk",
            _("风控规则外露"),
            _("写出了风控的条件、名单、阈值，或怎样避开。"),
            Level.MUST,
        ),
        Rule("complaint", _("劝阻投诉"), _("劝客户不投诉、撤销投诉，或说投诉没用。"), Level.MUST),
        Rule("personal", _("客户信息"), _("疑似卡号、证件号、手机号。"), Level.MUST),
        Rule("links", _("知识链接失效"), _("链接或相关知识所指的知识不存在或已失效。"), Level.HINT),
        Rule("described", _("图片没有说明"), _("正文里的图片没有写说明。"), Level.HINT),
        Rule("unit", _("数字缺单位"), _("对客内容里的数字后面没有单位。"), Level.HINT),
        Rule("past", _("日期已过"), _("文中日期或复审到期日已经过去。"), Level.HINT),
        Rule("lapsed", _("失效时间已过"), _("失效时间在现在之前。"), Level.MUST),
        Rule("copied", _("副本的标题"), _("复制来的知识还用着副本的标题。"), Level.MUST),
        Rule("unlisted", _("名称不在名录"), _("产品、渠道、地区写了名录之外的名称。"), Level.HINT),
        Rule("twice", _("相同的问法"), _("现行知识里已有同一个标题或相似问。"), Level.HINT),
    )
}

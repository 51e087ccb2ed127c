"""One worked text of each type, as the demo bank writes them."""

from typing import Any

import pytest

from zhixi.knowledge import types

CHANNELS = {"header": ["渠道", "可办", "手续费"], "rows": [["热线", "挂失、锁卡", "40 元"]]}
FAQ: dict[str, Any] = {
    "title": "信用卡丢了怎么挂失",
    "phrasings": ["信用卡不见了先做什么", "帮我把信用卡停了"],
    "eligibility": "主卡持卡人；附属卡持卡人可挂失自己的卡。",
    "identity_check": "普通核身",
    "lead": "您别着急，我现在就给您挂失，办好马上生效，这张卡就不能再用了。",
    "supplements": [
        {"condition": "费用", "text": "挂失手续费四十元一张，记在下期账单；白金卡以上免收。"},
        {"condition": "寄送", "text": "新卡一般五到七个工作日寄到您登记的地址。"},
    ],
    "must_tell": ["办好后不能恢复", "费用与减免"],
    "must_not_say": ["损失我们承担", "肯定能追回来"],
    "channel_table": CHANNELS,
    "agent_steps": ["客户视图 › 卡片管理 › 挂失补卡（XK021）", "读挂失编号"],
    "summary": {"reason": "信用卡–卡片–挂失", "sentence": "卡遗失，已挂失补卡。"},
    "related": ["12", "J01"],
    "internal": ["12 个月内第 3 次挂失提交反欺诈岗复核"],
    "variants": [
        {"part": "supplements/1/text", "region": "北麓", "value": "牧区十个工作日寄到。"},
        {"part": "supplements/0/text", "tier": "白金", "value": "您的卡免收挂失手续费。"},
    ],
}
BUSINESS = {
    "title": "信用卡年费标准与减免",
    "channel_matrix": [{"channel": "热线", "can": "查询", "hours": "24 小时"}],
    "tables": [
        {
            "title": "年费",
            "header": ["卡产品", "年费", "免年费条件"],
            "rows": [["标准普卡", "80", "年刷 6 次免次年"], ["尊享白金", "2600", "不减免"]],
        }
    ],
    "cautions": ["尊享白金没激活也收，须在申请时讲明"],
}
CAMPAIGN: dict[str, Any] = {
    "title": "双十一信用卡满减",
    "lead": "活动已经结束了，返现部分最晚十二月十号入账，我先帮您看是不是达标。",
    "campaign": {
        "starts_at": "2026-11-01T00:00:00+08:00",
        "ends_at": "2026-11-13T00:00:00+08:00",
    },
    "complaint": {
        "starts_at": "2026-11-01T00:00:00+08:00",
        "ends_at": "2027-02-01T00:00:00+08:00",
    },
    "may_promise": ["核查与回复时间"],
    "must_not_promise": ["补名额", "补发"],
}
PRODUCT = {
    "title": "悦购联名卡",
    "status": "withdrawn",
    "withdrawn_at": "2025-06-30T00:00:00+08:00",
    "facts": [{"name": "年费", "value": "100 元"}],
}
SCRIPT = {
    "title": "客户要求“停息挂账”",
    "kind": "解释",
    "situation": "客户称听人说可以停息挂账。",
    "lines": [
        {"speaker": "客户", "text": "我要停息挂账。"},
        {"text": "您愿意主动跟我们联系，这点很好。"},
    ],
    "objections": [{"customer": "我花钱找人办了", "answer": "这项申请不收任何费用。"}],
    "must_not_say": ["先不还没关系"],
}
PROCEDURE = {
    "title": "疑似客户正在受骗",
    "nodes": [
        {
            "id": "N1",
            "kind": "question",
            "text": "客户正在通话或屏幕共享吗？",
            "choices": [{"label": "是", "to": "N2"}, {"label": "否", "to": "N3"}],
        },
        {"id": "N2", "kind": "step", "text": "请其退出", "say": "您先挂断那边。", "next": "N3"},
        {"id": "N3", "kind": "end", "text": "回访约定"},
    ],
}
CASE = {
    "title": "以“冻结原因不能说”回复引发12378转办",
    "situation": "客户账户状态 06，坐席三次答“原因不能透露”。",
    "done": ["客户当日投诉至 12378"],
    "judgement": "06 由本行发起，必须告知处置原因。",
    "correct_wording": "您的账户因近期交易需要核实，暂停了线上交易。",
    "lesson": "先看状态码，再开口。",
    "related": ["G01"],
}
PRACTICE = {
    "title": "首句就给答案：开口 8 秒法",
    "situation": "客户问得很具体",
    "steps": ["先答后释", "再问还有什么"],
    "result": "通话缩短",
}
NOTICE = {
    "title": "“百万保障”类诈骗高发提示",
    "lead": "是骗局；先断开、再核实。",
    "level": "紧急",
    "must_read": True,
    "readers": "全体坐席、网点",
    "period": {
        "starts_at": "2026-11-23T08:00:00+08:00",
        "ends_at": "2026-12-24T00:00:00+08:00",
    },
}
WORKED: dict[str, dict[str, Any]] = {
    "faq": FAQ,
    "business": BUSINESS,
    "campaign": CAMPAIGN,
    "product": PRODUCT,
    "script": SCRIPT,
    "procedure": PROCEDURE,
    "case": CASE,
    "practice": PRACTICE,
    "notice": NOTICE,
}
every_type = pytest.mark.parametrize("code", WORKED)


def made(code: str, **changed: Any) -> Any:
    return types.read(code, WORKED[code] | changed)


def paths(content: types.TypedContent) -> list[str]:
    return [part.path for part in content.parts()]

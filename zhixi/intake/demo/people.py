"""Places and people of the demo bank; none of them exists."""

from zhixi.accounts.rules import Role

PASSWORD = "zhixi-demo"  # noqa: S105 - printed for everybody who runs the demo

# code, name, kind, region, parent
UNITS = [
    ("HS", "海山银行", "bank", "", ""),
    ("HQ-CARD", "信用卡中心", "department", "", "HS"),
    ("HQ-RETAIL", "个人金融部", "department", "", "HS"),
    ("HQ-LOAN", "个人信贷部", "department", "", "HS"),
    ("HQ-EBANK", "网络金融部", "department", "", "HS"),
    ("HQ-OPS", "运营管理部", "department", "", "HS"),
    ("HQ-CP", "消费者权益保护部", "department", "", "HS"),
    ("HQ-IT", "信息科技部", "department", "", "HS"),
    ("RC", "远程银行中心", "centre", "", "HS"),
    ("RC-K", "知识运营组", "team", "江澜", "RC"),
    ("RC-CARD", "信用卡组", "team", "江澜", "RC"),
    ("RC-CHAT", "在线文字组", "team", "东屿", "RC"),
    ("RC-QA", "质检培训组", "team", "江澜", "RC"),
    ("BR-DY", "东屿分行", "branch", "东屿", "HS"),
    ("BR-DY-01", "东屿分行营业部", "outlet", "东屿", "BR-DY"),
    ("BR-JL", "江澜分行", "branch", "江澜", "HS"),
    ("BR-BL", "北麓分行", "branch", "北麓", "HS"),
]

# login, number, name, unit, role
PEOPLE = [
    ("lin", "80217", "林晓", "RC-CARD", Role.AGENT),
    ("tang", "80344", "唐可", "RC-CHAT", Role.AGENT),
    ("sun", "31006", "孙敏", "BR-DY-01", Role.BRANCH),
    ("wang", "20158", "王拓", "HQ-CARD", Role.EXPERT),
    ("zhao", "70011", "赵宁", "RC-K", Role.AUTHOR),
    ("qian", "20140", "钱岚", "HQ-CARD", Role.CONFIRMER),
    ("zhou", "60023", "周慎", "HQ-CP", Role.REVIEWER),
    ("bao", "33019", "包格日", "BR-BL", Role.BRANCH_KNOWLEDGE),
    ("wu", "70032", "吴湘", "RC-QA", Role.TRAINER),
    ("zheng", "70045", "郑越", "RC-QA", Role.QUALITY),
    ("he", "70002", "何冉", "RC", Role.SUPERVISOR),
    ("feng", "70001", "冯立", "RC", Role.SUPERVISOR),
    ("admin", "00001", "系统管理员", "HQ-IT", Role.SYSTEM_ADMIN),
    ("luo", "00002", "安全管理员", "HQ-IT", Role.SECURITY_ADMIN),
    ("shen", "00003", "审计管理员", "HQ-IT", Role.AUDIT_ADMIN),
    ("gao", "70012", "高远", "RC-K", Role.AUTHOR),
]

# section path and the units that may read it; all other sections are for everybody
LIMITED = [
    ("投诉与应急", "远程银行中心与消保部", ("RC", "HQ-CP")),
    ("信用卡/内部规则", "信用卡中心", ("HQ-CARD",)),
    ("网点与分行/北麓", "北麓分行与远程银行中心", ("BR-BL", "RC")),
]

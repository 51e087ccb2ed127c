from zhixi.search import answering

ABOUT = "账户状态对照表"
FIRST = "状态码是行内编号，对客户说显示的名称，不念码"
ROWS = ["03｜正式挂失｜客户｜是｜补卡", "05｜证件过期限制｜系统｜是｜更新证件"]
OTHERS = ["客户问卡上显示什么，先看状态码和发起方，再看卡片显示的名称"]


def test_it_works() -> None:
    assert answering([FIRST, *ROWS], "证件过期", ABOUT) == 2


def test_what_can_be_said_stays_first_where_nothing_else_is_clearly_nearer() -> None:
    assert answering([FIRST, *ROWS], "账户状态", ABOUT) == 0
    assert answering([FIRST, "显示的名称"], "显示名称", ABOUT) == 0


def test_a_code_tells_more_than_the_words_around_it() -> None:
    assert answering([FIRST, *OTHERS, *ROWS], "卡显示状态05", ABOUT) == 3


def test_an_article_without_pieces_has_no_answer_to_choose() -> None:
    assert answering([], "挂失", ABOUT) == 0

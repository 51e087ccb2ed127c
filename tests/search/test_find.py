from tests.search.making import NOW, ask, document, numbers, request
from zhixi.search import Index, suggest


def test_it_works() -> None:
    index = Index.in_memory(
        [
            document("信用卡挂失流程", number=1, answer="拨打客服热线即可办理挂失。"),
            document("借记卡挂失流程", number=2),
            document("信用卡年费标准", number=3),
        ]
    )

    results = ask(index, "信用卡怎么挂失")

    assert numbers(results)[0] == 1
    assert results.total == len(results.hits)
    assert results.types == {"faq": results.total}
    assert not results.more
    assert results.took_ms > 0


def test_only_what_is_live_at_that_moment_is_found() -> None:
    index = Index.in_memory(
        [
            document("挂失", number=1, live_from=NOW - 10, live_until=NOW),
            document("挂失", number=2, live_from=NOW, live_until=NOW + 10),
            document("挂失", number=3, live_from=NOW + 10),
        ]
    )

    assert numbers(ask(index, "挂失", at=NOW - 1)) == [1]
    assert numbers(ask(index, "挂失", at=NOW)) == [2]
    assert numbers(ask(index, "挂失", at=NOW + 10)) == [3]


def test_versions_of_an_article_take_turns() -> None:
    index = Index.in_memory(
        [
            document("挂失", number=1, version=1, live_until=NOW),
            document("挂失", number=1, version=2, live_from=NOW),
        ]
    )

    assert [hit.version for hit in ask(index, "挂失", at=NOW - 1).hits] == [1]
    assert [hit.version for hit in ask(index, "挂失", at=NOW).hits] == [2]


def test_sections_bind_and_narrowing_never_widens() -> None:
    index = Index.in_memory([document("挂失", number=n, section=n) for n in (1, 2, 3)])
    mine = frozenset({1, 2})

    assert set(numbers(ask(index, "挂失"))) == {1, 2, 3}
    assert set(numbers(ask(index, "挂失", sections=mine))) == {1, 2}
    assert numbers(ask(index, "挂失", sections=mine, within=frozenset({2, 3}))) == [2]
    assert numbers(ask(index, "挂失", sections=mine, within=frozenset({3}))) == []
    assert numbers(ask(index, "挂失", sections=frozenset())) == []


def test_an_audience_sees_its_own_and_what_is_for_all() -> None:
    index = Index.in_memory([document("挂失", number=1), document("挂失", number=2, audience=5)])

    assert numbers(ask(index, "挂失")) == [1]
    assert set(numbers(ask(index, "挂失", audiences=frozenset({5, 6})))) == {1, 2}


def test_types_narrow() -> None:
    index = Index.in_memory([document("挂失", number=1), document("挂失", number=2, type="notice")])

    assert numbers(ask(index, "挂失", types=("notice",))) == [2]
    assert ask(index, "挂失").types == {"faq": 1, "notice": 1}


def test_what_has_ended_stands_below_what_answers_as_well_and_lives() -> None:
    index = Index.in_memory(
        [
            document("开卡满减活动", number=1, type="campaign", ended_from=NOW),
            document("新客开卡满减活动", number=2, type="campaign"),
        ]
    )

    assert numbers(ask(index, "开卡满减活动", at=NOW - 1)) == [1, 2]
    assert numbers(ask(index, "开卡满减活动", at=NOW)) == [2, 1]


def test_region_and_product_order_but_hide_nothing() -> None:
    index = Index.in_memory(
        [
            document("异地销户", number=1, regions=("北麓",), products=("借记卡",)),
            document("异地销户", number=2, regions=("东屿",), products=("信用卡",)),
            document("异地销户", number=3),
        ]
    )

    assert numbers(ask(index, "异地销户", region="东屿")) == [2, 3, 1]
    assert numbers(ask(index, "异地销户", product="借记卡")) == [1, 3, 2]


def test_each_hit_says_why() -> None:
    index = Index.in_memory(
        [
            document("磁条卡换芯片卡", number=1),
            document("丢卡处理", number=2, phrasings=("卡片遗失怎么补办",)),
            document("限额表", number=3, keywords=("快捷支付",)),
            document("其他事项", number=4, body="港澳通行证持有人须到网点办理。"),
        ]
    )

    def why(text: str) -> tuple[int, str]:
        hit = ask(index, text).hits[0]
        return hit.number, str(hit.why)

    assert why("磁条卡换芯片卡") == (1, "标题")
    assert why("卡片遗失补办") == (2, "相似问：卡片遗失怎么补办")
    assert why("快捷支付") == (3, "关键词")
    assert why("港澳通行证") == (4, "正文")


def test_a_text_of_signs_or_nothing_known_finds_nothing() -> None:
    index = Index.in_memory([document("挂失")])

    assert ask(index, "").hits == []
    assert ask(index, "？？").hits == []
    assert ask(index, "xyz").hits == []


def test_search_signs_of_a_query_language_are_only_text() -> None:
    index = Index.in_memory([document("挂失", number=1)])

    assert numbers(ask(index, 'title:挂失 AND -"(["')) == [1]


def test_many_hits_are_counted_up_to_a_limit() -> None:
    index = Index.in_memory([document("信用卡挂失") for _ in range(250)])

    results = ask(index, "信用卡挂失", limit=5)

    assert len(results.hits) == 5
    assert results.total == 200
    assert results.more


def test_a_whole_page_may_be_pasted() -> None:
    index = Index.in_memory([document("信用卡挂失", number=1)])

    assert numbers(ask(index, "信用卡挂失" + "这一页还有很多别的话" * 2000)) == [1]


def test_suggestions_go_on_from_what_was_typed() -> None:
    index = Index.in_memory(
        [
            document("信用卡挂失", number=1, phrasings=("丢了信用卡挂失",)),
            document("信用卡挂号", number=2, live_until=NOW),
            document("借记卡挂失", number=3),
            document("App登录失败", number=4),
        ]
    )

    def texts(typed: str, **facts: object) -> list[str]:
        return [each.text for each in suggest(index, request(typed, **facts))]

    assert texts("信用卡挂") == ["信用卡挂失", "丢了信用卡挂失"]
    assert texts("挂") == ["信用卡挂失", "借记卡挂失", "丢了信用卡挂失"]
    assert texts("ap") == ["App登录失败"]
    assert texts("挂", limit=1) == ["信用卡挂失"]
    assert texts("") == []
    assert texts("？") == []


def test_one_wording_is_suggested_once() -> None:
    index = Index.in_memory([document("挂失流程", number=1), document("挂失流程", number=2)])

    assert len(suggest(index, request("挂失"))) == 1


def test_who_may_not_see_it_is_not_told_by_suggestions() -> None:
    index = Index.in_memory(
        [document("并购专案", section=1), document("并购公告", audience=5, section=2)]
    )

    assert suggest(index, request("并购", sections=frozenset({2}))) == []

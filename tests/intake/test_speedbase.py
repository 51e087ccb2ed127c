"""The made-up base: what its texts, places and questions are like."""

import datetime as dt
from collections import Counter

import pytest

from zhixi.accounts.queries import person_named
from zhixi.intake.speedbase import questions, sections, words
from zhixi.intake.speedbase.loading import load
from zhixi.intake.speedbase.texts import LIVE, Text, text, texts
from zhixi.knowledge import checking, types
from zhixi.knowledge.actions import UnableToLoad
from zhixi.knowledge.clauses import cut
from zhixi.knowledge.models import Article, ArticleVersion
from zhixi.knowledge.queries import rights_of, visible_to
from zhixi.lib.digest import canonical

COUNT = 400


def length(words: tuple[str, ...]) -> int:
    return sum(map(len, words))


@pytest.fixture(scope="module")
def base() -> list[Text]:
    return list(texts(COUNT))


def test_it_works(base: list[Text]) -> None:
    assert all(12 <= length(each.title) <= 25 for each in base)
    assert all(len(each.phrasings) == 3 for each in base)
    assert all(8 <= length(said) <= 40 for each in base for said in each.phrasings)
    assert all(300 <= length(each.body) <= 600 for each in base)


def test_an_article_is_the_same_whatever_was_made_before(base: list[Text]) -> None:
    assert text(77) == base[76]
    assert len({each.title for each in base}) > COUNT * 0.97


def test_seventy_of_a_hundred_are_live_and_all_kinds_occur(base: list[Text]) -> None:
    standing = Counter(each.standing for each in base)
    assert standing.keys() == {"live", "past", "future", "withdrawn"}
    assert 0.63 < standing[LIVE] / COUNT < 0.77
    assert {each.kind for each in base} == set(words.KINDS)


def test_few_words_are_said_often_and_most_hardly_ever() -> None:
    said = Counter(word for each in texts(2000) for word in (*each.title, *sum(each.phrasings, ())))
    often = [n for _word, n in said.most_common()]
    assert sum(often[:50]) > sum(often) / 3
    assert sum(n == 1 for n in often) > len(often) / 4


def test_the_reader_may_enter_three_quarters_of_the_tree() -> None:
    places = sections.places()
    assert len(places) == 2000
    assert len({place.audience for place in places} - {None}) == 50
    assert sum(sections.is_open(place.id) for place in places) == 1500
    assert all(place.parent is None or place.parent < place.id for place in places)


def test_typed_questions_are_distinct_and_sixty_of_a_hundred_stop_short() -> None:
    asked = questions.typed(COUNT)
    assert len({each.text for each in asked}) == 600
    assert sum(each.prefix for each in asked) == 360
    assert sum(each.text.isascii() and each.text.isalpha() for each in asked) > 20
    assert sum(each.text[0].isdigit() for each in asked) > 5
    assert sum(bool(each.kinds) for each in asked) == sum(bool(e.section) for e in asked) == 100
    assert asked == questions.typed(COUNT)


def test_known_items_are_live_open_and_lack_a_word(base: list[Text]) -> None:
    for each in questions.known(COUNT):
        assert each.number
        article = base[each.number - 1]
        assert article.standing == LIVE
        assert sections.is_open(article.section)
        lines = [line for line in (article.title, *article.phrasings) if line != each.words]
        assert any(
            set(each.words) <= set(line) and len(each.words) == len(line) - 1 for line in lines
        )


def test_what_is_loaded_is_what_the_product_would_have_written(
    db: None, now: dt.datetime, base: list[Text]
) -> None:
    load(60, now, lambda n: None)

    versions = ArticleVersion.objects.select_related("article", "content")
    assert versions.count() == Article.objects.count() == 60
    for version in versions:
        content = types.load(version.article.type, version.content.payload)
        assert canonical(types.dump(content)) == version.content.payload
        assert [clause.as_row() for clause in cut(content.parts())] == version.clauses
    assert list(checking.spans()) == list(checking.contents()) == []
    reader = person_named("load-040")
    rights = rights_of(reader, now).sections or frozenset()
    assert rights == {place.id for place in sections.places() if sections.is_open(place.id)}
    shown = {span.article_id for span in visible_to(reader, now)}
    assert shown == {
        e.number for e in base[:60] if e.standing == LIVE and sections.is_open(e.section)
    }


def test_a_filled_base_is_not_loaded_again(db: None, now: dt.datetime) -> None:
    load(60, now, lambda n: None)
    with pytest.raises(UnableToLoad):
        load(60, now, lambda n: None)

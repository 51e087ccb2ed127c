"""Equal facts, equal digests."""

import datetime as dt

import pytest

from zhixi.lib.digest import canonical, digest


def test_it_works() -> None:
    text = canonical({"标题": "年费", "a": [1, None, True]})
    assert text == '{"a":[1,null,true],"标题":"年费"}'
    assert digest(text) == digest(text.encode())
    assert digest("abc") == (
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_one_moment_in_two_zones_is_one_text() -> None:
    noon = dt.datetime(2024, 3, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert canonical(noon) == canonical(noon.astimezone(dt.UTC)) == '"2024-03-01T04:00:00Z"'


@pytest.mark.parametrize("value", [dt.datetime(2024, 3, 1), float("nan"), float("inf")])
def test_what_has_no_one_meaning_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"zone|JSON"):
        canonical(value)


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical({"x": object()})

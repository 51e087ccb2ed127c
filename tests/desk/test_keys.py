"""The table of keys, and how a centre changes it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from zhixi.accounts.models import Person
from zhixi.desk import keys


def test_it_works() -> None:
    table = keys.table({"copy": "KeyY"})
    assert table["outside"]["KeyY"] == "copy"
    assert "copy" not in {table["outside"].get("KeyC"), table["outside"].get("Ctrl+Enter")}
    assert keys.OUTSIDE["KeyC"] == "copy"


@pytest.mark.parametrize("changed", [{"dance": "KeyD"}, {"copy": "KeyS"}])
def test_a_name_that_is_not_there_or_a_key_that_is_taken_is_told(changed: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="ZHIXI_KEYS"):
        keys.table(changed)


def test_every_act_has_its_line_on_the_sheet() -> None:
    for place, table in (("field", keys.FIELD), ("outside", keys.OUTSIDE)):
        acts = {act for act in table.values() if not act.startswith("open_")} - {"open_1"}
        assert acts == {name for name, _what in keys.SHEET[place] if name != "open_1"}, place


def test_keys_are_printed_as_the_table_has_them(
    client_for: Callable[[Person], Client],
    lin: Person,
    publish: Callable[..., int],
    settings: Settings,
) -> None:
    settings.KEYS = {"copy": "KeyY", "find": "F2"}
    number = publish()
    page = client_for(lin).get(f"/k/{number}").content.decode()
    assert '"KeyY": "copy"' in page
    assert "<kbd>y</kbd>" in page
    assert "<kbd>F2</kbd>" in page
    assert "<kbd>c</kbd>" not in page

"""People, units and tokens at the command line."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from click.testing import Result
from django.test import Client

from zhixi.accounts.models import ApiToken, Person
from zhixi.accounts.queries import roles_of, unit_ids_of

Run = Callable[..., Result]


def test_it_works(run: Run) -> None:
    assert run("unit", "add", "bank", "海山银行", "--kind", "bank").exit_code == 0
    assert (
        run("unit", "add", "dy", "东屿分行", "--kind", "branch", "--parent", "bank").exit_code == 0
    )
    words = ["person", "add", "31006", "孙敏", "--login", "sun", "--unit", "东屿分行"]
    roles = ["--role", "branch", "--role", "expert", "--password-stdin"]
    assert run(*words, *roles, stdin="a long enough word\n").exit_code == 0
    sun = Person.objects.get(login="sun")
    later = dt.datetime.now(dt.UTC)
    assert roles_of(sun, later) == {"branch", "expert"}
    assert len(unit_ids_of(sun, later)) == 1
    given = {"username": "31006", "password": "a long enough word"}
    assert Client().post("/accounts/login/", given)["Location"] == "/"


def test_a_weak_password_is_refused_and_nobody_added(run: Run) -> None:
    words = ["person", "add", "1", "甲", "--password-stdin"]
    for password in ("short\n", "password123\n", ""):
        assert run(*words, stdin=password).exit_code == 1
    assert not Person.objects.filter(number="1").exists()


def test_without_a_password_nobody_signs_in(run: Run) -> None:
    run("person", "add", "1", "甲")
    assert not Person.objects.get(number="1").has_usable_password()


def test_p_three_administrators_hold_nothing_else(run: Run) -> None:
    words = ["person", "add", "1", "甲", "--role", "system_admin", "--role", "audit_admin"]
    assert run(*words).exit_code == 1
    assert not Person.objects.filter(number="1").exists()


def test_a_token_opens_the_api_once_it_is_written_down(run: Run, cast: Any) -> None:
    token = run("token", "lin", "--name", "知识机器人").stdout.strip()
    assert ApiToken.objects.get().name == "知识机器人"
    headers = {"Authorization": f"Bearer {token}"}
    assert Client(headers=headers).get("/api/v1/search?q=a").status_code == 200


def test_a_token_for_an_unknown_purpose_is_refused(run: Run, cast: Any) -> None:
    for scope in ("read,write", ",", ""):
        result = run("token", "lin", "--scope", scope)
        assert (result.exit_code, result.stdout) == (1, "")
    assert not ApiToken.objects.exists()

"""Tokens for machines: shown once, bound to a person, taken back."""

import datetime as dt
from collections.abc import Sequence

import pytest

from zhixi.accounts import actions
from zhixi.accounts.actions import use_token
from zhixi.accounts.models import ApiToken, Person


def test_it_works(lin: Person, now: dt.datetime) -> None:
    text = actions.issue_token(person=lin, scopes=["read", "ask"], by=None, now=now)
    assert text.startswith("zx_")
    assert use_token(text=text, scope="ask", now=now) == lin


def test_only_a_digest_is_kept(lin: Person, now: dt.datetime) -> None:
    text = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    kept = ApiToken.objects.get().digest
    assert kept.startswith("sha256:")
    assert text not in kept


def test_p6_a_revoked_token_opens_nothing(lin: Person, now: dt.datetime) -> None:
    text = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    other = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    token = ApiToken.objects.order_by("id")[0]
    actions.revoke_token(token=token, by=None, now=now)
    actions.revoke_token(token=token, by=None, now=now + dt.timedelta(days=1))
    assert use_token(text=text, scope="read", now=now) is None
    assert use_token(text=other, scope="read", now=now) == lin
    token.refresh_from_db()
    assert token.revoked_at == now


@pytest.mark.parametrize("scopes", [[], ["write"], ["read", "admin"]])
def test_p6_no_token_for_what_does_not_exist(
    scopes: Sequence[str], lin: Person, now: dt.datetime
) -> None:
    with pytest.raises(actions.UnableToIssue, match="ask、read"):
        actions.issue_token(person=lin, scopes=scopes, by=None, now=now)
    assert not ApiToken.objects.exists()

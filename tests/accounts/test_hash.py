"""What a password check costs, and how many run at once."""

import threading

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.hashers import verify_password as verify

from tests.conftest import PASSWORD
from zhixi.accounts import hashers


def test_it_works() -> None:
    encoded = make_password(PASSWORD)
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify(PASSWORD, encoded) == (True, False)
    assert verify("wrong", encoded) == (False, False)


def test_a_third_check_waits_for_one_of_two() -> None:
    encoded = make_password(PASSWORD)
    third = threading.Thread(target=verify, args=(PASSWORD, encoded))
    with hashers._at_once, hashers._at_once:
        third.start()
        third.join(0.3)
        assert third.is_alive()
    third.join(5)
    assert not third.is_alive()


def test_a_check_that_fails_gives_its_place_back() -> None:
    for _ in range(3):
        with pytest.raises(UnicodeEncodeError):
            make_password("\ud800")
    assert make_password(PASSWORD)

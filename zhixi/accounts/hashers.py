"""What a password check may cost."""

from threading import BoundedSemaphore
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

_at_once = BoundedSemaphore(2)


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes (OWASP's minimum); two checks at once a process.

    Django's default takes 100 MiB each, so that a shift's start would fill the machine.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, *args: Any, **kwargs: Any) -> str:
        with _at_once:
            return super().encode(*args, **kwargs)

    def verify(self, *args: Any, **kwargs: Any) -> bool:
        with _at_once:
            return super().verify(*args, **kwargs)

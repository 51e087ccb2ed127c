"""One machine, one person: a key made at the first start, hosts of this machine."""

import secrets

from zhixi.config.settings.base import *  # noqa: F403
from zhixi.config.settings.base import ALLOWED_HOSTS, SECRET_KEY, VAR

if not SECRET_KEY:
    key = VAR / "secret-key"
    if not key.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(48))
    SECRET_KEY = key.read_text()

ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]

"""Tests: the product as it is, on a database and index of their own."""

import tempfile
from pathlib import Path

from zhixi.config.settings.base import *  # noqa: F403
from zhixi.config.settings.base import MIDDLEWARE

SECRET_KEY = "only-for-tests-" + "0123456789" * 5
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
VAR = Path(tempfile.mkdtemp(prefix="zhixi-test-"))
INDEX_PATH = VAR / "index"
FILES_PATH = VAR / "files"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir()
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]

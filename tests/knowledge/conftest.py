"""What several tests of knowledge stand on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhixi.accounts.models import Person


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie, and no others."""
    settings.FILES_PATH = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def author(client_for: Callable[[Person], Client], zhao: Person) -> Client:
    return client_for(zhao)

"""A register whose entries stand somewhere."""

from __future__ import annotations

from typing import Any

import pytest

from register.settings import Settings
from tests.entries.stated import Stated, stated


@pytest.fixture
def states(settings: Settings, context: Any, monkeypatch: pytest.MonkeyPatch) -> Stated:
    """Return what publishes entries with spells."""
    return stated(settings, monkeypatch)

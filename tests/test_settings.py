"""Every setting is documented, and everything documented is a setting."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from register.settings import ROOT, Settings


def test_the_readme_lists_every_setting_and_no_other() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| .*? \| (.*) \|$", table, re.MULTILINE))
    fields = {name.upper(): field.description for name, field in Settings.model_fields.items()}
    assert listed == fields


def test_a_bad_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "seventy")
    with pytest.raises(ValidationError):
        Settings()


def test_secrets_are_made_once_and_are_their_owners_only(tmp_path: Path) -> None:
    settings = Settings(register_home=tmp_path)
    secret = settings.secret("session")
    assert Settings(register_home=tmp_path).secret("session") == secret
    assert len(secret) >= 48
    assert settings.secret("other") != secret
    assert stat.S_IMODE((tmp_path / "keys" / "session").stat().st_mode) == 0o600

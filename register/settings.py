"""Every setting of the register, typed, read from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from register.core.findings import Yardsticks

ROOT = Path(__file__).resolve().parent.parent
CHANGEABLE = (
    "register_name",
    "publisher_name",
    "contact_email",
    "feedback_days",
    "announcement_days",
    "dispute_days",
    "account_days",
    "multi_year_months",
    "short_form_below",
    "page_size",
    "audit_days",
)
"""What administrators change at the desk, where the environment does not give it."""


class Settings(BaseSettings):
    """What can be set, each by the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    register_home: Path = Field(
        default=ROOT / "instance", description="Folder of everything that must last: database, keys, uploads."
    )
    database_url: str = Field(
        default="",
        description="The database: empty for SQLite in `REGISTER_HOME`, or `postgresql+psycopg://…`.",
    )
    search_index: Path = Field(default=ROOT / "search_index", description="Folder of the Whoosh index; rebuildable.")
    host: str = Field(default="127.0.0.1", description="Address to listen on; a demonstration listens here only.")
    port: int = Field(default=5000, ge=1, le=65535, description="Port to listen on.")
    workers: int = Field(default=2, ge=1, le=64, description="Web worker processes.")
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="How many proxies in front set `X-Forwarded-*`; 0 believes none."
    )
    register_name: str = Field(
        default="County Durham Compact Register", min_length=1, max_length=100, description="The name in every header."
    )
    publisher_name: str = Field(
        default="County Durham Partnership",
        min_length=1,
        max_length=100,
        description="Who publishes the register, for feeds, footers and citations.",
    )
    contact_email: str = Field(
        default="register@example.org",
        pattern=r"^[^@\s]+@[^@\s]+$",
        max_length=254,
        description="Mailbox for questions, corrections and security reports.",
    )
    public_url: str = Field(
        default="",
        description="The register’s own address, for feeds, citations and permalinks; empty for `HOST` and `PORT`.",
    )
    feed_authority: str = Field(
        default="register.example.org,2026",
        description="`authority,year` of the feeds’ tag URIs (RFC 4151): fix it once at installation, never change it.",
    )
    organisation_prefix: str = Field(
        default="CDCR", description="Prefix of identifiers given here to organisations that have no registered number."
    )
    second_factor: bool = Field(
        default=True,
        description="Whether every member of staff needs a second factor to sign in; a demonstration does not insist.",
    )
    short_form_below: int = Field(
        default=5000, ge=0, le=1_000_000, description="Awards under this many pounds may use the short form."
    )
    document_megabytes: int = Field(
        default=10, ge=1, le=100, description="Megabytes that an uploaded document may have at most."
    )
    page_size: int = Field(default=25, ge=5, le=100, description="Results on a page.")
    page_cache_megabytes: int = Field(default=64, ge=0, description="Size of each worker’s page cache; 0 switches off.")
    audit_days: int = Field(
        default=2190, ge=365, le=36_500, description="Days that the audit of what staff did is kept; 2190 is six years."
    )
    feedback_days: int = Field(default=84, ge=1, le=3_650, description="Yardstick: days for consultation feedback.")
    announcement_days: int = Field(
        default=14, ge=0, le=3_650, description="Yardstick: days a consultation is announced ahead."
    )
    dispute_days: int = Field(
        default=180, ge=1, le=3_650, description="Yardstick: days after which a dispute may be shown."
    )
    account_days: int = Field(default=28, ge=1, le=3_650, description="Yardstick: days a side has to give its account.")
    multi_year_months: int = Field(
        default=24, ge=13, le=120, description="Yardstick: months that make funding multi-year."
    )

    @property
    def database(self) -> str:
        """Return the database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{(self.register_home / 'register.db').resolve()}"

    @property
    def base_url(self) -> str:
        """Return the register's own address, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def demonstration(self) -> bool:
        """Tell whether this is a demonstration: it then says so on every page and listens on this machine only."""
        return self.demonstration_marker.exists()

    @property
    def demonstration_marker(self) -> Path:
        """Return the file whose presence marks a demonstration."""
        return self.register_home / "demonstration"

    @property
    def yardsticks(self) -> Yardsticks:
        """Return the register's own measures as the checks take them."""
        return Yardsticks(
            feedback_days=self.feedback_days,
            announcement_days=self.announcement_days,
            dispute_days=self.dispute_days,
            account_days=self.account_days,
            multi_year_months=self.multi_year_months,
        )

    def with_chosen(self, chosen: Mapping[str, str]) -> Settings:
        """Return these settings with what was chosen at the desk; what the environment gives stays as it is."""
        values = {}
        for name, text in chosen.items():
            if name in CHANGEABLE and name not in self.model_fields_set:
                with suppress(ValidationError):  # what a later release does not allow any more is as if not chosen
                    values[name] = parsed(name, text)
        return self.model_copy(update=values)

    def secret(self, name: str) -> str:
        """Return a secret kept in `REGISTER_HOME/keys`, made at first use, readable by its owner only."""
        path = self.register_home / "keys" / name
        try:
            return path.read_text(encoding="ascii")
        except FileNotFoundError:
            keep_secret(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii")


def keep_secret(path: Path, text: str, *, over: bool = False) -> None:
    """Write a file that only its owner can read, whole or not at all; without `over` whoever came first wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        if over:
            os.replace(fresh, path)
        else:
            os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)


def parsed(name: str, text: str) -> Any:
    """Return the value of a setting from what was typed; raises pydantic's ValidationError."""
    return _adapter(name).validate_python(text)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    field = Settings.model_fields[name]
    return TypeAdapter(Annotated[field.annotation, *field.metadata])  # type: ignore[arg-type]

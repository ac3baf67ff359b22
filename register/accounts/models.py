"""Staff accounts, their roles and bodies, what they did, and the failed sign-ins that slow the next ones down."""

from __future__ import annotations

from datetime import datetime

from flask_security.core import RoleMixin, UserMixin, WebAuthnMixin
from flask_security.datastore import AsaList
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    true,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from register.extensions import db


class Names(AsaList):
    """A list kept as text with commas."""

    cache_ok = True


class Base(DeclarativeBase):
    """Where the models of accounts are declared, among the register's other tables."""

    metadata = db.metadata


account_role = Table(
    "account_role",
    db.metadata,
    Column("account_id", Integer, ForeignKey("account.id"), primary_key=True),
    Column("role_id", Integer, ForeignKey("role.id"), primary_key=True),
)

account_body = Table(
    "account_body",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column("body_id", Integer, ForeignKey("public_body.id"), nullable=False),
    Column("department_id", Integer, ForeignKey("department.id"), comment="null: the whole body"),
    UniqueConstraint("account_id", "body_id", "department_id", name="account_body_once"),
)

account_link = Table(
    "account_link",
    db.metadata,
    Column("digest", String(64), primary_key=True, comment="SHA-256 of the secret in the link, which is kept nowhere"),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column("made_by", Integer, comment="the administrator; null: the command line"),
    Column("made_at", String(27), nullable=False),
    Column("until", String(27), nullable=False),
    Column("used_at", String(27)),
)

audit_record = Table(
    "audit_record",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(27), nullable=False),
    Column("account_id", Integer, comment="null: the command line, or nobody who is known"),
    Column("name", Text, nullable=False, comment="the person's name as it was then"),
    Column("action", String(40), nullable=False),
    Column("about", Text, nullable=False, comment="a reference, a draft, an account"),
    Column("detail", Text, nullable=False, comment="JSON; never a password, a code or a text that could be redacted"),
    Column("address", String(64), nullable=False, comment="where it came from"),
    Index("audit_record_at", "at", "id"),
    Index("audit_record_account", "account_id", "at", "id"),
    Index("audit_record_action", "action", "at", "id"),
    Index("audit_record_doing", "account_id", "action", "at", "id"),
    Index("audit_record_about", "about", "at", "id"),
)

setting = Table(
    "setting",
    db.metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False, comment="as typed at the desk, and found valid"),
    Column("changed_by", Integer, ForeignKey("account.id"), nullable=False),
    Column("changed_at", String(27), nullable=False),
)

failed_sign_in = Table(
    "failed_sign_in",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(64), nullable=False, comment="digest of the e-mail address as typed, known or not"),
    Column("address", String(64), nullable=False, comment="where it came from; an IPv6 network of 64 bits"),
    Column("at", String(27), nullable=False),
    Index("failed_sign_in_where", "address", "at"),
    Index("failed_sign_in_at", "at"),
)


class Role(Base, RoleMixin):
    """What an account may do."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class Account(Base, UserMixin):
    """A member of staff who can sign in."""

    __tablename__ = "account"
    __table_args__ = (Index("account_passkey_handle", "fs_webauthn_user_handle", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, comment="changes when sessions must end")
    created_at: Mapped[str] = mapped_column(String(27))
    every_body: Mapped[bool] = mapped_column(
        Boolean, default=True, server_default=true(), comment="acts for every public body, else those of account_body"
    )
    organisation: Mapped[str | None] = mapped_column(Text, comment="identifier of the VCS body they speak for")
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_used: Mapped[int | None] = mapped_column(BigInteger, comment="the newest time step whose code was used")
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(Names()))
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64))  # type: ignore[assignment]
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        Role, secondary=account_role, order_by=Role.id
    )
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]
        "Passkey", back_populates="user", cascade="all, delete"
    )


class Passkey(Base, WebAuthnMixin):
    """A key that a person's device keeps (WebAuthn)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(Integer, default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(Names()))
    backup_state: Mapped[bool] = mapped_column(Boolean)
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime] = mapped_column(DateTime)
    lastuse_datetime: Mapped[datetime] = mapped_column(DateTime)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    user: Mapped[Account] = relationship(Account, back_populates="webauthn")

"""Staff accounts, their roles, and the failed sign-ins that slow the next ones down."""

from __future__ import annotations

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from register.extensions import db


class Base(DeclarativeBase):
    """Where the models of accounts are declared, among the register's other tables."""

    metadata = db.metadata


account_role = Table(
    "account_role",
    db.metadata,
    Column("account_id", Integer, ForeignKey("account.id"), primary_key=True),
    Column("role_id", Integer, ForeignKey("role.id"), primary_key=True),
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
    """What an account may do: author, publisher or administrator."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class Account(Base, UserMixin):
    """A member of staff who can sign in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, comment="changes when sessions must end")
    created_at: Mapped[str] = mapped_column(String(27))
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        Role, secondary=account_role, order_by=Role.id
    )

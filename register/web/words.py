"""Template filters: dates, instants and money as readers see them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from register.core.calendar import LONDON, day_in_words, local_day
from register.core.text import fold, pounds


def day(value: str | date | None) -> str:
    """Write an ISO date as 3 March 2026; "not stated" where there is none."""
    if not value:
        return "not stated"
    return day_in_words(date.fromisoformat(value) if isinstance(value, str) else value)


def moment(value: str | None) -> str:
    """Write a UTC instant as local time: 3 March 2026, 14:02; "not stated" where there is none."""
    if not value:
        return "not stated"
    local = datetime.fromisoformat(value).astimezone(LONDON)
    return f"{day_in_words(local.date())}, {local:%H:%M}"


def day_of(value: str | None) -> str:
    """Write the local day of a UTC instant: 3 March 2026."""
    return day(local_day(value)) if value else "not stated"


def money(value: str | Decimal | None) -> str:
    """Write an amount in pounds; "not stated" where there is none."""
    if value is None or value == "":
        return "not stated"
    try:
        return pounds(Decimal(value))
    except InvalidOperation:
        return str(value)


FILTERS = {"fold": fold, "day": day, "moment": moment, "day_of": day_of, "money": money}

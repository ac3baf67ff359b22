"""The dates and times of a file of facts: read exactly, or kept in the words that were said."""

from __future__ import annotations

import re
from datetime import date, time

from register.consultations.facts_columns import Facts
from register.core.calendar import days_inclusive

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(:00)?")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ABOUT_WHEN = re.compile(rf"((?:{_MONTHS})(?:(?: ?[-–] ?| to | and )(?:{_MONTHS}))? )?(?:19|20)[0-9]{{2}}(?=[;.,]|$)")
_YES = {"yes": True, "true": True, "no": False, "false": False}


def day(text: str) -> date | None:
    """Return the day that an ISO date is; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def clock(text: str) -> time | None:
    """Return the time of day that is written as hours and minutes; None for anything else."""
    found = _TIME.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def truth(text: str) -> bool | None:
    """Return what a yes or a no says; None for anything else."""
    return _YES.get(text.casefold())


def day_of(facts: Facts, name: str) -> date | None:
    """Return the day that a column gives."""
    return day(facts.said.get(name, ""))


def time_of(facts: Facts) -> time | None:
    """Return the closing time, where one is stated."""
    return clock(facts.said.get("closes_time", ""))


def length_of(facts: Facts) -> int | None:
    """Return how many days the dates make, both ends counted; None where one of them is not stated."""
    opens, closes = day_of(facts, "opens_on"), day_of(facts, "closes_on")
    return days_inclusive(opens, closes) if opens and closes else None


def dates_words(facts: Facts) -> str | None:
    """Say what was said of the dates where no day was: when it was, and how long it lasted."""
    said = facts.said
    about = _ABOUT_WHEN.match(said.get("note", "")) if not said.keys() & {"opens_on", "closes_on"} else None
    words = [about[0]] if about else []
    if length_of(facts) is None:
        if length := said.get("length_days_inclusive"):
            words.append(f"said to have lasted {length} days, counting both ends")
        elif twelve := said.get("twelve_weeks_or_more"):
            words.append(f"said to have lasted {'twelve weeks or more' if truth(twelve) else 'under twelve weeks'}")
    joined = ", ".join(words)
    return joined[:1].upper() + joined[1:] or None

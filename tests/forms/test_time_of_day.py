"""A time of day is read as people write it, and what is no time is said to be none."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from register.web.clock import TimeOfDay
from register.web.forms import DraftForm


class Hours(BaseModel):
    at: str | None = None


class HoursForm(DraftForm):
    content = Hours

    at = TimeOfDay("Closing time")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("17:00", "17:00:00"),
        ("17.30", "17:30:00"),
        ("9:05", "09:05:00"),
        ("23:59", "23:59:00"),
        ("5pm", "17:00:00"),
        ("5.30 p.m.", "17:30:00"),
        ("12am", "00:00:00"),
        ("12 pm", "12:00:00"),
        ("Noon", "12:00:00"),
        ("midday", "12:00:00"),
        ("00:00", "00:00:00"),
        ("midnight", None),
        ("24:00", None),
        ("  ", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, read: str | None) -> None:
    form = HoursForm([("at", typed)])
    assert form.failures == []
    assert form.document().get("at") == read


@pytest.mark.parametrize("typed", ["25:00", "17:60", "17", "13pm", "0am", "teatime", "17:00 GMT", "５pm", "1:2"])
def test_what_is_no_time_is_said_to_be_none_and_kept(typed: str) -> None:
    form = HoursForm([("at", typed)])
    assert [failure.message for failure in form.failures] == [
        "‘Closing time’ must be a time, like 17:00, 5.30pm or noon"
    ]
    assert form.pairs == [("at", typed)]
    assert "at" not in form.document()


def test_a_time_comes_back_as_it_was() -> None:
    assert HoursForm.pairs_of({"at": "17:30:00"}) == [("at", "17:30")]
    assert HoursForm(HoursForm.pairs_of({"at": "17:30:00"})).document() == {"at": "17:30:00"}

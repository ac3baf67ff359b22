"""Calendars: every client reads them, days and times are the right ones, and corrections reach who has them already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from register.consultations.content import ConsultationContent, Period
from register.core.calendar import LONDON
from register.core.projection import Occasion
from register.core.removal import Removal
from register.downloads.calendar import Frame, write
from register.downloads.occasions import Dated
from register.entries.reading import Row
from register.entries.revisions import in_row
from register.entries.tables import revision
from register.entries.writing import touch
from register.extensions import writing
from register.kinds import KINDS, kind_named
from register.organisations.writing import put_body
from register.publishing import removing
from register.publishing.acts import Publication
from register.settings import Settings
from tests.consultations.builders import BODY, consultation
from tests.downloads.reading import table
from tests.feeds.publishing import publish_now

MADE = datetime(2027, 1, 4, 9, 30, 15, 250000, tzinfo=UTC)
FRAME = Frame("Consultations – Register", "What is asked.", "https://r.test/c.ics", "https://r.test", "r.test")
PERIOD: dict[str, Any] = {"opens_on": date(2027, 2, 1), "closes_on": date(2027, 4, 25), "closes_at": time(17)}
AWAITING: dict[str, Any] = {
    "feedback_published_on": None,
    "outcome_published_on": None,
    "outcome": None,
    "decided_on": None,
}


def test_one_file_for_each_entry_with_all_that_clients_ask_for(app: Flask, client: FlaskClient) -> None:
    _publish(app, periods=[PERIOD], **AWAITING)
    answer = client.get("/consultations/CO-2027-0001.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=CO-2027-0001.ics"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    made = _sound(answer.data)
    assert made["X-WR-CALNAME"] == "Consultation CO-2027-0001 – County Durham Compact Register"
    assert (made["METHOD"], made["VERSION"], made["CALSCALE"]) == ("PUBLISH", "2.0", "GREGORIAN")
    for asked in (b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n", b"X-PUBLISHED-TTL:PT12H\r\n"):
        assert asked in answer.data
    opens, closes, feedback = _events(answer.data)
    assert opens["UID"] == "CO-2027-0001-opens@register.test"
    assert opens["SUMMARY"] == "Opens: When should the shopping bus run?"
    assert (opens.decoded("DTSTART"), opens.decoded("DTEND")) == (date(2027, 2, 1), date(2027, 2, 2))
    assert closes["UID"] == "CO-2027-0001-closes@register.test"
    assert closes.decoded("DTSTART") == datetime(2027, 4, 25, 16, tzinfo=UTC), "17:00 in summer"
    assert "At 17:00, UK time." in closes["DESCRIPTION"]
    assert feedback.decoded("DTSTART") == date(2027, 4, 25) + timedelta(days=84)
    for event in (opens, closes, feedback):
        assert event["URL"] == "https://register.test/consultations/CO-2027-0001"
        assert event["URL"] in event["DESCRIPTION"] and "Invented example" in event["DESCRIPTION"]
        assert event["CATEGORIES"].to_ical() == b"Consultations"
        assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CONFIRMED", "TRANSPARENT", 0)
        moment = MADE.replace(microsecond=0)
        assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == event.decoded("CREATED") == moment


def test_a_correction_moves_an_event_under_the_same_uid_and_a_higher_sequence(app: Flask, client: FlaskClient) -> None:
    _publish(app, periods=[PERIOD], **AWAITING)
    longer = {**PERIOD, "closes_on": date(2027, 5, 31), "extended_from": PERIOD["closes_on"]}
    _publish(app, periods=[longer], **AWAITING, entry_id=1, at=MADE + timedelta(days=90))
    closes = _events(client.get("/consultations/calendar.ics").data)[1]
    assert closes["UID"] == "CO-2027-0001-closes@register.test"
    assert closes.decoded("DTSTART") == datetime(2027, 5, 31, 16, tzinfo=UTC)
    assert closes["SEQUENCE"] == 1
    assert closes.decoded("DTSTAMP") == (MADE + timedelta(days=90)).replace(microsecond=0)
    assert closes.decoded("CREATED") == MADE.replace(microsecond=0)


def test_what_is_taken_back_while_it_lies_ahead_is_cancelled_and_what_had_been_is_not(
    app: Flask, client: FlaskClient
) -> None:
    _publish(app, periods=[PERIOD], **AWAITING)
    abandoned = {"abandoned_on": date(2027, 3, 1), "abandoned_why": "The grant was withdrawn."}
    _publish(app, periods=[PERIOD], **AWAITING, **abandoned, entry_id=1, at=datetime(2027, 3, 1, 10, tzinfo=UTC))
    events = _events(client.get("/consultations/CO-2027-0001.ics").data)
    assert [(event["UID"].split("@")[0], event["STATUS"], event["SEQUENCE"]) for event in events] == [
        ("CO-2027-0001-closes", "CANCELLED", 1),
        ("CO-2027-0001-feedback", "CANCELLED", 1),
    ]
    assert events[0]["SUMMARY"] == "Cancelled: Closes: When should the shopping bus run?"
    assert "taken back" in events[0]["DESCRIPTION"]
    _publish(app, **AWAITING, **abandoned, entry_id=1, at=datetime(2027, 6, 1, tzinfo=UTC), summary="As it was.")
    later = _events(client.get("/consultations/CO-2027-0001.ics").data)
    assert [event["SEQUENCE"] for event in later] == [2, 2], "a later correction does not forget it"


@pytest.mark.parametrize(("kind", "revisions"), [("hold", (1, 2)), ("redact", (1, 2)), ("redact", (2,))])
def test_days_that_are_no_longer_shown_are_not_announced_as_cancelled(
    app: Flask, client: FlaskClient, settings: Settings, kind: str, revisions: tuple[int, ...]
) -> None:
    _publish(app, periods=[PERIOD], **AWAITING)
    _publish(app, periods=[PERIOD], **AWAITING, entry_id=1, at=MADE + timedelta(days=1), summary="As it was.")
    assert len(_events(client.get("/consultations/CO-2027-0001.ics").data)) == 3
    with app.app_context(), writing() as connection:
        unit = next(part.unit for part in removing.parts(connection, 1) if part.unit.startswith("dates:"))
        removal = Removal(unit, 3, kind, "mistake" if kind == "hold" else "personal_data", None, "2027-01-06")
        for number in revisions:
            these = (revision.c.entry_id == 1) & (revision.c.number == number)
            connection.execute(update(revision).where(these).values(removed=in_row([removal])))
        touch(connection)
    assert _events(client.get("/consultations/CO-2027-0001.ics").data) == []


def test_what_is_announced_again_is_no_longer_cancelled(app: Flask, client: FlaskClient) -> None:
    _publish(app, periods=[PERIOD], **AWAITING)
    _publish(app, periods=[], **AWAITING, entry_id=1, at=MADE + timedelta(days=1))
    assert {event["STATUS"] for event in _events(client.get("/consultations/calendar.ics").data)} == {"CANCELLED"}
    _publish(app, periods=[PERIOD], **AWAITING, entry_id=1, at=MADE + timedelta(days=2))
    events = _events(client.get("/consultations/calendar.ics").data)
    assert [event["STATUS"] for event in events] == ["CONFIRMED"] * 3


def test_a_calendar_takes_the_filters_of_its_list(app: Flask, client: FlaskClient) -> None:
    _publish(app, title="Buses", periods=[PERIOD], themes=["Transport"])
    _publish(app, title="Parks", periods=[PERIOD], themes=["Parks"])
    made = _sound(client.get("/consultations/calendar.ics?theme=parks&sort=oldest&utm_source=x").data)
    assert {str(event["SUMMARY"]).partition(": ")[2] for event in made.walk("VEVENT")} == {"Parks"}
    assert made["X-WR-CALNAME"] == "Consultations: Parks – County Durham Compact Register"
    assert made["SOURCE"] == "https://register.test/consultations/calendar.ics?theme=parks"


def test_a_calendar_that_has_not_changed_is_not_sent_again(app: Flask, client: FlaskClient) -> None:
    _publish(app, periods=[PERIOD])
    for address in ("/consultations/calendar.ics", "/consultations/CO-2027-0001.ics"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert client.head(address).headers["ETag"] == first.headers["ETag"]
    first = client.get(address := "/consultations/calendar.ics")
    _publish(app, title="Another", periods=[PERIOD], at=MADE + timedelta(days=1))
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_empty_calendar_is_valid(app: Flask, client: FlaskClient) -> None:
    publish_now(app)
    made = _sound(client.get("/consultations/calendar.ics").data)
    assert [part.name for part in made.subcomponents] == ["VTIMEZONE"], "a calendar must hold something"
    for moment, hours in (("2027-03-28T02:30", 1), ("2027-10-31T03:00", 0)):
        assert made.walk("VTIMEZONE")[0].to_tz().utcoffset(datetime.fromisoformat(moment)) == timedelta(hours=hours)


def test_without_an_index_a_calendar_of_words_says_so(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/consultations/calendar.ics?q=bus")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/consultations/CO-2027-0002.ics", 404),
        ("/consultations/nonsense.ics", 404),
        ("/decisions/calendar.ics", 404),
        ("/consultations/calendar.ics?from=yesterday", 400),
    ],
)
def test_addresses_that_mean_nothing_are_refused(address: str, status: int, app: Flask, client: FlaskClient) -> None:
    assert client.get(address).status_code == status


def test_lists_and_entries_lead_to_their_calendars(app: Flask, client: FlaskClient) -> None:
    _publish(app, periods=[PERIOD], themes=["Parks"])
    page = client.get("/consultations/?theme=parks").text
    assert 'href="webcal://register.test/consultations/calendar.ics?theme=parks"' in page
    assert 'href="/consultations/calendar.ics?theme=parks"' in page
    assert 'href="/consultations/views.csv?theme=parks"' in page
    assert 'href="/consultations/CO-2027-0001.ics"' in client.get("/consultations/CO-2027-0001").text
    assert ".ics" not in client.get("/search").text


def test_views_are_a_file_of_their_own(app: Flask, client: FlaskClient) -> None:
    _publish(app)
    rows = table(client, "/consultations/views.csv")
    assert [row["Address"].rpartition("/")[2] for row in rows] == ["CO-2027-0001#view-1", "CO-2027-0001#view-2"]
    assert {row["Title"] for row in rows} == {"When should the shopping bus run?"}
    assert [row["What became of it"] for row in rows] == ["Acted on", "Not acted on"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.occasions], ids=lambda kind: kind.name)
def test_every_calendar_of_odd_entries_is_sound(kind: Any, reader: FlaskClient) -> None:
    whole = reader.get(f"/{kind.plural}/calendar.ics").data
    _sound(whole)
    for row in table(reader, f"/{kind.plural}.csv")[:30]:
        answer = reader.get(f"/{kind.plural}/{row['Reference']}.ics")
        assert answer.status_code == 200
        _sound(answer.data)


@pytest.mark.parametrize(
    ("on", "at", "expected"),
    [
        (date(2027, 3, 27), time(23, 59), datetime(2027, 3, 27, 23, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(0, 0), datetime(2027, 3, 28, 0, 0, tzinfo=UTC)),
        (date(2027, 3, 28), time(23, 59), datetime(2027, 3, 28, 22, 59, tzinfo=UTC)),
        (date(2027, 3, 29), time(0, 0), datetime(2027, 3, 28, 23, 0, tzinfo=UTC)),
        (date(2027, 10, 30), time(23, 59), datetime(2027, 10, 30, 22, 59, tzinfo=UTC)),
        (date(2027, 10, 31), time(0, 0), datetime(2027, 10, 30, 23, 0, tzinfo=UTC)),
        (date(2027, 10, 31), time(23, 59), datetime(2027, 10, 31, 23, 59, tzinfo=UTC)),
        (date(2028, 2, 29), time(12, 0), datetime(2028, 2, 29, 12, 0, tzinfo=UTC)),
    ],
)
def test_times_are_right_on_both_sides_of_a_clock_change(on: date, at: time, expected: datetime) -> None:
    document = write(FRAME, [Dated(_row(), Occasion("closes", "Closes", on, at))])
    event = _events(document)[0]
    assert event.decoded("DTSTART") == expected
    assert event.decoded("DTSTART").astimezone(LONDON).replace(tzinfo=None) == datetime.combine(on, at)


@given(st.dates())
def test_any_day_stays_that_day_and_ends_before_the_next(day: date) -> None:
    event = _events(write(FRAME, [Dated(_row(), Occasion("opens", "Opens", day))]))[0]
    assert event.decoded("DTSTART") == day
    if day < date.max:
        assert event.decoded("DTEND") == day + timedelta(days=1)


HOSTILE = "Line\r\nBEGIN:VEVENT\nUID:x\rSUMMARY;a=b:c,d;e\\n\\,\u2028\u2029\x85\x0b\x00\x1b\ufffe" + "👩‍👩‍👧‍👦é" * 40


@pytest.mark.parametrize("title", [HOSTILE, "x" * 5_000, "é" * 5_000, "👩‍👩‍👧‍👦" * 700, " ,;:\\\"' ", "日本" * 50, ""])
def test_hostile_titles_break_no_line_and_come_back_as_they_were(title: str) -> None:
    document = write(FRAME, [Dated(_row(title=title), Occasion("opens", "Opens", date(2027, 2, 1), words=title))])
    event = _events(document)[0]
    assert len(_events(document)) == 1
    assert str(event["SUMMARY"]) == f"Opens: {_as_clients_know_it(title) or 'CO-2027-0001'}"


@given(st.text(), st.text())
def test_any_words_make_a_sound_calendar(title: str, words: str) -> None:
    title, words = (re.sub("[\ud800-\udfff]", "", text) for text in (title, words))
    document = write(FRAME, [Dated(_row(title=title), Occasion("opens", "Opens", date(2027, 2, 1), words=words))])
    shown = _as_clients_know_it(title) if title else "CO-2027-0001"
    assert str(_events(document)[0]["SUMMARY"]) == f"Opens: {shown}"


def _as_clients_know_it(text: str) -> str:
    lines = re.sub("\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return "".join(c for c in lines if c in "\t\n" or not (c < " " or "\x7f" <= c <= "\x9f" or c in "\ufffe\uffff"))


def _row(title: str = "Buses") -> Row:
    at = "2027-01-04T09:30:15.250000Z"
    return Row(
        1, "consultation", "CO-2027-0001", 1, 1, at, at, "2027-02-01", None, "", title, "", "", None, False, None
    )


def _sound(document: bytes) -> Any:
    """Read a calendar as strangers do, and hold it against RFC 5545."""
    text = document.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    lines = document.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    made: Any = icalendar.Calendar.from_ical(document)
    assert not made.errors
    events = made.walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events)
    foreign = vobject.readOne(text)
    known = foreign.contents.get("vevent", [])
    assert [one.summary.value for one in known] == [str(event["SUMMARY"]) for event in events]
    assert [one.uid.value for one in known] == [str(event["UID"]) for event in events]
    for one, event in zip(known, events, strict=True):
        assert one.validate(raiseException=True)
        assert one.dtstart.value == event.decoded("DTSTART")
        assert not event.errors
    return made


def _events(document: bytes) -> list[Any]:
    return list(_sound(document).walk("VEVENT"))


def _publish(app: Flask, *, at: datetime = MADE, entry_id: int | None = None, **changes: Any) -> None:
    with app.app_context(), writing() as connection:
        put_body(connection, identifier=BODY.identifier, name=BODY.name, party_from="2012-01-01", invented=True)
    if "periods" in changes:
        changes["periods"] = tuple(Period(**one) for one in changes["periods"])
    content: ConsultationContent = consultation(**changes)
    document = content.model_dump(mode="json", exclude_none=True)
    options: dict[str, Any] = {"entry_id": entry_id, "change_note": "Corrected."} if entry_id else {}
    kind = kind_named("consultation")
    publish_now(app, Publication(kind, document, origin="authored", role="Publisher", **options), at=at)


@pytest.fixture(autouse=True)
def soon_after(app: Flask) -> Iterator[None]:
    """Ask on a day of the year of the examples."""
    app.config["NOW"] = datetime(2027, 6, 1, 12, tzinfo=UTC)
    yield

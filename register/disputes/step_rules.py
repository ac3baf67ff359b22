"""Rules on what was done, step by step: the stages towards resolving it, the remedies and the lessons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from register.compact.document import Principle, load
from register.core.calendar import day_in_words
from register.core.content import known
from register.core.findings import Breach
from register.disputes.content import Lesson, Remedy, Stage
from register.disputes.reading import DisputeReading
from register.disputes.words import STAGES


def principle(key: str) -> Principle | None:
    """Return the Compact's principle of a key, if it has one."""
    return next((one for one in load().principles if one.key == key), None)


def informal_first(reading: DisputeReading) -> Iterator[Breach]:
    """Ask for informal talks, or why there were none: the Compact has disagreements resolved informally first."""
    if reading.withheld("stages") or any(stage.stage == "informal" for stage in reading.stages):
        return
    if not reading.written(known(reading.content.informal_skipped), "informal_skipped") and not reading.withheld(
        "informal_skipped"
    ):
        yield Breach(
            None,
            "informal_skipped",
            "There were no informal talks, and the reason is missing.",
            "Add the talks as the first stage, or write why they were skipped.",
        )


def stages(reading: DisputeReading) -> Iterator[Breach]:
    """Ask that each stage says what it was, when, and what came of it, and that they stand in the order of dates."""
    before: Stage | None = None
    for row, stage in enumerate(reading.stages):
        place = f"stages.{row}"
        what = STAGES.get(stage.stage or "", f"Stage {row + 1}")
        if stage.stage is None:
            yield Breach(None, f"{place}.stage", f"It is not said what stage {row + 1} was.", "Choose one.")
        if stage.began_on is None:
            yield Breach(None, f"{place}.began_on", f"{what}: the day it began is missing.", "Enter the day.")
        if not reading.written(stage.summary, "stages"):
            yield Breach(
                None, f"{place}.summary", f"{what}: what happened is not told.", "Say in a sentence what came of it."
            )
        yield from _stage_days(reading, place, what, stage, before)
        before = stage if stage.began_on else before


def _stage_days(reading: DisputeReading, place: str, what: str, stage: Stage, before: Stage | None) -> Iterator[Breach]:
    began, closed = stage.began_on, reading.closed_on
    yield from _not_future(
        reading, place, what, {"began_on": began, "ended_on": stage.ended_on, "replied_on": stage.replied_on}
    )
    if before and before.began_on and began and began < before.began_on:
        yield Breach(
            None,
            f"{place}.began_on",
            f"{what} began on {day_in_words(began)}, before the stage above it.",
            "Move the stages into the order of their dates.",
        )
    if began and stage.ended_on and stage.ended_on < began:
        yield Breach(None, f"{place}.ended_on", f"{what}: it ended before it began.", "Correct one of the days.")
    if began and stage.replied_on and stage.replied_on < began:
        yield Breach(None, f"{place}.replied_on", f"{what}: the reply came before it.", "Correct one of the days.")
    if began and closed and began > closed:
        yield Breach(
            None,
            f"{place}.began_on",
            f"{what} began after the dispute was closed on {day_in_words(closed)}.",
            "Correct one of the days.",
        )


def remedies(reading: DisputeReading) -> Iterator[Breach]:
    """Ask what is done to put it right and by when, and that what is confirmed was done."""
    for row, one in enumerate(reading.remedies):
        place, what = f"remedies.{row}", f"Remedy {row + 1}"
        if not reading.written(one.what, "remedies"):
            yield Breach(None, f"{place}.what", f"{what}: it is not said what is done.", "Say it in a sentence.")
        yield from _promised(reading, place, what, one)
        if one.verified_on and (one.done_on is None or one.verified_on < one.done_on):
            yield Breach(
                None,
                f"{place}.verified_on",
                f"{what}: it was confirmed before it was done.",
                "Enter when it was done, or correct one of the days.",
            )
        yield from _not_future(reading, place, what, {"done_on": one.done_on, "verified_on": one.verified_on})


def lessons(reading: DisputeReading) -> Iterator[Breach]:
    """Ask what is done differently, by when and by which role."""
    for row, one in enumerate(reading.lessons):
        place, what = f"lessons.{row}", f"Lesson {row + 1}"
        if not reading.written(one.lesson, "lessons"):
            yield Breach(None, f"{place}.lesson", f"{what}: it is not said what changes.", "Say it in a sentence.")
        if not reading.written(one.owner, "lessons"):
            yield Breach(
                None,
                f"{place}.owner",
                f"{what}: it is not said whose task it is.",
                "Give a role, never a person’s name.",
            )
        yield from _promised(reading, place, what, one)
        yield from _not_future(reading, place, what, {"done_on": one.done_on})


def _promised(reading: DisputeReading, place: str, what: str, one: Remedy | Lesson) -> Iterator[Breach]:
    if one.due_on is None and one.done_on is None:
        yield Breach(None, f"{place}.due_on", f"{what}: it is neither done nor due.", "Enter by when it will be done.")


def _not_future(reading: DisputeReading, place: str, what: str, days: Mapping[str, date | None]) -> Iterator[Breach]:
    for name, day in days.items():
        if day and day > reading.context.today:
            yield Breach(
                None,
                f"{place}.{name}",
                f"{what}: {day_in_words(day)} is in the future.",
                "Enter only what has happened, or correct the day.",
            )

"""A consultation in plain text, to be pasted into a newsletter or an e-mail."""

from __future__ import annotations

from collections.abc import Iterator

from register.consultations.reading import ConsultationReading
from register.consultations.standing import Standing
from register.core.content import known
from register.core.text import plain


def newsletter(reading: ConsultationReading, now: Standing) -> str:
    """Write what a newsletter would say: who asks what, where it stands, how to respond; the address comes after."""
    return "\n".join(line for line in _lines(reading, now) if line)


def _lines(reading: ConsultationReading, now: Standing) -> Iterator[str]:
    content = reading.content
    yield reading.title.upper()
    if content.invented:
        yield "(An invented example.)"
    if reading.body:
        yield f"By {reading.body.name}."
    yield f"{now.sentence}."
    yield reading.summary
    asked = plain(known(content.what) or "")
    if asked and asked != reading.summary:
        yield f"What is asked: {asked}"
    if now.state not in ("announced", "open"):
        return
    for one in known(content.ways) or ():
        yield f"- {plain(one.way)}{f' {one.url}' if one.url else ''}"
    if survey := known(content.survey_url):
        yield f"- Respond online: {survey}"
    contact = reading.contact
    if contact and contact.email:
        yield f"Questions: {contact.role}, {contact.email}"

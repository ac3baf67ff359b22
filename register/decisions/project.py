"""The rows a funding decision yields: what lists, filters, the index, feeds and measures know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from register.common.project import body_appearance, citations, facets_of_every, owner, relations, year_facet
from register.core.content import known
from register.core.findings import Context, Finding
from register.core.projection import Appearance, Due, Facet, Listing, OwnWords, Projection, Relation, Spell
from register.core.text import fingerprint, pence, slug
from register.decisions.content import DecisionContent
from register.decisions.headline import recipient_name, recipient_within, sums
from register.decisions.reading import Reading
from register.decisions.words import INSTRUMENTS, ROUTES, TAGS, band

RATIONALE_AWAITED = Spell("awaited", "rationale", "Rationale awaited")


def project(content: DecisionContent, context: Context, findings: Sequence[Finding]) -> Projection:
    """Derive the rows of a funding decision, the citations of its undertakings (1.5 to 5.3) among them."""
    reading = Reading(content, context)
    return Projection(
        listing=_listing(reading),
        facets=tuple(dict.fromkeys(_facets(reading))),
        citations=tuple(citations(lambda day: findings, (), reading, since=reading.decided)),
        appearances=tuple(_appearances(reading)),
        dues=tuple(_dues(reading)),
        relations=tuple(dict.fromkeys(_relations(reading))),
        spells=(RATIONALE_AWAITED,) if reading.judged and _awaits_rationale(reading) else (),
    )


def _listing(reading: Reading) -> Listing:
    granted = _granted(reading)
    body = reading.body
    return Listing(
        tag=TAGS.get(reading.type or "", "Decision"),
        title=reading.title,
        summary=reading.summary,
        line=_line(reading),
        date=reading.decided.isoformat() if reading.decided else None,
        amount=None if granted is None else pence(granted),
        body=body.identifier if body else None,
        invented=reading.content.invented,
        own_words=_own_words(reading),
    )


def _own_words(reading: Reading) -> OwnWords | None:
    """Return the mark of the reasons (3.3); a round's words may stand on each of its decisions."""
    field, words = "rationale.reasons", reading.reasons
    if not words or reading.inherits(field) or not reading.written(words, field):
        return None
    return OwnWords("3.3", field, fingerprint(words))


def _line(reading: Reading) -> str:
    """Write one line: "£12,000 to Wear Vale Halls · Village halls fund"."""
    money, who, whom = sums(reading), recipient_name(reading), recipient_within(reading)
    if reading.changes and reading.type != "refusal":
        parts = [money, who]
    elif reading.type == "refusal":
        parts = [f"{money} applied for{f' by {whom}' if whom else ''}" if money else who]
    elif reading.in_kind:
        support = INSTRUMENTS.get(reading.instrument or "", "Support in kind")
        parts = [" ".join(filter(None, (support, money, f"for {whom}" if whom else "")))]
    else:
        parts = [f"{money} to {whom}" if money and whom else money or who]
    return " · ".join(filter(None, [*parts, reading.programme.title]))


def _granted(reading: Reading) -> Decimal | None:
    """Return the sum to add up: what was granted; a refusal or a change grants nothing new."""
    if not (reading.awards or reading.type == "support_in_kind"):
        return None
    sum_: Decimal | None = known(reading.content.amount_awarded)
    in_kind: Decimal | None = known(reading.content.value_in_kind)
    return in_kind if sum_ is None else sum_


def _at_stake(reading: Reading) -> Decimal | None:
    """Return the sum a reader filters by: granted, applied for and refused, or changed from."""
    content = reading.content
    if reading.type == "refusal":
        stake: Decimal | None = known(content.amount_applied_for)
        return stake
    granted = _granted(reading)
    if granted is not None:
        return granted
    previous: Decimal | None = known(content.amount_previous)
    awarded: Decimal | None = known(content.amount_awarded)
    return awarded if previous is None else previous


def _awaits_rationale(reading: Reading) -> bool:
    field = "rationale.reasons"
    return not reading.written(reading.reasons, field) and reading.unseen(field) is None


def _facets(reading: Reading) -> Iterator[Facet]:
    if reading.type:
        yield Facet("type", reading.type, TAGS[reading.type])
    if reading.decided:
        yield year_facet(reading.decided)
    yield from facets_of_every(reading)
    if programme := reading.programme.title or reading.programme.code:
        yield Facet("programme", slug(programme), programme)
    if reading.instrument:
        yield Facet("instrument", reading.instrument, INSTRUMENTS[reading.instrument])
    if route := known(reading.content.route):
        yield Facet("route", route, ROUTES[route])
    if (stake := _at_stake(reading)) is not None:
        yield Facet("amount", *band(stake))


def _appearances(reading: Reading) -> Iterator[Appearance]:
    if organisation := reading.recipient.organisation:
        yield Appearance(organisation, "applicant" if reading.type == "refusal" else "recipient")
    yield from body_appearance(reading)


def _dues(reading: Reading) -> Iterator[Due]:
    """Yield what a party owes and by when; what was written down since is no longer owed."""
    if not reading.judged:
        return
    who = owner(reading)
    if reading.decided and _awaits_rationale(reading):
        yield Due(RATIONALE_AWAITED.label, reading.decided.isoformat(), owner=who)
    if reading.plan.review_on and not reading.written(reading.plan.result, "change.plan.result"):
        yield Due("Review of the improvement plan", reading.plan.review_on.isoformat(), owner=who)


def _relations(reading: Reading) -> Iterator[Relation]:
    yield from relations(reading)
    if changed := known(reading.change.decision):
        yield Relation("changes", changed)

"""What a draft would be as an entry: its document, what readers will see of the Compact, and what stops it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from register.accounts import audit
from register.accounts.service import names_of
from register.core.calendar import day_in_words, local_day, today_in_london
from register.core.content import EntryContent
from register.core.findings import Breach, Context, Finding
from register.core.kind import Kind
from register.documents.reading import usable
from register.entries.reading import at_revision, history, newest_revision, reference_of_entry
from register.entries.writing import lock_head
from register.organisations.reading import bodies as every_body
from register.programmes.reading import round_by_id, rounds
from register.publishing import drafts, looking, private, statements
from register.publishing.acts import Publication, Published, findings_of, publish
from register.publishing.context import Contexts
from register.publishing.drafts import Draft, Pairs
from register.publishing.duplicates import near_duplicates
from register.publishing.likeness import repetitions
from register.publishing.looking import Asked
from register.publishing.marking import mark_of_document, marks_of
from register.publishing.ownership import Bodies
from register.publishing.unmasking import unmasked
from register.settings import Settings
from register.vocabulary.reading import AREA, THEME, offered
from register.web.files import keys_in
from register.web.forms import Lists

CHANGE_NOTE = "change_note"


@dataclass(frozen=True)
class Base:
    """What a correction corrects: the entry, first published on a day and perhaps by a file, and what it said."""

    entry_id: int
    document: Mapping[str, Any]
    """What the correction was begun from, with what is only on hold."""
    began_as_import: bool
    published_on: date
    kept: Mapping[str, str] = field(default_factory=dict)
    """What the case keeps privately."""
    withdrawn: bool = False
    """Nothing is published of the entry any more, so nothing of it can be corrected."""
    redacted_on: date | None = None
    """When a part was last redacted after the correction was begun: what was typed may say it again."""


@dataclass(frozen=True)
class Proposal:
    """A form read as an entry: `form.failures` are answers that cannot be read, `breaches` rules not yet met.

    `warnings` stop nothing once who publishes says that they looked at them.
    """

    kind: Kind
    form: Any
    round_words: Mapping[str, Any] | None
    document: dict[str, Any]
    content: EntryContent
    setting: Context
    findings: tuple[Finding, ...]
    breaches: tuple[Breach, ...]
    warnings: tuple[Breach, ...]
    change_note: str | None
    places: tuple[Asked, ...] = ()
    """What may be personal data: each is decided on before publication."""

    @property
    def mark(self) -> str:
        """Return the mark of all that it would publish, what comes from a round or a public body among it."""
        return mark_of_document(self.document)

    @property
    def warned(self) -> list[str]:
        """Return the marks of its warnings."""
        return marks_of(self.warnings)

    def page(self) -> dict[str, Any]:
        """Return what the kind's page shows of it today."""
        findings = self.kind.checks(self.content, self.setting)
        return self.kind.page(self.document, self.content, findings, self.setting, {})

    def lasting_breaches(self) -> tuple[Breach, ...]:
        """Return the breaches that waiting alone will not mend, as it mends a day that has not come yet."""
        year = timedelta(days=366)
        moment = self.setting.now + year if self.setting.now else None
        later = replace(self.setting, today=self.setting.today + year, now=moment)
        still = {CHANGE_NOTE, _WITHDRAWN.field} | {breach.field for breach in self.kind.rules(self.content, later)}
        return tuple(breach for breach in self.breaches if breach.field in still)


class RulesBroken(Exception):
    """The draft may not be published: rules are not met, or answers cannot be read."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__("the draft does not meet the rules of publication")
        self.proposal = proposal


class NotLookedAt(Exception):
    """The draft has a warning, and who publishes it does not say that they looked at it."""


class Undecided(NotLookedAt):
    """The draft may hold personal data, and who publishes it does not say of each place why it may be published."""

    def __init__(self, places: list[Asked]) -> None:
        super().__init__("the draft may hold personal data that nobody decided on")
        self.places = places


class Reworded(Exception):
    """It would publish other words than were read: its round, or the name of its public body, was changed since."""


class Overtaken(Exception):
    """The entry was corrected since this correction was begun."""

    def __init__(self, newest: int) -> None:
        super().__init__(f"the newest revision is {newest}")
        self.newest = newest


def propose(
    connection: Connection,
    *,
    kind: Kind,
    pairs: Pairs,
    base: Base | None,
    now: datetime,
    settings: Settings,
    bodies: Bodies = None,
    author_id: int | None = None,
) -> Proposal:
    """Read a form's pairs as the entry they would become now, or as the correction of `base`.

    `bodies` are those that the officer acts for: the form offers no other, and refuses any other. The files that it
    may name are those that `author_id` uploaded, and those of the entry that is corrected.
    """
    today = today_in_london(now)
    files = usable(connection, keys_in(pairs), by=author_id, entry_id=base.entry_id if base else None)
    offered = replace(lists(connection, settings, bodies), files=files, now=now)
    form = kind.form(pairs, lists=offered, base=base.document if base else None)
    form.heed(base.kept if base else {})
    round_words = _words_of_round(connection, form.round_id)
    content = kind.content.model_validate(form.document(round_words))
    setting = Contexts(connection, settings.yardsticks).of(
        content,
        today=today,
        began_as_import=base is not None and base.began_as_import,
        published_on=base.published_on if base else today,
    )
    setting = replace(setting, now=now, base=kind.content.model_validate(base.document) if base else None)
    findings = findings_of(kind, content, setting)
    projected = kind.project(content, setting, findings)
    repeated = repetitions(connection, kind=kind, shown=projected.listing, except_entry=base.entry_id if base else None)
    twice = near_duplicates(connection, kind=kind, projected=projected, except_entry=base.entry_id if base else None)
    told = unmasked(connection, projected.relations) if kind.conceals and kind.conceals(content) else []
    note = form[CHANGE_NOTE].data
    breaches = list(kind.rules(content, setting))
    if base and not note:
        breaches.insert(0, _NOTE_MISSING)
    if base and base.withdrawn:
        breaches.insert(0, _WITHDRAWN)
    document = content.model_dump(mode="json", exclude_none=True)
    return Proposal(
        kind=kind,
        form=form,
        round_words=round_words,
        document=document,
        content=content,
        setting=setting,
        findings=tuple(findings),
        breaches=tuple(breaches),
        warnings=(*_redacted_since(base), *kind.warnings(content), *told, *repeated, *twice),
        change_note=note,
        places=looking.places_in({**document, CHANGE_NOTE: note}, form, settings),
    )


def lists(connection: Connection, settings: Settings, bodies: Bodies = None) -> Lists:
    """Return what a form offers: the public bodies that an officer acts for, with their departments and rounds.

    The themes and areas that are offered are the same for all.
    """
    own = [body for body in every_body(connection) if bodies is None or body.identifier in bodies]
    return Lists(
        bodies=[(body.identifier, body.name) for body in own],
        rounds=[
            (str(one.id), one.label) for one in rounds(connection) if bodies is None or one.body_identifier in bodies
        ],
        departments=[(name, body.name) for body in own for name in body.departments],
        areas=[(term.name, term.code or "") for term in offered(connection, AREA)],
        themes=[term.name for term in offered(connection, THEME)],
        short_form_below=settings.short_form_below,
    )


def base_of(connection: Connection, draft: Draft) -> Base | None:
    """Return what a draft corrects; None where it is a new entry."""
    if draft.entry_id is None or draft.base_revision is None:
        return None
    reference = reference_of_entry(connection, draft.entry_id) or ""
    first, begun_from = (
        at_revision(connection, reference, number, through_holds=True) for number in (1, draft.base_revision)
    )
    if first is None or begun_from is None:
        raise LookupError(f"draft {draft.id} corrects a revision that is not there")
    return Base(
        draft.entry_id,
        begun_from.document,
        began_as_import=first.origin == "imported",
        published_on=local_day(first.published_at),
        kept=dict(private.pairs(connection, draft.entry_id)),
        withdrawn=begun_from.hidden is not None and begun_from.hidden.kind == "withdraw",
        redacted_on=_redacted_after(connection, draft.entry_id, draft.created_at),
    )


def _redacted_after(connection: Connection, entry_id: int, began: str) -> date | None:
    redacted = [one.at for one in history(connection, entry_id) if one.kind == "redact" and one.at >= began]
    return local_day(redacted[0]) if redacted else None


def _redacted_since(base: Base | None) -> list[Breach]:
    if base is None or base.redacted_on is None:
        return []
    return [
        Breach(
            undertaking=None,
            field="",
            message=f"Part of this entry was redacted on {day_in_words(base.redacted_on)}, after this was begun",
            remedy="Make sure that this correction does not say it again.",
        )
    ]


def _words_of_round(connection: Connection, round_id: int | None) -> Mapping[str, Any] | None:
    chosen = round_by_id(connection, round_id) if round_id is not None else None
    return chosen.words if chosen else None


def propose_draft(connection: Connection, draft: Draft, *, now: datetime, settings: Settings) -> Proposal:
    """Read a saved draft as the entry it would become now."""
    proposal = propose(
        connection,
        kind=draft.kind,
        pairs=draft.pairs,
        base=base_of(connection, draft),
        now=now,
        settings=settings,
        author_id=draft.author_id,
    )
    told = statements.altered(connection, draft, proposal.document, settings)
    return replace(proposal, warnings=(*proposal.warnings, *told)) if told else proposal


def approvable(
    connection: Connection,
    draft: Draft,
    *,
    now: datetime,
    settings: Settings,
    approver_id: int,
    at: str,
    looked_at: Collection[str],
    shared: Collection[str] = (),
    reasons: Mapping[str, str] | None = None,
    by: audit.By | None = None,
) -> Proposal:
    """Return the entry that a draft would become at a moment, where it may be published then.

    `looked_at` are the marks of what its approver had before them: of its words, and of the warnings they looked at;
    `shared` names fields whose words they saw on other drafts too, which may have gone out since. Writes down what was
    looked at, and why what may be personal data may be published (`reasons`, by the mark of each place). Raises
    Overtaken, RulesBroken, Reworded, NotLookedAt and Undecided.
    """
    if draft.entry_id is not None:
        newest = newest_revision(connection, draft.entry_id)
        if newest != draft.base_revision:
            raise Overtaken(newest)
    proposal = propose_draft(connection, draft, now=now, settings=settings)
    if proposal.breaches or proposal.form.failures:
        raise RulesBroken(proposal)
    if proposal.mark not in looked_at:
        raise Reworded("what would be published is not what was read")
    places = looking.with_decisions(connection, proposal.places, draft, approver_id)
    if missing := looking.undecided(places, reasons or {}):
        raise Undecided(missing)
    if not set(marks_of(one for one in proposal.warnings if one.field not in shared)) <= {*looked_at}:
        raise NotLookedAt("the draft has warnings that nobody says they looked at")
    if by or reasons:
        who = by or audit.By(approver_id, names_of(connection, [approver_id]).get(approver_id, ""))
        looking.write_down(
            connection, who, draft, warnings=proposal.warnings, places=places, reasons=reasons or {}, at=at
        )
    return proposal


def publish_draft(
    connection: Connection,
    *,
    draft_id: int,
    version: int,
    approver_id: int,
    role: str,
    now: datetime,
    at: str,
    settings: Settings,
    looked_at: Collection[str],
    shared: Collection[str] = (),
    reasons: Mapping[str, str] | None = None,
    by: audit.By | None = None,
    bodies: Bodies = None,
) -> Published:
    """Publish exactly the version that a second person read, inside the caller's writing transaction.

    `looked_at` and `shared` are what they had before them (as in `approvable`), `reasons` why what may be personal data
    may be published, `by` who they are to the audit; `bodies` are those that they act for. Raises Unknown, SamePerson,
    WrongState, Stale (of `drafts`), and what `approvable` raises; nothing is changed then.
    """
    lock_head(connection)
    draft = drafts.in_review(connection, draft_id=draft_id, version=version, approver_id=approver_id, bodies=bodies)
    proposal = approvable(
        connection,
        draft,
        now=now,
        settings=settings,
        approver_id=approver_id,
        at=at,
        looked_at=looked_at,
        shared=shared,
        reasons=reasons,
        by=by,
    )
    publication = Publication(
        kind=draft.kind,
        document=proposal.document,
        origin="authored",
        role=role,
        entry_id=draft.entry_id,
        private=private.facts(proposal.form.private_facts().items()),
        change_note=proposal.change_note,
    )
    if draft.entry_id is not None:
        private.forget(connection, draft.entry_id)
    made = publish(
        connection,
        [publication],
        at=at,
        settings=settings,
    )[0]
    drafts.mark_published(connection, draft, approver_id=approver_id, n=made.n, at=at)
    return made


_NOTE_MISSING = Breach(
    undertaking=None,
    field=CHANGE_NOTE,
    message="Say what this correction changes and why",
    remedy="One or two sentences; readers see them in the entry’s history.",
)
_WITHDRAWN = Breach(
    undertaking=None,
    field="",
    message="This entry was withdrawn, so it cannot be corrected",
    remedy="Copy what you still need from this draft.",
)

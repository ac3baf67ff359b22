"""What a draft would be as an entry: its document, what readers will see of the Compact, and what stops it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from register.core.content import EntryContent
from register.core.findings import Breach, Context, Finding
from register.core.kind import Kind
from register.entries.writing import lock_head
from register.programmes.reading import lists, round_by_id
from register.publishing import drafts
from register.publishing.acts import Publication, Published, findings_of, publish
from register.publishing.context import context
from register.publishing.drafts import Draft, Pairs
from register.publishing.published import newest_revision
from register.settings import Settings

CHANGE_NOTE = "change_note"


@dataclass(frozen=True)
class Proposal:
    """A form read as an entry: `form.failures` are answers that cannot be read, `breaches` rules not yet met."""

    kind: Kind
    form: Any
    round_words: Mapping[str, Any] | None
    document: dict[str, Any]
    content: EntryContent
    setting: Context
    findings: tuple[Finding, ...]
    breaches: tuple[Breach, ...]
    change_note: str | None

    def page(self) -> dict[str, Any]:
        """Return what the kind's page shows of it today."""
        return self.kind.page(self.document, self.content, self.kind.checks(self.content, self.setting), self.setting)

    def lasting_breaches(self) -> tuple[Breach, ...]:
        """Return the breaches that waiting alone will not mend, as it mends a day that has not come yet."""
        later = replace(self.setting, today=self.setting.today + timedelta(days=366))
        still = {CHANGE_NOTE} | {breach.field for breach in self.kind.rules(self.content, later)}
        return tuple(breach for breach in self.breaches if breach.field in still)


class RulesBroken(Exception):
    """The draft may not be published: rules are not met, or answers cannot be read."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__("the draft does not meet the rules of publication")
        self.proposal = proposal


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
    is_correction: bool,
    today: date,
    settings: Settings,
) -> Proposal:
    """Read a form's pairs as the entry they would become today."""
    form, round_words = _read_form(connection, kind, pairs)
    content = kind.content.model_validate(form.document(round_words))
    setting = context(connection, content, today=today, yardsticks=settings.yardsticks, published_on=today)
    note = next((value.strip() for name, value in pairs if name == CHANGE_NOTE), "")
    breaches = list(kind.rules(content, setting))
    if is_correction and not note:
        breaches.insert(0, _NOTE_MISSING)
    return Proposal(
        kind=kind,
        form=form,
        round_words=round_words,
        document=content.model_dump(mode="json", exclude_none=True),
        content=content,
        setting=setting,
        findings=tuple(findings_of(kind, content, setting)),
        breaches=tuple(breaches),
        change_note=note if is_correction else None,
    )


def _read_form(connection: Connection, kind: Kind, pairs: Pairs) -> tuple[Any, Mapping[str, Any] | None]:
    """Return a kind's form filled with pairs, and the words of the programme round chosen in it."""
    form = kind.form(pairs, lists=lists(connection))
    chosen = round_by_id(connection, form.round_id) if form.round_id is not None else None
    return form, chosen.words if chosen else None


def propose_draft(connection: Connection, draft: Draft, *, today: date, settings: Settings) -> Proposal:
    """Read a saved draft as the entry it would become today."""
    return propose(
        connection,
        kind=draft.kind,
        pairs=draft.pairs,
        is_correction=draft.is_correction,
        today=today,
        settings=settings,
    )


def publish_draft(
    connection: Connection,
    *,
    draft_id: int,
    version: int,
    approver_id: int,
    role: str,
    today: date,
    at: str,
    settings: Settings,
) -> Published:
    """Publish exactly the version that a second person read, inside the caller's writing transaction.

    Raises Unknown, SamePerson, WrongState, Stale (of `drafts`), Overtaken and RulesBroken; nothing is changed then.
    """
    lock_head(connection)
    draft = drafts.in_review(connection, draft_id=draft_id, version=version, approver_id=approver_id)
    if draft.entry_id is not None:
        newest = newest_revision(connection, draft.entry_id)
        if newest != draft.base_revision:
            raise Overtaken(newest)
    proposal = propose_draft(connection, draft, today=today, settings=settings)
    if proposal.breaches or proposal.form.failures:
        raise RulesBroken(proposal)
    publication = Publication(
        kind=draft.kind,
        document=proposal.document,
        origin="authored",
        role=role,
        entry_id=draft.entry_id,
        change_note=proposal.change_note,
    )
    made = publish(
        connection,
        [publication],
        at=at,
        yardsticks=settings.yardsticks,
        organisation_prefix=settings.organisation_prefix,
    )[0]
    drafts.mark_published(connection, draft, approver_id=approver_id, n=made.n, at=at)
    return made


_NOTE_MISSING = Breach(
    undertaking=None,
    field=CHANGE_NOTE,
    message="Say what this correction changes and why",
    remedy="One or two sentences; readers see them in the entry’s history.",
)

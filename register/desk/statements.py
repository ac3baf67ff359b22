"""Invite the other side's statement, and put what was received into a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict
from wtforms import Form

from register.accounts.service import names_of
from register.core.calendar import now_utc
from register.core.kind import Kind
from register.desk.auditing import note
from register.desk.drafting import begin_correction, own_draft
from register.desk.removals import published_record
from register.desk.routing import WRITERS, desk, for_roles, officer
from register.entries.reading import current, reference_of_entry
from register.extensions import reading, writing
from register.organisations.reading import find_organisation
from register.publishing import drafts, statements
from register.publishing.drafts import Draft
from register.publishing.statements import Closed, Invitation
from register.web.choices import MustChoose
from register.web.current import own_address, settings_now, today
from register.web.fields import LONGEST_NAME, Day, Words
from register.web.widgets import link_id

SOONEST = timedelta(days=7)


class InviteForm(Form):
    """Whom to invite, and until when."""

    field = MustChoose("Whose statement", [])
    answer_by = Day("Last day to answer")
    organisation = Words(
        "Voluntary or community organisation with people at this desk",
        "Its identifier, such as GB-CHC-1234567. Leave it blank if they answer by the link.",
        longest=LONGEST_NAME,
    )

    def __init__(self, kind: Kind, sent: Any = None) -> None:
        """Read what was sent; where nothing was, the yardstick's days are proposed."""
        self.kind = kind
        proposed = today() + timedelta(days=settings_now().account_days)
        boxes = {"day": proposed.day, "month": proposed.month, "year": proposed.year}
        given = MultiDict({f"answer_by-{box}": str(number) for box, number in boxes.items()}) if sent is None else sent
        super().__init__(formdata=given)
        whose: Any = self["field"]
        whose.answers = list(kind.statements.items())
        whose.process(given)
        if sent is not None:
            self._check()

    @property
    def about(self) -> str:
        """Return the field of the content that the statement becomes."""
        return str(self["field"].data or next(iter(self.kind.statements)))

    @property
    def day(self) -> date:
        """Return the last day to answer."""
        return date.fromisoformat(self["answer_by"].data)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return each message with the box to put it right in."""
        return [(link_id(one), str(message)) for one in self for message in one.errors]

    def _check(self) -> None:
        self.validate()
        if self["field"].data is None and len(self.kind.statements) > 1:
            self._say("field", "Choose whose statement it is")
        if not self["answer_by"].errors:
            if self["answer_by"].data is None:
                self._say("answer_by", "Give the last day to answer")
            elif self.day < today() + SOONEST:
                self._say("answer_by", "Give them at least a week to answer")
        if self["organisation"].data and not _is_known(self["organisation"].data):
            self._say("organisation", "No organisation of this register has this identifier")

    def _say(self, name: str, message: str) -> None:
        self[name].errors = (*self[name].errors, message)


@desk.get("/entries/<reference>/statements")
@for_roles(WRITERS)
def statements_on_entry(reference: str) -> ResponseReturnValue:
    """Show whose statement on an entry was invited, and invite one."""
    record = published_record(reference)
    return _page(record.kind, entry_id=record.entry_id, reference=record.reference)


@desk.post("/entries/<reference>/statements")
@for_roles(WRITERS)
def invite_on_entry(reference: str) -> ResponseReturnValue:
    """Invite a statement on an entry."""
    record = published_record(reference)
    if record.hidden:
        abort(403, "What readers do not see, nobody can be invited to speak about.")
    return _invite(record.kind, record.reference, entry_id=record.entry_id)


@desk.get("/drafts/<int:draft_id>/statements")
@for_roles(WRITERS)
def statements_on_draft(draft_id: int) -> ResponseReturnValue:
    """Show whose statement on a draft was invited, and invite one before it is published."""
    draft = _unpublished(draft_id)
    return _page(draft.kind, draft=draft)


@desk.post("/drafts/<int:draft_id>/statements")
@for_roles(WRITERS)
def invite_on_draft(draft_id: int) -> ResponseReturnValue:
    """Invite a statement on a draft."""
    draft = _unpublished(draft_id)
    return _invite(draft.kind, f"draft {draft.id}", draft=draft)


@desk.post("/statements/<int:invitation_id>/renew")
@for_roles(WRITERS)
def renew_link(invitation_id: int) -> ResponseReturnValue:
    """Make a new link in place of the old one."""
    invitation = _invitation(invitation_id)
    try:
        with writing() as connection:
            secret = statements.renew(connection, invitation)
            note(connection, "statement_invited", _about(invitation), again=True)
    except Closed:
        flash("This was answered or ended meanwhile.")
        return redirect(_home(invitation), 303)
    return _link_page(invitation, secret)


@desk.post("/statements/<int:invitation_id>/end")
@for_roles(WRITERS)
def end_invitation(invitation_id: int) -> ResponseReturnValue:
    """End an invitation: its link takes no answer any more."""
    invitation = _invitation(invitation_id)
    try:
        with writing() as connection:
            statements.end(connection, invitation, at=now_utc())
            note(connection, "statement_ended", _about(invitation))
    except Closed:
        flash("This was answered or ended meanwhile.")
    else:
        flash("The invitation is ended: its link takes no answer any more.", "success")
    return redirect(_home(invitation), 303)


@desk.post("/statements/<int:invitation_id>/take")
@for_roles(WRITERS)
def take_statement(invitation_id: int) -> ResponseReturnValue:
    """Put what was received, or that nothing was, into a draft of the officer's."""
    invitation, person, at = _invitation(invitation_id), officer(), now_utc()
    try:
        with writing() as connection:
            draft = _open_draft(connection, invitation)
            taken = statements.take(connection, invitation, at=at)
            pairs = statements.merged(draft.pairs, taken, invitation.field)
            drafts.save(connection, draft_id=draft.id, version=draft.version, author_id=person.id, pairs=pairs, at=at)
            note(connection, "statement_taken", _about(invitation))
    except Closed:
        return _not_taken(invitation, "Somebody has put this into a draft already, or it was answered meanwhile.")
    except _Withdrawn:
        return _not_taken(invitation, "This entry was withdrawn, so nothing can be added to it any more.")
    except drafts.WrongState:
        words = "Your correction of this entry waits for a second person. Take it back, or let it be published first."
        return _not_taken(invitation, words)
    except drafts.Stale:
        return _not_taken(invitation, "Your draft was changed meanwhile, so nothing was put into it. Try again.")
    flash("It stands in your draft now. Read it, and send it for review.", "success")
    return redirect(url_for("desk.edit", draft_id=draft.id, _anchor=f"{invitation.field}-words"), 303)


class _Withdrawn(Exception):
    """The entry was withdrawn: it takes no correction."""


def _not_taken(invitation: Invitation, why: str) -> ResponseReturnValue:
    flash(why)
    return redirect(_home(invitation), 303)


def _open_draft(connection: Connection, invitation: Invitation) -> Draft:
    """Return the draft that a statement goes into: a correction, begun where there is none, or the draft itself.

    Raises WrongState where that draft is not with the officer now, and _Withdrawn.
    """
    entry_id = statements.entry_of(connection, invitation)
    if entry_id is None:
        draft = drafts.get_visible(connection, invitation.draft_id or 0, user_id=officer().id, may_review=False)
    else:
        record = current(connection, reference_of_entry(connection, entry_id) or "", through_holds=True)
        if record is None or (record.hidden and record.hidden.kind == "withdraw"):
            raise _Withdrawn
        draft = begin_correction(connection, record)
    if draft.state not in drafts.WITH_ITS_AUTHOR:
        raise drafts.WrongState(draft)
    return draft


def _page(
    kind: Kind,
    *,
    draft: Draft | None = None,
    entry_id: int | None = None,
    reference: str | None = None,
    form: InviteForm | None = None,
) -> ResponseReturnValue:
    with reading() as connection:
        if draft is None:
            held: Sequence[Invitation] = statements.of_entry(connection, entry_id or 0)
        else:
            held = statements.of_draft(connection, draft.id)
        names = names_of(connection, {one.invited_by for one in held})
    page = render_template(
        "desk/statements.html",
        kind=kind,
        draft=draft,
        reference=reference,
        invitations=held,
        names=names,
        form=form or InviteForm(kind),
    )
    return page, 422 if form else 200


def _invite(kind: Kind, about: str, *, draft: Draft | None = None, entry_id: int | None = None) -> ResponseReturnValue:
    form = InviteForm(kind, request.form)
    if form.problems:
        return _page(kind, draft=draft, entry_id=entry_id, reference=about, form=form)
    with writing() as connection:
        invitation, secret = statements.invite(
            connection,
            kind=kind,
            field=form.about,
            entry_id=entry_id,
            draft_id=draft.id if draft else None,
            organisation=form["organisation"].data or None,
            answer_by=form.day,
            by_id=officer().id,
            on=today(),
        )
        note(connection, "statement_invited", about, field=form.about)
    return _link_page(invitation, secret)


def _link_page(invitation: Invitation, secret: str) -> ResponseReturnValue:
    with reading() as connection:
        entry_id = statements.entry_of(connection, invitation)
        if entry_id is None:
            draft = drafts.get(connection, invitation.draft_id or 0)
            said = draft.kind.form(draft.pairs).document()
        else:
            record = current(connection, reference_of_entry(connection, entry_id) or "")
            said = record.document if record else {}
    return render_template(
        "desk/statement_link.html",
        invitation=invitation,
        title=said.get("title") if isinstance(said.get("title"), str) else None,
        published=entry_id is not None,
        link=own_address(f"/statement/{secret}"),
        whose=_home(invitation),
    )


def _invitation(invitation_id: int) -> Invitation:
    """Return an invitation about what the officer may work on; raises Unknown, or answers 404 or 403."""
    with reading() as connection:
        invitation = statements.get(connection, invitation_id)
        entry_id = statements.entry_of(connection, invitation)
        reference = reference_of_entry(connection, entry_id) if entry_id is not None else None
    if reference is None:
        own_draft(invitation.draft_id or 0)
    else:
        published_record(reference)
    return invitation


def _unpublished(draft_id: int) -> Draft:
    draft = own_draft(draft_id)
    if draft.state is drafts.State.PUBLISHED:
        abort(404)
    return draft


def _home(invitation: Invitation) -> str:
    with reading() as connection:
        entry_id = statements.entry_of(connection, invitation)
        reference = reference_of_entry(connection, entry_id) if entry_id is not None else None
    if reference is None:
        return url_for("desk.statements_on_draft", draft_id=invitation.draft_id)
    return url_for("desk.statements_on_entry", reference=reference)


def _about(invitation: Invitation) -> str:
    return f"statement {invitation.id}"


def _is_known(identifier: str) -> bool:
    with reading() as connection:
        return find_organisation(connection, identifier) is not None

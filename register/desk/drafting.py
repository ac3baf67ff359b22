"""Write a draft: a new one, a saved one, and the Compact panel beside the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import Connection

from register.accounts.service import names_of
from register.core.calendar import now_utc
from register.core.kind import Kind
from register.desk.auditing import note
from register.desk.conflicts import Conflict, chosen, posted_aside
from register.desk.filling import Filling, filled
from register.desk.keeping import Kept, posted_version
from register.desk.notes import notes
from register.desk.organisations import asked_to_look, found_at, taken_over
from register.desk.routing import WRITERS, desk, for_roles, officer
from register.desk.suggesting import offered, place_of_words, with_suggestions
from register.desk.uploading import Uploads, uploaded
from register.entries.reading import Record, reference_of_entry
from register.extensions import reading, writing
from register.kinds import kind_of
from register.publishing import drafts, private, requests, unfinished
from register.publishing.drafts import Draft, Pairs
from register.publishing.review import Proposal, base_of, propose
from register.web.current import now, sent_pairs, settings_now, wants_fragment
from register.web.fields import leaves
from register.web.rows import Pressed
from register.web.words import moment

BUTTONS = ("save", "preview", "send")
FILLED = "filled"
"""In the session: what a draft's groups were given by tables, until its page is shown."""


@dataclass(frozen=True)
class Post:
    """What was sent, after the row button that was pressed and the tables that fill groups."""

    pairs: Pairs
    before: Pairs
    pressed: Pressed | None
    filling: Filling
    uploads: Uploads

    def go_on_in(self, form: Any) -> None:
        """Show in the form where one goes on, and what could not be taken over."""
        self.uploads.told_in(form)
        self.filling.told_in(form)
        if self.pressed:
            form.go_on_at(self.pressed, self.before)

    @property
    def group(self) -> str | None:
        """Return the group of rows that was changed."""
        if self.pressed:
            return self.pressed.group
        return next(iter(self.filling.rows), None) or self.uploads.group


@desk.get("/<plural>/new")
@for_roles(WRITERS)
def new(plural: str) -> ResponseReturnValue:
    """Show an empty form of a kind of entry."""
    return _form_page(None, _proposal(kind_at(plural), ()))


@desk.post("/<plural>/new")
@for_roles(WRITERS)
def create(plural: str) -> ResponseReturnValue:
    """Keep what was typed as a new draft, whatever it is, and do what the button says.

    htmx asks for other questions while one types: that is answered and saves nothing.
    """
    kind = kind_at(plural)
    post = _post(kind)
    proposal = _proposal(kind, post.pairs)
    post.go_on_in(proposal.form)
    if wants_fragment():
        return _fragment(None, proposal, post)
    with writing() as connection:
        draft = begin(connection, kind, proposal.form.pairs)
    return _after_saving(draft, proposal, post)


@desk.get("/drafts/<int:draft_id>")
@for_roles(WRITERS)
def edit(draft_id: int) -> ResponseReturnValue:
    """Show a draft to its author: the form, or that it waits for a second person."""
    draft = own_draft(draft_id)
    if draft.state is drafts.State.PUBLISHED:
        return redirect(url_for("desk.published", draft_id=draft_id))
    if draft.state in drafts.WITH_OTHERS:
        return render_template("desk/waiting.html", draft=draft, approver=_approver_of(draft))
    proposal = _proposal(draft.kind, draft.pairs, draft)
    of, told = session.pop(FILLED, (None, {}))
    for group, said in told.items() if of == draft_id else ():
        proposal.form.group(group).filled = said
    return _form_page(draft, proposal)


@desk.post("/drafts/<int:draft_id>")
@for_roles(WRITERS)
def save(draft_id: int) -> ResponseReturnValue:
    """Save what was typed and do what the button says."""
    draft = own_draft(draft_id)
    post = _post(draft.kind)
    proposal = _proposal(draft.kind, post.pairs, draft)
    post.go_on_in(proposal.form)
    if wants_fragment():
        return _fragment(draft, proposal, post)
    opened = draft
    both = chosen(lambda: _proposal(opened.kind, opened.pairs, opened).form, opened.version, proposal.form)
    try:
        with writing() as connection:
            draft = drafts.save(
                connection,
                draft_id=draft_id,
                version=posted_version(),
                author_id=officer().id,
                pairs=proposal.form.pairs if both is None else both,
                at=now_utc(),
            )
            if (aside := posted_aside()) is not None:
                unfinished.discard_aside(connection, aside, author_id=officer().id)
    except (drafts.Stale, drafts.WrongState) as changed:
        return _changed_since(changed.current, proposal)
    if both is not None:
        flash(f"Draft saved {moment(draft.updated_at)}, as you chose. Read it once more.", "success")
        return redirect(url_for("desk.edit", draft_id=draft_id), 303)
    return _after_saving(draft, proposal, post)


@desk.post("/drafts/<int:draft_id>/take-back")
@for_roles(WRITERS)
def take_back(draft_id: int) -> ResponseReturnValue:
    """Take a draft out of review, or stop it before it goes out, to change it."""
    own_draft(draft_id)
    try:
        with writing() as connection:
            drafts.take_back(connection, draft_id=draft_id, author_id=officer().id, at=now_utc())
            note(connection, "taken_back", f"draft {draft_id}")
    except drafts.WrongState as wrong:
        flash(f"This draft is {_state_in_words(wrong.current)}.")
    except drafts.Stale:
        flash("This draft was changed meanwhile. Read what became of it, then take it back again.")
    return redirect(url_for("desk.edit", draft_id=draft_id), 303)


@desk.post("/<plural>/checks")
@for_roles(WRITERS)
def checks(plural: str) -> ResponseReturnValue:
    """Answer with the Compact panel for what is typed so far; nothing is saved."""
    draft_id = request.args.get("draft", type=int)
    proposal = _proposal(kind_at(plural), sent_pairs(), None if draft_id is None else own_draft(draft_id))
    return render_template("desk/panel.html", proposal=proposal, to_place=notes(proposal))


def begin(connection: Connection, kind: Kind, pairs: Pairs) -> Draft:
    """Keep what was typed as a new draft of the officer’s, once however often the same is sent."""
    if again := unfinished.begun_already(connection, kind=kind, author_id=officer().id, pairs=pairs):
        return again
    draft = drafts.create(connection, kind=kind, author_id=officer().id, pairs=pairs, at=now_utc())
    note(connection, "draft_made", f"draft {draft.id}", kind=kind.name)
    return draft


def begin_correction(connection: Connection, record: Record, told: Pairs = ()) -> Draft:
    """Begin a draft of the officer's from what is published, and from what is told; or return the one already begun."""
    person = officer()
    if begun := drafts.correcting(connection, record.entry_id, person.id):
        return begun
    draft = drafts.create(
        connection,
        kind=record.kind,
        author_id=person.id,
        pairs=[*record.kind.form.pairs_of(record.document), *private.pairs(connection, record.entry_id), *told],
        at=now_utc(),
        entry_id=record.entry_id,
        base_revision=record.revision,
    )
    note(connection, "draft_made", f"draft {draft.id}", kind=record.kind.name, corrects=record.reference)
    return draft


def own_draft(draft_id: int) -> Draft:
    """Return the signed-in author's draft; raises Unknown."""
    person = officer()
    with reading() as connection:
        return drafts.get_visible(connection, draft_id, user_id=person.id, may_review=False, bodies=person.bodies)


def _after_saving(draft: Draft, proposal: Proposal, post: Post) -> ResponseReturnValue:
    if post.filling.is_short or post.uploads.problems:
        return _form_page(draft, proposal, failed=True)
    if post.filling.said:
        session[FILLED] = (draft.id, post.filling.said)
    if box := asked_to_look(request.form):
        return redirect(url_for("desk.edit", draft_id=draft.id, look=box, _anchor=f"{box}-name"), 303)
    if not any(button in request.form for button in BUTTONS):
        return redirect(url_for("desk.edit", draft_id=draft.id, _anchor=_place(proposal, post)), 303)
    if proposal.form.failures:
        return _form_page(draft, proposal, failed=True)
    if "preview" in request.form:
        return redirect(url_for("desk.preview", draft_id=draft.id), 303)
    if "send" not in request.form:
        link = Markup('<a class="govuk-notification-banner__link" href="{}">{}</a>')
        draft_link = link.format(url_for("desk.edit", draft_id=draft.id), draft.title)
        told = Markup("Draft saved {}: {}. You can come back to it later.")
        flash(told.format(moment(draft.updated_at), draft_link), "success")
        return redirect(url_for("desk.front"), 303)
    if breaches := proposal.lasting_breaches():
        for breach in breaches:
            proposal.form.put_at(breach.field, breach.message)
        return _form_page(draft, proposal, failed=True)
    return redirect(url_for("desk.check", draft_id=draft.id), 303)


def _form_page(draft: Draft | None, proposal: Proposal, *, failed: bool = False) -> ResponseReturnValue:
    kind = proposal.kind
    action = url_for("desk.save", draft_id=draft.id) if draft else url_for("desk.create", plural=kind.plural)
    page = render_template("desk/form.html", **_form_context(draft, proposal), action=action, failed=failed)
    return page, 422 if failed else 200


def _fragment(draft: Draft | None, proposal: Proposal, post: Post) -> ResponseReturnValue:
    """Answer htmx, which saves nothing: with a new row, the one group it asks for, or the page it takes its part from.

    A new row comes by itself, and so do the questions that an answer in a row steers, so that the rows stay as open or
    folded as they are.
    """
    wanted = str(getattr(request, "htmx").target)  # noqa: B009 - htmx-flask puts it there
    for fieldset in proposal.form.fieldsets(proposal.round_words):
        for question in fieldset.questions:
            rows = question.rows
            if rows is None:
                continue
            if wanted.removeprefix("add-") == question.field.id:
                part = "row" if wanted.startswith("add-") and rows else "group"
                return render_template("desk/group.html", question=question, part=part, said=_said(proposal, post))
            if row := next((row for row in rows if row.steering and wanted == f"{row.id}-steered"), None):
                return render_template("desk/fields/row_fields.html", group=question.field, row=row, fields=row.steered)
    place_of_words(proposal.form)
    return _form_page(draft, proposal)


def _said(proposal: Proposal, post: Post) -> str:
    """Say what a row button or a table did, to those who cannot see it."""
    if post.pressed:
        row = proposal.form.group(post.pressed.group).row
        if post.pressed.action == "clear":
            return f"All {row}s removed."
        return f"{row.capitalize()} {_DONE[post.pressed.action]}."
    told = [*post.filling.said.values(), *(one for told in post.filling.problems.values() for one in told)]
    return " ".join([*told, *([UNREAD] if post.filling.unread else [])])


UNREAD = "Some answers in the rows could not be read."
_DONE = {"add": "added", "remove": "removed", "up": "moved up", "down": "moved down"}


def _changed_since(current: Draft, proposal: Proposal) -> ResponseReturnValue:
    """Put aside what was typed, and show it beside what is saved; to be copied, where that is no more its author's."""
    with writing() as connection:
        aside = unfinished.put_aside(
            connection, current, author_id=officer().id, pairs=proposal.form.pairs, at=now_utc(), over=posted_aside()
        )
    if current.state not in drafts.WITH_ITS_AUTHOR:
        state, typed = _state_in_words(current), Kept(request.path, tuple(proposal.form.pairs)).readable()
        page = render_template("desk/changed.html", draft=current, state=state, typed=typed, aside=aside)
        return page, 422
    return Conflict(
        saved=_proposal(current.kind, current.pairs, current).form,
        typed=proposal.form,
        version=current.version,
        action=url_for("desk.save", draft_id=current.id),
        leave=url_for("desk.edit", draft_id=current.id),
        saved_at=current.updated_at,
        aside=aside,
    ).page()


def _form_context(draft: Draft | None, proposal: Proposal) -> dict[str, Any]:
    reference, held = None, False
    if draft and draft.entry_id is not None:
        with reading() as connection:
            reference = reference_of_entry(connection, draft.entry_id)
            held = bool(requests.in_force(connection, draft.entry_id))
    return {
        "draft": draft,
        "held": held,
        "kind": proposal.kind,
        "proposal": proposal,
        "form": proposal.form,
        "fieldsets": proposal.form.fieldsets(proposal.round_words),
        "reference": reference,
        "notes": notes(proposal),
        "found": found_at(proposal.form, request.args.get("look")),
        "offered": offered(proposal.kind, draft, proposal.form),
    }


def _proposal(kind: Kind, pairs: Pairs, draft: Draft | None = None) -> Proposal:
    with reading() as connection:
        proposal = propose(
            connection,
            kind=kind,
            pairs=pairs,
            base=base_of(connection, draft) if draft else None,
            now=now(),
            settings=settings_now(),
            bodies=officer().bodies,
            author_id=officer().id,
        )
    _begin_with_own(proposal.form)
    return proposal


def _begin_with_own(form: Any) -> None:
    """Have the form show the officer's public body where it offers only one, and their only department in it."""
    offered: Sequence[tuple[str, str]] = form.lists.bodies or []
    if len(offered) == 1:
        body = offered[0][0]
        own = [name for of, name in officer().departments if of == body]
        form.begin_with(body, own[0] if len(own) == 1 else None)


def _post(kind: Kind) -> Post:
    uploads = uploaded(taken_over(sent_pairs()), kind.form.taking_files())
    filling = filled(kind.form, uploads.pairs)
    pressed = kind.form.pressed(uploads.pairs)
    after = kind.form.rearranged(filling.pairs) if pressed else None
    return Post(with_suggestions(kind, after or filling.pairs), filling.pairs, pressed, filling, uploads)


def _place(proposal: Proposal, post: Post) -> str | None:
    """Return what to show again: the answer whose row's questions were updated, a row that was moved, or its group."""
    if post.group is None:
        updated = request.form.get("update", "")
        return updated if any(updated == field.id for field in leaves(proposal.form)) else place_of_words(proposal.form)
    group = proposal.form.group(post.group)
    if group.filled:
        return f"{group.id}-heading"
    place = group.moved[1] if group.moved else len(group.entries) - post.filling.rows.get(post.group, 0)
    return str(group.entries[place].id if place < len(group.entries) else group.id)


def kind_at(plural: str) -> Kind:
    """Return the kind of entry that an address names, or answer 404."""
    return kind_of(plural) or abort(404)


def _state_in_words(draft: Draft) -> str:
    words = {"in_review": "waiting for a second person", "scheduled": "approved for later", "published": "published"}
    return words.get(draft.state, "with its author")


def _approver_of(draft: Draft) -> str:
    if draft.approver_id is None:
        return ""
    with reading() as connection:
        return names_of(connection, [draft.approver_id]).get(draft.approver_id, "")

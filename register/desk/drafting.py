"""Write a draft: a new one, a saved one, and the Compact panel beside the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.core.calendar import now_utc
from register.core.kind import Kind
from register.desk.filling import Filling, filled
from register.desk.keeping import differences, posted_version
from register.desk.routing import WRITERS, desk, for_roles, officer
from register.entries.reading import reference_of_entry
from register.extensions import reading, writing
from register.kinds import kind_of
from register.publishing import drafts, requests
from register.publishing.drafts import Draft, Pairs
from register.publishing.review import Proposal, base_of, propose
from register.web.current import now, settings_now, wants_fragment
from register.web.rows import Pressed
from register.web.words import moment

BUTTONS = ("save", "preview", "send")


@dataclass(frozen=True)
class Post:
    """What was sent, after the row button that was pressed and the tables that fill groups."""

    pairs: Pairs
    before: Pairs
    pressed: Pressed | None
    filling: Filling

    def go_on_in(self, form: Any) -> None:
        """Show in the form where one goes on, and what could not be taken over."""
        self.filling.told_in(form)
        if self.pressed:
            form.go_on_at(self.pressed, self.before)

    @property
    def group(self) -> str | None:
        """Return the group of rows that was changed."""
        return self.pressed.group if self.pressed else next(iter(self.filling.rows), None)


@desk.get("/<plural>/new")
@for_roles(WRITERS)
def new(plural: str) -> ResponseReturnValue:
    """Show an empty form of a kind of entry."""
    return _form_page(None, _proposal(_kind(plural), ()))


@desk.post("/<plural>/new")
@for_roles(WRITERS)
def create(plural: str) -> ResponseReturnValue:
    """Keep what was typed as a new draft, whatever it is, and do what the button says.

    htmx asks for other questions while one types: that is answered and saves nothing.
    """
    kind = _kind(plural)
    post = _post(kind)
    proposal = _proposal(kind, post.pairs)
    post.go_on_in(proposal.form)
    if wants_fragment():
        return _fragment(None, proposal, post)
    with writing() as connection:
        draft = drafts.create(connection, kind=kind, author_id=officer().id, pairs=proposal.form.pairs, at=now_utc())
    return _after_saving(draft, proposal, post)


@desk.get("/drafts/<int:draft_id>")
@for_roles(WRITERS)
def edit(draft_id: int) -> ResponseReturnValue:
    """Show a draft to its author: the form, or that it waits for a second person."""
    draft = own_draft(draft_id)
    if draft.state is drafts.State.PUBLISHED:
        return redirect(url_for("desk.published", draft_id=draft_id))
    if draft.state is drafts.State.IN_REVIEW:
        return render_template("desk/waiting.html", draft=draft)
    return _form_page(draft, _proposal(draft.kind, draft.pairs, draft))


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
    try:
        with writing() as connection:
            draft = drafts.save(
                connection,
                draft_id=draft_id,
                version=posted_version(),
                author_id=officer().id,
                pairs=proposal.form.pairs,
                at=now_utc(),
            )
    except drafts.Stale as stale:
        return _changed_since(stale.current, proposal)
    except drafts.WrongState as wrong:
        return _changed_since(wrong.current, proposal)
    return _after_saving(draft, proposal, post)


@desk.post("/drafts/<int:draft_id>/take-back")
@for_roles(WRITERS)
def take_back(draft_id: int) -> ResponseReturnValue:
    """Take a draft out of review to change it."""
    own_draft(draft_id)
    try:
        with writing() as connection:
            drafts.take_back(connection, draft_id=draft_id, author_id=officer().id, at=now_utc())
    except drafts.WrongState as wrong:
        flash(f"This draft is {_state_in_words(wrong.current)}.")
    return redirect(url_for("desk.edit", draft_id=draft_id), 303)


@desk.post("/<plural>/checks")
@for_roles(WRITERS)
def checks(plural: str) -> ResponseReturnValue:
    """Answer with the Compact panel for what is typed so far; nothing is saved."""
    draft_id = request.args.get("draft", type=int)
    proposal = _proposal(_kind(plural), _posted(), None if draft_id is None else own_draft(draft_id))
    return render_template("desk/panel.html", proposal=proposal)


def own_draft(draft_id: int) -> Draft:
    """Return the signed-in author's draft, or answer 404."""
    with reading() as connection:
        try:
            return drafts.get_visible(connection, draft_id, user_id=officer().id, may_review=False)
        except drafts.Unknown:
            abort(404)


def _after_saving(draft: Draft, proposal: Proposal, post: Post) -> ResponseReturnValue:
    for said in _filled(proposal, post):
        flash(f"{said} Read what was taken over.")
    if any(post.filling.problems.values()):
        return _form_page(draft, proposal, failed=True)
    if not any(button in request.form for button in BUTTONS):
        return redirect(url_for("desk.edit", draft_id=draft.id, _anchor=_place(proposal, post)), 303)
    if proposal.form.failures:
        return _form_page(draft, proposal, failed=True)
    if "preview" in request.form:
        return redirect(url_for("desk.preview", draft_id=draft.id), 303)
    if "send" not in request.form:
        flash(f"Draft saved {moment(draft.updated_at)}. You can come back to it later.", "success")
        return redirect(url_for("desk.front"), 303)
    if breaches := proposal.lasting_breaches():
        for breach in breaches:
            proposal.form.put_at(breach.field, breach.message)
        return _form_page(draft, proposal, failed=True)
    return _send(draft)


def _send(draft: Draft) -> ResponseReturnValue:
    try:
        with writing() as connection:
            drafts.send_for_review(
                connection, draft_id=draft.id, version=draft.version, author_id=officer().id, at=now_utc()
            )
    except (drafts.Stale, drafts.WrongState) as changed:
        flash("The draft was changed meanwhile. Look at it again before you send it for review.")
        return redirect(url_for("desk.edit", draft_id=changed.current.id), 303)
    flash(f"“{draft.title}” was sent for review. A second person can now publish it.", "success")
    return redirect(url_for("desk.front"), 303)


def _form_page(draft: Draft | None, proposal: Proposal, *, failed: bool = False) -> ResponseReturnValue:
    kind = proposal.kind
    action = url_for("desk.save", draft_id=draft.id) if draft else url_for("desk.create", plural=kind.plural)
    page = render_template("desk/form.html", **_form_context(draft, proposal), action=action, failed=failed, lost=None)
    return page, 422 if failed else 200


def _fragment(draft: Draft | None, proposal: Proposal, post: Post) -> ResponseReturnValue:
    """Answer htmx, which saves nothing: with a new row, the one group it asks for, or the page it takes its part from.

    A new row comes by itself, so that the rows above stay as open or folded as they are.
    """
    wanted = str(getattr(request, "htmx").target)  # noqa: B009 - htmx-flask puts it there
    for fieldset in proposal.form.fieldsets(proposal.round_words):
        for question in fieldset.questions:
            if question.rows is not None and wanted.removeprefix("add-") == question.field.id:
                part = "row" if wanted.startswith("add-") and question.rows else "group"
                return render_template("desk/group.html", question=question, part=part, said=_said(proposal, post))
    return _form_page(draft, proposal)


def _said(proposal: Proposal, post: Post) -> str:
    """Say what a row button or a table did, to those who cannot see it."""
    if post.pressed:
        row = proposal.form.group(post.pressed.group).row.capitalize()
        return f"{row} {_DONE[post.pressed.action]}."
    return " ".join([*_filled(proposal, post), *(one for told in post.filling.problems.values() for one in told)])


def _filled(proposal: Proposal, post: Post) -> list[str]:
    """Say how many rows each group was given by a table."""
    return [
        f"{rows} {'row was' if rows == 1 else 'rows were'} added under ‘{proposal.form.group(name).label.text}’."
        for name, rows in post.filling.rows.items()
    ]


_DONE = {"add": "added", "remove": "removed", "up": "moved up", "down": "moved down"}


def _changed_since(current: Draft, proposal: Proposal) -> ResponseReturnValue:
    """Show what is saved beside what was typed; saving again keeps what was typed."""
    if current.state not in drafts.WITH_ITS_AUTHOR:
        page = render_template("desk/changed.html", draft=current, state=_state_in_words(current), proposal=proposal)
        return page, 422
    page = render_template(
        "desk/form.html",
        **_form_context(current, proposal),
        action=url_for("desk.save", draft_id=current.id),
        failed=True,
        lost=differences(current.pairs, proposal.form.pairs),
    )
    return page, 422


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
    }


def _proposal(kind: Kind, pairs: Pairs, draft: Draft | None = None) -> Proposal:
    with reading() as connection:
        return propose(
            connection,
            kind=kind,
            pairs=pairs,
            base=base_of(connection, draft) if draft else None,
            now=now(),
            settings=settings_now(),
        )


def _posted() -> list[tuple[str, str]]:
    return list(request.form.items(multi=True))


def _post(kind: Kind) -> Post:
    pairs = _posted()
    filling = filled(kind.form, pairs)
    pressed = kind.form.pressed(pairs)
    after = kind.form.rearranged(filling.pairs) if pressed else None
    return Post(after or filling.pairs, filling.pairs, pressed, filling)


def _place(proposal: Proposal, post: Post) -> str | None:
    """Return what to show again after rows were moved or added: the row, or its group."""
    if post.group is None:
        return None
    group = proposal.form.group(post.group)
    place = group.moved[1] if group.moved else len(group.entries) - post.filling.rows.get(post.group, 0)
    return str(group.entries[place].id if place < len(group.entries) else group.id)


def _kind(plural: str) -> Kind:
    return kind_of(plural) or abort(404)


def _state_in_words(draft: Draft) -> str:
    return {"in_review": "waiting for a second person", "published": "published"}.get(draft.state, "with its author")

"""Programme rounds: list them, make one, change one; what was published from a round stays as it is."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.desk.auditing import note
from register.desk.conflicts import Conflict, chosen
from register.desk.keeping import posted_version
from register.desk.routing import CATALOGUERS, STAFF, desk, for_roles, officer
from register.extensions import reading, writing
from register.kinds import KINDS
from register.organisations.reading import bodies
from register.programmes import reading as programmes
from register.programmes.reading import Round
from register.programmes.writing import DuplicateRound, RoundChanged, put_round
from register.publishing.drafts import HIGHEST_ID, Pairs
from register.publishing.ownership import NotYours
from register.publishing.review import lists
from register.web.current import sent_pairs, settings_now
from register.web.questions import carried

RoundForm = next(kind.round_form for kind in KINDS if kind.round_form)
"""Rounds are of one kind so far: that of the first kind whose entries take words over."""


@desk.get("/rounds")
@for_roles(STAFF)
def rounds() -> ResponseReturnValue:
    """List the programme rounds of the officer's public bodies."""
    own = officer().bodies
    with reading() as connection:
        held = [one for one in programmes.rounds(connection) if own is None or one.body_identifier in own]
        names = {body.identifier: body.name for body in bodies(connection)}
    return render_template("desk/rounds.html", rounds=held, names=names)


@desk.get("/rounds/new")
@for_roles(CATALOGUERS)
def new_round() -> ResponseReturnValue:
    """Show an empty form of a round."""
    return _round_page(None, _form(()))


@desk.post("/rounds/new")
@for_roles(CATALOGUERS)
def create_round() -> ResponseReturnValue:
    """Make a round."""
    return _save(None)


@desk.get("/rounds/<int:round_id>")
@for_roles(CATALOGUERS)
def edit_round(round_id: int) -> ResponseReturnValue:
    """Show a round to be changed."""
    held = round_of(round_id)
    return _round_page(held, _form(_pairs_of(held)))


@desk.post("/rounds/<int:round_id>")
@for_roles(CATALOGUERS)
def save_round(round_id: int) -> ResponseReturnValue:
    """Change a round; decisions already published keep the words they took over."""
    return _save(round_of(round_id))


def _save(held: Round | None) -> ResponseReturnValue:
    pairs = sent_pairs()
    moved = RoundForm.rearranged(pairs)
    form = _form(moved or pairs)
    if held and (both := chosen(lambda: _form(_pairs_of(held)), held.version, form)) is not None:
        form = _form(both)
    if moved is not None or "save" not in request.form:
        return _round_page(held, form, version=posted_version())
    form.missing()
    form.check_days()
    if form.failures:
        return _round_page(held, form, failed=True, version=posted_version())
    try:
        _put(held, form)
    except DuplicateRound:
        form.put_at("programme.round", "There is a round of this programme with this name already: give another name")
        return _round_page(held, form, failed=True, version=posted_version())
    except RoundChanged:
        return _changed_since(round_of(held.id) if held else abort(404), form)
    flash("The round is saved. Decisions written from now on take its words over.", "success")
    return redirect(url_for("desk.rounds"), 303)


def _changed_since(held: Round, form: Any) -> ResponseReturnValue:
    place = url_for("desk.save_round", round_id=held.id)
    return Conflict(
        _form(_pairs_of(held)), form, held.version, place, url_for("desk.edit_round", round_id=held.id)
    ).page()


def _put(held: Round | None, form: Any) -> None:
    said = form.document()
    programme = said["programme"]
    words, before = form.words(), held.words if held else {}
    changed = sorted(name for name in {*words, *before} if words.get(name) != before.get(name))
    with writing() as connection:
        round_id = put_round(
            connection,
            body_identifier=said["body"]["identifier"],
            code=programme["code"],
            title=programme["title"],
            round=programme["round"],
            words=words,
            replacing=(held.id, posted_version()) if held else None,
        )
        note(connection, "round_changed", f"round {round_id}", fields=changed, new=held is None)


def _round_page(
    held: Round | None, form: Any, *, failed: bool = False, version: int | None = None
) -> ResponseReturnValue:
    fieldsets = form.fieldsets()
    page = render_template(
        "desk/round.html",
        held=held,
        opened=version if version is not None else (held.version if held else 0),
        form=form,
        fieldsets=fieldsets,
        carried=carried(form, fieldsets),
        failed=failed,
    )
    return page, 422 if failed else 200


def _form(pairs: Pairs) -> Any:
    with reading() as connection:
        return RoundForm(pairs, lists=lists(connection, settings_now(), officer().bodies))


def _pairs_of(held: Round) -> list[tuple[str, str]]:
    return list(RoundForm.pairs_of({**held.words, "body": {"identifier": held.body_identifier}}))


def round_of(round_id: int) -> Round:
    """Return a round to an officer of its body; answered 404 where there is none. Raises NotYours."""
    with reading() as connection:
        held = programmes.round_by_id(connection, round_id) if round_id <= HIGHEST_ID else None
    if held is None:
        abort(404)
    if not officer().acts_for(held.body_identifier):
        raise NotYours
    return held

"""Themes and areas: what the forms suggest, so that the same thing is always called the same."""

from __future__ import annotations

from dataclasses import asdict

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from register.core.stamps import Changed, stamp
from register.desk.administration import changes, form_page
from register.desk.auditing import note
from register.desk.conflicts import Conflict, chosen
from register.desk.keeping import posted_version
from register.desk.routing import ADMINISTRATORS, desk, for_roles
from register.extensions import reading, writing
from register.publishing.drafts import HIGHEST_ID
from register.vocabulary.reading import AREA, THEME, Term, term_by_id, terms
from register.vocabulary.writing import DuplicateTerm, NoCode, add_term, change_term
from register.web.choices import Tick
from register.web.current import sent_pairs
from register.web.fields import LONGEST_NAME, Words
from register.web.plain import PlainForm

WORDS = {THEME: ("Themes", "theme"), AREA: ("Areas", "area")}
HOME = {THEME: "desk.themes", AREA: "desk.areas"}


class TermForm(PlainForm):
    """A theme or an area."""

    name = Words("Name", "Entries already published keep what they were published with.", longest=LONGEST_NAME)
    code = Words("ONS code", "A letter and eight digits, such as E06000047. Blank: none.", longest=20)
    offered = Tick("The forms suggest it", "Untick it to stop that; it can still be typed.")

    def __init__(self, kind: str, pairs: list[tuple[str, str]], *, new: bool = False) -> None:
        """Read the pairs; only an area has a code, and a new one is suggested without asking."""
        super().__init__(pairs)
        if kind != AREA:
            del self["code"]
        if new:
            del self["offered"]


@desk.get("/administration/themes", defaults={"kind": THEME}, endpoint="themes")
@desk.get("/administration/areas", defaults={"kind": AREA}, endpoint="areas")
@for_roles(ADMINISTRATORS)
def listed(kind: str) -> ResponseReturnValue:
    """List the themes, or the areas."""
    with reading() as connection:
        held = terms(connection, kind)
    return render_template("desk/administration/terms.html", kind=kind, terms=held, words=WORDS[kind])


@desk.get("/administration/themes/new", defaults={"kind": THEME}, endpoint="new_theme")
@desk.get("/administration/areas/new", defaults={"kind": AREA}, endpoint="new_area")
@for_roles(ADMINISTRATORS)
def new(kind: str) -> ResponseReturnValue:
    """Ask for a new theme or area."""
    return _page(kind, None, TermForm(kind, [], new=True))


@desk.post("/administration/themes/new", defaults={"kind": THEME}, endpoint="create_theme")
@desk.post("/administration/areas/new", defaults={"kind": AREA}, endpoint="create_area")
@for_roles(ADMINISTRATORS)
def create(kind: str) -> ResponseReturnValue:
    """Make a theme or an area that forms suggest."""
    form = TermForm(kind, sent_pairs(), new=True)
    form.want(name="Give its name")
    said = form.said
    if not form.failures:
        try:
            with writing() as connection:
                made = add_term(connection, kind=kind, name=said["name"], code=said.get("code"))
                note(connection, "term_changed", f"{kind} {made}", made=said)
        except (DuplicateTerm, NoCode) as problem:
            _refuse(form, problem)
    if form.failures:
        return _page(kind, None, form)
    flash(f"{said['name']} is added. The forms suggest it from now on.", "success")
    return redirect(url_for(HOME[kind]), 303)


@desk.get("/administration/terms/<int:term_id>")
@for_roles(ADMINISTRATORS)
def edit_term(term_id: int) -> ResponseReturnValue:
    """Show a theme or an area to be changed."""
    held = _term(term_id)
    return _page(held.kind, held, _form_of(held), _mark(held))


@desk.post("/administration/terms/<int:term_id>")
@for_roles(ADMINISTRATORS)
def save_term(term_id: int) -> ResponseReturnValue:
    """Rename a theme or an area, or stop suggesting it."""
    held = _term(term_id)
    form = TermForm(held.kind, sent_pairs())
    if (both := chosen(lambda: _form_of(held), _mark(held), form)) is not None:
        form = TermForm(held.kind, list(both))
    form.want(name="Give its name")
    said = form.said
    if not form.failures:
        try:
            with writing() as connection:
                before, after = change_term(
                    connection,
                    term_id,
                    mark=posted_version(),
                    name=said["name"],
                    code=said.get("code"),
                    offered=bool(said["offered"]),
                )
                note(connection, "term_changed", f"{held.kind} {term_id}", **changes(asdict(before), asdict(after)))
        except (DuplicateTerm, NoCode) as problem:
            _refuse(form, problem)
        except Changed:
            place = url_for("desk.save_term", term_id=term_id)
            return Conflict(_form_of(held), form, _mark(held), place, url_for(HOME[held.kind])).page()
    if form.failures:
        return _page(held.kind, held, form, posted_version())
    flash(f"{said['name']} is saved.", "success")
    return redirect(url_for(HOME[held.kind]), 303)


def _page(kind: str, held: Term | None, form: TermForm, version: int | None = None) -> ResponseReturnValue:
    plural, one = WORDS[kind]
    return form_page(
        form,
        heading=f"Change {held.name}" if held else f"Add {'an' if kind == AREA else 'a'} {one}",
        button="Save the changes" if held else f"Add this {one}",
        back=url_for(HOME[kind]),
        caption=plural,
        version=version,
    )


def _refuse(form: TermForm, problem: Exception) -> None:
    if isinstance(problem, NoCode):
        form.put_at("code", "An ONS code is a letter and eight digits, such as E06000047")
    else:
        form.put_at("name", "There is one of this name already")


def _form_of(held: Term) -> TermForm:
    said = {"name": held.name, "code": held.code, "offered": held.offered or None}
    pairs = [(name, "yes" if value is True else str(value)) for name, value in said.items() if value]
    return TermForm(held.kind, pairs)


def _mark(held: Term) -> int:
    return stamp(asdict(held))


def _term(term_id: int) -> Term:
    with reading() as connection:
        held = term_by_id(connection, term_id) if term_id <= HIGHEST_ID else None
    return held or abort(404)

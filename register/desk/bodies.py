"""Public bodies and their departments: who is a party to the Compact and since when, and what the forms offer."""

from __future__ import annotations

from dataclasses import asdict

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from register.core.stamps import Changed
from register.desk.administration import changes, form_page
from register.desk.auditing import note
from register.desk.bodies_form import BodyForm, DepartmentForm, InventedBodyForm, NewBodyForm
from register.desk.conflicts import Conflict, chosen
from register.desk.keeping import posted_version
from register.desk.routing import ADMINISTRATORS, desk, for_roles
from register.extensions import reading, writing
from register.organisations.administering import (
    BadIdentifier,
    Department,
    DuplicateBody,
    DuplicateDepartment,
    add_body,
    add_department,
    body_numbered,
    change_body,
    change_department,
    department_numbered,
    departments,
    mark_of,
    numbered_bodies,
)
from register.organisations.reading import Body
from register.publishing.drafts import HIGHEST_ID
from register.publishing.rejudging import judge_again
from register.web.current import sent_pairs, settings_now, today

PARTY = ("party_from", "party_until")


@desk.get("/administration/bodies")
@for_roles(ADMINISTRATORS)
def public_bodies() -> ResponseReturnValue:
    """List the public bodies."""
    with reading() as connection:
        held = numbered_bodies(connection)
    return render_template("desk/administration/bodies.html", bodies=held)


@desk.get("/administration/bodies/new")
@for_roles(ADMINISTRATORS)
def new_body() -> ResponseReturnValue:
    """Show an empty form of a public body."""
    return _body_page(None, NewBodyForm())


@desk.post("/administration/bodies/new")
@for_roles(ADMINISTRATORS)
def create_body() -> ResponseReturnValue:
    """Make a public body."""
    form = NewBodyForm(sent_pairs())
    said = form.body()
    if said is None:
        return _body_page(None, form)
    try:
        with writing() as connection:
            made = add_body(connection, **said)
            note(connection, "body_changed", f"body {said['identifier']}", made=said)
    except BadIdentifier:
        form.put_at("identifier", "Give an identifier as org-id.guide writes it, such as GB-LAE-DUR")
    except DuplicateBody:
        form.put_at("identifier", "There is a public body with this identifier already")
    if form.failures:
        return _body_page(None, form)
    flash(f"{said['name']} is added. Say next which departments it has, and who acts for it.", "success")
    return redirect(url_for("desk.one_body", body_id=made), 303)


@desk.get("/administration/bodies/<int:body_id>")
@for_roles(ADMINISTRATORS)
def one_body(body_id: int) -> ResponseReturnValue:
    """Show a public body with its departments."""
    body = _body(body_id)
    with reading() as connection:
        held = departments(connection, body_id)
    return render_template("desk/administration/body.html", body=body, body_id=body_id, departments=held)


@desk.get("/administration/bodies/<int:body_id>/change")
@for_roles(ADMINISTRATORS)
def edit_body(body_id: int) -> ResponseReturnValue:
    """Show a public body to be changed."""
    body = _body(body_id)
    form = _form_of(body)
    return _body_page((body_id, body), form(form.pairs_of(asdict(body))), mark_of(body))


@desk.post("/administration/bodies/<int:body_id>/change")
@for_roles(ADMINISTRATORS)
def save_body(body_id: int) -> ResponseReturnValue:
    """Change a public body; where the dates of its party change, its entries are judged again before this answers."""
    held = _body(body_id)
    kind = _form_of(held)
    form, saved = kind(sent_pairs()), kind(kind.pairs_of(asdict(held)))
    if (both := chosen(lambda: saved, mark_of(held), form)) is not None:
        form = kind(both)
    said = form.body()
    if said is None:
        return _body_page((body_id, held), form, posted_version())
    try:
        with writing() as connection:
            before, after = change_body(connection, body_id, mark=posted_version(), **said)
            told = changes(asdict(before), asdict(after))
            judged = judge_again(connection, held.identifier, settings_now()) if {*PARTY} & {*told} else 0
            note(connection, "body_changed", f"body {held.identifier}", **told)
    except Changed:
        place = url_for("desk.save_body", body_id=body_id)
        return Conflict(saved, form, mark_of(held), place, url_for("desk.one_body", body_id=body_id)).page()
    whose = "its one entry" if judged == 1 else f"its {judged:,} entries"
    again = f" What the Compact’s checks find of {whose} was worked out again." if judged else ""
    flash(f"The changes are saved.{again}", "success")
    return redirect(url_for("desk.one_body", body_id=body_id), 303)


@desk.get("/administration/bodies/<int:body_id>/departments/new")
@for_roles(ADMINISTRATORS)
def new_department(body_id: int) -> ResponseReturnValue:
    """Ask for the name of a new department."""
    return _department_page(_body(body_id), body_id, None, DepartmentForm())


@desk.post("/administration/bodies/<int:body_id>/departments/new")
@for_roles(ADMINISTRATORS)
def create_department(body_id: int) -> ResponseReturnValue:
    """Make a department."""
    body, form = _body(body_id), DepartmentForm(sent_pairs())
    form.want(name="Give the department’s name")
    name = form.said["name"]
    if not form.failures:
        try:
            with writing() as connection:
                made = add_department(connection, body_id, name)
                note(connection, "department_changed", f"department {made}", body=body.identifier, made=name)
        except DuplicateDepartment:
            form.put_at("name", "This public body has a department of this name already")
    if form.failures:
        return _department_page(body, body_id, None, form)
    flash(f"{name} is added, and offered in the forms.", "success")
    return redirect(url_for("desk.one_body", body_id=body_id), 303)


@desk.get("/administration/departments/<int:department_id>")
@for_roles(ADMINISTRATORS)
def edit_department(department_id: int) -> ResponseReturnValue:
    """Show a department to be renamed or closed."""
    held = _department(department_id)
    return _department_page(_body(held.body_id), held.body_id, held, _department_form(held), held.mark)


@desk.post("/administration/departments/<int:department_id>")
@for_roles(ADMINISTRATORS)
def save_department(department_id: int) -> ResponseReturnValue:
    """Rename a department, close it from today on, or open it again."""
    held = _department(department_id)
    form, body = DepartmentForm(sent_pairs()), _body(held.body_id)
    if (both := chosen(lambda: _department_form(held), held.mark, form)) is not None:
        form = DepartmentForm(both)
    form.want(name="Give the department’s name")
    closed_on = (held.closed_on or today().isoformat()) if form.said["closed"] else None
    if not form.failures:
        try:
            with writing() as connection:
                before, after = change_department(
                    connection, department_id, mark=posted_version(), name=form.said["name"], closed_on=closed_on
                )
                told = changes(asdict(before), asdict(after))
                note(connection, "department_changed", f"department {department_id}", body=body.identifier, **told)
        except DuplicateDepartment:
            form.put_at("name", "This public body has a department of this name already")
        except Changed:
            place = url_for("desk.save_department", department_id=department_id)
            leave = url_for("desk.one_body", body_id=held.body_id)
            return Conflict(_department_form(held), form, held.mark, place, leave).page()
    if form.failures:
        return _department_page(body, held.body_id, held, form, posted_version())
    flash(f"{form.said['name']} is saved.", "success")
    return redirect(url_for("desk.one_body", body_id=held.body_id), 303)


def _form_of(body: Body) -> type[BodyForm]:
    return InventedBodyForm if body.invented else BodyForm


def _body_page(held: tuple[int, Body] | None, form: BodyForm, version: int | None = None) -> ResponseReturnValue:
    if held is None:
        back = url_for("desk.public_bodies")
        return form_page(form, heading="Add a public body", button="Add this public body", back=back)
    body_id, body = held
    return form_page(
        form,
        heading=f"Change {body.name}",
        button="Save the changes",
        back=url_for("desk.one_body", body_id=body_id),
        caption=body.identifier,
        intro=(
            "Entries already published keep the name they were published with.",
            "Changing when it is a party changes what the Compact’s checks find of its entries. They are all worked "
            "out again when you save: allow about a second for each thousand.",
        ),
        version=version,
    )


def _department_page(
    body: Body, body_id: int, held: Department | None, form: DepartmentForm, version: int | None = None
) -> ResponseReturnValue:
    if held is None:
        del form["closed"]
    return form_page(
        form,
        heading=f"Change {held.name}" if held else "Add a department",
        button="Save the changes" if held else "Add this department",
        back=url_for("desk.one_body", body_id=body_id),
        caption=body.name,
        version=version,
    )


def _department_form(held: Department) -> DepartmentForm:
    return DepartmentForm(DepartmentForm.pairs_of({"name": held.name, "closed": bool(held.closed_on) or None}))


def _body(body_id: int) -> Body:
    with reading() as connection:
        held = body_numbered(connection, body_id) if body_id <= HIGHEST_ID else None
    return held or abort(404)


def _department(department_id: int) -> Department:
    with reading() as connection:
        held = department_numbered(connection, department_id) if department_id <= HIGHEST_ID else None
    return held or abort(404)

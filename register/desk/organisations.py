"""Look up organisations at the desk: a page of its own, and what is known beside a box while one types in it.

Beside the box the matches are plain buttons in the order of the page: they need no script to be reached, read or
pressed, and nothing is announced but how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Field, Form, FormField

from register.common.numbers import problem_with
from register.desk.routing import WRITERS, desk, for_roles
from register.extensions import reading
from register.organisations.matching import LookUp, look_up, matching
from register.organisations.reading import find_organisation
from register.publishing.drafts import Pairs
from register.web.widgets import printable

BOX = re.compile(r"[a-z0-9_-]{1,100}")
LOOK, TAKE = "look-", "take-"
"""Begin the names of the buttons at a box: look it up, take over one that is known."""
LONGEST = 300
MOST_NUMBERS = 5
"""Numbers of one organisation that are looked at while one types."""


@dataclass(frozen=True)
class Found:
    """What is known of what stands in a box: `box` begins the names of its name and its numbers."""

    box: str
    name: str
    look: LookUp
    problems: list[str] = field(default_factory=list)
    asked: bool = False
    """Somebody asked for it, so that finding nothing is worth saying."""


@desk.get("/organisations")
@for_roles(WRITERS)
def find_organisations() -> ResponseReturnValue:
    """Find the organisations that the register knows by a name or a number."""
    words = printable(request.args.get("q", ""))[:LONGEST]
    with reading() as connection:
        found = matching(connection, words)
    return render_template("desk/organisations.html", words=words, found=found)


@desk.post("/organisations")
@for_roles(WRITERS)
def organisations_at_box() -> ResponseReturnValue:
    """Answer with what is known of the organisation that is typed in a box; nothing is saved."""
    box = request.form.get("box", "")
    if not BOX.fullmatch(box):
        abort(404)
    name, numbers = request.form.get(f"{box}-name", ""), request.form.get(f"{box}-identifiers", "")
    found = _found(box, name, numbers.split("\n"), asked=True)
    return render_template("desk/fields/found.html", one=found, said=True)


def found_at(form: Any, asked: str | None) -> Mapping[str, Found]:
    """Return what is known of each organisation that has one box of its own, and of the one that was asked for."""
    boxes = {str(one.name).removesuffix("-name"): one for one in _names(form)}
    wanted = {box: one for box, one in boxes.items() if one.data or box == asked}
    if asked and (row := re.fullmatch(r"(.+)-([0-9]{1,3})-(.+)", asked)):
        entry = form.field_at(".".join(row[1].split("-")))
        rows = {str(each.name): each.form for each in getattr(entry, "entries", ())}
        part = rows.get(f"{row[1]}-{row[2]}")
        wanted |= {str(one.name).removesuffix("-name"): one for one in (_names(part) if part else ())}
    return {
        box: _found(box, str(one.data or ""), _numbers(form.pairs, box), asked=box == asked)
        for box, one in wanted.items()
    }


def asked_to_look(sent: Iterable[str]) -> str | None:
    """Return the box whose "Look up" was pressed, or whose match was taken over."""
    for name in sent:
        for start in (LOOK, TAKE):
            if name.startswith(start) and BOX.fullmatch(name.removeprefix(start)):
                return name.removeprefix(start)
    return None


def taken_over(pairs: Pairs) -> list[tuple[str, str]]:
    """Return the pairs with the name and number of the known organisation that was chosen at a box."""
    chosen = next(((name.removeprefix(TAKE), value) for name, value in pairs if name.startswith(TAKE)), None)
    if chosen is None:
        return list(pairs)
    box, identifier = chosen[0], printable(chosen[1])
    with reading() as connection:
        found = find_organisation(connection, identifier)
    if found is None:
        return list(pairs)
    others = [one.strip() for one in _numbers(pairs, box) if one.strip() not in ("", found.identifier)]
    rest = [pair for pair in pairs if pair[0] not in (f"{box}-name", f"{box}-identifiers")]
    return [*rest, (f"{box}-name", found.name), (f"{box}-identifiers", "\n".join([identifier, *others]))]


def _found(box: str, name: str, numbers: Iterable[str], *, asked: bool) -> Found:
    name, given = printable(name), [printable(one).strip() for one in numbers if one.strip()][:MOST_NUMBERS]
    problems = [problem for one in given if (problem := problem_with(one[:LONGEST]))]
    with reading() as connection:
        return Found(box, name, look_up(connection, name[:LONGEST], given), problems, asked)


def _names(part: Form) -> Iterator[Field]:
    """Yield the boxes for names of organisations, but for those in rows."""
    for one in part._fields.values():
        if isinstance(one, FormField):
            yield from _names(one.form)
        elif getattr(one, "looks_up", False):
            yield one


def _numbers(pairs: Pairs, box: str) -> list[str]:
    return "\n".join(value for name, value in pairs if name == f"{box}-identifiers").split("\n")

"""A round's decisions as an officer pastes them, and a grid's page as a browser sends it back."""

from __future__ import annotations

import re

import html5lib

from tests.desk.browser import Officer

NEW = "/desk/rounds/1/decisions"
HEADINGS = "Applicant\tCharity number\tDecision\tAmount asked\tAmount awarded\tReasons\tTold on\tDescription"
SHARED = [
    *[("decided_on-day", "1"), ("decided_on-month", "9"), ("decided_on-year", "2026")],
    *[("recipient_told_on-day", "3"), ("recipient_told_on-month", "9"), ("recipient_told_on-year", "2026")],
    *[("maker-kind", "officer"), ("maker-name", "Head of Communities"), ("invented", "yes")],
]

Pairs = list[tuple[str, str]]


def award(number: int) -> str:
    """Return a row that awards something to a hall."""
    why = (
        f"Village Hall {number} opens on {number + 1} more evenings, "
        f"and no other hall stands within {number + 2} miles of it."
    )
    name = f"Village Hall {number} (invented)"
    return f"{name}\t{1100000 + number}\tAwarded\t£2,{400 + number}\t£2,{100 + number}\t{why}\t\t"


def refusal(number: int) -> str:
    """Return a row that refuses somebody who is described."""
    why = f"The application of Village ward {number} scored {number} of 100, below the published line of 60."
    whom = f"A youth group in Village ward {number} (invented)"
    return f"\t\tRefused\t£3,{100 + number}\t\t{why}\t4 September 2026\t{whom}"


def table(count: int = 40, where: str = "Village") -> str:
    """Return a table of decisions, every eighth a refusal; `where` makes it unlike another."""
    rows = [refusal(number) if number % 8 == 0 else award(number) for number in range(1, count + 1)]
    if where != "Village":  # other organisations, and other sums: or each may be published already
        other = 1100 + ord(where[0])
        rows = [
            row.replace("Village", where).replace("\t1100", f"\t{other}").replace("£3,", f"£{ord(where[0])},")
            for row in rows
        ]
    return "\n".join([HEADINGS, *rows])


def begin(author: Officer, cells: str, shared: Pairs | None = None) -> str:
    """Paste a table into a new grid and return the grid's address."""
    author.get(NEW)
    pairs = [*(SHARED if shared is None else shared), ("fill-rows-table", cells), ("fill-rows", "1")]
    return author.post(NEW, pairs).partition("#")[0]


def boxes(page: str) -> Pairs:
    """Return what a browser would send of the grid on a page, without a button."""
    form = next(one for one in html5lib.parse(page, namespaceHTMLElements=False).iter("form") if one.get("id"))
    found = []
    for one in form.iter():
        name, kind = one.get("name"), one.get("type")
        if not name or kind in ("file", "submit"):
            continue
        if one.tag == "input" and (kind not in ("checkbox", "radio") or one.get("checked") is not None):
            found.append((name, one.get("value", "")))
        elif one.tag == "textarea":
            found.append((name, (one.text or "").removeprefix("\n")))
        elif one.tag == "select":
            chosen = [option.get("value", "") for option in one.iter("option") if option.get("selected") is not None]
            found.append((name, chosen[0] if chosen else ""))
    return [pair for pair in found if pair[0] != "csrf_token"]


def typed(pairs: Pairs, **cells: str) -> Pairs:
    """Return the pairs with cells changed: `awarded_3="£2"` is the box of the fourth row."""
    changed = {f"rows-{name.rpartition('_')[2]}-{name.rpartition('_')[0]}": text for name, text in cells.items()}
    return [pair for pair in pairs if pair[0] not in changed] + list(changed.items())


def marks(page: str, name: str = "row") -> list[str]:
    """Return the values of the boxes to tick on the second person's page."""
    return re.findall(rf'name="{name}" type="checkbox" value="([0-9a-f.]+)"', page)

"""Somebody saved it meanwhile: show both versions side by side, and take over what is chosen of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from register.desk.keeping import posted_version
from register.publishing.drafts import Pairs
from register.web.comparing import choices_in, differing, merged
from register.web.current import sent_pairs
from register.web.numbers import whole_number


@dataclass(frozen=True)
class Conflict:
    """Two versions of one form: what is saved, in its version, and what was typed."""

    saved: Any
    typed: Any
    version: int
    action: str
    """Where the choice is sent."""
    leave: str
    """Where one goes who leaves it as it is saved."""
    saved_at: str | None = None
    aside: Any = None
    """The draft that keeps what was typed meanwhile."""

    def page(self) -> ResponseReturnValue:
        """Show both, answer by answer, with everything typed carried along."""
        found = differing(self.saved, self.typed)
        return render_template("desk/lost.html", conflict=self, differing=found), 422


def chosen(saved: Callable[[], Any], version: int, typed: Any) -> Pairs | None:
    """Return the pairs that the choices sent make of the version they were made on; None where none were sent."""
    choices = choices_in(sent_pairs())
    if not choices or posted_version() != version:
        return None
    return merged(saved(), typed, choices)


def posted_aside() -> int | None:
    """Return the number of the draft that an earlier conflict put aside."""
    return whole_number(request.form.get("aside", ""))

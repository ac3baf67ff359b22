"""Where administrators find what they look after; and what their forms share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from register.desk.routing import ADMINISTRATORS, desk, for_roles
from register.web.plain import PlainForm


@desk.get("/administration")
@for_roles(ADMINISTRATORS)
def administration() -> ResponseReturnValue:
    """Show what can be administered, each with a sentence."""
    return render_template("desk/administration/index.html")


def form_page(
    form: PlainForm,
    *,
    heading: str,
    button: str,
    back: str,
    caption: str = "",
    intro: tuple[str, ...] = (),
    version: int | None = None,
) -> ResponseReturnValue:
    """Show a short form that is sent to its own address; 422 where something in it is to be put right."""
    failed = bool(form.failures)
    page = render_template(
        "desk/administration/form.html",
        form=form,
        heading=heading,
        button=button,
        back=back,
        caption=caption,
        intro=intro,
        opened=version,
        failed=failed,
    )
    return page, 422 if failed else 200


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what changed, for the audit: the old and the new value by name."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}

"""A fieldset to be, as the order of a form's questions names it. Knows no form library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A legend, the dotted names of the questions under it, and what to know before answering."""

    key: str
    legend: str
    names: tuple[str, ...]
    hint: str = ""

"""The form of a funding decision, as an officer thinks of it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from register.decisions.content import DecisionContent
from register.decisions.words import TAGS
from register.web.fields import OneOf, Words
from register.web.forms import DraftForm


class DecisionForm(DraftForm):
    """Every field of a funding decision."""

    content: ClassVar[type[BaseModel]] = DecisionContent

    decision_type = OneOf("What was decided", list(TAGS.items()))
    title = Words("Title", longest=200)

"""Rows of a file that hold what looks like personal data: listed for who confirms the import, without the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from register.core.canonical import parse
from register.core.files import Stated
from register.core.personal.finding import found
from register.core.problems import Problem


def personal_in(stated: Iterable[Stated], words: Mapping[str, str]) -> Iterator[Problem]:
    """Yield each row that holds what looks like personal data; `words` are what fields are called."""
    for one in stated:
        finds = found(parse(one.content))
        if finds:
            fields = [find.path.partition(".")[0] for find in finds]
            said = dict.fromkeys(
                f"{words.get(field, field.replace('_', ' '))} holds what {find.words}"
                for field, find in zip(fields, finds, strict=True)
            )
            message = f"Its {', its '.join(said)}."
            yield Problem(one.row, None, message, "Take it out, or accept it if it may be published.", refuses=False)

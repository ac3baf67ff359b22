"""The words readers see are set as print is: with the apostrophe of print."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import register.decisions.checks

ROOM = Path(register.decisions.checks.__file__).parent


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.stem)
def test_no_word_has_a_straight_apostrophe(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in notes]
    assert [text for text in texts if isinstance(text, str) and re.search(r"\w'\w|s' ", text)] == []

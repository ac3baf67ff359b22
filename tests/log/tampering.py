"""Random tamperings with an SQLite register by somebody who owns the machine: guards are taken away and put back."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from register.core.canonical import canonical, parse
from register.core.units import label_of, value_of
from register.log import tree

PROJECTED = {
    "listing": ("title", "summary", "line", "date", "tag"),
    "citation": ("outcome", "until"),
    "appearance": ("line", "role"),
    "spell": ("label", "until"),
    "facet_value": ("label",),
}


@dataclass(frozen=True)
class Done:
    """What was done, and words of which a sentence about it must hold one."""

    what: str
    told: tuple[str, ...]


class Nothing(Exception):
    """The register holds nothing that could be tampered with in this way."""


def tamper(database: Path, chance: random.Random, how: str) -> Done:
    """Tamper in one way with a target found by chance; raises Nothing."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for guard in guards:
            connection.execute(f"DROP TRIGGER {guard['name']}")
        done = WAYS[how](connection, chance)
        for guard in guards:
            connection.execute(guard["sql"])
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return done


def edit_content(connection: Any, chance: random.Random) -> Done:
    """Change what a revision says."""
    row, content, salts = _revision(connection, chance)
    name = chance.choice(sorted(salts))
    _put(content, name, _other(value_of(content, name), chance))
    _set_revision(connection, row["n"], content=canonical(content))
    return Done(f"content of act {row['n']}: {name}", (f"of {row['reference']}",))


def add_content(connection: Any, chance: random.Random) -> Done:
    """Let a revision say something more."""
    row, content, _ = _revision(connection, chance)
    content["aside"] = f"{chance.getrandbits(32)}"
    _set_revision(connection, row["n"], content=canonical(content))
    return Done(f"more content of act {row['n']}", (f"of {row['reference']}",))


def reorder_content(connection: Any, chance: random.Random) -> Done:
    """Turn round the order of a numbered list of a revision, where something else stands in another place then."""
    rows = [_parsed(row) for row in connection.execute("SELECT n, content FROM revision ORDER BY n")]
    lists = [(n, content, name) for n, content in rows for name, items in content.items() if _is_numbered(items)]
    if not lists:
        raise Nothing
    n, content, name = chance.choice(lists)
    content[name].reverse()
    _set_revision(connection, n, content=canonical(content))
    return Done(f"the order of {name} of act {n}", ("in the order",))


def _parsed(row: Any) -> tuple[int, dict[str, Any]]:
    return row["n"], parse(bytes(row["content"]))


def _is_numbered(items: Any) -> bool:
    """Tell whether these are items of which at least two carry numbers."""
    return isinstance(items, list) and sum(isinstance(item, dict) and "number" in item for item in items) > 1


def drop_content(connection: Any, chance: random.Random) -> Done:
    """Take a part and its salt out of a revision without any act."""
    row, content, salts = _revision(connection, chance)
    name = chance.choice([name for name in sorted(salts) if "/" not in name and ":" not in name and "." not in name])
    del content[name], salts[name]
    _set_revision(connection, row["n"], content=canonical(content), salts=canonical(salts))
    return Done(f"less content of act {row['n']}: {name}", (f"of {row['reference']}",))


def drop_salt(connection: Any, chance: random.Random) -> Done:
    """Take away what a commitment is checked with."""
    row, _, salts = _revision(connection, chance)
    del salts[chance.choice(sorted(salts))]
    _set_revision(connection, row["n"], salts=canonical(salts))
    return Done(f"salt of act {row['n']}", (f"of {row['reference']}",))


def swap_revisions(connection: Any, chance: random.Random) -> Done:
    """Give two revisions each other's content and salts."""
    rows = connection.execute("SELECT n, content, salts FROM revision ORDER BY n").fetchall()
    one, other = chance.sample(rows, 2)
    if one["content"] == other["content"] and one["salts"] == other["salts"]:
        raise Nothing
    _set_revision(connection, one["n"], content=other["content"], salts=other["salts"])
    _set_revision(connection, other["n"], content=one["content"], salts=one["salts"])
    return Done(f"contents of acts {one['n']} and {other['n']}", ("Revision", "cannot be read"))


def swap_entries(connection: Any, chance: random.Random) -> Done:
    """Give two entries of a kind each other's reference."""
    kind = chance.choice(connection.execute("SELECT kind FROM entry GROUP BY kind HAVING count(*) > 1").fetchall())[0]
    rows = connection.execute("SELECT id, number, reference FROM entry WHERE kind = ?", (kind,)).fetchall()
    one, other = chance.sample(rows, 2)
    for key, number, reference in ((one["id"], -1, "-"), (other["id"], one["number"], one["reference"])):
        connection.execute("UPDATE entry SET number = ?, reference = ? WHERE id = ?", (number, reference, key))
    values = (other["number"], other["reference"], one["id"])
    connection.execute("UPDATE entry SET number = ?, reference = ? WHERE id = ?", values)
    return Done(f"references of {one['id']} and {other['id']}", ("to which entry",))


def edit_entry(connection: Any, chance: random.Random) -> Done:
    """Change an entry of the log."""
    n, body = _logged(connection, chance)
    body["by"] = f"Somebody {chance.getrandbits(16)}"
    _set_entry(connection, n, canonical(body))
    return Done(f"entry of act {n}", (f"Act {n}",))


def edit_bytes(connection: Any, chance: random.Random) -> Done:
    """Flip one bit of an entry of the log."""
    n, body = _logged(connection, chance)
    raw = bytearray(canonical(body))
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    _set_entry(connection, n, bytes(raw))
    return Done(f"a bit of act {n}", (f"Act {n}",))


def rewrite_history(connection: Any, chance: random.Random) -> Done:
    """Change an act everywhere and make the whole tree again."""
    n, body = _logged(connection, chance)
    body["by"] = f"Somebody {chance.getrandbits(16)}"
    _set_entry(connection, n, canonical(body))
    connection.execute("UPDATE act SET role = ? WHERE n = ?", (body["by"], n))
    _plant(connection)
    return Done(f"history from act {n} on", ("is not the one that was published",))


def edit_node(connection: Any, chance: random.Random) -> Done:
    """Change a node of the tree."""
    rows = connection.execute("SELECT level, position FROM log_node ORDER BY level, position").fetchall()
    node = chance.choice(rows)
    new = sha256(chance.randbytes(8)).digest()
    where = (new, node["level"], node["position"])
    connection.execute("UPDATE log_node SET hash = ? WHERE level = ? AND position = ?", where)
    return Done(f"node {tuple(node)}", ("tree",))


def drop_node(connection: Any, chance: random.Random) -> Done:
    """Take a node out of the tree."""
    rows = connection.execute("SELECT level, position FROM log_node ORDER BY level, position").fetchall()
    node = chance.choice(rows)
    connection.execute("DELETE FROM log_node WHERE level = ? AND position = ?", tuple(node))
    return Done(f"no node {tuple(node)}", ("tree",))


def change_time(connection: Any, chance: random.Random) -> Done:
    """Let an act have been at another time."""
    n = chance.choice([row[0] for row in connection.execute("SELECT n FROM act")])
    connection.execute("UPDATE act SET at = replace(at, 'T', 'T0') WHERE n = ?", (n,))
    return Done(f"time of act {n}", (f"Act {n}",))


def change_role(connection: Any, chance: random.Random) -> Done:
    """Let somebody else have done an act."""
    n = chance.choice([row[0] for row in connection.execute("SELECT n FROM act WHERE n > 0")])
    connection.execute("UPDATE act SET role = 'Nobody' WHERE n = ?", (n,))
    return Done(f"role of act {n}", (f"Act {n}",))


def truncate(connection: Any, chance: random.Random) -> Done:
    """Take the last acts away, everywhere, and make the tree again."""
    last = connection.execute("SELECT n FROM head").fetchone()[0]
    left = last - chance.randrange(1, 4)
    for (key,) in connection.execute("SELECT id FROM entry WHERE id > ?", (left,)).fetchall():
        for table in ("listing", "facet", "citation", "appearance", "spell", "due", "relation", "alias", "imported"):
            connection.execute(f"DELETE FROM {table} WHERE entry_id = ?", (key,))
        for table in ("case_fact", "removal_request"):
            connection.execute(f"DELETE FROM {table} WHERE entry_id = ?", (key,))
    for table, column in (("act", "n"), ("revision", "n"), ("log_entry", "n"), ("entry", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} > ?", (left,))
    connection.execute("UPDATE head SET n = ?", (left,))
    _plant(connection)
    return Done(f"acts after {left}", (f"ends at act {left}",))


def drop_act(connection: Any, chance: random.Random) -> Done:
    """Take an act out of the middle."""
    n = chance.choice([row[0] for row in connection.execute("SELECT n FROM act WHERE n NOT IN (SELECT id FROM entry)")])
    for table in ("act", "revision", "log_entry"):
        connection.execute(f"DELETE FROM {table} WHERE n = ?", (n,))
    return Done(f"no act {n}", (f"Act {n} is missing",))


def unredact(connection: Any, chance: random.Random) -> Done:
    """Put a redacted part back, as if from an old backup."""
    rows = [row for row in _all(connection) if '"kind": "redact"' in (row["removed"] or "")]
    if not rows:
        raise Nothing
    row = chance.choice(rows)
    removed = json.loads(row["removed"])
    gone = chance.choice([one for one in removed if one["kind"] == "redact"])
    content, salts = parse(row["content"]), parse(row["salts"])
    if "/" in gone["unit"] or gone["unit"] not in parse(row["entry"])["units"]:
        raise Nothing
    _put(content, gone["unit"], "It was this.")
    salts[gone["unit"]] = "AAAA"
    left = [one for one in removed if one != gone]
    _set_revision(connection, row["n"], content=canonical(content), salts=canonical(salts))
    connection.execute("UPDATE revision SET removed = ? WHERE n = ?", (json.dumps(left) if left else None, row["n"]))
    return Done(f"redaction of act {gone['n']} undone in act {row['n']}", (f"of {row['reference']}",))


def unhide(connection: Any, chance: random.Random) -> Done:
    """Show what is on hold, or was withdrawn, without any act."""
    whole = connection.execute("SELECT id, reference FROM entry WHERE removed IS NOT NULL").fetchall()
    if not whole:
        raise Nothing
    row = chance.choice(whole)
    connection.execute("UPDATE entry SET removed = NULL WHERE id = ?", (row["id"],))
    return Done(f"{row['reference']} shown again", (row["reference"],))


def hide(connection: Any, chance: random.Random) -> Done:
    """Hide a part of a revision without any act."""
    row, _, salts = _revision(connection, chance)
    name = chance.choice([name for name in sorted(salts) if label_of(name) != "marks"])
    one = {"unit": name, "n": 1, "kind": "hold", "category": "mistake", "legal_basis": None, "on": "2026-11-23"}
    removed = [*json.loads(row["removed"] or "[]"), one]
    connection.execute("UPDATE revision SET removed = ? WHERE n = ?", (json.dumps(removed), row["n"]))
    return Done(f"{name} of act {row['n']} hidden", (f"of {row['reference']}",))


def edit_projection(connection: Any, chance: random.Random) -> Done:
    """Change what lists, filters or organisations' pages show."""
    table = chance.choice(sorted(PROJECTED))
    column = chance.choice(PROJECTED[table])
    used = " WHERE id IN (SELECT value_id FROM facet)" if table == "facet_value" else ""
    rows = connection.execute(f"SELECT rowid AS place, {column} FROM {table}{used}").fetchall()
    if not rows:
        raise Nothing
    row = chance.choice(rows)
    new = f"{row[1] or ''}x{chance.getrandbits(16)}"[:300]
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row["place"]))
    return Done(f"{table}.{column}", ("is not shown in", "The filters call"))


def drop_projection(connection: Any, chance: random.Random) -> Done:
    """Take a line out of what readers are shown."""
    table = chance.choice(["listing", "facet", "citation", "appearance", "spell"])
    rows = connection.execute(f"SELECT rowid AS place FROM {table}").fetchall()
    if not rows:
        raise Nothing
    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (chance.choice(rows)["place"],))
    return Done(f"a line of {table}", ("is not shown in",))


def rename(connection: Any, chance: random.Random) -> Done:
    """Call an organisation by another name, or give it one more."""
    rows = connection.execute("SELECT id, name FROM organisation").fetchall()
    if not rows:
        raise Nothing
    row = chance.choice(rows)
    new = f"{row['name']} x{chance.getrandbits(16)}"
    if chance.random() < 0.5:
        connection.execute("UPDATE organisation SET name = ? WHERE id = ?", (new, row["id"]))
    else:
        connection.execute("INSERT INTO organisation_name VALUES (?, ?, '2026-11-23')", (row["id"], new))
    return Done(f"organisation {row['id']} renamed", ("nothing published calls it so",))


WAYS: dict[str, Callable[[Any, random.Random], Done]] = {
    way.__name__: way
    for way in (
        edit_content,
        add_content,
        reorder_content,
        drop_content,
        drop_salt,
        swap_revisions,
        swap_entries,
        edit_entry,
        edit_bytes,
        rewrite_history,
        edit_node,
        drop_node,
        change_time,
        change_role,
        truncate,
        drop_act,
        unredact,
        unhide,
        hide,
        edit_projection,
        drop_projection,
        rename,
    )
}


def _all(connection: Any) -> list[Any]:
    query = (
        "SELECT r.n, r.content, r.salts, r.removed, e.reference, l.entry FROM revision r "
        "JOIN entry e ON e.id = r.entry_id JOIN log_entry l ON l.n = r.n ORDER BY r.n"
    )
    return list(connection.execute(query))


def _revision(connection: Any, chance: random.Random) -> tuple[Any, dict[str, Any], dict[str, str]]:
    row = chance.choice([row for row in _all(connection) if parse(row["salts"])])
    return row, parse(row["content"]), parse(row["salts"])


def _set_revision(connection: Any, n: int, **values: bytes) -> None:
    for column, value in values.items():
        connection.execute(f"UPDATE revision SET {column} = ? WHERE n = ?", (value, n))


def _logged(connection: Any, chance: random.Random) -> tuple[int, dict[str, Any]]:
    row = chance.choice(connection.execute("SELECT n, entry FROM log_entry WHERE n > 0").fetchall())
    return row["n"], parse(row["entry"])


def _set_entry(connection: Any, n: int, raw: bytes) -> None:
    connection.execute("UPDATE log_entry SET entry = ? WHERE n = ?", (raw, n))


def _plant(connection: Any) -> None:
    """Make the tree again from the entries as they are."""
    connection.execute("DELETE FROM log_node")
    leaves = [tree.leaf_hash(row[0]) for row in connection.execute("SELECT entry FROM log_entry ORDER BY n")]
    grown = tree.grown(0, lambda level, position: b"", leaves)
    connection.executemany("INSERT INTO log_node (level, position, hash) VALUES (?, ?, ?)", grown)


def _put(content: dict[str, Any], name: str, value: Any) -> None:
    """Put a value where a unit stands."""
    if ":" in name:
        path = name.partition(":")[2].split(",")[0]
        _put(content, path, value if not isinstance(value, dict) else f"{value}")
        return
    path, _, key = name.partition("/")
    outer, _, inner = path.partition(".")
    if key:
        items = content[outer] if not inner else content[outer][inner]
        items[items.index(value_of(content, name))] = value
    elif inner:
        content.setdefault(outer, {})[inner] = value
    else:
        content[outer] = value


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict) and "number" in value:
        return {**value, "aside": f"{chance.getrandbits(32)}"}
    return f"{json.dumps(value)[:40]} {chance.getrandbits(32)}"

"""Guards in the database itself: the log is never changed, a revision only by redaction, the audit only grows.

They stop mistakes and honest programs. Who owns the database can take them away, and is found out by the tree.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
"""
_SQLITE_REVISION = """
CREATE TRIGGER revision_no_update BEFORE UPDATE OF entry_id, number, n, schema, origin ON revision
BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END;
CREATE TRIGGER revision_no_edit BEFORE UPDATE OF content, salts ON revision
WHEN NEW.removed IS NULL OR NEW.removed IS OLD.removed
BEGIN SELECT RAISE(ABORT, 'a revision is changed by redaction only'); END;
CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision is never deleted'); END;
CREATE TRIGGER revision_no_replace BEFORE INSERT ON revision
WHEN EXISTS (SELECT 1 FROM revision WHERE n = NEW.n OR (entry_id = NEW.entry_id AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'a revision is never replaced'); END;
"""
_REQUEST = ("entry_id", "action", "removes", "category", "legal_basis", "asked_by", "asked_at")
"""What a second person decided on, or is asked to: nobody changes it under their hands."""
_SQLITE_REQUEST = f"""
CREATE TRIGGER removal_request_no_change BEFORE UPDATE OF {", ".join(_REQUEST)} ON removal_request
BEGIN SELECT RAISE(ABORT, 'what was asked for is never changed'); END;
"""
KEPT_DAYS = 365
"""No row of the audit goes before it is this old, whatever a setting or a program says."""
_SQLITE_AUDIT = """
CREATE TRIGGER audit_record_no_update BEFORE UPDATE ON audit_record
BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_record_no_delete BEFORE DELETE ON audit_record
WHEN OLD.at > strftime('%Y-%m-%dT%H:%M:%S', 'now', '-KEPT days')
BEGIN SELECT RAISE(ABORT, 'the audit is kept for a year at least'); END;
CREATE TRIGGER audit_record_no_replace BEFORE INSERT ON audit_record
WHEN EXISTS (SELECT 1 FROM audit_record WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
""".replace("KEPT", str(KEPT_DAYS))
_TABLES = {"log_entry": "n = NEW.n", "log_node": "level = NEW.level AND position = NEW.position"}

_FUNCTIONS = {
    "log_is_never_changed": " BEGIN RAISE EXCEPTION 'the log is never changed'; END ",
    "revision_is_never_changed": """ BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.entry_id, NEW.number, NEW.n, NEW.schema, NEW.origin)
       IS NOT DISTINCT FROM (OLD.entry_id, OLD.number, OLD.n, OLD.schema, OLD.origin)
       AND ((NEW.content, NEW.salts) IS NOT DISTINCT FROM (OLD.content, OLD.salts)
            OR (NEW.removed IS NOT NULL AND NEW.removed IS DISTINCT FROM OLD.removed)) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a revision is changed by redaction only';
END """,
    "audit_is_never_changed": f""" BEGIN
  IF TG_OP = 'DELETE' THEN
    IF CAST(OLD.at AS timestamptz) < clock_timestamp() - interval '{KEPT_DAYS} days' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit is never changed, and kept for a year at least';
END """,
}
"""The functions of PostgreSQL's triggers, and what they do."""
_FUNCTION_OF = {"revision": "revision_is_never_changed", "audit_record": "audit_is_never_changed"}
_GUARDED = (*_TABLES, *_FUNCTION_OF)

_HELD = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname, replace(pg_get_triggerdef(pg_trigger.oid, true), '::text', '') || prosrc
        FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)
    """,
}
"""Asks for each trigger that is in force, and what it does."""


def guard(connection: Connection) -> None:
    """Put the guards in place, anew where they stand already (migrations may have dropped some)."""
    for statement in _statements(connection.dialect.name):
        connection.execute(text(statement))


def missing_guards(connection: Connection) -> list[str]:
    """Return the names of guards that somebody took away, switched off, or made to do something else."""
    dialect = connection.dialect.name
    held: dict[str, str] = dict(connection.execute(text(_HELD[dialect])).all())
    return sorted(name for name, made in _triggers(dialect).items() if held.get(name) != made + _done_by(made))


def names(dialect: str) -> list[str]:
    """Return the names of all guards of a database."""
    return list(_triggers(dialect))


def _triggers(dialect: str) -> dict[str, str]:
    """Return the statement that makes each trigger, by name, spelled as the database gives it back."""
    made: list[str] = []
    if dialect == "sqlite":
        script = "".join(_SQLITE.format(table=table, same=same) for table, same in _TABLES.items())
        script += _SQLITE_REVISION + _SQLITE_REQUEST + _SQLITE_AUDIT
        made += (statement.strip() + "; END" for statement in script.split("; END;") if statement.strip())
    else:
        for table in _GUARDED:
            done = f"EXECUTE FUNCTION {_FUNCTION_OF.get(table, 'log_is_never_changed')}()"
            made += [
                f"CREATE TRIGGER {table}_no_change BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW {done}",
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {done}",
            ]
        changed = " OR ".join(f"new.{name} IS DISTINCT FROM old.{name}" for name in _REQUEST)
        made.append(
            "CREATE TRIGGER removal_request_no_change BEFORE UPDATE ON removal_request FOR EACH ROW "
            f"WHEN ({changed}) EXECUTE FUNCTION log_is_never_changed()"
        )
    return {statement.split()[2]: statement for statement in made}


def _done_by(trigger: str) -> str:
    """Return what the function of a trigger does; nothing on SQLite, whose triggers say it themselves."""
    return _FUNCTIONS[trigger.rpartition(" ")[2].removesuffix("()")] if trigger.endswith("()") else ""


def _statements(dialect: str) -> list[str]:
    triggers = _triggers(dialect)
    if dialect == "sqlite":
        return [*(f"DROP TRIGGER IF EXISTS {name}" for name in triggers), *triggers.values()]
    make = "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $${}$$"
    return [
        *(make.format(name, does) for name, does in _FUNCTIONS.items()),
        *(f"DROP TRIGGER IF EXISTS {name} ON {name.partition('_no_')[0]}" for name in triggers),
        *triggers.values(),
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER" for table in _TABLES),
    ]

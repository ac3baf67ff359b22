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

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION log_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is never changed'; END $$;
CREATE OR REPLACE FUNCTION revision_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.entry_id, NEW.number, NEW.n, NEW.schema, NEW.origin)
       IS NOT DISTINCT FROM (OLD.entry_id, OLD.number, OLD.n, OLD.schema, OLD.origin)
       AND ((NEW.content, NEW.salts) IS NOT DISTINCT FROM (OLD.content, OLD.salts)
            OR (NEW.removed IS NOT NULL AND NEW.removed IS DISTINCT FROM OLD.removed)) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a revision is changed by redaction only';
END $$;
CREATE OR REPLACE FUNCTION audit_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' THEN
    IF CAST(OLD.at AS timestamptz) < clock_timestamp() - interval '{KEPT_DAYS} days' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit is never changed, and kept for a year at least';
END $$;
"""
_POSTGRESQL_FUNCTIONS = {"revision": "revision_is_never_changed", "audit_record": "audit_is_never_changed"}
_GUARDED = (*_TABLES, *_POSTGRESQL_FUNCTIONS)


def guard(connection: Connection) -> None:
    """Put the guards in place, anew where they stand already (migrations may have dropped some)."""
    for statement in _statements(connection.dialect.name):
        connection.execute(text(statement))


def missing_guards(connection: Connection) -> list[str]:
    """Return the names of guards that somebody took away."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    held = set(connection.scalars(text(query)))
    return sorted(set(names(connection.dialect.name)) - held)


def names(dialect: str) -> list[str]:
    """Return the names of all guards of a database."""
    if dialect != "sqlite":
        both = [f"{table}_{what}" for table in _GUARDED for what in ("no_change", "no_truncate")]
        return [*both, "removal_request_no_change"]
    made = [f"{table}_no_{what}" for table in _TABLES for what in ("update", "delete", "replace")]
    made += [f"revision_no_{what}" for what in ("update", "edit", "delete", "replace")]
    made += [f"audit_record_no_{what}" for what in ("update", "delete", "replace")]
    return [*made, "removal_request_no_change"]


def _statements(dialect: str) -> list[str]:
    if dialect == "sqlite":
        made = "".join(_SQLITE.format(table=table, same=same) for table, same in _TABLES.items())
        made += _SQLITE_REVISION + _SQLITE_REQUEST + _SQLITE_AUDIT
        return [
            *(f"DROP TRIGGER IF EXISTS {name}" for name in names(dialect)),
            *(statement.strip() + "; END" for statement in made.split("; END;") if statement.strip()),
        ]
    statements = [part + "$$" for part in _POSTGRESQL.replace("END $$;", "END $$;\0").split("\0") if part.strip()]
    statements = [part.removesuffix("$$").rstrip().removesuffix(";") for part in statements]
    for table in _GUARDED:
        function = _POSTGRESQL_FUNCTIONS.get(table, "log_is_never_changed")
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        ]
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _REQUEST)
    statements += [
        "DROP TRIGGER IF EXISTS removal_request_no_change ON removal_request",
        f"CREATE TRIGGER removal_request_no_change BEFORE UPDATE ON removal_request FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION log_is_never_changed()",
    ]
    statements += [f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER" for table in _TABLES]
    return statements

"""The command line: `register`, a click group on Flask's own."""

from __future__ import annotations

from flask.cli import FlaskGroup

from register.commands.demo import demo
from register.commands.importing import import_file
from register.commands.keeping import backup, restore, witness
from register.commands.log import log
from register.commands.serving import follow, serve
from register.commands.upkeep import doctor, rebuild, reindex, upgrade
from register.commands.users import user
from register.factory import create_app

main = FlaskGroup(name="register", create_app=create_app, help="The Compact Register.")
for command in (
    serve,
    follow,
    demo,
    import_file,
    reindex,
    rebuild,
    doctor,
    upgrade,
    user,
    backup,
    restore,
    witness,
    log,
):
    main.add_command(command)

if __name__ == "__main__":
    main()

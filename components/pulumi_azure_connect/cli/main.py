"""The command `azure-connect`.

Each subcommand adds its own parser and loads what it needs when it runs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, cast

from pulumi_azure_connect.errors import ConnectError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand.

    Returns 0 if it did what was asked, 1 if not; argparse itself ends the process with 2 on wrong usage.
    """
    parser = argparse.ArgumentParser(prog="azure-connect", description="Connect Azure App Service apps to what they use.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for add in _COMMANDS:
        add(commands.add_parser)
    options = parser.parse_args(arguments)
    run = cast(Callable[[argparse.Namespace], int], options.run)
    try:
        return run(options)
    except (ConnectError, OSError) as error:
        print(f"azure-connect: {error}", file=sys.stderr)
        return 1


def _add_run_sql(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add_parser(
        "run-sql",
        help="run a connection's SQL script with your own Microsoft Entra sign-in",
        description="Runs a connection's SQL script in its database, as you: azure-identity finds your sign-in (`az login`, a pipeline's "
        "identity, ...). You have to be the server's Entra admin, or be allowed to manage users of the database.",
    )
    parser.add_argument("script", metavar="SCRIPT", help="file with the script; '-' reads standard input")
    parser.add_argument(
        "--server",
        required=True,
        metavar="FQDN",
        help="full host name of the server: shop.database.windows.net, shop.postgres.database.azure.com, ...",
    )
    parser.add_argument("--database", required=True, metavar="NAME", help="name of the database")
    parser.add_argument("--user", metavar="NAME", help="for PostgreSQL and MySQL: whom to log in as, if not the person of your sign-in")
    parser.add_argument("--print", action="store_true", dest="only_print", help="show what would run where, and connect to nothing")
    parser.set_defaults(run=_run_sql)


def _run_sql(options: argparse.Namespace) -> int:
    from pulumi_azure_connect.sql.run.runner import Database, run_script

    database = Database(options.server, options.database, options.user)
    script = sys.stdin.read() if options.script == "-" else Path(options.script).read_text(encoding="utf-8")
    if not script.strip():
        raise ConnectError(f"'{options.script}' is empty. Give the file with the connection's script.")
    if options.only_print:
        print(f"-- would run in '{database.name}' on '{database.server}':\n{script}", end="")
        return 0
    for remark in run_script(database, script):
        print(remark)
    print(f"Done: the script ran in '{database.name}' on '{database.server}'.")
    return 0


def _add_targets(add_parser: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add_parser(
        "targets",
        help="list what an app can be connected to",
        description="Prints the catalogue: each target with its ARM types, settings by authentication, roles by access level, sources.",
    )
    parser.add_argument("kinds", metavar="KIND", nargs="*", help="only these, such as storage-blob; all unless given")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything, as JSON: one object if one KIND is given, else a list")
    form.add_argument("--markdown", action="store_true", help="everything, as the page of the documentation")
    parser.set_defaults(run=_targets)


def _targets(options: argparse.Namespace) -> int:
    from pulumi_azure_connect.targets import ALL, target

    from .catalogue import as_markdown, as_text, catalogue

    kinds = cast("list[str]", options.kinds)
    chosen = [target(kind) for kind in kinds] or list(ALL)
    if options.json:
        entries = catalogue(chosen)
        print(json.dumps(entries[0] if len(kinds) == 1 else entries, indent=1))
    else:
        print(as_markdown(chosen) if options.markdown else as_text(chosen))
    return 0


_COMMANDS: Final = (_add_run_sql, _add_targets)

if __name__ == "__main__":
    sys.exit(main())

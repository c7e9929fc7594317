"""SQL that gives an identity a user in an Azure Database for MySQL. ARM has no resource for it.

MySQL has neither transactions around users nor conditions outside of procedures, so a guard is a prepared statement that fails. A
user belongs to the server and may have rights in several databases: it is never dropped to be made again.

Sources: MicrosoftDocs/azure-databases-docs articles/mysql/flexible-server/how-to-azure-ad.md (CREATE AADUSER, whose IF NOT EXISTS and
use in PREPARE public deployment scripts show), petoju/terraform-provider-mysql mysql/resource_user.go (such a user has the plugin
`aad_auth` and the text `AADSP:<id>:upn:<name>`), and dev.mysql.com/doc (GRANT, REVOKE, prepared statements, mysql.db).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pulumi_azure_connect.azure.names import check_guid

from .names import check_name, chosen_rights, fitted

RIGHTS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "INDEX", "REFERENCES")
"""The rights that an app may get in its database: to read, to write, and from `CREATE` on to change the schema (for migrations)."""

_USER_LENGTH: Final = 32
_DATABASE_LENGTH: Final = 64
_RESERVED: Final = ("root", "mysql.sys", "mysql.session", "mysql.infoschema", "azure_superuser", "event_scheduler")
_TAKEN: Final = "a user of that name is another identity's or has a password"
"""MySQL tells it as the name of an unknown column, which has 64 characters at most."""
# All that can be held on a whole database: dev.mysql.com/doc/refman/8.0/en/grant.html#grant-database-privileges.
_ALL: Final = (
    *RIGHTS,
    "ALTER ROUTINE",
    "CREATE ROUTINE",
    "CREATE TEMPORARY TABLES",
    "CREATE VIEW",
    "EVENT",
    "EXECUTE",
    "LOCK TABLES",
    "SHOW VIEW",
    "TRIGGER",
    "GRANT OPTION",
)


def user_name(identity: str) -> str:
    """The user's name for an identity of that name: the same one, shortened where MySQL takes no more."""
    return fitted(identity, _USER_LENGTH)


def user_script(user: str, client_id: str, database: str, rights: Sequence[str]) -> str:
    """The script after which `user` is this identity's and has exactly `rights` on a whole database.

    A user of that name that has a password, or belongs to another identity, stops the script. Rights in other databases, and on
    single tables, are left alone.

    Args:
        user: its name in the server: `user_name` of the identity's.
        client_id: of the identity (not its object id, which PostgreSQL takes).
        database: the database's name.
        rights: one or more of RIGHTS.

    Raises:
        InvalidName: a name that MySQL refuses or that can't be read at a glance; a client id that is no guid.
        AccessNotSupported: a right that isn't in RIGHTS, or no right.
    """
    chosen = chosen_rights(rights, RIGHTS, "MySQL")
    name, where = _literal(_user(user)), f"{_identifier(_pattern(database))}.*"
    application = check_guid(client_id, "the client id of a database user")
    others = ", ".join(right for right in _ALL if right not in chosen)
    return _script(
        "Lets an app's managed identity into a database, with these rights and no others. Safe to run again.",
        [
            "SET aad_auth_validate_oids_in_tenant = OFF;",
            f"SET @taken = (SELECT COUNT(*) FROM mysql.user WHERE {_account(name)} AND NOT {_is(application)});",  # noqa: S608 (quoted)
            # Where the name is taken this is a statement that fails, with the reason as the unknown column's name.
            *_run(f"@taken = 0, 'DO 0', {_literal(f'DO `{_TAKEN}`')}"),
            f"CREATE AADUSER IF NOT EXISTS {name} IDENTIFIED BY {_literal(application)};",
            f"GRANT {', '.join(chosen)} ON {where} TO {name}@'%';",
            # Now the user has an entry for this database: without one, REVOKE fails.
            f"REVOKE {others} ON {where} FROM {name}@'%';",
        ],
    )


def drop_script(user: str, client_id: str, database: str) -> str:
    """The script that revokes an identity's rights on a database, and drops a user without others.

    A user of that name that has a password or belongs to another identity is left alone. Arguments and errors as user_script's.
    """
    name, pattern = _literal(_user(user)), _pattern(database)
    application = check_guid(client_id, "the client id of a database user")
    account, drop = _account(name), f"DROP USER {name}@'%'"
    take = f"REVOKE {', '.join(_ALL)} ON {_identifier(pattern)}.* FROM {name}@'%'"
    return _script(
        "Removes an app's managed identity from a database. Safe to run again.",
        [
            f"SET @ours = (SELECT COUNT(*) FROM mysql.user WHERE {account} AND {_is(application)});",  # noqa: S608 (quoted)
            f"SET @here = (SELECT COUNT(*) FROM mysql.db WHERE {account} AND db = {_literal(pattern, backslash=True)});",  # noqa: S608
            *_run(f"@ours = 1 AND @here = 1, {_literal(take, backslash=True)}, 'DO 0'"),
            f"SET @databases = (SELECT COUNT(*) FROM mysql.db WHERE {account});",  # noqa: S608 (quoted)
            f"SET @tables = (SELECT COUNT(*) FROM mysql.tables_priv WHERE {account});",  # noqa: S608 (quoted)
            *_run(f"@ours = 1 AND @databases = 0 AND @tables = 0, {_literal(drop)}, 'DO 0'"),
        ],
    )


def _script(comment: str, statements: Sequence[str]) -> str:
    return "\n".join([f"-- {comment}", "-- Run it signed in as the server's Microsoft Entra administrator.", *statements, ""])


def _run(choice: str) -> list[str]:
    """Run one of two statements: the condition, the statement where it holds, and the other."""
    return [f"SET @step = IF({choice});", "PREPARE step FROM @step;", "EXECUTE step;", "DEALLOCATE PREPARE step;"]


def _account(name: str) -> str:
    return f"user = {name} AND host = '%'"


def _is(application: str) -> str:
    """Condition on a row of mysql.user: it is this identity's."""
    return f"(plugin = 'aad_auth' AND LOWER(authentication_string) LIKE '%:{application}:%')"


def _user(name: str) -> str:
    return check_name(
        name,
        "a database user",
        {
            f"it is longer than {_USER_LENGTH} characters": len(name) > _USER_LENGTH,
            "the server has a user of that name": name.lower() in _RESERVED,
        },
    )


def _database(name: str) -> str:
    return check_name(
        name,
        "a database",
        {
            f"it is longer than {_DATABASE_LENGTH} characters": len(name) > _DATABASE_LENGTH,
            "it is one of the server's own": name.lower() in ("mysql", "information_schema", "performance_schema", "sys"),
        },
    )


def _literal(text: str, *, backslash: bool = False) -> str:
    """A text in quotes.

    No name has a backslash, but a pattern has: MySQL reads it in quotes as the start of an escape.
    """
    return "'{}'".format((text.replace("\\", "\\\\") if backslash else text).replace("'", "''"))


def _pattern(database: str) -> str:
    """A database in GRANT is a pattern: an underscore left as it is would let the user into others."""
    return _database(database).replace("_", r"\_").replace("%", r"\%")


def _identifier(name: str) -> str:
    return "`{}`".format(name.replace("`", "``"))

"""SQL that lets an identity into a database of Azure Database for MySQL (flexible server): ARM has no resource for that.

MySQL has neither transactions around users nor conditions outside of procedures, so the user is dropped and made again each time: with
that the script can be run any number of times, an identity that was made anew gets in, and the user ends with the rights that are listed
here and no others. Between the two statements a new log-in fails; sessions that are open go on.

Sources: MicrosoftDocs/azure-databases-docs articles/mysql/flexible-server/how-to-azure-ad.md (CREATE AADUSER), the statements that
Azure/azure-cli-extensions' serviceconnector-passwordless runs, and dev.mysql.com/doc (GRANT, prepared statements).
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
_BY_PASSWORD: Final = ("caching_sha2_password", "mysql_native_password", "sha256_password")
_TAKEN: Final = "a user of that name signs in with a password; choose another"


def user_name(identity: str) -> str:
    """The user's name for an identity of that name: the same one, shortened where MySQL takes no more."""
    return fitted(identity, _USER_LENGTH)


def user_script(user: str, client_id: str, database: str, rights: Sequence[str]) -> str:
    """The script that makes `user` for this identity anew, with `rights` in a database.

    Args:
        user: its name in the server: `user_name` of the identity's.
        client_id: of the identity (not its object id, which PostgreSQL takes).
        database: the database's name.
        rights: one or more of RIGHTS.

    Raises:
        InvalidName: a name that MySQL refuses or that can't be read at a glance; a client id that is no guid.
        AccessNotSupported: a right that isn't in RIGHTS, or no right.
    """
    chosen = ", ".join(chosen_rights(rights, RIGHTS, "MySQL"))
    name, application = _literal(_user(user)), check_guid(client_id, "the client id of a database user")
    password = ", ".join(_literal(plugin) for plugin in _BY_PASSWORD)
    return "\n".join(
        [
            "-- Lets an app's managed identity into a database. Safe to run again; other rights of the user are lost.",
            "-- Run it signed in as the server's Microsoft Entra administrator.",
            "SET aad_auth_validate_oids_in_tenant = OFF;",
            f"SET @taken = (SELECT COUNT(*) FROM mysql.user WHERE user = {name} AND host = '%' AND plugin IN ({password}));",  # noqa: S608 (quoted)
            # Where the name is taken this is a statement that fails, with the reason as the unknown column's name.
            f"SET @check = IF(@taken = 0, 'DO 0', {_literal(f'DO `{_TAKEN}`')});",
            "PREPARE guard FROM @check;",
            "EXECUTE guard;",
            "DEALLOCATE PREPARE guard;",
            f"DROP USER IF EXISTS {name}@'%';",
            f"CREATE AADUSER {name} IDENTIFIED BY {_literal(application)};",
            f"GRANT {chosen} ON {_pattern(_database(database))}.* TO {name}@'%';",
            "",
        ]
    )


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


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _pattern(database: str) -> str:
    """A database in GRANT is a pattern: an underscore left as it is would let the user into others."""
    escaped = database.replace("_", r"\_").replace("%", r"\%")
    return "`{}`".format(escaped.replace("`", "``"))

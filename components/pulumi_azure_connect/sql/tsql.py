"""T-SQL that gives an identity a user in an Azure SQL database. ARM has no resource for it.

The user is made from the identity's client id, so neither the server nor who runs the script needs to read the directory. Each
script is one batch and one transaction, changes nothing when run again, and stops with an error where it would have to guess.

Every script has exactly this shape, a statement or guard a line (what is in angle brackets is filled in):

    script  := comment* "SET XACT_ABORT ON;" "BEGIN TRANSACTION;" block* "COMMIT TRANSACTION;"
    comment := "-- <text>"
    block   := "IF [NOT ]EXISTS (" query ")" "BEGIN" action+ "END;"
    query   := "SELECT 1 FROM sys.database_principals WHERE " test (" AND " test)*
             | "SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(" text ")"
               " AND member_principal_id = DATABASE_PRINCIPAL_ID(" text ")"
    test    := "name" op text | "type" op text | "sid" op sid                op := " = " | " <> "
    action  := "PRINT " text ";"                                             a remark for who runs it
             | "THROW <50001 to 50003>, " text ", 1;"                         stops; the transaction is rolled back
             | "DROP USER " name ";"
             | "CREATE USER " name " WITH SID = " sid ", TYPE = E;"           E: an Entra user or application
             | "ALTER ROLE " name " ADD MEMBER " name ";" | "ALTER ROLE " name " DROP MEMBER " name ";"
    text    := N'...', a quote in it doubled
    name    := [...], a closing bracket in it doubled
    sid     := 0x and 32 hexadecimal digits, the client id in SQL Server's byte order

Sources: MicrosoftDocs/sql-docs azure-sql/database/authentication-microsoft-entra-create-users-with-nonunique-names.md (a service
principal's SID is its client id) and the deployment script of dotnet/aspire's AzureSqlServerResource.cs (SID and TYPE = E).
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from pulumi_azure_connect.azure.names import check_guid
from pulumi_azure_connect.errors import AccessNotSupported, InvalidName, did_you_mean, listed

DATABASE_ROLES: Final = ("db_datareader", "db_datawriter", "db_ddladmin")
"""The roles that an app may get: to read all tables, to write to them, to change the schema (only for what runs migrations).

The others let the app raise its own rights (db_owner, db_securityadmin, db_accessadmin), copy the database out of Azure
(db_backupoperator), or take rights away (db_denydatareader, db_denydatawriter).
"""

_TAKEN_AWAY: Final = ("db_owner", "db_securityadmin", "db_accessadmin", "db_backupoperator", *DATABASE_ROLES)
"""The fixed roles that give rights. A script takes those away that its connection doesn't have; who belongs to a deny role stays in it.

Source: learn.microsoft.com/sql/relational-databases/security/authentication-access/database-level-roles.
"""

NAME_TAKEN: Final = 50001
"""THROW number: the user's name belongs to something that isn't an Entra user (a SQL user, a role, a group)."""
SID_TAKEN: Final = 50002
"""THROW number: the identity has a user of another name in this database."""
OTHER_IDENTITY: Final = 50003
"""THROW number: the user's name belongs to another identity, so neither the user nor its roles are ours to change."""

_NAME_LENGTH = 128  # sysname: 128 UTF-16 code units
# Principals that each database has; CREATE USER and DROP USER refuse them.
_RESERVED = ("dbo", "guest", "public", "sys", "INFORMATION_SCHEMA")
# Letters from U+0080 on are fine; what can't be seen, or reorders what is seen, is not.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def sid(client_id: str) -> str:
    """An application's security identifier in SQL Server.

    It is "0x" and the 16 bytes of the client id, the first three groups reversed.

    Not the principal id: with that the user is made without complaint and every login fails.
    """
    return f"0x{uuid.UUID(check_guid(client_id, 'the client id of a database user')).bytes_le.hex().upper()}"


def user_script(user: str, client_id: str, roles: Sequence[str]) -> str:
    """The script that makes `user` this identity's user, with exactly `roles` of the fixed roles.

    Roles that the user had before are taken away: of a connection that wrote and now reads, or given by hand. A user of that name
    that belongs to another identity stops the script: nobody can tell here whether that identity is gone or only has the same
    name. Roles that people made themselves, deny roles and rights given without a role are left alone.

    Args:
        user: its name in the database; any will do, the identity's own is what people expect.
        client_id: of the identity.
        roles: one or more of DATABASE_ROLES.

    Raises:
        InvalidName: a name that SQL Server refuses or that can't be read at a glance; a client id that is no guid.
        AccessNotSupported: a role that isn't in DATABASE_ROLES, or no role.
    """
    text, name, number = _text(user), _name(user), sid(client_id)
    chosen = _roles(roles)
    return _script(
        (
            "Lets an app's managed identity into this database, with these roles and no others. Safe to run again.",
            "Run it in the database itself, signed in with Entra ID.",
        ),
        [
            _if(
                _principal(f"name = {text}", "type <> N'E'"),
                _throw(
                    NAME_TAKEN,
                    f"{name} is not an Entra user here, so it can't be the app's user. Nothing was changed; choose another name.",
                ),
            ),
            _if(
                _principal(f"sid = {number}", f"name <> {text}"),
                _throw(
                    SID_TAKEN,
                    f"The identity {number} has a user of another name here. Nothing was changed; use that name, or drop that user.",
                ),
            ),
            _if(
                _principal(f"name = {text}", f"sid <> {number}"),
                _throw(
                    OTHER_IDENTITY,
                    f"{name} belongs to another identity than {number}. Nothing was changed. If two identities have this name, rename one. If "
                    f"the identity was made anew, first run the drop script of the old one, or DROP USER {name}.",
                ),
            ),
            _if_not(_principal(f"name = {text}"), f"CREATE USER {name} WITH SID = {number}, TYPE = E;"),
            *(_if(_member(role, user), f"ALTER ROLE {_name(role)} DROP MEMBER {name};") for role in _TAKEN_AWAY if role not in chosen),
            *(_if_not(_member(role, user), f"ALTER ROLE {_name(role)} ADD MEMBER {name};") for role in chosen),
        ],
    )


def drop_script(user: str, client_id: str) -> str:
    """The script that removes this identity's user, and with it all that it may do here.

    Arguments and errors as user_script's.

    A user of that name that belongs to another identity is left alone, which the script says.
    """
    text, name, number = _text(user), _name(user), sid(client_id)
    return _script(
        ("Removes an app's managed identity from this database. Safe to run again.",),
        [
            _if(_principal(f"name = {text}", f"sid <> {number}"), _print(f"{name} belongs to another identity than {number}: left alone.")),
            _if(_principal(f"name = {text}", f"sid = {number}"), f"DROP USER {name};"),
        ],
    )


def _script(comments: Iterable[str], blocks: Iterable[str]) -> str:
    lines = [f"-- {comment}" for comment in comments]
    # XACT_ABORT: an error anywhere rolls back the whole, however the script is run.
    return "\n".join([*lines, "SET XACT_ABORT ON;", "BEGIN TRANSACTION;", *blocks, "COMMIT TRANSACTION;"]) + "\n"


def _if(query: str, *actions: str) -> str:
    return "\n".join([f"IF EXISTS ({query})", "BEGIN", *(f"    {action}" for action in actions), "END;"])


def _if_not(query: str, *actions: str) -> str:
    return _if(query, *actions).replace("IF EXISTS", "IF NOT EXISTS", 1)


def _principal(*tests: str) -> str:
    return f"SELECT 1 FROM sys.database_principals WHERE {' AND '.join(tests)}"  # noqa: S608 (all texts in it are quoted)


def _member(role: str, user: str) -> str:
    return (
        f"SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID({_text(role)}) "  # noqa: S608 (quoted)
        f"AND member_principal_id = DATABASE_PRINCIPAL_ID({_text(user)})"
    )


def _throw(number: int, message: str) -> str:
    return f"THROW {number}, {_quoted(message)}, 1;"


def _print(message: str) -> str:
    return f"PRINT {_quoted(message)};"


def _quoted(message: str) -> str:
    return "N'{}'".format(message.replace("'", "''"))


def _text(name: str) -> str:
    return _quoted(_checked(name))


def _name(name: str) -> str:
    return "[{}]".format(_checked(name).replace("]", "]]"))


def _checked(name: str) -> str:
    """The name, if a database user may have it and every tool that runs scripts leaves it as it is."""
    faults = {
        "it is empty": not name,
        "it has a blank at an end": name != name.strip(),
        f"it is longer than {_NAME_LENGTH} characters": len(name.encode("utf-16-le", "surrogatepass")) > 2 * _NAME_LENGTH,
        "it has a control character or one that can't be seen": any(unicodedata.category(char) in _UNSEEN for char in name),
        "a backslash makes it the name of a Windows account": "\\" in name,
        "sqlcmd would replace '$(...)'": "$(" in name,
        f"each database has {listed(_RESERVED)} already": name.lower() in {word.lower() for word in _RESERVED},
    }
    for fault, found in faults.items():
        if found:
            raise InvalidName(f"{name!r} can't be the name of a database user: {fault}. The name of the managed identity will do.")
    return name


def _roles(roles: Sequence[str]) -> list[str]:
    """The roles in the order of DATABASE_ROLES, each once."""
    # A lone text is a sequence of letters: no user means that.
    given = [roles] if isinstance(roles, str) else list(roles)
    if not given:
        raise AccessNotSupported(f"a database user needs a role; none was given. Choose from {listed(DATABASE_ROLES)}.")
    for role in given:
        if role not in DATABASE_ROLES:
            raise AccessNotSupported(
                f"an app can't have the database role '{role}'; it may have {listed(DATABASE_ROLES)}.{did_you_mean(role, DATABASE_ROLES)} "
                "Other roles reach beyond the app's own data. If you must, make a role of your own (CREATE ROLE) and add the user to it: scripts leave that alone."
            )
    return [role for role in DATABASE_ROLES if role in given]

r"""SQL that lets an identity into a database of Azure Database for PostgreSQL (flexible server): ARM has no resource for that.

A script has two parts, since the function that makes Entra principals exists in the database `postgres` alone, and rights on tables are
given in the tables' own database. Both parts are transactions, change nothing when run again, and stop where they would have to guess.
They are written for `psql`, of whose own commands they use two: `\set ON_ERROR_STOP on`, and `\connect` between the parts.

The name of a user never stands inside a `DO` block's text but as a quoted literal, and the block's own quotes hold nothing else.

Sources: MicrosoftDocs/azure-databases-docs articles/postgresql/flexible-server/how-to-manage-azure-ad-users.md (the function, and the
security label by which a role is an Entra principal); postgresql.org/docs (GRANT, ALTER DEFAULT PRIVILEGES, pg_shseclabel).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pulumi_azure_connect.azure.names import check_guid

from .names import check_name, chosen_rights, fitted

RIGHTS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE")
"""The rights that an app may get in the schema `public`: on all of its tables; `CREATE` is to make tables there (for migrations)."""

_NAME_BYTES: Final = 63  # NAMEDATALEN - 1: a longer name is cut without an error
_SCHEMA: Final = "public"
_RESERVED: Final = (
    "public",
    "none",
    "postgres",
    "azuresu",
    "azure_pg_admin",
    "replication",
    "current_user",
    "session_user",
    "current_role",
)


def user_name(identity: str) -> str:
    """The role's name for an identity of that name: the same one, shortened where PostgreSQL takes no more."""
    return fitted(identity, _NAME_BYTES)


def user_script(user: str, object_id: str, database: str, rights: Sequence[str]) -> str:
    """The script that makes sure `user` exists for this identity and has `rights` in the schema `public` of a database.

    Rights are given on the tables that are there, and on those that whoever runs the script makes later. Tables of somebody else are
    named in a warning: only their owner can give rights on them. Other rights of the user are left alone.

    Args:
        user: the role's name in the server: `user_name` of the identity's.
        object_id: of the identity's service principal (not its client id).
        database: the database's name.
        rights: one or more of RIGHTS.

    Raises:
        InvalidName: a name that PostgreSQL refuses or that can't be read at a glance; an object id that is no guid.
        AccessNotSupported: a right that isn't in RIGHTS, or no right.
    """
    chosen = chosen_rights(rights, RIGHTS, "PostgreSQL")
    principal = check_guid(object_id, "the object id of a database user")
    return _script(
        _principal(_user(user), principal),
        database,
        [*_on_database(user, database, chosen), *_on_tables(user, chosen)],
    )


def _principal(user: str, object_id: str) -> list[str]:
    """Make the role where it isn't; stop where the name is somebody else's."""
    role, label = _literal(user), _literal(f"%oid={object_id},%")
    taken = f"SELECT FROM pg_catalog.pg_roles WHERE rolname = {role}"
    ours = (
        "SELECT FROM pg_catalog.pg_roles AS r JOIN pg_catalog.pg_shseclabel AS l ON l.objoid = r.oid "
        "AND l.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND l.provider = 'pgaadauth' "
        f"WHERE r.rolname = {role} AND l.label LIKE {label}"
    )
    message = _literal(
        f"The role {_name(user)} is not the one of identity {object_id}. Nothing was changed. If its identity was made anew, drop the role first."
    )
    stop = f"        RAISE EXCEPTION USING MESSAGE = {message};"
    make = f"SELECT pgaadauth_create_principal_with_oid({role}, {_literal(object_id)}, 'service', false, false)"
    return [_block([f"    IF EXISTS ({taken}) AND NOT EXISTS ({ours}) THEN", stop, "    END IF;"]), f"{make}\nWHERE NOT EXISTS ({taken});"]


def _on_database(user: str, database: str, rights: Sequence[str]) -> list[str]:
    usage = "USAGE, CREATE" if "CREATE" in rights else "USAGE"
    return [
        f"GRANT CONNECT ON DATABASE {_name(_database(database))} TO {_name(user)};",
        f"GRANT {usage} ON SCHEMA {_SCHEMA} TO {_name(user)};",
    ]


def _on_tables(user: str, rights: Sequence[str]) -> list[str]:
    """On what is there, owner by owner, and on what comes later."""
    tables = ", ".join(right for right in rights if right != "CREATE")
    if not tables:
        return []
    writes = "INSERT" in rights
    lines = [
        "    FOR one IN",
        "        SELECT c.oid::pg_catalog.regclass AS name, c.relkind = 'S' AS counts, pg_catalog.pg_get_userbyid(c.relowner) AS owner,",
        "            pg_catalog.pg_has_role(c.relowner, 'USAGE') AS ours",
        "        FROM pg_catalog.pg_class AS c",
        f"        WHERE c.relnamespace = '{_SCHEMA}'::pg_catalog.regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')",
        "    LOOP",
        "        IF NOT one.ours THEN",
        "            RAISE WARNING '% belongs to %, who has to give the rights on it', one.name, one.owner;",
        "        ELSIF NOT one.counts THEN",
        f"            EXECUTE pg_catalog.format('GRANT {tables} ON TABLE %s TO %I', one.name, {_literal(user)});",
    ]
    if writes:
        lines += [
            "        ELSE",
            f"            EXECUTE pg_catalog.format('GRANT USAGE ON SEQUENCE %s TO %I', one.name, {_literal(user)});",
        ]
    lines += ["        END IF;", "    END LOOP;"]
    later = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {_SCHEMA} GRANT"
    return [
        _block(lines, "DECLARE", "    one record;"),
        f"{later} {tables} ON TABLES TO {_name(user)};",
        *([f"{later} USAGE ON SEQUENCES TO {_name(user)};"] if writes else []),
    ]


def _script(server: Sequence[str], database: str, inner: Sequence[str]) -> str:
    parts = [
        "-- Lets an app's managed identity into this database. Safe to run again.",
        "-- Run it with psql or `azure-connect run-sql`, signed in as a Microsoft Entra administrator of the server.",
        "\\set ON_ERROR_STOP on",
        '\\connect "postgres"',
        "BEGIN;",
        *server,
        "COMMIT;",
        f"\\connect {_name(_database(database))}",
        "BEGIN;",
        *inner,
        "COMMIT;",
    ]
    return "\n".join(parts) + "\n"


def _block(lines: Sequence[str], *before: str) -> str:
    """A `DO` block, in quotes that nothing inside it ends."""
    body = "\n".join([*before, "BEGIN", *lines, "END"])
    tag = "$azure_connect$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"DO {tag}\n{body}\n{tag};"


def _user(name: str) -> str:
    return check_name(
        name,
        "a database user",
        {
            f"it is longer than {_NAME_BYTES} bytes": len(name.encode()) > _NAME_BYTES,
            "PostgreSQL keeps names that start with 'pg_' for itself": name.lower().startswith("pg_"),
            "the server has a role of that name, or means something by it": name.lower() in _RESERVED,
        },
    )


def _database(name: str) -> str:
    # In psql's `\connect`, a blank or an equals sign in a name would make it a connection string.
    return check_name(
        name,
        "a database",
        {
            f"it is longer than {_NAME_BYTES} bytes": len(name.encode()) > _NAME_BYTES,
            "psql would read it as a connection string": "=" in name or name.startswith(("postgres://", "postgresql://")),
        },
    )


def _literal(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _name(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))

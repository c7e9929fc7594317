r"""SQL that gives an identity a role in an Azure Database for PostgreSQL. ARM has no resource for it.

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
_SERVICE_DATABASE: Final = "postgres"
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
    """The role's name for an identity: the identity's name, shortened to what PostgreSQL takes."""
    return fitted(identity, _NAME_BYTES)


def user_script(user: str, object_id: str, database: str, rights: Sequence[str]) -> str:
    """The script that makes `user` this identity's role, with exactly `rights` in the schema `public`.

    Rights are given and taken on the tables that are there, and on those that whoever runs the script makes later. What the
    script can't change is named in a warning: tables of somebody else, whose owner alone gives and takes rights on them, and tables
    that the user made itself while it had `CREATE`. Rights in other schemas and databases are left alone.

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
        ("Lets an app's managed identity into this database, with these rights and no others. Safe to run again.",),
        [(_SERVICE_DATABASE, _principal(_user(user), principal)), (database, _rights(user, database, chosen))],
    )


def drop_script(user: str, object_id: str, database: str) -> str:
    """The script that revokes an identity's rights in a database.

    It drops the role once nothing in the server needs it any more.

    A role of that name that belongs to another identity is left alone, which the script says. Arguments and errors as user_script's.
    """
    principal = check_guid(object_id, "the object id of a database user")
    ours, role = _ours(_user(user), principal), _literal(user)
    other = _literal(f"There is no role {_name(user)} of identity {principal}. Nothing was changed.")
    gone = [
        f"    IF NOT EXISTS ({ours}) THEN",
        f"        RAISE NOTICE USING MESSAGE = {other};",
        "        RETURN;",
        "    END IF;",
        *_taking(user, ()),
        f"    EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA {_SCHEMA} FROM %I', {role});",
        f"    EXECUTE pg_catalog.format('REVOKE CONNECT ON DATABASE %I FROM %I', {_literal(_database(database))}, {role});",
    ]
    needed = "SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r ON r.oid = d.refobjid"
    in_use = f"{needed} WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND r.rolname = {role}"
    kept = _literal(f"The role {_name(user)} stays: it has rights or tables elsewhere in the server.")
    role_too = [
        f"    IF EXISTS ({ours}) AND EXISTS ({in_use}) THEN",
        f"        RAISE NOTICE USING MESSAGE = {kept};",
        f"    ELSIF EXISTS ({ours}) THEN",
        f"        EXECUTE pg_catalog.format('DROP ROLE %I', {role});",
        "    END IF;",
    ]
    return _script(
        ("Removes an app's managed identity from this database. Safe to run again.",),
        [(database, [_block(gone, "DECLARE", "    one record;")]), (_SERVICE_DATABASE, [_block(role_too)])],
    )


def _ours(user: str, object_id: str) -> str:
    """Query that finds this identity's role: Azure keeps the object id in a security label."""
    return (
        "SELECT FROM pg_catalog.pg_roles AS r JOIN pg_catalog.pg_shseclabel AS l ON l.objoid = r.oid "
        "AND l.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND l.provider = 'pgaadauth' "
        f"WHERE r.rolname = {_literal(user)} AND l.label LIKE {_literal(f'%oid={object_id},%')}"
    )


def _principal(user: str, object_id: str) -> list[str]:
    """Make the role where it isn't; stop where the name is somebody else's."""
    role = _literal(user)
    taken = f"SELECT FROM pg_catalog.pg_roles WHERE rolname = {role}"
    message = _literal(
        f"The role {_name(user)} is not the one of identity {object_id}. Nothing was changed. If two identities have this name, rename one. "
        "If the identity was made anew, first run the drop script of the old one, or drop the role."
    )
    stop = f"        RAISE EXCEPTION USING MESSAGE = {message};"
    make = f"SELECT pgaadauth_create_principal_with_oid({role}, {_literal(object_id)}, 'service', false, false)"
    guard = [f"    IF EXISTS ({taken}) AND NOT EXISTS ({_ours(user, object_id)}) THEN", stop, "    END IF;"]
    return [_block(guard), f"{make}\nWHERE NOT EXISTS ({taken});"]


def _rights(user: str, database: str, rights: Sequence[str]) -> list[str]:
    """The user's rights in one database: surplus ones are revoked first, then the chosen ones granted."""
    role = _name(user)
    tables = [right for right in rights if right != "CREATE"]
    usage = "USAGE, CREATE" if "CREATE" in rights else "USAGE"
    later = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {_SCHEMA} GRANT"
    return [
        _block(_taking(user, rights), "DECLARE", "    one record;"),
        f"GRANT CONNECT ON DATABASE {_name(_database(database))} TO {role};",
        f"GRANT {usage} ON SCHEMA {_SCHEMA} TO {role};",
        *([_block(_giving(user, tables), "DECLARE", "    one record;")] if tables else []),
        *([f"{later} {', '.join(tables)} ON TABLES TO {role};"] if tables else []),
        *([f"{later} USAGE ON SEQUENCES TO {role};"] if "INSERT" in rights else []),
    ]


def _each_relation(also: str = "true") -> list[str]:
    return [
        "    FOR one IN",
        "        SELECT c.oid::pg_catalog.regclass AS name, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,",
        "            pg_catalog.pg_get_userbyid(c.relowner) AS owner, pg_catalog.pg_has_role(c.relowner, 'USAGE') AS ours, c.relacl AS acl",
        "        FROM pg_catalog.pg_class AS c",
        f"        WHERE c.relnamespace = '{_SCHEMA}'::pg_catalog.regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND {also}",
        "    LOOP",
    ]


def _giving(user: str, tables: Sequence[str]) -> list[str]:
    """Give rights on what is there, and say of which tables only their owner can."""
    grants = {"TABLE": ", ".join(tables), **({"SEQUENCE": "USAGE"} if "INSERT" in tables else {})}
    lines = [
        *_each_relation(f"pg_catalog.pg_get_userbyid(c.relowner) <> {_literal(user)}"),
        "        IF NOT one.ours THEN",
        "            RAISE WARNING '% belongs to %, who has to give the rights on it', one.name, one.owner;",
    ]
    for kind, given in grants.items():
        lines += [
            f"        ELSIF one.kind = '{kind}' THEN",
            f"            EXECUTE pg_catalog.format('GRANT {given} ON {kind} %s TO %I', one.name, {_literal(user)});",
        ]
    return [*lines, "        END IF;", "    END LOOP;"]


def _taking(user: str, rights: Sequence[str]) -> list[str]:
    """Revoke each right that isn't chosen.

    That is on tables, columns, sequences, future objects and the schema.

    Only what the user really has is taken: the list of rights differs between versions of PostgreSQL (MAINTAIN came with 17), and a
    script that is run again changes nothing.
    """
    role, keep = _literal(user), _array([right for right in rights if right != "CREATE"])
    counts = _array(["USAGE"] if "INSERT" in rights else [])
    mine = f"a.grantee = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = {role})"  # noqa: S608 (quoted)

    def excess(kind: str) -> str:
        return f"{mine} AND NOT a.privilege_type = ANY (CASE {kind} WHEN 'S' THEN {counts} ELSE {keep} END)"

    lines = [
        "    FOR one IN",
        "        SELECT DISTINCT c.oid::pg_catalog.regclass AS name, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,",
        "            pg_catalog.pg_get_userbyid(c.relowner) AS owner, pg_catalog.pg_has_role(c.relowner, 'USAGE') AS ours, a.privilege_type AS held",
        "        FROM pg_catalog.pg_class AS c LEFT JOIN pg_catalog.pg_attribute AS p ON p.attrelid = c.oid AND p.attacl IS NOT NULL,",
        "            LATERAL (SELECT * FROM pg_catalog.aclexplode(c.relacl) UNION SELECT * FROM pg_catalog.aclexplode(p.attacl)) AS a",
        f"        WHERE c.relnamespace = '{_SCHEMA}'::pg_catalog.regnamespace AND {excess('c.relkind')} AND pg_catalog.pg_get_userbyid(c.relowner) <> {role}",
        "    LOOP",
        "        IF one.ours THEN",
        f"            EXECUTE pg_catalog.format('REVOKE %s ON %s %s FROM %I', one.held, one.kind, one.name, {role});",
        "        ELSE",
        "            RAISE WARNING '% belongs to %, who has to take % on it', one.name, one.owner, one.held;",
        "        END IF;",
        "    END LOOP;",
        "    FOR one IN",
        "        SELECT DISTINCT CASE d.defaclobjtype WHEN 'S' THEN 'SEQUENCES' ELSE 'TABLES' END AS kind, a.privilege_type AS held,",
        "            pg_catalog.pg_get_userbyid(d.defaclrole) AS owner, pg_catalog.pg_has_role(d.defaclrole, 'USAGE') AS ours",
        "        FROM pg_catalog.pg_default_acl AS d, LATERAL pg_catalog.aclexplode(d.defaclacl) AS a",
        f"        WHERE d.defaclnamespace = '{_SCHEMA}'::pg_catalog.regnamespace AND d.defaclobjtype IN ('r', 'S') AND {excess('d.defaclobjtype')}",
        "    LOOP",
        "        IF one.ours THEN",
        "            EXECUTE pg_catalog.format(",
        f"                'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA {_SCHEMA} REVOKE %s ON %s FROM %I', one.owner, one.held, one.kind, {role});",
        "        ELSE",
        "            RAISE WARNING 'new % of % will give %: that role has to alter its default privileges', one.kind, one.owner, one.held;",
        "        END IF;",
        "    END LOOP;",
    ]
    if "CREATE" in rights:
        return lines
    return [
        *lines,
        "    IF EXISTS (SELECT FROM pg_catalog.pg_namespace AS n, LATERAL pg_catalog.aclexplode(n.nspacl) AS a",
        f"        WHERE n.nspname = '{_SCHEMA}' AND {mine} AND a.privilege_type = 'CREATE') THEN",
        f"        EXECUTE pg_catalog.format('REVOKE CREATE ON SCHEMA {_SCHEMA} FROM %I', {role});",
        "    END IF;",
        *_each_relation(f"pg_catalog.pg_get_userbyid(c.relowner) = {role}"),
        "        RAISE WARNING '% belongs to the user itself, who may do everything with it: give it another owner', one.name;",
        "    END LOOP;",
    ]


def _array(rights: Sequence[str]) -> str:
    return "ARRAY[{}]::pg_catalog.text[]".format(", ".join(_literal(right) for right in rights))


def _script(comments: Sequence[str], parts: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Comments, then a transaction for each part in the database that it names."""
    lines = [
        *(f"-- {comment}" for comment in comments),
        "-- Run it with psql or `azure-connect run-sql`, signed in as a Microsoft Entra administrator of the server.",
        "\\set ON_ERROR_STOP on",
    ]
    for database, statements in parts:
        lines += [f"\\connect {_name(_database(database))}", "BEGIN;", *statements, "COMMIT;"]
    return "\n".join(lines) + "\n"


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

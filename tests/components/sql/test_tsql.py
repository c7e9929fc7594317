from __future__ import annotations

import dataclasses
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect.errors import AccessNotSupported, InvalidName
from pulumi_azure_connect.sql import tsql as sql_script
from pulumi_azure_connect.sql.tsql import DATABASE_ROLES, drop_script, sid, user_script

from .tsql_database import NAME, TEXT, Database, Principal, Stopped

CLIENT = "00112233-4455-6677-8899-aabbccddeeff"
SID = "0x33221100554477668899AABBCCDDEEFF"
OTHER_CLIENT = "6f0d2a5e-77aa-4c4e-9f43-1a2b3c4d5e6f"

USER = (
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\\$"), min_size=1, max_size=60)
    | st.text(alphabet="a'[] ]-(", min_size=1)
).filter(
    lambda name: name == name.strip() and name.lower() not in {"dbo", "guest", "public", "sys", "information_schema"} and len(name) < 100
)
ROLES = st.lists(st.sampled_from(DATABASE_ROLES), min_size=1)


# --- the identity's number


def test_the_known_vector():
    assert sid(CLIENT) == SID
    assert sid(CLIENT.upper()) == SID


@given(st.uuids())
def test_the_first_three_groups_are_reversed_and_the_rest_is_not(client: uuid.UUID):
    groups = str(client).split("-")
    reversed_groups = ["".join(re.findall("..", group)[::-1]) for group in groups[:3]]
    assert sid(str(client)) == f"0x{''.join(reversed_groups + groups[3:]).upper()}"


@pytest.mark.parametrize("client", ["", "shop", f"{{{CLIENT}}}", SID])
def test_fails_for_a_client_id_that_is_none(client: str):
    with pytest.raises(InvalidName, match="the client id of a database user must be a guid"):
        sid(client)


# --- what the scripts do


@given(USER, ROLES)
def test_the_user_is_made_with_its_roles_and_a_second_run_changes_nothing(user: str, roles: list[str]):
    database, script = Database(), user_script(user, CLIENT, roles)
    for _ in range(2):
        database.run(script)
        assert database.principals == {user: Principal(SID, roles=set(roles))}
        assert not database.remarks


@given(USER, st.lists(ROLES, min_size=2, max_size=4))
def test_after_any_accesses_the_user_has_exactly_the_last(user: str, accesses: list[list[str]]):
    bystander = Principal(sid(OTHER_CLIENT), roles={"db_owner", "db_datawriter"})
    database = Database(**{"a bystander": dataclasses.replace(bystander, roles=set(bystander.roles))})
    for access in accesses:
        database.run(user_script(user, CLIENT, access))
        assert database.principals == {"a bystander": bystander, user: Principal(SID, roles=set(access))}


@pytest.mark.parametrize("role", ["db_owner", "db_securityadmin", "db_accessadmin", "db_backupoperator", "db_datawriter", "db_ddladmin"])
def test_a_fixed_role_that_a_person_added_is_taken(role: str):
    database = Database(shop=Principal(SID, roles={"db_datareader", role}))
    database.run(user_script("shop", CLIENT, ["db_datareader"]))
    assert database.principals["shop"].roles == {"db_datareader"}


@pytest.mark.parametrize("role", ["orders_clerk", "db_denydatareader", "db_denydatawriter"])
def test_own_roles_and_denials_are_left_alone(role: str):
    """To take a denial would give a right."""
    database = Database(shop=Principal(SID, roles={"db_datareader", role}))
    database.run(user_script("shop", CLIENT, ["db_datawriter"]))
    assert database.principals["shop"].roles == {"db_datawriter", role}


def test_two_apps_are_two_users():
    database = Database()
    database.run(user_script("shop", CLIENT, ["db_datareader"]))
    database.run(user_script("back office", OTHER_CLIENT, ["db_datawriter"]))
    assert database.principals == {
        "shop": Principal(SID, roles={"db_datareader"}),
        "back office": Principal(sid(OTHER_CLIENT), roles={"db_datawriter"}),
    }


def test_fails_and_changes_nothing_where_the_name_is_another_identitys():
    """Of another resource group, or of one that is gone: nobody can tell in the database."""
    theirs = Principal(sid(OTHER_CLIENT), roles={"db_datareader", "orders_clerk"})
    database = Database(shop=theirs)
    with pytest.raises(Stopped, match="belongs to another identity") as caught:
        database.run(user_script("shop", CLIENT, ["db_datareader"]))
    assert caught.value.args[0] == sql_script.OTHER_IDENTITY
    assert database.principals == {"shop": theirs}


def test_an_identity_made_anew_gets_its_user_once_the_old_one_was_dropped():
    database = Database(shop=Principal(sid(OTHER_CLIENT), roles={"db_datawriter"}))
    database.run(drop_script("shop", OTHER_CLIENT))
    database.run(user_script("shop", CLIENT, ["db_datareader"]))
    assert database.principals == {"shop": Principal(SID, roles={"db_datareader"})}


@pytest.mark.parametrize("kind", ["S", "R", "X", "U"], ids=["SQL user", "role", "group", "Windows user"])
@pytest.mark.parametrize("number", [SID, "0x01"], ids=["same sid", "other sid"])
def test_fails_and_changes_nothing_where_the_name_is_not_an_entra_users(kind: str, number: str):
    database = Database(shop=Principal(number, type=kind))
    with pytest.raises(Stopped) as caught:
        database.run(user_script("shop", CLIENT, ["db_datareader"]))
    assert caught.value.args[0] == sql_script.NAME_TAKEN
    assert database.principals == {"shop": Principal(number, type=kind)}


def test_fails_and_changes_nothing_where_the_identity_has_another_name():
    database = Database(shop=Principal(sid(OTHER_CLIENT)), old_shop=Principal(SID))
    with pytest.raises(Stopped) as caught:
        database.run(user_script("shop", CLIENT, ["db_datareader"]))
    assert caught.value.args[0] == sql_script.SID_TAKEN
    assert database.principals == {"shop": Principal(sid(OTHER_CLIENT)), "old_shop": Principal(SID)}


@given(USER, ROLES)
def test_the_user_is_dropped_and_a_second_run_changes_nothing(user: str, roles: list[str]):
    bystander = Principal(sid(OTHER_CLIENT))
    database = Database(**{user: Principal(SID, roles=set(roles)), "a bystander": bystander})
    for _ in range(2):
        database.run(drop_script(user, CLIENT))
        assert database.principals == {"a bystander": bystander}


def test_another_identitys_user_is_left_alone_and_that_is_told():
    database = Database(shop=Principal(sid(OTHER_CLIENT)))
    database.run(drop_script("shop", CLIENT))
    assert set(database.principals) == {"shop"}
    assert database.remarks == [f"[shop] belongs to another identity than {SID}: left alone."]


# --- what is written


def test_the_whole_script():
    """What a person reviews before running it."""
    assert user_script("o'brien [test]", CLIENT, ["db_datareader"]) == (
        """\
-- Lets an app's managed identity into this database, with these roles and no others. Safe to run again.
-- Run it in the database itself, signed in with Entra ID.
SET XACT_ABORT ON;
BEGIN TRANSACTION;
IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'o''brien [test]' AND type <> N'E')
BEGIN
    THROW 50001, N'[o''brien [test]]] is not an Entra user here, so it can''t be the app''s user. Nothing was changed; choose another name.', 1;
END;
IF EXISTS (SELECT 1 FROM sys.database_principals WHERE sid = 0x33221100554477668899AABBCCDDEEFF AND name <> N'o''brien [test]')
BEGIN
    THROW 50002, N'The identity 0x33221100554477668899AABBCCDDEEFF has a user of another name here. Nothing was changed; use that name, or drop \
that user.', 1;
END;
IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'o''brien [test]' AND sid <> 0x33221100554477668899AABBCCDDEEFF)
BEGIN
    THROW 50003, N'[o''brien [test]]] belongs to another identity than 0x33221100554477668899AABBCCDDEEFF. Nothing was changed. If two identities \
have this name, rename one. If the identity was made anew, first run the drop script of the old one, or DROP USER [o''brien [test]]].', 1;
END;
IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'o''brien [test]')
BEGIN
    CREATE USER [o'brien [test]]] WITH SID = 0x33221100554477668899AABBCCDDEEFF, TYPE = E;
END;
IF EXISTS (SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(N'db_owner') \
AND member_principal_id = DATABASE_PRINCIPAL_ID(N'o''brien [test]'))
BEGIN
    ALTER ROLE [db_owner] DROP MEMBER [o'brien [test]]];
END;
IF EXISTS (SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(N'db_securityadmin') \
AND member_principal_id = DATABASE_PRINCIPAL_ID(N'o''brien [test]'))
BEGIN
    ALTER ROLE [db_securityadmin] DROP MEMBER [o'brien [test]]];
END;
IF EXISTS (SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(N'db_accessadmin') \
AND member_principal_id = DATABASE_PRINCIPAL_ID(N'o''brien [test]'))
BEGIN
    ALTER ROLE [db_accessadmin] DROP MEMBER [o'brien [test]]];
END;
IF EXISTS (SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(N'db_backupoperator') \
AND member_principal_id = DATABASE_PRINCIPAL_ID(N'o''brien [test]'))
BEGIN
    ALTER ROLE [db_backupoperator] DROP MEMBER [o'brien [test]]];
END;
IF EXISTS (SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(N'db_datawriter') \
AND member_principal_id = DATABASE_PRINCIPAL_ID(N'o''brien [test]'))
BEGIN
    ALTER ROLE [db_datawriter] DROP MEMBER [o'brien [test]]];
END;
IF EXISTS (SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(N'db_ddladmin') \
AND member_principal_id = DATABASE_PRINCIPAL_ID(N'o''brien [test]'))
BEGIN
    ALTER ROLE [db_ddladmin] DROP MEMBER [o'brien [test]]];
END;
IF NOT EXISTS (SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(N'db_datareader') \
AND member_principal_id = DATABASE_PRINCIPAL_ID(N'o''brien [test]'))
BEGIN
    ALTER ROLE [db_datareader] ADD MEMBER [o'brien [test]]];
END;
COMMIT TRANSACTION;
"""
    )


@given(ROLES)
def test_the_order_of_the_roles_does_not_matter(roles: list[str]):
    assert user_script("shop", CLIENT, roles) == user_script("shop", CLIENT, sorted(set(roles), reverse=True))


@given(USER, ROLES)
def test_a_name_never_gets_out_of_its_quotes(user: str, roles: list[str]):
    """With all quoted texts and names taken out, the script is the same for every name."""

    def skeleton(script: str) -> str:
        return re.sub(rf"{TEXT}|{NAME}", "_", "\n".join(line for line in script.splitlines() if not line.startswith("--")))

    for write in (
        lambda name: user_script(name, CLIENT, roles),
        lambda name: drop_script(name, CLIENT),
    ):
        assert skeleton(write(user)) == skeleton(write("shop"))


# --- what is refused


@pytest.mark.parametrize(
    ("user", "why"),
    [
        ("", "it is empty"),
        (" ", "blank at an end"),
        ("shop ", "blank at an end"),
        ("\u00a0shop", "blank at an end"),
        ("a" * 129, "longer than 128"),
        ("\U0001f600" * 65, "longer than 128"),
        ("shop\nGO\nDROP TABLE orders", "control character"),
        ("shop\0", "control character"),
        ("shop\u202eevil", "can't be seen"),
        ("sh\u200bop", "can't be seen"),
        ("\ud800", "can't be seen"),
        ("DOMAIN\\shop", "Windows account"),
        ("$(whoami)", "sqlcmd"),
        ("dbo", "each database has"),
        ("Information_Schema", "each database has"),
    ],
    ids=ascii,
)
def test_fails_for_a_name_that_no_user_should_have(user: str, why: str):
    for write in (
        lambda: user_script(user, CLIENT, ["db_datareader"]),
        lambda: drop_script(user, CLIENT),
    ):
        with pytest.raises(InvalidName, match=why):
            write()


@pytest.mark.parametrize("user", ["shop", "a" * 128, "\U0001f600" * 64, "Über-shop", "shop (dev)", "$shop"], ids=ascii)
def test_other_names_are_fine(user: str):
    database = Database()
    database.run(user_script(user, CLIENT, ["db_datareader"]))
    assert set(database.principals) == {user}


@pytest.mark.parametrize(
    "role", ["db_owner", "db_securityadmin", "db_accessadmin", "db_backupoperator", "public", "DB_DATAREADER", "", "x]; DROP"]
)
def test_fails_for_a_role_that_reaches_further(role: str):
    with pytest.raises(AccessNotSupported, match="it may have 'db_datareader', 'db_datawriter' and 'db_ddladmin'"):
        user_script("shop", CLIENT, ["db_datareader", role])


def test_fails_for_no_role_and_for_a_text_instead_of_a_list():
    with pytest.raises(AccessNotSupported, match="needs a role"):
        user_script("shop", CLIENT, [])
    assert user_script("shop", CLIENT, "db_datareader") == user_script("shop", CLIENT, ["db_datareader"])

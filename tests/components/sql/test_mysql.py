"""The script that lets an identity into MySQL: its text only, since no MySQL server comes as a wheel, and CREATE AADUSER is Azure's own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect.errors import AccessNotSupported, InvalidName
from pulumi_azure_connect.sql.mysql import RIGHTS, drop_script, user_name, user_script

CLIENT = "00112233-4455-6677-8899-aabbccddeeff"
# One statement a line, and of each only this shape: what is quoted can't end its quotes.
TEXT, NAME = r"'(?:[^'\\]|''|\\\\)*'", r"`(?:[^`]|``)+`"
RIGHT = r"[A-Z]+(?: [A-Z]+)*"
PROOF = r"\(plugin = 'aad_auth' AND LOWER\(authentication_string\) LIKE '%:[0-9a-f-]{36}:%'\)"
ACCOUNT = rf"user = {TEXT} AND host = '%'"
LINES = [
    r"-- [^\n]*",
    r"SET aad_auth_validate_oids_in_tenant = OFF;",
    rf"SET @\w+ = \(SELECT COUNT\(\*\) FROM mysql\.user WHERE {ACCOUNT} AND (NOT )?{PROOF}\);",  # noqa: S608 (a pattern)
    rf"SET @\w+ = \(SELECT COUNT\(\*\) FROM mysql\.(db|tables_priv) WHERE {ACCOUNT}( AND db = {TEXT})?\);",  # noqa: S608 (a pattern)
    rf"SET @step = IF\(@\w+ = \d( AND @\w+ = \d)*, {TEXT}, {TEXT}\);",
    r"PREPARE step FROM @step;",
    r"EXECUTE step;",
    r"DEALLOCATE PREPARE step;",
    rf"CREATE AADUSER IF NOT EXISTS {TEXT} IDENTIFIED BY '[0-9a-f-]{{36}}';",
    rf"GRANT {RIGHT}(, {RIGHT})* ON {NAME}\.\* TO {TEXT}@'%';",
    rf"REVOKE {RIGHT}(, {RIGHT})* ON {NAME}\.\* FROM {TEXT}@'%';",
]


def test_the_script_reads_well(snapshot: Any):
    assert user_script("shop-identity", CLIENT, "orders", RIGHTS[:4]) == snapshot


def test_the_user_is_made_of_the_client_id():
    assert f"CREATE AADUSER IF NOT EXISTS 'shop' IDENTIFIED BY '{CLIENT}';" in user_script("shop", CLIENT.upper(), "orders", ["SELECT"])


def test_rights_are_given_in_one_order():
    script = user_script("shop", CLIENT, "orders", ["DELETE", "SELECT", "SELECT"])
    assert "GRANT SELECT, DELETE ON `orders`.* TO 'shop'@'%';" in script


def test_a_database_is_no_pattern():
    """In GRANT an underscore stands for any character, unless it is escaped."""
    assert r"ON `shop\_orders\%`.*" in user_script("shop", CLIENT, "shop_orders%", ["SELECT"])


def test_nothing_happens_before_the_guard_has_looked():
    lines = user_script("shop", CLIENT, "orders", ["SELECT"]).splitlines()
    guard, make = (next(at for at, line in enumerate(lines) if line.startswith(start)) for start in ("EXECUTE step", "CREATE AADUSER"))
    assert guard < make
    assert not any("DROP USER" in line for line in lines)
    reason = re.search(r"DO `([^`]+)`", "\n".join(lines))
    assert reason is not None
    assert len(reason[1].replace("''", "'")) <= 64  # a longer name is another error, without its words


def test_rights_that_are_not_chosen_are_taken():
    script = user_script("shop", CLIENT, "orders", ["SELECT"])
    (revoke,) = (line for line in script.splitlines() if line.startswith("REVOKE"))
    taken = revoke.removeprefix("REVOKE ").partition(" ON ")[0].split(", ")
    assert set(RIGHTS) - set(taken) == {"SELECT"}
    assert {"TRIGGER", "CREATE VIEW", "GRANT OPTION"} <= set(taken)
    assert script.index("GRANT SELECT") < script.index("REVOKE")  # without an entry for the database, REVOKE fails


@given(user=st.text(min_size=1, max_size=32), database=st.text(min_size=1, max_size=64))
def test_a_name_is_refused_or_stays_a_name(user: str, database: str):
    try:
        scripts = {11: user_script(user, CLIENT, database, ["SELECT"]), 14: drop_script(user, CLIENT, database)}
    except InvalidName:
        return
    for count, script in scripts.items():
        lines = script.removesuffix("\n").split("\n")
        assert len(lines) == count
        assert all(any(re.fullmatch(shape, line) for shape in LINES) for line in lines)


@pytest.mark.parametrize("user", ["", "shop ", "a" * 33, "root", "MySQL.sys", "a\\b", "a\nb", "a\u200bb"])
def test_fails_for_a_name_that_no_user_may_have(user: str):
    with pytest.raises(InvalidName, match="can't be the name of a database user"):
        user_script(user, CLIENT, "orders", ["SELECT"])


@pytest.mark.parametrize("database", ["", "mysql", "SYS", "a" * 65, "or\\ders"])
def test_fails_for_a_name_that_no_database_may_have(database: str):
    with pytest.raises(InvalidName, match="can't be the name of a database"):
        user_script("shop", CLIENT, database, ["SELECT"])


@pytest.mark.parametrize("rights", [[], ["GRANT OPTION"], ["ALL PRIVILEGES"]])
def test_fails_for_rights_that_no_app_may_have(rights: list[str]):
    with pytest.raises(AccessNotSupported, match="'SELECT'"):
        user_script("shop", CLIENT, "orders", rights)


def test_long_names_are_shortened_and_stay_apart():
    long = "identity-of-the-orders-service-in-production"
    assert user_name("shop-identity") == "shop-identity"
    assert len(user_name(long)) == 32
    assert user_name(long) != user_name(f"{long}2")

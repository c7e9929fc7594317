"""The scripts for MySQL, run for real on MariaDB where it is installed."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_azure_connect.sql.mysql import RIGHTS, drop_script, user_script
from tests.components.mysql_server import MariaDb, installed, mariadb_server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not installed(), reason="no MariaDB server: `apt-get install mariadb-server` brings one"),
]

NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDb]:
    with mariadb_server() as running:
        yield running


def database(server: MariaDb) -> str:
    name = f"or'ders_{next(NUMBERS)}"
    server.run(f"CREATE DATABASE `{name}`; CREATE TABLE `{name}`.items (item TEXT);")
    return name


def identity() -> tuple[str, str]:
    return f"o'brien-{next(NUMBERS)}", str(uuid.uuid4())


def rights(server: MariaDb, user: str, where: str) -> set[str]:
    """Of a user, on one whole database."""
    pattern = where.replace("_", r"\_")
    for grant in server.grants(user):
        held, _, rest = grant.removeprefix("GRANT ").partition(" ON ")
        if rest.startswith(f"`{pattern}`.*"):
            return set(held.split(", ")) | ({"GRANT OPTION"} if "GRANT OPTION" in rest else set())
    return set()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(accesses=st.lists(st.lists(st.sampled_from(RIGHTS), min_size=1, unique=True), min_size=2, max_size=3))
def test_after_any_accesses_the_user_has_exactly_the_last(server: MariaDb, accesses: list[list[str]]):
    (user, client), where, other = identity(), database(server), database(server)
    assert not server.script(user_script(user, client, other, ["SELECT", "DELETE"]))
    for access in [*accesses, accesses[-1]]:
        assert not server.script(user_script(user, client, where, access))
        assert rights(server, user, where) == set(access)
    assert rights(server, user, other) == {"SELECT", "DELETE"}


def test_lowered_access_takes_the_right_to_write_away(server: MariaDb):
    (user, client), where = identity(), database(server)
    assert not server.script(user_script(user, client, where, ["SELECT", "INSERT"]))
    assert not server.run("INSERT INTO items VALUES ('tea');", user, where).stderr
    assert not server.script(user_script(user, client, where, ["SELECT"]))
    assert server.run("SELECT * FROM items;", user, where).stdout == "tea\n"
    assert "denied" in server.run("INSERT INTO items VALUES ('x');", user, where).stderr


def test_rights_that_a_person_added_are_taken_too(server: MariaDb):
    (user, client), where = identity(), database(server)
    assert not server.script(user_script(user, client, where, ["SELECT"]))
    name, pattern = user.replace("'", "''"), where.replace("_", r"\_")
    assert not server.run(f"GRANT ALL ON `{pattern}`.* TO '{name}'@'%' WITH GRANT OPTION;").stderr
    assert not server.script(user_script(user, client, where, ["SELECT"]))
    left = rights(server, user, where)
    assert left - {"DELETE HISTORY", "SHOW CREATE ROUTINE"} == {"SELECT"}  # MariaDB alone has these


def test_a_user_with_a_password_or_of_another_identity_stops_the_script(server: MariaDb):
    (user, client), where = identity(), database(server)
    name = user.replace("'", "''")
    assert not server.run(f"CREATE USER '{name}'@'%';").stderr
    assert "another identity's or has a password" in server.script(user_script(user, client, where, ["SELECT"]))
    (user, client), stranger = identity(), str(uuid.uuid4())
    assert not server.script(user_script(user, client, where, ["SELECT"]))
    before = server.grants(user)
    assert "another identity's" in server.script(user_script(user, stranger, where, ["SELECT", "INSERT"]))
    assert not server.script(drop_script(user, stranger, where))
    assert server.grants(user) == before


def test_a_drop_takes_the_user_once_no_database_needs_it(server: MariaDb):
    (user, client), where, other = identity(), database(server), database(server)
    for name in (where, other):
        assert not server.script(user_script(user, client, name, ["SELECT"]))
    assert not server.script(drop_script(user, client, where))
    assert (rights(server, user, where), rights(server, user, other)) == (set(), {"SELECT"})
    for _ in range(2):
        assert not server.script(drop_script(user, client, other))
        assert not server.grants(user)

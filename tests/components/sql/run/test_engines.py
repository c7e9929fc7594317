"""Which server is of which kind, who signs in there how, and where a script's parts run."""

from __future__ import annotations

import base64
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from pulumi_azure_connect.errors import ScriptFailed
from pulumi_azure_connect.sql.run.engines import ENGINES, MSSQL, MYSQL, POSTGRES, engine_of, redacted
from pulumi_azure_connect.sql.run.faults import fault_of
from pulumi_azure_connect.sql.run.runner import Database, connect_with_entra_token, run_script


def token(**claims: str) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, claims)]
    return f"{parts[0]}.{parts[1]}.signature"


@pytest.mark.parametrize(
    ("server", "engine", "scope"),
    [
        ("shop.database.windows.net", MSSQL, "https://database.windows.net/.default"),
        ("x-y.database.fabric.microsoft.com", MSSQL, "https://database.windows.net/.default"),
        ("shop.postgres.database.azure.com", POSTGRES, "https://ossrdbms-aad.database.windows.net/.default"),
        ("shop.mysql.database.azure.com", MYSQL, "https://ossrdbms-aad.database.windows.net/.default"),
        ("Shop.Postgres.Database.UsGovCloudApi.net", POSTGRES, "https://ossrdbms-aad.database.usgovcloudapi.net/.default"),
        ("shop.mysql.database.usgovcloudapi.net", MYSQL, "https://ossrdbms-aad.database.usgovcloudapi.net/.default"),
        ("shop.database.usgovcloudapi.net", MSSQL, "https://database.usgovcloudapi.net/.default"),
        ("shop.postgres.database.chinacloudapi.cn", POSTGRES, "https://ossrdbms-aad.database.chinacloudapi.cn/.default"),
    ],
)
def test_a_host_tells_its_engine_and_its_cloud(server: str, engine: object, scope: str):
    assert engine_of(server) is engine
    assert Database(server, "orders").scope == scope


@pytest.mark.parametrize("server", ["postgres.database.azure.com", "shop.database.azure.com", "shop.postgres.database.azure.com.evil.com"])
def test_other_hosts_get_no_token(server: str):
    assert engine_of(server) is None


class Opened:
    """What a driver gives for a connection."""

    def __init__(self, ran: list[str]) -> None:
        self.handlers: list[Any] = []
        self.ran = ran

    def add_notice_handler(self, handler: Any) -> None:
        self.handlers.append(handler)

    def cursor(self) -> Any:
        return SimpleNamespace(execute=self.execute, nextset=lambda: None, close=lambda: None)

    def execute(self, text: str) -> None:
        self.ran.append(text)
        for handler in self.handlers:
            handler(SimpleNamespace(severity="NOTICE", message_primary="done"))

    def commit(self) -> None:
        self.ran.append("commit")

    def close(self) -> None:
        self.ran.append("close")


@pytest.fixture
def drivers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in for azure-identity and the drivers, and keeps what they were given."""
    given: dict[str, Any] = {"token": token(upn="ann@example.com"), "ran": [], "connected": []}

    class Credential:
        def get_token(self, scope: str) -> Any:
            given["scope"] = scope
            return SimpleNamespace(token=given["token"])

    def connect(**options: Any) -> Opened:
        given["connected"].append(options)
        return Opened(given["ran"])

    monkeypatch.setitem(sys.modules, "azure.identity", SimpleNamespace(DefaultAzureCredential=Credential))
    monkeypatch.setitem(sys.modules, "psycopg", SimpleNamespace(connect=connect))
    constants = SimpleNamespace(CLIENT=SimpleNamespace(MULTI_STATEMENTS=1 << 16))
    monkeypatch.setitem(sys.modules, "pymysql", SimpleNamespace(connect=connect, constants=constants))
    return given


def test_postgresql_takes_the_token_as_password(drivers: dict[str, Any]):
    connect_with_entra_token(Database("shop.postgres.database.azure.com", "orders"))
    (options,) = drivers["connected"]
    assert (options["user"], options["password"], options["dbname"]) == ("ann@example.com", drivers["token"], "orders")
    assert (options["sslmode"], options["autocommit"]) == ("verify-full", True)


def test_mysql_takes_the_token_as_password_and_only_over_tls(drivers: dict[str, Any]):
    connect_with_entra_token(Database("shop.mysql.database.azure.com", "orders", "admins"))
    (options,) = drivers["connected"]
    assert (options["user"], options["password"], options["client_flag"]) == ("admins", drivers["token"], 1 << 16)
    assert options["ssl"].check_hostname is True


@pytest.mark.parametrize("claims", [{}, {"appid": "x"}, {"upn": ""}])
def test_fails_where_nobody_knows_whom_to_log_in_as(drivers: dict[str, Any], claims: dict[str, str]):
    drivers["token"] = token(**claims)
    with pytest.raises(ScriptFailed, match="--user"):
        connect_with_entra_token(Database("shop.postgres.database.azure.com", "orders"))


@pytest.mark.parametrize("text", ["no token", "a.b", "a.!!!.c", "a.W10.c"])
def test_a_token_that_says_nothing_is_no_crash(drivers: dict[str, Any], text: str):
    drivers["token"] = text
    with pytest.raises(ScriptFailed, match="--user"):
        connect_with_entra_token(Database("shop.mysql.database.azure.com", "orders"))


@pytest.mark.parametrize(("host", "driver", "extra"), [("postgres", "psycopg", "postgres"), ("mysql", "pymysql", "mysql")])
@pytest.mark.usefixtures("drivers")
def test_fails_without_the_extra_and_says_which(monkeypatch: pytest.MonkeyPatch, host: str, driver: str, extra: str):
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(ScriptFailed, match=rf"'{driver}'.*pulumi-azure-connect\[{extra}\]"):
        connect_with_entra_token(Database(f"shop.{host}.database.azure.com", "orders"))


PARTS = '-- a comment\n\\set ON_ERROR_STOP on\n\\connect "postgres"\nSELECT 1;\n\\connect "or""ders"\nSELECT 2;\n'


def test_a_postgresql_script_goes_where_it_says(drivers: dict[str, Any]):
    remarks = run_script(Database("shop.postgres.database.azure.com", "orders"), PARTS)
    assert [options["dbname"] for options in drivers["connected"]] == ["postgres", 'or"ders']
    assert drivers["ran"] == ["SELECT 1;", "commit", "close", "SELECT 2;", "commit", "close"]
    assert remarks == ("NOTICE: done", "NOTICE: done")


def test_a_script_without_psqls_commands_runs_where_it_is_sent(drivers: dict[str, Any]):
    run_script(Database("shop.postgres.database.azure.com", "orders"), "SELECT 3;")
    assert [options["dbname"] for options in drivers["connected"]] == ["orders"]


@pytest.mark.usefixtures("drivers")
def test_fails_for_commands_of_psql_that_nobody_here_knows():
    with pytest.raises(ScriptFailed, match="Run the script with psql"):
        run_script(Database("shop.postgres.database.azure.com", "orders"), "\\i /etc/passwd\n")


def test_a_mysql_script_runs_as_it_is(drivers: dict[str, Any]):
    assert run_script(Database("shop.mysql.database.azure.com", "orders"), "SET @a = 1;\nSELECT @a;") == ()
    assert drivers["ran"] == ["SET @a = 1;\nSELECT @a;", "commit", "close"]


def test_no_token_is_shown(drivers: dict[str, Any]):
    assert redacted(f"failed with {drivers['token']}!") == "failed with <token>!"


@pytest.mark.parametrize(
    ("engine", "text", "remedy"),
    [
        (POSTGRES, 'FATAL: password authentication failed for user "ann"', "administrator"),
        (POSTGRES, "no pg_hba.conf entry for host", "firewall"),
        (MYSQL, "(1045, \"Access denied for user 'ann'\")", "administrator"),
        (MYSQL, "(9000, 'Client with IP address ...')", "firewall"),
        (MYSQL, "(1064, \"... near 'AADUSER ...'\")", "Entra"),
    ],
)
def test_errors_come_with_what_to_do(engine: Any, text: str, remedy: str):
    assert remedy in fault_of(RuntimeError(text), engine.faults).remedy


def test_each_engine_explains_what_passes_by_itself():
    assert all(any(fault.transient for fault in engine.faults) for engine in ENGINES)

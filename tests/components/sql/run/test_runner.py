from __future__ import annotations

import dataclasses
import struct
import subprocess
import sys
import traceback
from types import SimpleNamespace
from typing import Any

import pytest

from pulumi_azure_connect.errors import InvalidName, ScriptFailed
from pulumi_azure_connect.sql.run.runner import DELAYS, Connection, Database, connect_with_entra_token, run_script

ORDERS = Database("shop.database.windows.net", "orders")
BUSY = "The service is currently busy. Retry the request after 10 seconds."
TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl"


@dataclasses.dataclass
class Fake:
    """A database server that records what is asked of it, and fails where it is told to.

    `results` are those of the batch, in order: the server's remarks on it, or the error that shows when the result is asked for.
    """

    results: list[list[Any] | BaseException] = dataclasses.field(default_factory=lambda: [[]])
    refusals: list[Exception] = dataclasses.field(default_factory=list)
    commit_fails: Exception | None = None
    rollback_fails: bool = False
    calls: list[str] = dataclasses.field(default_factory=list)
    waited: list[float] = dataclasses.field(default_factory=list)

    def connect(self, database: Database) -> Connection:
        self.calls.append(f"connect {database.server} {database.name}")
        if self.refusals:
            raise self.refusals.pop(0)
        return FakeConnection(self)

    def run(self, script: str = "PRINT N'hello';") -> tuple[str, ...]:
        return run_script(ORDERS, script, connect=self.connect, sleep=self.waited.append)


@dataclasses.dataclass
class FakeConnection:
    server: Fake

    def cursor(self) -> FakeCursor:
        return FakeCursor(self.server)

    def commit(self) -> None:
        self.server.calls.append("commit")
        if self.server.commit_fails:
            raise self.server.commit_fails

    def rollback(self) -> None:
        self.server.calls.append("rollback")
        if self.server.rollback_fails:
            raise RuntimeError("no transaction")

    def close(self) -> None:
        self.server.calls.append("close")


@dataclasses.dataclass
class FakeCursor:
    server: Fake
    at: int = 0

    @property
    def messages(self) -> list[Any]:
        result = self.server.results[self.at]
        assert isinstance(result, list)
        return result

    def execute(self, operation: str, /) -> None:
        self.server.calls.append(f"execute {operation}")
        self._raise()

    def nextset(self) -> bool | None:
        self.at += 1
        if self.at == len(self.server.results):
            return None
        self._raise()
        return True

    def close(self) -> None:
        self.server.calls.append("cursor closed")

    def _raise(self) -> None:
        result = self.server.results[self.at]
        if isinstance(result, BaseException):
            raise result


# --- a run


def test_the_script_runs_as_one_batch_and_is_kept():
    server = Fake()
    assert server.run("SELECT 1;\nSELECT 2;") == ()
    assert server.calls == [
        "connect shop.database.windows.net orders",
        "execute SELECT 1;\nSELECT 2;",
        "cursor closed",
        "commit",
        "close",
    ]
    assert server.waited == []


@pytest.mark.parametrize(
    "message",
    [
        "[shop] was made.",
        "[Microsoft][ODBC Driver 18 for SQL Server][SQL Server][shop] was made.",
        ("[01000] (0)", "[Microsoft][SQL Server][shop] was made."),
        (Warning, "[SQL Server][shop] was made."),
        (Warning, Warning("[shop] was made.")),
    ],
    ids=["text", "ODBC", "pair", "class and text", "class and exception"],
)
def test_what_the_server_remarks_comes_back_without_the_drivers_prefix(message: Any):
    assert Fake(results=[[message], [], [message]]).run() == ("[shop] was made.",) * 2


def test_an_error_in_a_later_statement_is_not_missed():
    server = Fake(results=[[], ["first"], RuntimeError("Incorrect syntax near 'GO'.")])
    with pytest.raises(
        ScriptFailed, match=r"the script didn't succeed in 'orders' on 'shop\.database\.windows\.net': Incorrect syntax near 'GO'"
    ):
        server.run()
    assert server.calls[-3:] == ["cursor closed", "rollback", "close"]
    assert "commit" not in server.calls


@pytest.mark.parametrize("rollback_fails", [False, True])
def test_a_failure_is_rolled_back_and_the_connection_closed(rollback_fails: bool):
    server = Fake(results=[RuntimeError("[shop] is not an Entra user here.")], rollback_fails=rollback_fails)
    with pytest.raises(ScriptFailed, match=r"\[shop\] is not an Entra user here\.$"):
        server.run()
    assert server.calls[-2:] == ["rollback", "close"]


def test_an_interruption_is_rolled_back_and_not_swallowed():
    server = Fake(results=[KeyboardInterrupt()])
    with pytest.raises(KeyboardInterrupt):
        server.run()
    assert server.calls[-3:] == ["cursor closed", "rollback", "close"]
    assert server.waited == []


# --- faults that pass, and others


def test_a_passing_fault_is_waited_out():
    server = Fake(refusals=[RuntimeError(BUSY), RuntimeError("Database 'orders' is not currently available.")], results=[["done"]])
    assert server.run() == ("done",)
    assert server.waited == list(DELAYS[:2])
    assert server.calls.count("commit") == 1


def test_a_fault_during_the_script_starts_it_all_again():
    server = Fake(results=[RuntimeError(BUSY)])
    with pytest.raises(ScriptFailed):
        server.run()
    assert [call.split()[0] for call in server.calls] == ["connect", "execute", "cursor", "rollback", "close"] * (len(DELAYS) + 1)


def test_a_connection_that_breaks_at_the_commit_starts_it_all_again():
    server = Fake(commit_fails=RuntimeError("Communication link failure"))
    with pytest.raises(ScriptFailed, match="Communication link failure"):
        server.run()
    assert server.calls.count("commit") == len(DELAYS) + 1


def test_patience_ends():
    server = Fake(refusals=[RuntimeError(BUSY)] * 20)
    with pytest.raises(ScriptFailed, match="at its limits"):
        server.run()
    assert server.waited == list(DELAYS)
    assert sum(DELAYS) >= 60


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        ("Client with IP address '203.0.113.7' is not allowed to access the server.", "203.0.113.7.*add a firewall rule"),
        ("Login failed for user '<token-identified principal>'.", "Entra admin"),
        ("Principal 'shop' has a duplicate display name.", "client id"),
    ],
    ids=["firewall", "not an admin", "duplicate name"],
)
def test_what_does_not_pass_is_not_waited_for(message: str, remedy: str):
    server = Fake(refusals=[RuntimeError(message)])
    with pytest.raises(ScriptFailed, match=remedy):
        server.run()
    assert server.waited == []
    assert len(server.calls) == 1


def test_an_error_without_words_is_named_by_its_kind():
    with pytest.raises(ScriptFailed, match=r"ZeroDivisionError\."):
        Fake(refusals=[ZeroDivisionError()]).run()


def test_a_token_in_a_drivers_error_is_shown_nowhere():
    server = Fake(refusals=[RuntimeError(f"bad attribute 1256: '{TOKEN}'")])
    with pytest.raises(ScriptFailed, match="<token>") as caught:
        server.run()
    shown = "".join(traceback.format_exception(caught.value))
    assert "bad attribute" in shown
    assert not any(part in shown for part in TOKEN.split("."))


# --- where


@pytest.mark.parametrize(
    ("server", "scope"),
    [
        ("shop.database.windows.net", "https://database.windows.net/.default"),
        ("Shop.Database.Windows.net", "https://database.windows.net/.default"),
        ("shop.0a1b2c.database.windows.net", "https://database.windows.net/.default"),
        ("shop.database.chinacloudapi.cn", "https://database.chinacloudapi.cn/.default"),
        ("shop.database.usgovcloudapi.net", "https://database.usgovcloudapi.net/.default"),
    ],
)
def test_the_token_is_for_the_servers_own_cloud(server: str, scope: str):
    assert Database(server, "orders").scope == scope


@pytest.mark.parametrize(
    "server",
    [
        "",
        "shop",
        "localhost",
        "shop.example.com",
        "database.windows.net",
        "shop.database.windows.net.example.com",
        "evildatabase.windows.net",
        "shop;Database=x.database.windows.net",
        "shop.database.windows.net,1433",
        "tcp:shop.database.windows.net",
        "shop.database.windows.net\n",
    ],
)
def test_fails_for_a_host_that_must_not_get_a_token(server: str):
    with pytest.raises(InvalidName, match="isn't the full host name of a database server in Azure"):
        Database(server, "orders")


@pytest.mark.parametrize("name", ["", " orders", "a" * 129, "/subscriptions/5aa1/x", "or\nders", "orders?"])
def test_fails_for_a_name_that_no_database_has(name: str):
    with pytest.raises(InvalidName, match="can't be the name of a database"):
        Database("shop.database.windows.net", name)


# --- the driver, which needs a live server: only what we hand to it


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in for the packages of the extra, and keeps what the driver was given."""
    given: dict[str, Any] = {}

    class Credential:
        def get_token(self, scope: str) -> Any:
            given["scope"] = scope
            if refusal := given.get("refusal"):
                raise refusal
            return SimpleNamespace(token=TOKEN)

    def connect(text: str, **options: Any) -> object:
        given.update(text=text, **options)
        return given.setdefault("connection", object())

    monkeypatch.setitem(sys.modules, "azure.identity", SimpleNamespace(DefaultAzureCredential=Credential))
    monkeypatch.setitem(sys.modules, "mssql_python", SimpleNamespace(connect=connect))
    return given


def test_the_driver_gets_the_token_beside_the_connection_string(extra: dict[str, Any]):
    assert connect_with_entra_token(Database("shop.database.windows.net", "or}d{ers;x=1")) is extra["connection"]
    assert extra["scope"] == "https://database.windows.net/.default"
    assert extra["text"] == "Server=tcp:shop.database.windows.net,1433;Database={or}}d{ers;x=1};Encrypt=yes;TrustServerCertificate=no"
    (length,) = struct.unpack_from("<i", extra["attrs_before"][1256])
    assert extra["attrs_before"][1256][4:].decode("utf-16-le") == TOKEN
    assert length == 2 * len(TOKEN)
    assert "autocommit" not in extra


def test_fails_without_a_sign_in_and_says_how(extra: dict[str, Any]):
    extra["refusal"] = RuntimeError(f"DefaultAzureCredential failed {TOKEN}\nAttempted credentials: ...")
    with pytest.raises(ScriptFailed, match=r"no Microsoft Entra token .*az login") as caught:
        run_script(ORDERS, "SELECT 1;", sleep=lambda _: pytest.fail("waited"))
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.usefixtures("extra")
@pytest.mark.parametrize("missing", ["mssql_python", "azure.identity"])
def test_fails_without_the_extra_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, missing: str):
    monkeypatch.setitem(sys.modules, missing, None)  # None: can't be imported
    with pytest.raises(ScriptFailed, match=rf"'{missing}', which isn't installed.*pip install .pulumi-azure-connect\[sql\]"):
        connect_with_entra_token(ORDERS)


def test_importing_the_runner_loads_no_driver():
    probe = "import sys, pulumi_azure_connect.sql.run.runner; print('mssql_python' in sys.modules, 'azure.identity' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_azure_connect.cli import main as cli
from pulumi_azure_connect.errors import ScriptFailed
from pulumi_azure_connect.sql.run import runner as sql_runner
from pulumi_azure_connect.sql.run.runner import Database

WHERE = ["--server", "shop.database.windows.net", "--database", "orders"]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "orders.sql"
    path.write_text("PRINT N'Grüße';\n", encoding="utf-8")
    return path


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Database, str]]:
    """Takes the place of the runner, and keeps what it was asked to run."""
    asked: list[tuple[Database, str]] = []

    def run(database: Database, text: str) -> tuple[str, ...]:
        asked.append((database, text))
        return ("first remark", "second remark")

    monkeypatch.setattr(sql_runner, "run_script", run)
    return asked


def test_a_script_is_run_and_its_remarks_are_shown(ran: list[tuple[Database, str]], script: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["run-sql", *WHERE, str(script)]) == 0
    assert ran == [(Database("shop.database.windows.net", "orders"), "PRINT N'Grüße';\n")]
    assert capsys.readouterr().out.splitlines() == [
        "first remark",
        "second remark",
        "Done: the script ran in 'orders' on 'shop.database.windows.net'.",
    ]


def test_a_script_comes_from_standard_input(ran: list[tuple[Database, str]], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT 1;"))
    assert cli.main(["run-sql", *WHERE, "-"]) == 0
    assert [text for _, text in ran] == ["SELECT 1;"]


def test_print_shows_and_runs_nothing(ran: list[tuple[Database, str]], script: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["run-sql", *WHERE, "--print", str(script)]) == 0
    assert ran == []
    assert capsys.readouterr().out == "-- would run in 'orders' on 'shop.database.windows.net':\nPRINT N'Grüße';\n"


def test_print_needs_no_driver(script: Path):
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['mssql_python', 'azure.identity', 'azure']))\n"  # None: can't be imported
        "from pulumi_azure_connect.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    shown = subprocess.run([sys.executable, "-c", program, "run-sql", *WHERE, "--print", str(script)], capture_output=True, check=True)
    assert "Grüße".encode() in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--server", "localhost", "--database", "orders"], "isn't the full host name"),
        (["--server", "shop.database.windows.net", "--database", ""], "can't be the name of a database"),
    ],
)
@pytest.mark.parametrize("only_print", [[], ["--print"]], ids=["run", "print"])
def test_fails_for_a_wrong_place_even_if_nothing_would_run(
    ran: list[tuple[Database, str]], script: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str, only_print: list[str]
):
    assert cli.main(["run-sql", *arguments, *only_print, str(script)]) == 1
    assert why in capsys.readouterr().err
    assert ran == []


def test_fails_for_an_empty_script(ran: list[tuple[Database, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "empty.sql").write_text(" \n")
    assert cli.main(["run-sql", *WHERE, str(tmp_path / "empty.sql")]) == 1
    assert "is empty" in capsys.readouterr().err
    assert ran == []


def test_fails_for_a_script_that_is_not_there(ran: list[tuple[Database, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["run-sql", *WHERE, str(tmp_path / "none.sql")]) == 1
    assert "none.sql" in capsys.readouterr().err
    assert ran == []


def test_a_failed_script_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch, script: Path, capsys: pytest.CaptureFixture[str]):
    def fail(*_: object) -> tuple[str, ...]:
        raise ScriptFailed("the script didn't succeed: add a firewall rule")

    monkeypatch.setattr(sql_runner, "run_script", fail)
    assert cli.main(["run-sql", *WHERE, str(script)]) == 1
    captured = capsys.readouterr()
    assert captured.err == "azure-connect: the script didn't succeed: add a firewall rule\n"
    assert captured.out == ""


@pytest.mark.parametrize("arguments", [[], ["run-sql"], ["run-sql", "x.sql"], ["unknown"], ["run-sql", "--server", "x", "x.sql"]], ids=str)
def test_fails_with_2_for_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: azure-connect" in capsys.readouterr().err


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])
    assert caught.value.code == 0
    assert "run-sql" in capsys.readouterr().out


def test_the_module_is_a_command():
    ran = subprocess.run(
        [sys.executable, "-m", "pulumi_azure_connect.cli.main", "run-sql", "--help"], capture_output=True, text=True, check=True
    )
    assert "--database NAME" in ran.stdout

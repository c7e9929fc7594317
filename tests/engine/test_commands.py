"""The command line on the reference stack: exit codes, what is pending, what waits, and words for wrong configuration."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from azure_rehearsal.cli.main import main
from azure_rehearsal.engine.pulumi_cli import Cli
from tests.engine.stacks import Stack, reference_stack

Run = Callable[..., tuple[int, str]]

DAY = "86400"
DELAY = "600"


@pytest.fixture
def run(stack: Stack, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command on the deployed stack: exit code, and all that a person reads."""

    def call(*words: str, of: Stack = stack) -> tuple[int, str]:
        code = main(of.command(*words))
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return call


# -- pending --------------------------------------------------------------------------------------------------------------


def test_pending_is_loud_and_fine_and_strictly_wrong_until_the_scripts_ran(run: Run) -> None:
    code, told = run("report")
    assert code == 0
    assert "PENDING shop -> orders" in told
    assert "azure-rehearsal up --complete" in told
    assert run("report", "--strict")[0] == 1
    assert run("up", "--strict")[0] == 1
    code, told = run("up", "--complete", "--strict")
    assert code == 0, told
    assert "PENDING" not in told
    code, told = run("report", "--strict", "--json")
    assert code == 0
    rows = [row for row in json.loads(told)["report"]["connections"] if row["connection"] == "orders"]
    assert rows
    assert {row["verdict"] for row in rows} == {"works"}
    assert run("up", "--complete", "--strict")[0] == 0, "the script can be run again"


# -- waiting for grants ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def waiting(pulumi_cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """The prod stack, just deployed in a cloud where grants take ten minutes; its vault goes by role assignments."""
    stack = reference_stack(tmp_path_factory.mktemp("waiting") / "project", "prod", pulumi_cli)
    assert main(stack.command("up", "--grant-delay", DELAY)) == 3
    return stack


@pytest.fixture
def waits(waiting: Stack, tmp_path: Path) -> Stack:
    return waiting.copy(tmp_path / "waits")


@pytest.mark.parametrize("name", ["prod"], indirect=True)
class TestGrantsTakeTime:
    """Azure accepted every grant, and enforces none of them yet."""

    def test_it_says_what_it_waits_for_and_what_to_do(self, run: Run, waits: Stack) -> None:
        code, told = run("report", of=waits)
        assert code == 3
        assert "WAITING" in told
        assert "azure-rehearsal advance" in told
        assert "azure-rehearsal refetch" in told
        assert "config/configreferences/appsettings/refresh" in told
        assert "AccessToKeyVaultDenied" in told
        assert run("up", of=waits)[0] == 3, "doing it again changes nothing, and so fetches nothing"

    def test_a_grant_in_force_is_seen_at_the_next_fetch_only(self, run: Run, waits: Stack) -> None:
        code, told = run("advance", DELAY, of=waits)
        assert code == 3, told
        assert "takes effect in" not in told, "the grants are in force"
        assert "AccessToKeyVaultDenied" in told, "and the app has not asked again"
        assert run("refetch", of=waits)[0] == 0

    def test_a_day_later_the_app_has_asked_again(self, run: Run, waits: Stack) -> None:
        assert run("advance", DAY, of=waits)[0] == 0

    def test_refetching_too_early_helps_nothing(self, run: Run, waits: Stack) -> None:
        assert run("advance", "599", of=waits)[0] == 3
        assert run("refetch", of=waits)[0] == 3
        assert run("advance", "1", of=waits)[0] == 3
        assert run("refetch", of=waits)[0] == 0

    def test_any_change_of_settings_makes_the_app_ask_again(self, run: Run, waits: Stack) -> None:
        assert run("advance", DELAY, of=waits)[0] == 3
        waits.give_shop('settings={"GREETING": "hello"}')
        code, told = run("up", of=waits)
        assert code == 0, told


@pytest.mark.parametrize("name", ["dev"], indirect=True)
def test_an_access_policy_is_no_role_assignment_and_waits_for_nothing(name: str, run: Run, tmp_path: Path, pulumi_cli: Cli) -> None:
    """Storage and Azure AI go by roles in both stacks; the dev stack's vault doesn't."""
    fresh = reference_stack(tmp_path / "fresh", name, pulumi_cli)
    code, told = run("up", "--grant-delay", DELAY, of=fresh)
    assert code == 3
    assert "AccessToKeyVaultDenied" not in told
    assert run("advance", DELAY, of=fresh)[0] == 0


# -- wrong configuration --------------------------------------------------------------------------------------------------


OURS = ("pulumi_azure_connect/", "azure_rehearsal/", "site-packages", "asyncio/")


def _say(run: Run, stack: Stack, operation: str = "preview", *words: str) -> str:
    code, told = run(operation, *words, of=stack)
    assert code == 1, told
    assert not [frame for frame in OURS if frame in told], told
    return " ".join(told.split())


@pytest.mark.parametrize("name", ["dev"], indirect=True)
class TestWrongConfiguration:
    """The person reads what is wrong and what to do, not where in our code it was found."""

    def test_a_missing_key_is_named(self, run: Run, stack: Stack) -> None:
        stack.edit("  azure-connect-reference:sku: B1\n", "", "Pulumi.dev.yaml")
        told = _say(run, stack)
        assert "Stack 'dev' is missing configuration value 'azure-connect-reference:sku'" in told

    def test_slots_need_a_plan_that_has_them(self, run: Run, stack: Stack) -> None:
        told = _say(run, stack, "preview", "--config", 'slots=["staging"]')
        assert "app 'shop' has slot 'staging', and plans of SKU B1 have none. Use S1, P0v3 or above, or leave it out." in told

    def test_a_value_that_cannot_be_is_named_with_what_can(self, run: Run, stack: Stack) -> None:
        told = _say(run, stack, "preview", "--config", "vaultAuthorization=policies")
        assert "vaultAuthorization is 'policies'; it takes access-policy or rbac" in told

    def test_a_wrong_id_changes_nothing(self, run: Run, stack: Stack) -> None:
        before = stack.open().cloud.dump()["state"]
        told = _say(run, stack, "up", "--config", "sqlAdminGroupId=nobody")
        assert "sqlAdminGroupId is 'nobody'; it takes a group's object id" in told
        assert stack.open().cloud.dump()["state"] == before


def test_a_document_for_machines(run: Run) -> None:
    """`--json` puts one document on standard output; what it says is what the report says."""
    code, told = run("report", "--json")
    document: dict[str, Any] = json.loads(told)
    assert (document["exitCode"], code) == (0, 0)
    assert {reference["status"] for reference in document["report"]["references"]} == {"Resolved"}

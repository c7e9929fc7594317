"""Vaults and secrets that come back: after `destroy`, and after their connection had gone."""

from __future__ import annotations

import pytest

from azure_rehearsal.cli.main import main
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.report.report import ExitCode
from tests.engine.stacks import CANARY, MAIN, Stack, grants, raw, report, secret_versions, seen, unresolved
from tests.engine.test_deployer import LEAST, NAME, PAYMENT

AUTHORIZATION = "authorization=config.vault_authorization"


@pytest.fixture
def retaining(fresh: Stack) -> Stack:
    fresh.edit(AUTHORIZATION, f"{AUTHORIZATION}, retain_secrets=True")
    return fresh


def _without_marker(rehearsal: Rehearsal) -> dict[str, str]:
    return {name: value for name, value in raw(rehearsal.cloud, "shop").items() if name != "AZURE_CONNECT_REVISION"}


def test_after_destroy_the_vaults_name_is_taken_until_it_is_recovered(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    rehearsal = stack.open()
    vaults = [id for id in rehearsal.cloud.remaining() if "/vaults/" in id and id.count("/") == 8]
    rehearsal.destroy()
    assert main(stack.command("up")) == 1
    told = " ".join("".join(capsys.readouterr()).split())
    assert 'Code="ConflictError"' in told
    assert "recover=True" in told, "the remedy is said"
    stack.edit(AUTHORIZATION, f"{AUTHORIZATION}, recover=True")
    rehearsal = stack.open()
    rehearsal.up()
    assert [id.lower().rpartition("/")[2] for id in rehearsal.cloud.remaining() if "/vaults/" in id and id.count("/") == 8] == [
        id.lower().rpartition("/")[2] for id in vaults
    ]
    assert not [id for id in rehearsal.cloud.soft_deleted() if "/vaults/" in id]
    assert report(rehearsal).exit_code() is ExitCode.FINE
    assert seen(rehearsal.cloud, "shop")["PAYMENT_API_KEY"] == CANARY
    assert set(rehearsal.up().changes) == {"same"}, "recover=True may stay"
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []
    rehearsal.up()
    assert report(rehearsal).exit_code() is ExitCode.FINE


def test_a_retained_secret_stays_without_any_right_on_data_and_comes_back_with_its_connection(retaining: Stack) -> None:
    rehearsal = retaining.open(options=LEAST)
    told = rehearsal.up().text()
    assert NAME in told, "what will stay is said beforehand"
    granted, settings, versions = grants(rehearsal.cloud), _without_marker(rehearsal), secret_versions(rehearsal.cloud)
    program = (retaining.folder / MAIN).read_text(encoding="utf-8")

    retaining.edit(PAYMENT, "")
    rehearsal.up()
    assert secret_versions(rehearsal.cloud) == versions
    assert rehearsal.cloud.soft_deleted() == []
    assert "PAYMENT_API_KEY" not in raw(rehearsal.cloud, "shop")
    assert unresolved(rehearsal) == []

    (retaining.folder / MAIN).write_text(program, encoding="utf-8")
    rehearsal.up()
    assert grants(rehearsal.cloud) == granted
    assert _without_marker(rehearsal) == settings
    assert secret_versions(rehearsal.cloud) == versions, "the same value is no new version"
    assert seen(rehearsal.cloud, "shop")["PAYMENT_API_KEY"] == CANARY


def test_a_retained_secret_can_come_back_with_another_value(retaining: Stack) -> None:
    rehearsal = retaining.open(options=LEAST)
    rehearsal.up()
    retaining.config["paymentApiKey"] = "another-" + CANARY
    rehearsal = retaining.open(options=LEAST)
    rehearsal.up()
    assert secret_versions(rehearsal.cloud)[NAME] == 2
    assert seen(rehearsal.cloud, "shop")["PAYMENT_API_KEY"] == "another-" + CANARY, "in the same up"
    assert set(rehearsal.up().changes) == {"same"}


@pytest.mark.parametrize("name", ["dev"], indirect=True)
def test_soft_deleted_vaults_are_listed_apart(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(stack.command("destroy")) == 0
    told = " ".join("".join(capsys.readouterr()).split())
    assert "0 resources in the simulated Azure" in told
    assert "Soft-deleted" in told
    assert f"shop-{stack.name}-" in told

"""Other providers on the real engine: made once, kept, replaced when their inputs change, refused with what to do."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pytest
from pulumi_azure_native import storage

from tests.rehearsal.engine.programs import group

pulumi_random = pytest.importorskip("pulumi_random")


def named_by(length: int) -> Callable[[], None]:
    def program() -> None:
        suffix = pulumi_random.RandomString("suffix", length=length, special=False, upper=False)
        password = pulumi_random.RandomPassword("password", length=16)
        account = storage.StorageAccount(
            "account",
            resource_group_name=group().name,
            account_name=pulumi.Output.concat("store", suffix.result),
            kind="StorageV2",
            sku={"name": "Standard_LRS"},
        )
        pulumi.export("account", account.name)
        pulumi.export("password", password.result)

    return program


def test_values_are_made_once_and_replaced_with_their_inputs(rehearse):
    first = rehearse(named_by(6)).up()
    name = first.outputs["account"]
    assert name.startswith("store")
    assert len(name) == 11
    assert len(first.outputs["password"]) == 16
    assert first.outputs["password"] not in first.text()
    again = rehearse(named_by(6))
    assert [step.op for step in again.preview().changed] == []
    assert [step.op for step in again.refresh().changed if step.op not in ("refresh", "read")] == []
    changed = rehearse(named_by(8))
    assert len(changed.up().outputs["account"]) == 13
    changed.destroy()
    assert changed.cloud.remaining() == []


def test_commands_are_refused_with_what_to_do(rehearse):
    command = pytest.importorskip("pulumi_command")

    def program() -> None:
        command.local.Command("hello", create="echo hello")

    result = rehearse(program).preview(check=False)
    assert result.error is not None
    assert "PULUMI_REHEARSAL" in result.error

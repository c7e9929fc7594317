"""Other providers on the real engine: made once, kept, replaced when their inputs change, refused with what to do."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pytest
from pulumi_azure_native import storage

from tests.rehearsal.engine.programs import group

pulumi_random = pytest.importorskip("pulumi_random")
pulumi_tls = pytest.importorskip("pulumi_tls")
pytest.importorskip("cryptography")


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
        key = pulumi_tls.PrivateKey("key", algorithm="ED25519")
        subject = {"common_name": pulumi.Output.concat("shop", suffix.result)}
        cert = pulumi_tls.SelfSignedCert(
            "cert", private_key_pem=key.private_key_pem, subject=subject, validity_period_hours=24, allowed_uses=[]
        )
        told = pulumi_tls.get_public_key_output(private_key_pem=key.private_key_pem)
        pulumi.export("keys", pulumi.Output.unsecret(pulumi.Output.all(key.public_key_pem, told.public_key_pem)))
        pulumi.export("cert", cert.cert_pem)
        pulumi.export("key", key.private_key_pem)
        pulumi.export("account", account.name)
        pulumi.export("password", password.result)

    return program


@pytest.mark.behaviour(
    "Other providers",
    "random makes values once and replaces them with their inputs; time lets simulated time pass and rotates "
    "with it; tls makes keys, requests and certificates, and renews these when simulated time says so.",
)
def test_values_are_made_once_and_replaced_with_their_inputs(rehearse):
    first = rehearse(named_by(6)).up()
    before = dict(first.outputs)  # which is read anew each time
    name = before["account"]
    assert name.startswith("store")
    assert len(name) == 11
    assert len(first.outputs["password"]) == 16
    assert first.outputs["password"] not in first.text()
    assert len(set(first.outputs["keys"])) == 1
    assert "PRIVATE KEY" not in first.text()
    again = rehearse(named_by(6))
    assert [step.op for step in again.preview().changed] == []
    assert [step.op for step in again.refresh().changed if step.op not in ("refresh", "read")] == []
    again.cloud.clock.advance(24 * 3600)
    assert [(step.name, step.op) for step in again.preview().changed if step.op == "replace"] == [("cert", "replace")]
    changed = rehearse(named_by(8))
    after = changed.up().outputs
    assert len(after["account"]) == 13
    assert after["key"] == before["key"]
    assert after["cert"] != before["cert"]
    changed.destroy()
    assert changed.cloud.remaining() == []


@pytest.mark.behaviour("Other providers", "command and every other type of those packages are refused with what to do.")
def test_commands_are_refused_with_what_to_do(rehearse):
    command = pytest.importorskip("pulumi_command")

    def program() -> None:
        command.local.Command("hello", create="echo hello")

    result = rehearse(program).preview(check=False)
    assert result.error is not None
    assert "PULUMI_REHEARSAL" in result.error

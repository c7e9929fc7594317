"""The arguments of a `SecretBackedConnection` are checked as a whole, before anything is made."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import ConnectError, ExistingSecretArgs
from tests.components.programs import SOMEBODY, app, group, refusal, secret

VAULT = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/keys"
THERE = ExistingSecretArgs(vault_id=VAULT, name="key")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"secrets": {}}, "nothing to connect"),
        ({"secrets": {"KEY": "x"}, "existing_secrets": {"KEY": THERE}}, "Keep one"),
        ({"secrets": {"KEY": None}}, "has no value"),
        ({"secrets": {"KEY": "x"}, "scope": "secrets"}, "Use 'secret' or 'vault'"),
        ({"secrets": {"KEY": "x"}, "grants": "extern"}, "Use 'managed' or 'external'"),
        ({"secrets": {"KEY": "x"}, "principal_id": SOMEBODY}, "Leave principal_id out"),
    ],
)
def test_what_does_not_go_together_is_refused_before_a_vault_is_made(arguments: dict[str, Any], said: str):
    outcome = run(lambda: secret(app(), **arguments), check=False)
    assert said in refusal(outcome)
    assert not outcome.of_type("azure-native:keyvault:Vault")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [({}, "nobody who reads the secrets"), ({"principal_id": SOMEBODY}, "needs resource_group_name")],
)
def test_without_an_app_reader_and_group_have_to_be_given(arguments: dict[str, Any], said: str):
    assert said in refusal(run(lambda: secret(None, secrets={"KEY": "x"}, **arguments), check=False))


def test_with_reader_and_group_a_vault_the_secret_and_the_grant_are_made():
    outcome = run(lambda: secret(None, secrets={"KEY": "x"}, principal_id=SOMEBODY, resource_group_name=group().name))
    (vault,), (kept,) = outcome.of_type("azure-native:keyvault:Vault"), outcome.of_type("azure-native:keyvault:Secret")
    (grant,) = outcome.of_type("azure-native:authorization:RoleAssignment")
    assert grant.inputs["principalId"] == SOMEBODY
    assert str(grant.inputs["scope"]).startswith(f"{vault.id}/secrets/")
    assert kept.input("properties", "value") == "x"


def test_two_connections_of_an_app_have_two_names():
    def program() -> None:
        made = app()
        secret(made, "vision", secrets={"ONE": "x"})
        with pytest.raises(ConnectError):
            secret(made, "vision", secrets={"TWO": "y"})

    run(program)

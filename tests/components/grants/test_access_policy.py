"""Access policies: one for each vault and principal, `get` on secrets and nothing else."""

from __future__ import annotations

import pytest
from pulumi_azure_native import keyvault

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import TargetConflict, VaultArgs
from tests.components.programs import app, failure, raw_vault, refusal, secret


def test_a_vault_that_goes_by_policies_gets_a_policy():
    def program() -> None:
        app().connect("common", "keyvault", to=raw_vault(rbac=False), access="read", vault_authorization="access-policy")

    outcome = run(program)
    policy = outcome.find("AccessPolicy")
    assert policy.input("policy", "permissions") == {"secrets": ["get"]}
    assert policy.input("policy", "objectId") == outcome.find("UserAssignedIdentity").output("principalId")
    assert not outcome.of_type("RoleAssignment")


def test_reading_by_itself_and_by_reference_share_a_policy():
    def program() -> None:
        vault = raw_vault(rbac=False)
        one = app(vault=VaultArgs(id=vault.id, authorization="access-policy"))
        secret(one)
        one.connect("common", "keyvault", to=vault, access="read", vault_authorization="access-policy")

    assert len(run(program).of_type("AccessPolicy")) == 1


def test_a_vault_as_a_resource_and_as_an_id_is_refused(azure):
    known = str(azure.run(lambda: raw_vault(rbac=False)).find("Vault").id)

    def program() -> None:
        one = app(vault=VaultArgs(id=known, authorization="access-policy"))
        secret(one)
        one.connect("common", "keyvault", to=raw_vault(rbac=False), access="read", vault_authorization="access-policy")

    message = refusal(azure.run(program, check=False), TargetConflict)
    assert "connection 'common'" in message
    assert "same way in both" in message


def test_a_policy_is_of_a_whole_vault():
    """There is none of a single secret: to ask for one is to give more than was asked for."""

    def program() -> None:
        vault = raw_vault(rbac=False)
        properties = keyvault.SecretPropertiesArgs(value="s3cr3t")
        one = keyvault.Secret("one", resource_group_name="shop", vault_name=vault.name, properties=properties)
        app().connect("common", "keyvault", to=one, access="read", vault_authorization="access-policy")

    assert "whole Key Vault" in failure(program)


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_slots_have_policies_of_their_own_where_they_have_identities(identity: str):
    program = lambda: secret(app(identity=identity, vault=VaultArgs(authorization="access-policy"), slots=[{"name": "a"}, {"name": "b"}]))  # noqa: E731
    assert len(run(program).of_type("AccessPolicy")) == (3 if identity == "system-assigned" else 1)

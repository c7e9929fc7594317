"""Permissions of access policies against data actions of roles: both say the same of secrets, keys and certificates.

Sources: learn.microsoft.com/azure/key-vault/general/rbac-migration and
learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault.
"""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_azure_native import keyvault

from azure_access import CERTIFICATE_ACTIONS, KEY_ACTIONS, SECRET_ACTIONS, wanted
from tests.rehearsal.world import POLICY, World

KV = "Microsoft.KeyVault/vaults/"
ACTIONS = {"keys": KEY_ACTIONS, "certificates": CERTIFICATE_ACTIONS, "secrets": SECRET_ACTIONS}
ENUMS: dict[str, Any] = {
    "keys": keyvault.KeyPermissions,
    "certificates": keyvault.CertificatePermissions,
    "secrets": keyvault.SecretPermissions,
}


class Vault:
    """A vault with access policies, and somebody with some permissions in it."""

    def __init__(self, world: World, **permissions: list[str]) -> None:
        self.world = world
        self.who = world.identity()["principalId"]
        self.id = world.vault(rbac=False).id
        entry = {"objectId": self.who, "tenantId": world.cloud.tenant_id, "permissions": permissions}
        world.make(POLICY, {"vaultName": "kv-one", "policy": entry})

    def may(self, action: str, inside: str = "") -> bool:
        return self.world.cloud.can(self.who, KV + action, f"{self.id}/{inside}".rstrip("/"), data=True).allowed


@pytest.mark.behaviour(
    "Microsoft.KeyVault",
    "Who may do what with keys and certificates, too: each permission of an access policy has its data action, and the other way.",
)
@pytest.mark.parametrize("kind", ["keys", "certificates", "secrets"])
def test_every_permission_of_the_sdk_has_an_action(kind):
    known = {one.value.lower() for one in ENUMS[kind]}
    assert known - {name.lower() for name in ACTIONS[kind]} == ({"all", "manageissuers"} if kind == "certificates" else {"all"})
    assert {name.lower() for name in ACTIONS[kind]} <= known


@pytest.mark.parametrize("kind", ["keys", "certificates", "secrets"])
def test_each_action_takes_the_permission_that_it_means(kind):
    for name, action in ACTIONS[kind].items():
        where = f"/subscriptions/s/resourceGroups/g/providers/{KV}kv" + ("" if name in {"list", "listissuers"} else f"/{kind}/one")
        found, names = wanted(action.upper(), where)
        assert (found, name.lower() in names) == (kind, True), name


@pytest.mark.behaviour(beside="test_every_permission_of_the_sdk_has_an_action")
@pytest.mark.parametrize(
    ("held", "action", "allowed"),
    [
        (["wrapKey", "unwrapKey"], "keys/wrap/action", True),
        (["WRAPKEY"], "keys/wrap/action", True),
        (["wrapKey"], "keys/unwrap/action", False),
        (["get"], "keys/read", True),
        (["list"], "keys/read", False),
        (["all"], "keys/rotate/action", True),
        (["all"], "keyrotationpolicies/write", True),
        (["getrotationpolicy"], "keyrotationpolicies/read", True),
        (["getrotationpolicy"], "keyrotationpolicies/write", False),
        (["all"], "secrets/getSecret/action", False),
        (["all"], "certificates/read", False),
        (["all"], "keys/dance/action", False),
    ],
)
def test_a_policy_allows_of_keys_what_it_lists(world, held, action, allowed):
    assert Vault(world, keys=held).may(action, "keys/sign") is allowed


@pytest.mark.behaviour(beside="test_every_permission_of_the_sdk_has_an_action")
def test_listing_takes_the_permission_to_list(world):
    vault = Vault(world, keys=["list"], certificates=["get"])
    assert vault.may("keys/read")
    assert not vault.may("keys/read", "keys/sign")
    assert not vault.may("certificates/read")
    assert vault.may("certificates/read", "certificates/web")


@pytest.mark.parametrize("held", ["setissuers", "manageissuers"])
def test_issuers_are_set_by_either_permission(world, held):
    vault = Vault(world, certificates=[held])
    assert vault.may("certificatecas/write", "certificatecas/one")
    assert vault.may("certificatecas/delete", "certificatecas/one") is (held == "manageissuers")


def test_setting_a_secret_includes_its_attributes(world):
    vault = Vault(world, secrets=["set"])
    assert vault.may("secrets/update/action", "secrets/key")
    assert not vault.may("secrets/backup/action", "secrets/key")


@pytest.mark.behaviour(beside="test_every_permission_of_the_sdk_has_an_action")
@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("Key Vault Crypto User", ("keys/sign/action", "keys/wrap/action", "keys/read"), ("keys/create/action", "certificates/read")),
        ("Key Vault Crypto Service Encryption User", ("keys/wrap/action", "keys/read"), ("keys/sign/action",)),
        ("Key Vault Certificates Officer", ("certificates/import/action", "certificatecas/write"), ("keys/sign/action",)),
        ("Key Vault Secrets User", ("secrets/getSecret/action",), ("secrets/backup/action", "keys/read")),
    ],
)
def test_roles_count_on_vaults_that_use_them(world, role, may, may_not):
    vault = world.vault()
    who = world.identity()["principalId"]
    world.grant(who, role, vault.id)
    inside = f"{vault.id}/anything/one"
    assert all(world.cloud.can(who, KV + one, inside, data=True).allowed for one in may)
    assert [world.cloud.can(who, KV + one, inside, data=True).code for one in may_not] == ["ForbiddenByRbac"] * len(may_not)

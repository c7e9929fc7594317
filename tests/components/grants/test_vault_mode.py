"""A grant of the kind that a vault ignores is refused, however the vault or its secret is given."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import keyvault

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import ConnectionArgs, TargetId, VaultModeConflict
from pulumi_azure_connect.grants.vault_mode import _mode
from tests.components.programs import app, raw_vault, refusal

VAULT, SECRET = "Microsoft.KeyVault/vaults", "Microsoft.KeyVault/vaults/secrets"


def raw_secret(vault: keyvault.Vault) -> keyvault.Secret:
    """A secret that is no component's."""
    properties = keyvault.SecretPropertiesArgs(value="s3cr3t")
    return keyvault.Secret("one", resource_group_name="shop", vault_name=vault.name, secret_name="one", properties=properties)


def connect(to: Any, **options: Any) -> None:
    app().connect("common", "keyvault", to=to, access="read", **options)


def by_args(to: pulumi.Output[str], kind: str, **options: Any) -> None:
    app(connections=[ConnectionArgs(name="common", target="keyvault", to=to, to_type=kind, access="read", **options)])


VAULT_FORMS: dict[str, Callable[..., None]] = {
    "resource": connect,
    "id of the resource": lambda vault, **more: connect(TargetId(id=vault.id, type=VAULT), **more),
    "id made of it": lambda vault, **more: connect(TargetId(id=vault.id.apply(str), type=VAULT), **more),
    "arguments": lambda vault, **more: by_args(vault.id, VAULT, **more),
}
SECRET_FORMS: dict[str, Callable[..., None]] = {
    "resource": lambda vault: connect(raw_secret(vault)),
    "id of the resource": lambda vault: connect(TargetId(id=raw_secret(vault).id, type=SECRET)),
    "id made of it": lambda vault: connect(TargetId(id=raw_secret(vault).id.apply(str), type=SECRET)),
    "arguments": lambda vault: by_args(raw_secret(vault).id, SECRET),
}


@pytest.mark.parametrize("form", VAULT_FORMS)
def test_a_vault_that_goes_by_policies(form: str):
    outcome = run(lambda: VAULT_FORMS[form](raw_vault(rbac=False)), check=False)
    message = refusal(outcome, VaultModeConflict)
    assert "goes by 'access-policy'" in message
    assert "vault_authorization='access-policy'" in message
    assert not outcome.of_type("RoleAssignment")
    granted = run(lambda: VAULT_FORMS[form](raw_vault(rbac=False), vault_authorization="access-policy"))
    assert granted.of_type("AccessPolicy")
    assert not granted.of_type("RoleAssignment")


@pytest.mark.parametrize("form", VAULT_FORMS)
def test_a_vault_that_goes_by_roles(form: str):
    assert run(lambda: VAULT_FORMS[form](raw_vault())).of_type("RoleAssignment")
    outcome = run(lambda: VAULT_FORMS[form](raw_vault(), vault_authorization="access-policy"), check=False)
    assert "goes by 'rbac'" in refusal(outcome, VaultModeConflict)
    assert not outcome.of_type("AccessPolicy")


@pytest.mark.parametrize("form", SECRET_FORMS)
def test_a_secret(form: str):
    assert run(lambda: SECRET_FORMS[form](raw_vault())).of_type("RoleAssignment")
    outcome = run(lambda: SECRET_FORMS[form](raw_vault(rbac=False)), check=False)
    assert "no access policy for a single secret" in refusal(outcome, VaultModeConflict)
    assert not outcome.of_type("RoleAssignment")


@pytest.mark.parametrize("of_a_secret", [False, True])
def test_an_id_in_text(azure, of_a_secret: bool):
    def vaults() -> None:
        for rbac in (True, False):
            raw_vault(f"v{rbac}".lower(), rbac=rbac)

    made = azure.run(vaults).of_type("keyvault:Vault")
    known = {
        bool(one.input("properties", "enableRbacAuthorization")): str(one.id) + ("/secrets/one" if of_a_secret else "") for one in made
    }
    assert azure.run(lambda: (vaults(), connect(known[True]))).of_type("RoleAssignment")
    message = refusal(azure.run(lambda: (vaults(), connect(known[False])), check=False), VaultModeConflict)
    assert "vault_authorization='access-policy'" in message


@pytest.mark.parametrize("said", [None, False])
@pytest.mark.parametrize("made", [True, False])
def test_what_a_vault_tells_of_itself(said: bool | None, made: bool):
    """Azure says null of vaults that were made without the flag; what was never made tells nothing."""
    properties = SimpleNamespace(enable_rbac_authorization=said, vault_uri="https://common.vault.azure.net" if made else None)
    assert _mode(properties) == ("access-policy" if made or said is False else "")

"""The README's list of what a deployer needs: with exactly that list each step works, and without an entry its step doesn't."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pytest
from pulumi_azure_native import keyvault, resources, storage

from azure_rehearsal.cloud.deployer import OWN_SUBSCRIPTION, act_as
from azure_rehearsal.engine.events import Result
from azure_rehearsal.engine.rehearsal import Rehearsal
from pulumi_azure_connect import ManagedIdentityApp, ManagedIdentityAppArgs, VaultArgs
from tests.engine.conftest import Rehearse
from tests.engine.stacks import grants, secret_versions, unresolved

README = Path(__file__).parents[2] / "README.md"
SUBSCRIPTION = f"/subscriptions/{OWN_SUBSCRIPTION}"
ELSEWHERE = f"{SUBSCRIPTION}/resourceGroups/common/providers/Microsoft.KeyVault/vaults/common-vault"
ADMINISTRATOR = "Role Based Access Control Administrator"
OWN = ("Contributor@shop", f"{ADMINISTRATOR}@shop")
REMOVE = "Key Vault Secrets Officer@shop"
VAULT = (f"Key Vault Contributor@{ELSEWHERE}", f"{ADMINISTRATOR}@{ELSEWHERE}")
REMOVE_ELSEWHERE = f"Key Vault Secrets Officer@{ELSEWHERE}"
GROUP = f"Contributor@{SUBSCRIPTION}"


@dataclass(frozen=True)
class Stack:
    """What the program says at one step."""

    secrets: tuple[str, ...] = ()
    elsewhere: bool = False
    value: str = "1"

    def __call__(self) -> None:
        """What an administrator made, and beside it, where there are secrets, the app of the deployer."""
        group = resources.ResourceGroup("shop", resource_group_name="shop", location="westeurope")
        common = resources.ResourceGroup("common", resource_group_name="common", location="westeurope")
        vault = keyvault.Vault(
            "common",
            vault_name="common-vault",
            resource_group_name=common.name,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id="11111111-1111-1111-1111-111111111111",
                sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
                enable_rbac_authorization=True,
            ),
        )
        if self.secrets:
            self.app(group.name, VaultArgs(id=vault.id) if self.elsewhere else None)

    def app(self, group: pulumi.Input[str], vault: VaultArgs | None) -> None:
        """An app with secrets and a grant."""
        account = storage.StorageAccount("files", resource_group_name=group, kind="StorageV2", sku={"name": "Standard_LRS"})
        args = ManagedIdentityAppArgs(
            resource_group_name=group,
            runtime="PYTHON|3.12",
            secrets=dict.fromkeys(self.secrets, self.value),
            settings={"LEVEL": self.value},
            vault=vault,
        )
        ManagedIdentityApp("shop", args).connect("files", "storage-blob", to=account, access="read")


Step = Callable[[bool], Stack]
STEPS: dict[str, Step] = {
    "up": lambda elsewhere: Stack(("ONE", "TWO"), elsewhere),
    "change": lambda elsewhere: Stack(("ONE", "TWO"), elsewhere, "2"),
    "remove one secret": lambda elsewhere: Stack(("TWO",), elsewhere, "2"),
    "take down": lambda _: Stack(),
}


@dataclass(frozen=True)
class Deployer:
    """Somebody with some roles, and the stack that goes on from step to step."""

    rehearse: Rehearse
    elsewhere: bool

    def step(self, name: str, roles: tuple[str, ...]) -> tuple[Rehearsal, Result]:
        """Do one step with these roles; none at all is the administrator."""
        rehearsal: Rehearsal = self.rehearse(Stack() if name == "before" else STEPS[name](self.elsewhere))
        act_as(rehearsal.cloud, roles)
        return rehearsal, rehearsal.up(check=False)


def roles_for(elsewhere: bool) -> tuple[str, ...]:
    return (*OWN, *VAULT, REMOVE_ELSEWHERE) if elsewhere else (*OWN, REMOVE)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["own vault", "vault in another group"])
def test_with_the_list_each_step_works(rehearse: Rehearse, elsewhere: bool) -> None:
    deployer = Deployer(rehearse, elsewhere)
    rehearsal, result = deployer.step("before", ())
    assert result.error is None
    for name in STEPS:
        rehearsal, result = deployer.step(name, roles_for(elsewhere))
        assert result.error is None, f"{name}: {result.error}"
        assert unresolved(rehearsal) == []
    assert grants(rehearsal.cloud) == set()
    assert secret_versions(rehearsal.cloud) == {}


@pytest.mark.parametrize(
    ("elsewhere", "step", "missing", "named"),
    [
        (False, "up", OWN[0], "Microsoft."),
        (False, "up", OWN[1], "Microsoft.Authorization/roleAssignments/write"),
        (False, "remove one secret", REMOVE, "Microsoft.KeyVault/vaults/secrets/delete"),
        (True, "up", VAULT[0], "Microsoft.KeyVault/vaults/secrets/write"),
        (True, "up", VAULT[1], "Microsoft.Authorization/roleAssignments/write"),
        (True, "remove one secret", REMOVE_ELSEWHERE, "Microsoft.KeyVault/vaults/secrets/delete"),
        (True, "take down", REMOVE_ELSEWHERE, "Microsoft.KeyVault/vaults/secrets/delete"),
    ],
)
def test_without_an_entry_its_step_is_refused(rehearse: Rehearse, elsewhere: bool, step: str, missing: str, named: str) -> None:
    deployer = Deployer(rehearse, elsewhere)
    assert deployer.step("before", ())[1].error is None
    for before in list(STEPS)[: list(STEPS).index(step)]:
        assert deployer.step(before, roles_for(elsewhere))[1].error is None
    error = deployer.step(step, tuple(role for role in roles_for(elsewhere) if role != missing))[1].error
    assert error is not None
    assert named in error


def test_the_group_itself_takes_a_right_on_the_subscription(rehearse: Rehearse) -> None:
    deployer = Deployer(rehearse, elsewhere=False)
    error = deployer.step("before", roles_for(elsewhere=False))[1].error
    assert error is not None
    assert "Microsoft.Resources/subscriptions/resourceGroups/write" in error
    assert deployer.step("up", (GROUP, *OWN))[1].error is None
    rehearsal = deployer.step("change", (GROUP, *OWN))[0]
    assert rehearsal.destroy(check=False).error is None, "a vault goes with its secrets: that takes no right on data"
    assert rehearsal.cloud.remaining() == []


def test_the_readme_names_each_role_of_the_list() -> None:
    text = README.read_text(encoding="utf-8").partition("## Going live")[2].partition("\n## ")[0]
    for role in {re.split("@", one)[0] for one in (*OWN, *VAULT, REMOVE, GROUP)}:
        assert role in text

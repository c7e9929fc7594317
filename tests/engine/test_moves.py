"""Moves to another region, resource group or vault name: the app can read its secrets all along, or nothing changes."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pytest
from pulumi_azure_native import resources

from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.report.report import ExitCode
from pulumi_azure_connect import ManagedIdentityApp, ManagedIdentityAppArgs, VaultArgs
from tests.engine.conftest import Rehearse
from tests.engine.programs import LINUX
from tests.engine.stacks import report, sites, unresolved

SETTINGS, SITE = "azure-native:web:WebAppApplicationSettings", "azure-native:web:WebApp"


@dataclass(frozen=True)
class Place:
    """Where the app and its vault are."""

    region: str = "westeurope"
    group: str = "here"
    vault: str | None = None

    def __call__(self) -> None:
        groups = {name: resources.ResourceGroup(name, location="westeurope").name for name in ("here", "there")}
        args = ManagedIdentityAppArgs(
            resource_group_name=groups[self.group],
            runtime=LINUX,
            location=self.region,
            vault=VaultArgs(name=self.vault),
            secrets={"KEY": pulumi.Output.secret("canary-of-a-move")},
        )
        ManagedIdentityApp("shop", args)


MOVES = {
    "region": (Place(), Place(region="northeurope")),
    "region, and the vault's name with it": (Place(vault="kv-move-west"), Place(region="northeurope", vault="kv-move-north")),
    "vault's name": (Place(vault="kv-move-one"), Place(vault="kv-move-two")),
    "group, and the vault's name with it": (Place(), Place(group="there", vault="kv-move-there")),
}


@pytest.mark.parametrize("move", MOVES)
def test_an_app_that_moves_reads_its_secrets_all_along(rehearse: Rehearse, move: str) -> None:
    before, after = MOVES[move]
    rehearse(before).up()
    steps: list[tuple[str, str]] = []
    moved = rehearse(after, hooks=Hooks(done=lambda operation, urn, _: steps.append((operation, urn.split("::")[2].rpartition("$")[2]))))
    moved.up()
    assert unresolved(moved) == []
    assert report(moved).exit_code() is ExitCode.FINE
    assert len(sites(moved.cloud)) == 1
    taken = [
        at
        for at, (operation, token) in enumerate(steps)
        if operation == "delete" and token in (SETTINGS, "azure-native:keyvault:Vault", SITE)
    ]
    given = [at for at, (operation, token) in enumerate(steps) if operation in ("create", "update") and token == SETTINGS]
    assert not taken or max(given) < min(taken), "what the live app has goes after the next one has its settings"
    assert set(moved.up().changes) == {"same"}


def test_a_group_whose_vault_keeps_its_name_is_refused_with_nothing_lost(rehearse: Rehearse) -> None:
    """Azure has one vault of a name. The two steps are in the README: move with `VaultArgs(name=...)`, then leave that name."""
    rehearse(Place()).up()
    moved = rehearse(Place(group="there"))
    with pytest.raises(Exception, match="VaultAlreadyExists"):
        moved.up()
    assert unresolved(moved) == []
    assert moved.cloud.soft_deleted() == []
    assert len(sites(moved.cloud)) == 1
    rehearse(Place(group="there", vault="kv-move-after")).up()
    assert unresolved(moved) == []

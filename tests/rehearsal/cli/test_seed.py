"""The command `seed`, and what a program finds then, by the engine and under mocks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import keyvault, storage

from azure_rehearsal.cli import main as cli
from azure_rehearsal.cloud.seeding import SeedProblem
from azure_rehearsal.engine.events import EngineFailed
from azure_rehearsal.testing.fixture import AzureFixture

SUBSCRIPTION = "7c1f5a7e-0d0e-4c53-8f3d-5a0a3f6f0001"
ACCOUNT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/platform/providers/Microsoft.Storage/storageAccounts/acmedata"
SEED: dict[str, Any] = {
    "resources": [{"id": ACCOUNT, "location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "properties": {}}]
}


def looks_it_up() -> None:
    """Reads an existing account in both ways that programs have."""
    found = storage.StorageAccount.get("existing", ACCOUNT)
    pulumi.export("location", found.location)


def calls_a_function() -> None:
    """Asks the provider's function in the subscription of the configuration."""
    pulumi.export("kind", storage.get_storage_account_output(account_name="acmedata", resource_group_name="platform").kind)


CONFIG = {"azure-native:subscriptionId": SUBSCRIPTION}


def run(folder: Path, *arguments: str) -> int:
    return cli.main([*arguments, "-C", str(folder)])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n", encoding="utf-8")
    (tmp_path / "seed.yaml").write_text(json.dumps(SEED), encoding="utf-8")
    return tmp_path


def test_a_seed_is_kept_with_the_stack_listed_and_removed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "seed", str(project / "seed.yaml")) == 0
    assert "2 seeded in stack 'dev'" in capsys.readouterr().out
    assert run(project, "seed", "--list", "--json") == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["resources"]] == [ACCOUNT.partition("/providers")[0], ACCOUNT]
    assert run(project, "report") == 0
    assert "0 resources in the simulated Azure" in capsys.readouterr().out
    assert run(project, "seed", "--remove", ACCOUNT) == 0
    assert "1 removed" in capsys.readouterr().out
    assert run(project, "seed", "--remove") == 0
    assert run(project, "seed", "--list") == 0
    assert "Nothing is seeded" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["seed.yaml", "--list"], ["--list", "--remove"]])
def test_one_thing_at_a_time(project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(project, "seed", *arguments) == 1
    assert "one thing at a time" in capsys.readouterr().err


def test_of_several_files_one_that_is_wrong_leaves_nothing_behind(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "bad.yaml").write_text("resources: [{id: nothing}]", encoding="utf-8")
    assert run(project, "seed", str(project / "seed.yaml"), str(project / "bad.yaml")) == 1
    assert "begins with /subscriptions/" in capsys.readouterr().err
    run(project, "seed", "--list")
    assert "Nothing is seeded" in capsys.readouterr().out


@pytest.mark.parametrize("program", [looks_it_up, calls_a_function])
def test_under_mocks_an_absent_resource_says_how_to_seed_it_and_then_is_there(azure: AzureFixture, program: Any) -> None:
    with pytest.raises(Exception) as caught:
        azure.run(program, config=CONFIG)
    assert any("azure.seed(" in note for note in caught.value.__notes__)
    azure.seed(SEED)
    assert set(azure.run(program, config=CONFIG).exports.values()) <= {"westeurope", "StorageV2"}


@pytest.mark.engine
@pytest.mark.parametrize("program", [looks_it_up, calls_a_function])
def test_the_engine_says_how_to_seed_it_and_then_finds_it(azure: AzureFixture, program: Any) -> None:
    with pytest.raises(EngineFailed, match="azure-rehearsal seed FILE"):
        azure.up(program, config=CONFIG)
    azure.seed(SEED)
    assert set(azure.up(program, config=CONFIG).outputs.values()) <= {"westeurope", "StorageV2"}
    azure.rehearsal(program, config=CONFIG).destroy()
    assert azure.cloud.state.get(ACCOUNT) is not None
    assert azure.cloud.remaining() == []


def test_the_fixture_reads_files_and_refuses_what_is_wrong(azure: AzureFixture, project: Path) -> None:
    assert azure.seed(project / "seed.yaml")[-1] == ACCOUNT
    with pytest.raises(SeedProblem):
        azure.seed([{"id": "nothing"}])


def test_a_resource_of_a_stack_goes_into_what_was_seeded(azure: AzureFixture) -> None:
    vault = ACCOUNT.replace("Microsoft.Storage/storageAccounts/acmedata", "Microsoft.KeyVault/vaults/acme-kv")
    properties = {"tenantId": azure.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
    officer = {"principal": "deployer", "role": "Key Vault Secrets Officer", "scope": vault}
    azure.seed({"resources": [{"id": vault, "location": "westeurope", "properties": properties}], "roles": [officer]})

    def program() -> None:
        keyvault.Secret(
            "mine", resource_group_name="platform", vault_name="acme-kv", properties={"value": pulumi.Output.secret("value-of-mine")}
        )

    run = azure.run(program, config=CONFIG)
    assert azure.cloud.remaining() == [run.find("Secret").id]
    azure.destroy()
    assert azure.cloud.state.get(vault) is not None

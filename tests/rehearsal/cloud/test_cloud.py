"""The cloud's own rules: names, parents, what exists already, previews, locks on overlapping writes, keeping and restoring."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError, Cloud, Options
from azure_rehearsal.core.values import UNKNOWN
from azure_rehearsal.schema import types as schema

GROUP = "azure-native:resources:ResourceGroup"
ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
SETTINGS = "azure-native:web:WebAppApplicationSettings"
SECRET = "azure-native:keyvault:Secret"


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def account(name: str = "stone") -> dict[str, Any]:
    return {"accountName": name, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}


def test_ids_have_azures_shape(world):
    made = world.make(ACCOUNT, account())
    inside = world.make(CONTAINER, {"accountName": "stone", "containerName": "uploads"})
    base = f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stone"
    assert made.id == base
    assert inside.id == f"{base}/blobServices/default/containers/uploads"
    assert made["primaryEndpoints"]["blob"] == "https://stone.blob.core.windows.net/"


def test_a_versioned_token_is_the_same_type(world):
    assert world.cloud.type_of("azure-native:web/v20240401:WebApp") is world.cloud.type_of("azure-native:web:WebApp")


@pytest.mark.behaviour("Every type", "A resource needs its resource group and its parents (ResourceGroupNotFound, ParentResourceNotFound).")
def test_fails_without_its_resource_group(world):
    # learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found
    error = refused("ResourceGroupNotFound", world.cloud.create, IDENTITY, {"resourceGroupName": "nope", "resourceName": "abc"})
    assert (error.status, "'nope'" in error.message) == (404, True)


@pytest.mark.behaviour(beside="test_fails_without_its_resource_group")
def test_fails_without_its_parent(world):
    # learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource
    inputs = {"resourceGroupName": "rg", "accountName": "nobody", "containerName": "uploads"}
    assert refused("ParentResourceNotFound", world.cloud.create, CONTAINER, inputs).status == 404


@pytest.mark.behaviour(
    "Every type",
    "What exists can't be created again; what Azure makes with a parent is taken over, and reset by a delete.",
)
def test_fails_to_create_what_exists(world):
    # azure-native provider/pkg/azure/client_azcore.go, CanCreate
    made = world.identity()
    error = refused("", world.cloud.create, IDENTITY, made.inputs)
    assert str(error) == f"cannot create already existing resource '{made.id}'"


@pytest.mark.behaviour(beside="test_fails_to_create_what_exists")
def test_what_azure_makes_with_its_parent_is_taken_over_and_reset(world):
    site = world.site()
    assert world.cloud.remaining() == [world.cloud.id_of(GROUP, {"resourceGroupName": "rg"}), world.cloud.remaining()[1], site.id]
    settings = world.settings(site, A="1")
    world.settings(site, A="2")  # a singleton is taken over in any state, as by the provider
    world.drop(settings)
    assert world.cloud.site_settings(site.id) == []
    assert settings.id not in world.cloud.remaining()


def test_a_default_that_was_changed_is_not_taken_over(world):
    # azure-native provider/pkg/openapi/defaults/defaultResourcesState.go: allow is true at first
    site = world.site()
    token = "azure-native:web:WebAppFtpAllowed"
    inputs = {"name": "shop", "allow": False}
    ftp = world.make(token, inputs)
    error = refused("", world.cloud.create, token, ftp.inputs)
    assert str(error) == f"cannot create already existing resource '{ftp.id}'"
    world.cloud.state.get(ftp.id).made_by_azure = True
    assert "subresource" in str(refused("", world.cloud.create, token, ftp.inputs))
    assert site.id


@pytest.mark.behaviour("Every type", "Names are made up as azure-native makes them, and names that Azure refuses are refused.")
def test_check_names_what_the_program_does_not_name():
    cloud = Cloud()
    checked = cloud.check(
        ACCOUNT, {"resourceGroupName": "rg", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}, urn_name="store", random_seed=b"s"
    )
    name = checked.inputs["accountName"]
    assert isinstance(name, str)
    assert name.startswith("store")
    assert len(name) == len("store") + 8
    again = cloud.check(ACCOUNT, {"resourceGroupName": "rg"}, urn_name="store", random_seed=b"other", olds=checked.inputs)
    assert again.inputs["accountName"] == name


@pytest.mark.behaviour(
    "Every type",
    "Unknown inputs, missing required ones and bad enumeration values are refused before anything is written.",
)
def test_check_refuses_what_the_sdk_does_not_know():
    failures = (
        Cloud()
        .check(
            ACCOUNT,
            {"resourceGroupName": "rg", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "allowBlobPublicAcess": True},
            urn_name="x",
        )
        .failures
    )
    assert "allowBlobPublicAccess" in " ".join(one.reason for one in failures)


@pytest.mark.behaviour(beside="test_check_names_what_the_program_does_not_name")
@pytest.mark.parametrize(
    ("token", "key", "name"),
    [
        ("azure-native:keyvault:Vault", "vaultName", "a"),
        ("azure-native:keyvault:Vault", "vaultName", "1vault"),
        ("azure-native:keyvault:Vault", "vaultName", "two--hyphens"),
        ("azure-native:keyvault:Vault", "vaultName", "ends-"),
        ("azure-native:keyvault:Vault", "vaultName", "v" * 25),
        (ACCOUNT, "accountName", "Capital"),
        (CONTAINER, "containerName", "a--b"),
        (SECRET, "secretName", "under_score"),
        ("azure-native:web:WebApp", "name", "-shop"),
    ],
)
def test_check_refuses_bad_names(token, key, name):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    failures = Cloud().check(token, {key: name}, urn_name="x").failures
    assert any(one.property == key and name in one.reason for one in failures)


@pytest.mark.behaviour("Every type", "A preview changes nothing, and knows of the outputs only what the inputs give.")
def test_a_preview_changes_nothing_and_knows_only_what_inputs_give(world):
    # azure-native provider/pkg/convert/preview_outputs.go
    inputs = {"resourceGroupName": "not-there", "accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    created = world.cloud.create(ACCOUNT, inputs, preview=True)
    assert created.id is UNKNOWN
    assert created.outputs["kind"] == "StorageV2"
    assert created.outputs["primaryEndpoints"] is UNKNOWN
    assert len(world.cloud.remaining()) == 1


def test_an_update_preview_hides_the_principal_of_a_changed_site(world):
    # thread: pulumi/pulumi-azure-native#1080
    site = world.site()
    outputs = world.cloud.update(site.token, site.id, site.inputs, {**site.inputs, "httpsOnly": True}, preview=True)
    assert outputs["identity"]["principalId"] is UNKNOWN
    assert outputs["identity"]["type"] == "SystemAssigned"


@pytest.mark.behaviour(
    "Microsoft.Web",
    "Overlapping writes to one site or vault get ConflictError; the provider door lets them wait for each "
    "other, unless trouble is asked for.",
)
def test_overlapping_writes_to_one_vault_conflict():
    # thread: pulumi/pulumi-azure-native#1013
    from tests.rehearsal.world import World

    world = World()
    vault = world.vault()
    other = world.vault("kv-two")
    world.cloud.options = Options(operation_seconds=0.3)
    started = threading.Event()
    outcome: list[object] = []

    def slow() -> None:
        started.set()
        outcome.append(world.secret(vault, "first"))

    thread = threading.Thread(target=slow)
    with world.cloud.operation("elsewhere"):
        thread.start()
        started.wait()
        while not world.cloud._overlaps._held - {"elsewhere"}:
            pass
        error = refused("ConflictError", world.secret, vault, "second")
        assert (error.status, error.retryable) == (409, True)
        world.cloud.options = Options()
        world.secret(other, "third")
    thread.join()
    assert len(outcome) == 1


def test_what_was_kept_comes_back(either_world):
    world = either_world
    identity = world.identity()
    site = world.site(identity=identity)
    vault = world.vault()
    world.grant(identity["principalId"], "Key Vault Secrets User", vault.id)
    world.secret(vault)
    world.settings(site, KEY="@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)")
    data = json.loads(json.dumps(world.cloud.dump()))
    back = Cloud.load(data)
    assert back.dump() == world.cloud.dump()
    assert back.options == world.cloud.options
    back.refresh_references(site.id)
    view = back.site_settings(site.id)[0]
    assert view.reference is not None
    assert (view.reference.status, view.value) == ("Resolved", "canary-value")


def test_kept_restricted_deployer_comes_back():
    cloud = Cloud(options=Options(deployer_roles=["Reader", ("Contributor", "/subscriptions/x/resourceGroups/y")]))
    back = Cloud.load(json.loads(json.dumps(cloud.dump())))
    assert back.can(back.deployer.object_id, "A/b/write", "/subscriptions/x/resourceGroups/y/providers/A/b/c").allowed
    assert not back.can(back.deployer.object_id, "A/b/write", "/subscriptions/x/resourceGroups/z").allowed


@pytest.mark.behaviour("Every type", "Deleting a resource group deletes all in it.")
def test_deleting_the_group_deletes_all_in_it(world):
    vault = world.vault()
    world.secret(vault)
    site = world.site()
    world.settings(site, A="1")
    world.cloud.delete(GROUP, world.cloud.id_of(GROUP, {"resourceGroupName": "rg"}))
    assert world.cloud.remaining() == []
    assert world.cloud.soft_deleted() == [vault.id]
    assert not world.cloud.state.records


def test_deleting_what_is_gone_is_no_fault(world):
    identity = world.identity()
    world.drop(identity)
    world.drop(identity)
    assert world.cloud.read(IDENTITY, identity.id) is None


def test_a_type_that_nobody_described_is_accepted_as_it_is(world):
    token = "azure-native:relay:Namespace"
    made = world.make(token, {"sku": {"name": "Standard", "tier": "Standard"}}, urn="bus")
    assert world.cloud.type_of(token).grade == "generic"
    assert made["sku"] == {"name": "Standard", "tier": "Standard"}
    assert made.id.rsplit("/", 1)[1].startswith("bus")
    world.drop(made)
    assert made.id not in world.cloud.remaining()


def test_fails_for_a_type_or_function_that_nobody_knows(world):
    assert "azure-native:web:Nothing" in str(refused("", world.cloud.create, "azure-native:web:Nothing", {}))
    assert "azure-native:web:getNothing" in str(refused("", world.cloud.invoke, "azure-native:web:getNothing", {}))


@pytest.mark.behaviour("Every type", "The deployer needs the right for each write, read and function (AuthorizationFailed).")
def test_a_contributor_can_not_hand_out_access(world):
    # learn.microsoft.com/azure/role-based-access-control/troubleshooting; thread: Azure/azure-dev#134
    from tests.rehearsal.world import World

    limited = World(deployer_roles=["Contributor"])
    limited.make(GROUP, {"resourceGroupName": "rg", "location": "westeurope"})
    vault = limited.vault()
    error = refused("AuthorizationFailed", limited.grant, "11111111-1111-1111-1111-111111111111", "Key Vault Secrets User", vault.id)
    assert error.status == 403
    for part in ("Microsoft.Authorization/roleAssignments/write", limited.cloud.deployer.object_id, vault.id):
        assert part in error.message


@pytest.mark.behaviour(beside="test_a_contributor_can_not_hand_out_access")
def test_a_reader_can_not_create_nor_list_settings():
    from tests.rehearsal.world import World

    limited = World(deployer_roles=["Reader"])
    refused("AuthorizationFailed", limited.make, GROUP, {"resourceGroupName": "rg", "location": "westeurope"})


def test_errors_never_hold_the_secret(world):
    vault = world.vault()
    secret = world.secret(vault)
    error = refused("Forbidden", world.drop, secret)
    assert "canary-value" not in str(error)
    assert "canary-value" not in repr(world.cloud.site_settings(world.site().id))


@pytest.mark.parametrize(
    "token", sorted(t.token for s in __import__("azure_rehearsal.services", fromlist=["SERVICES"]).SERVICES for t in s.types)
)
def test_each_described_type_is_one_of_the_sdk(token):
    kind = Cloud().type_of(token)
    described = schema.describe(token)
    keys = {one.split(".")[0] for one in kind.path_inputs}
    assert keys <= set(described.inputs)
    assert {one.split(".")[0] for one in kind.replaces | kind.hidden} <= set(described.inputs)
    assert not kind.location or "location" in described.inputs

"""Faithfulness from outside: what the engine makes, real clients read, and what real clients make, the engine reads; equal."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from azure_rehearsal.core.plain import at
from azure_rehearsal.doors.https.server import Door
from azure_rehearsal.schema.outputs import api_version
from azure_rehearsal.schema.rest_bodies import to_body, to_inputs
from azure_rehearsal.services import SERVICES, match_type
from tests.rehearsal.doors.https.arm.faithful import strangers
from tests.rehearsal.doors.https.conftest import Clients, Switched
from tests.rehearsal.world import Made, World

EXAMPLES = sorted(path.stem for path in (Path(__file__).parents[3] / "services" / "examples").glob("[a-z]*.py"))
# What no API version has (single access policies, files in storage) is the provider's own idea.
TOKENS = sorted(kind.token for service in SERVICES for kind in service.types if api_version(kind.token))


def make_all(world: World) -> dict[str, Made]:
    """One of each described type."""
    made = [one for name in EXAMPLES for one in importlib.import_module(f"tests.rehearsal.services.examples.{name}").make(world)]
    return {world.cloud.type_of(one.token).token: one for one in made}


class OutsideWorld(World):
    """A world whose resources are made by PUTs from outside instead of by the engine."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        super().__init__()

    def make(self, token: str, inputs: dict[str, Any], *, urn: str = "thing", group: str = "rg") -> Made:
        self.clients.source.cloud = self.cloud
        name = self.cloud.type_of(token).token
        if name not in TOKENS:
            return super().make(token, inputs, urn=urn, group=group)
        if "scope" not in inputs:
            inputs = {"resourceGroupName": group, **inputs}
        inputs = self.cloud.check(token, inputs, urn_name=urn, random_seed=urn.encode()).inputs
        resource_id = self.cloud.id_of(token, inputs)
        assert resource_id is not None
        skip = {*self.cloud.type_of(token).path_inputs, "__createBeforeDelete"}
        body = to_body(name, resource_id, {key: one for key, one in inputs.items() if key not in skip})
        if "type" in inputs:  # a property's name, and one of the envelope's: "CustomRole" of a role definition
            body["properties"]["type"] = body.pop("type")  # type: ignore[index,call-overload]
        answer = self.clients.raw("PUT", f"{resource_id}?api-version={api_version(name)}", json=body)
        assert answer.status_code in {200, 201, 202}, (token, answer.text)
        read = self.cloud.read(token, resource_id, inputs)
        assert read is not None
        return Made(token, read.id, inputs, read.outputs)


@pytest.fixture(scope="module")
def by_engine() -> tuple[World, dict[str, Made]]:
    world = World()
    return world, make_all(world)


@pytest.fixture(scope="module")
def by_arm(running: tuple[Door, Switched]) -> tuple[World, dict[str, Made]]:
    door, source = running
    world = OutsideWorld(Clients(World(), door, source))
    return world, make_all(world)


@pytest.fixture(scope="module")
def one_reader(running: tuple[Door, Switched], by_engine: tuple[World, dict[str, Made]]) -> Clients:
    return Clients(by_engine[0], *running)


@pytest.fixture
def reader(one_reader: Clients) -> Clients:
    one_reader.source.cloud = one_reader.cloud
    return one_reader


def is_listed(world: World, token: str) -> bool:
    """Whether ARM tells it by a POST only."""
    return world.cloud.type_of(token).read_action.endswith("/list/action")


@pytest.mark.parametrize("token", TOKENS)
def test_what_the_engine_made_is_read_by_id(reader: Clients, by_engine: tuple[World, dict[str, Made]], token: str):
    world, made = by_engine
    one = made[token]
    if is_listed(world, token):
        found = reader.raw("POST", f"{one.id}/list?api-version={api_version(token)}").json()
    else:
        found = reader.resources().resources.get_by_id(one.id, api_version=api_version(token)).as_dict()
    read = world.cloud.read(token, one.id, one.inputs)
    assert read is not None
    assert found == to_body(token, one.id, read.outputs)
    # What the answer says is what the program wrote, but for what ARM never shows: passwords, values of secrets, parameters.
    kind = world.cloud.type_of(token)
    told = to_inputs(token, found)
    for key, value in read.inputs.items():
        if key in told and key not in {*kind.hidden, "__createBeforeDelete"}:
            assert covers(told[key], value), key


def covers(told: Any, wrote: Any) -> bool:
    """Whether an answer has all that was written: Azure adds defaults, and keeps secrets to itself."""
    if isinstance(told, dict) and isinstance(wrote, dict):
        return all(covers(told[key], value) for key, value in wrote.items() if key in told)
    if isinstance(told, list) and isinstance(wrote, list):
        return len(told) == len(wrote) and all(covers(*pair) for pair in zip(told, wrote, strict=True))
    return told == wrote


@pytest.mark.parametrize("token", TOKENS)
def test_what_arm_made_is_what_the_engine_makes(
    by_engine: tuple[World, dict[str, Made]], by_arm: tuple[World, dict[str, Made]], token: str
):
    (here, ours), (there, theirs) = by_engine, by_arm
    inputs = ours[token].inputs  # of secrets the engine remembers what no read tells
    one, two = here.cloud.read(token, ours[token].id, inputs), there.cloud.read(token, theirs[token].id, inputs)
    assert one is not None
    assert two is not None
    assert two.id == one.id
    assert two.outputs == one.outputs
    assert there.cloud.diff(token, two.id, two.inputs, two.outputs, ours[token].inputs).changed == []


@pytest.mark.parametrize("token", TOKENS)
def test_to_write_what_was_read_changes_nothing(reader: Clients, by_engine: tuple[World, dict[str, Made]], token: str):
    world, made = by_engine
    before = world.cloud.read(token, made[token].id, made[token].inputs)
    assert before is not None
    kind = match_type(made[token].id)
    assert kind is not None
    told = to_inputs(token, to_body(token, before.id, before.outputs))
    known = {key: value for key, value in told.items() if key in before.inputs}
    merged = {**before.inputs, **{key: value for key, value in known.items() if key not in kind[0].hidden}}
    changed = world.cloud.diff(token, before.id, before.inputs, before.outputs, merged).kinds
    assert {path: how for path, how in changed.items() if how == "update"} == {}


# -- the typed clients -----------------------------------------------------------------------------------------------------

TYPED: dict[str, Callable[[Clients, Made], Any]] = {
    "managedidentity:UserAssignedIdentity": lambda c, one: c.identities().user_assigned_identities.get("rg", one.inputs["resourceName"]),
    "managedidentity:FederatedIdentityCredential": lambda c, one: c.identities().federated_identity_credentials.get(
        "rg", one.inputs["resourceName"], one.inputs["federatedIdentityCredentialResourceName"]
    ),
    "keyvault:Key": lambda c, one: c.vaults().keys.get("rg", one.inputs["vaultName"], one.inputs["keyName"]),
    "resources:ResourceGroup": lambda c, one: c.resources().resource_groups.get(one.inputs["resourceGroupName"]),
    "keyvault:Vault": lambda c, one: c.vaults().vaults.get("rg", one.inputs["vaultName"]),
    "keyvault:Secret": lambda c, one: c.vaults().secrets.get("rg", one.inputs["vaultName"], one.inputs["secretName"]),
    "authorization:RoleAssignment": lambda c, one: c.roles().role_assignments.get_by_id(one.id.lstrip("/")),
    "authorization:RoleDefinition": lambda c, one: c.roles().role_definitions.get_by_id(one.id.lstrip("/")),
    "storage:StorageAccount": lambda c, one: c.storage().storage_accounts.get_properties("rg", one.inputs["accountName"]),
    "storage:BlobContainer": lambda c, one: c.storage().blob_containers.get("rg", one.inputs["accountName"], one.inputs["containerName"]),
    "storage:Queue": lambda c, one: c.storage().queue.get("rg", one.inputs["accountName"], one.inputs["queueName"]),
    "storage:Table": lambda c, one: c.storage().table.get("rg", one.inputs["accountName"], one.inputs["tableName"]),
    "storage:FileShare": lambda c, one: c.storage().file_shares.get("rg", one.inputs["accountName"], one.inputs["shareName"]),
    "storage:ManagementPolicy": lambda c, one: c.storage().management_policies.get("rg", one.inputs["accountName"], "default"),
    "web:StaticSite": lambda c, one: c.web().static_sites.get_static_site("rg", one.inputs["name"]),
    "web:AppServicePlan": lambda c, one: c.web().app_service_plans.get("rg", one.inputs["name"]),
    "web:WebApp": lambda c, one: c.web().web_apps.get("rg", one.inputs["name"]),
    "web:WebAppSlot": lambda c, one: c.web().web_apps.get_slot("rg", one.inputs["name"], one.inputs["slot"]),
    "web:WebAppApplicationSettings": lambda c, one: c.web().web_apps.list_application_settings("rg", one.inputs["name"]),
    "web:WebAppConnectionStrings": lambda c, one: c.web().web_apps.list_connection_strings("rg", one.inputs["name"]),
    "web:WebAppAzureStorageAccounts": lambda c, one: c.web().web_apps.list_azure_storage_accounts("rg", one.inputs["name"]),
    "web:WebAppMetadata": lambda c, one: c.web().web_apps.list_metadata("rg", one.inputs["name"]),
    "web:WebAppAuthSettings": lambda c, one: c.web().web_apps.get_auth_settings("rg", one.inputs["name"]),
    "web:WebAppAuthSettingsV2": lambda c, one: c.web().web_apps.get_auth_settings_v2("rg", one.inputs["name"]),
    "web:WebAppDiagnosticLogsConfiguration": lambda c, one: c.web().web_apps.get_diagnostic_logs_configuration("rg", one.inputs["name"]),
    "web:WebAppSlotConfigurationNames": lambda c, one: c.web().web_apps.list_slot_configuration_names("rg", one.inputs["name"]),
    "web:WebAppFtpAllowed": lambda c, one: c.web().web_apps.get_ftp_allowed("rg", one.inputs["name"]),
    "web:WebAppScmAllowed": lambda c, one: c.web().web_apps.get_scm_allowed("rg", one.inputs["name"]),
    "web:WebAppSwiftVirtualNetworkConnection": lambda c, one: c.web().web_apps.get_swift_virtual_network_connection(
        "rg", one.inputs["name"]
    ),
}


@pytest.mark.parametrize("name", TYPED)
def test_typed_clients_know_every_part_of_an_answer(reader: Clients, by_engine: tuple[World, dict[str, Made]], name: str):
    world, made = by_engine
    one = made[f"azure-native:{name}"]
    read = world.cloud.read(one.token, one.id, one.inputs)
    assert read is not None
    body = to_body(one.token, one.id, read.outputs)
    model = TYPED[name](reader, one)
    # azure-mgmt-authorization's models are older than the part that all resources share
    assert set(strangers(model, body)) <= ({".systemData"} if name.startswith("authorization:") else set())
    assert model.id == one.id
    assert str(at(body, "name")) == model.name


def test_every_type_of_the_named_clients_is_read_by_them():
    modules = ("managedidentity", "keyvault", "authorization", "storage", "web")
    named = {token.removeprefix("azure-native:") for token in TOKENS if token.split(":")[1] in modules}
    others = {one for one in named if one.startswith("authorization:ManagementLock")}  # have a client of their own
    others.add("authorization:DenyAssignment")  # the client's version of it is older than any that azure-native knows
    assert {one for one in named - others if not one.endswith("Slot")} <= set(TYPED)

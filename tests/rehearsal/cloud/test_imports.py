"""What others made is taken up: every exact type by the id alone, as the engine asks for it, and no difference is left."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.doors.provider.servers import ProviderServers, serve
from azure_rehearsal.doors.provider.wire import decode, encode
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services import SERVICES, canonical, find_type
from tests.rehearsal.doors.https.arm.test_resources_round_trip import make_all
from tests.rehearsal.world import SITE, SLOT, Made, World

TOKENS = sorted(kind.token for service in SERVICES for kind in service.types)
NATIVE = [token for token in TOKENS if token.startswith("azure-native:")]
# What Azure takes and never tells: a program that says it changes the imported resource, which the engine does in the same deployment.
NEVER_TOLD = {
    "azure-native:keyvault:Secret": ["properties.value"],  # learn.microsoft.com/rest/api/keyvault/keyvault/secrets/get
    "azure-native:sql:Server": ["administratorLoginPassword"],  # learn.microsoft.com/rest/api/sql/servers/get
    "azure-native:dbforpostgresql:Server": ["administratorLoginPassword"],
    "azure-native:dbformysql:Server": ["administratorLoginPassword"],
    # learn.microsoft.com/rest/api/resources/management-locks/get-at-resource-level: no version among the properties of a lock
    "azure-native:authorization:ManagementLockAtResourceLevel": ["apiVersion"],
}


class Provider:
    """The provider door, asked as an engine asks that imports."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.serving: ProviderServers = serve(world.cloud)
        ports = self.serving.ports
        self._stubs = {name: provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{ports[name]}")) for name in ports}

    def read(self, token: str, id: str) -> provider_pb2.ReadResponse:
        return self._stub(token).Read(provider_pb2.ReadRequest(id=id, urn=self._urn(token)))

    def difference(self, token: str, id: str, program: dict[str, Any]) -> list[str]:
        """Read by the id alone, then check and compare what the program says; the paths that differ."""
        found = self.read(token, id)
        assert found.id
        urn, read = self._urn(token), decode(found.inputs).value
        assert [str(fault) for fault in schema.check(token, read) if not fault.missing] == []  # else the engine calls it the provider's bug
        checked = self._stub(token).Check(provider_pb2.CheckRequest(urn=urn, news=encode(program), olds=found.inputs, randomSeed=b"s"))
        assert [one.property for one in checked.failures if not one.reason.startswith("missing;")] == []
        asked = provider_pb2.DiffRequest(id=found.id, urn=urn, olds=found.properties, old_inputs=found.inputs, news=checked.inputs)
        return [*self._stub(token).Diff(asked).detailedDiff]

    def _stub(self, token: str) -> provider_pb2_grpc.ResourceProviderStub:
        return self._stubs[token.partition(":")[0]]

    def _urn(self, token: str) -> str:
        return f"urn:pulumi:dev::imports::{canonical(token)}::taken"


@pytest.fixture(scope="module")
def all_made() -> dict[str, Made]:
    return {}


@pytest.fixture(scope="module")
def provider(all_made: dict[str, Made]) -> Iterator[Provider]:
    world = World()
    all_made.update(make_all(world))
    opened = Provider(world)
    yield opened
    opened.serving.stop()


@pytest.mark.behaviour(
    "Every type",
    "What others made is imported by its id, or read by `get`: exact types without a difference but for what "
    "Azure never tells; an id of nothing, or of another type, is refused.",
)
@pytest.mark.parametrize("token", TOKENS)
def test_each_exact_type_is_imported_without_a_difference(provider: Provider, all_made: dict[str, Made], token: str):
    one = all_made[token]
    program = {key: value for key, value in one.inputs.items() if not key.startswith("__")}
    hidden = sorted(path for path in NEVER_TOLD.get(token, []) if path.partition(".")[0] in program)
    assert provider.difference(token, one.id, program) == hidden
    if token in NATIVE:
        assert provider.difference(token, one.id.upper().replace("/RESOURCEGROUPS/", "/resourceGroups/"), program) == hidden


def test_no_import_tells_a_password(provider: Provider, all_made: dict[str, Made]):
    for token, paths in NEVER_TOLD.items():
        found = decode(provider.read(token, all_made[token].id).inputs).value
        assert not set(paths) & set(found)
        assert "canary" not in repr(found)


@pytest.mark.behaviour(beside="test_each_exact_type_is_imported_without_a_difference")
def test_what_azure_makes_with_a_site_is_imported_as_it_made_it():
    world = World()
    site = world.site(plan=world.plan("S1"))
    world.make(SLOT, {"name": "shop", "slot": "staging", "serverFarmId": site.inputs["serverFarmId"]})
    opened = Provider(world)
    kinds = [
        kind for service in SERVICES for kind in service.types if kind.comes_with_parent and kind.token.startswith("azure-native:web:")
    ]
    try:
        for kind in kinds:
            names: JsonDict = {"resourceGroupName": "rg", "name": "shop", **({"slot": "staging"} if "slot" in kind.path_inputs else {})}
            resource_id = world.cloud.id_of(kind.token, names)
            assert resource_id is not None
            told = decode(opened.read(kind.token, resource_id).inputs).value
            assert {**told, **names, **kind.first_state()} == told, kind.token
            assert opened.difference(kind.token, resource_id, told) == [], kind.token
    finally:
        opened.serving.stop()


@pytest.mark.behaviour(beside="test_each_exact_type_is_imported_without_a_difference")
def test_generic_types_are_imported_without_a_difference(provider: Provider):
    """A sample, always the same, of types that need no parent."""
    tried = 0
    for token in random.Random(5).sample(schema.tokens("azure-native"), 120):
        kind = find_type(token)
        if kind is None or kind.grade == "exact" or kind.parents:
            continue
        names: dict[str, Any] = {
            name: "westeurope" if name == "location" else "one" for name in kind.path_inputs if name != "resourceGroupName"
        }
        program = {"resourceGroupName": "rg", **names} if "resourceGroupName" in schema.describe(token).inputs else names
        program = provider.world.cloud.check(token, program, urn_name="taken", random_seed=b"s").inputs
        if any(not fault.missing for fault in schema.check(token, program)):  # a part of the id must be one of some words
            continue
        made = provider.world.cloud.create(token, program)
        assert isinstance(made.id, str)
        assert provider.difference(token, made.id, program) == [], token
        tried += 1
    assert tried > 10


def test_directory_types_that_are_generic_too(provider: Provider):
    program = {"displayName": "office", "ip": {"ipRanges": ["203.0.113.0/24"]}}
    made = provider.world.make("azuread:index:NamedLocation", program)
    assert provider.difference("azuread:index/namedLocation:NamedLocation", made.id, program) == []


@pytest.mark.parametrize("token", [SITE, "azure-native:relay:Namespace", "azuread:index/user:User"])
def test_what_is_not_there_has_no_answer(provider: Provider, token: str):
    """pulumi/pulumi, pkg/resource/deploy/step.go: an empty answer becomes "resource '...' does not exist"."""
    here = f"/subscriptions/{provider.world.cloud.subscription_id}/resourceGroups/rg/providers/Microsoft.Web/sites/nobody"
    assert provider.read(token, here if token.startswith("azure-native:") else "/users/nobody").id == ""


@pytest.mark.behaviour(beside="test_each_exact_type_is_imported_without_a_difference")
def test_fails_for_an_id_of_another_type(provider: Provider, all_made: dict[str, Made]):
    # pulumi/pulumi-azure-native, provider/pkg/resources/parseResourceId.go
    with pytest.raises(grpc.RpcError) as caught:
        provider.read(SITE, all_made["azure-native:keyvault:Vault"].id)
    said = str(caught.value.details())  # type: ignore[attr-defined]
    assert said.startswith("failed to parse '/subscriptions/")
    assert said.endswith("/providers/Microsoft.Web/sites/{name}'")

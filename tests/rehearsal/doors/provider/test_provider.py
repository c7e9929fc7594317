"""The provider door spoken to over the wire, as an engine would."""

from __future__ import annotations

import time
from collections.abc import Iterator

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from azure_rehearsal import stand_ins
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.doors.provider.provider import PACKAGES
from azure_rehearsal.doors.provider.servers import serve
from azure_rehearsal.doors.provider.wire import decode, encode
from azure_rehearsal.memory.journal import Journal

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
VAULT = "azure-native:keyvault:Vault"
SECRET = "azure-native:keyvault:Secret"
GROUP = "azure-native:resources:ResourceGroup"


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dev::tiny::azure-connect:index:App$web:x:Y${token}::{name}"


class Door:
    """One served package with a client's stub; `told` is what the hooks heard."""

    def __init__(self, cloud: Cloud, package: str = "azure-native") -> None:
        self.cloud = cloud
        self.journal = Journal()
        self.told: list[tuple[str, ...]] = []
        hooks = Hooks(before=lambda *what: self.told.append(("before", *what)), done=lambda *what: self.told.append(("done", *what)))
        self.serving = serve(cloud, hooks=hooks, journal=self.journal)
        self.stub = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{self.serving.ports[package]}"))

    def create(self, token: str, name: str, inputs: dict, *, secrets: tuple = (), preview: bool = False) -> provider_pb2.CreateResponse:
        return self.stub.Create(provider_pb2.CreateRequest(urn=urn(token, name), properties=encode(inputs, secrets), preview=preview))


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door(Cloud())
    yield door
    door.serving.stop()


@pytest.fixture
def group(door: Door) -> str:
    door.create(GROUP, "rg", {"resourceGroupName": "group", "location": "westeurope"})
    return "group"


def test_each_package_has_a_port_that_only_this_machine_sees(door):
    assert set(door.serving.ports) == {*PACKAGES, *stand_ins.PACKAGES}
    assert set(PACKAGES) == {"azure-native", "azuread"}
    assert door.serving.debug_providers == ",".join(f"{package}:{port}" for package, port in door.serving.ports.items())


def test_it_promises_the_same_in_handshake_and_configuration(door):
    greeted = door.stub.Handshake(provider_pb2.ProviderHandshakeRequest())
    configured = door.stub.Configure(provider_pb2.ConfigureRequest())
    assert (greeted.accept_secrets, greeted.accept_outputs, greeted.accept_resources) == (True, True, False)
    assert (configured.acceptSecrets, configured.acceptOutputs, configured.acceptResources) == (True, True, False)
    assert configured.supportsPreview
    assert door.stub.GetPluginInfo(empty_pb2.Empty()).version == PACKAGES["azure-native"]
    door.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"))
    door.stub.Cancel(empty_pb2.Empty())


def test_configuration_of_a_provider_is_taken_as_it_is(door):
    news = encode({"location": "westeurope", "clientSecret": "x"}, {("clientSecret",)})
    assert decode(door.stub.CheckConfig(provider_pb2.CheckRequest(news=news)).inputs) == decode(news)
    changes = door.stub.DiffConfig(provider_pb2.DiffRequest(olds=encode({}), news=news)).changes
    assert changes == provider_pb2.DiffResponse.DIFF_NONE


def test_a_location_comes_from_the_old_inputs_then_the_provider_then_the_group(door, group):
    def location(olds: dict, **inputs: str) -> object:
        news = encode({"resourceGroupName": group, "resourceName": "one", **inputs})
        request = provider_pb2.CheckRequest(urn=urn(IDENTITY, "id"), news=news, olds=encode(olds))
        return decode(door.stub.Check(request).inputs).value["location"]

    assert location({}) == "westeurope"
    door.stub.Configure(provider_pb2.ConfigureRequest(args=encode({"location": "eastus"})))
    assert location({}) == "eastus"
    assert location({"location": "uksouth"}) == "uksouth"
    assert location({"location": "uksouth"}, location="francecentral") == "francecentral"


def test_names_are_made_from_the_engines_random_seed(door, group):
    def check(seed: bytes) -> dict:
        request = provider_pb2.CheckRequest(urn=urn(IDENTITY, "id"), news=encode({"resourceGroupName": group}), randomSeed=seed)
        return decode(door.stub.Check(request).inputs).value

    assert check(b"one")["resourceName"] == check(b"one")["resourceName"] != check(b"two")["resourceName"]
    assert check(b"one")["resourceName"].startswith("id")


def test_what_check_refuses_names_the_property(door, group):
    news = encode(
        {"resourceGroupName": group, "vaultName": "no good", "properties": {"tenantId": "t", "sku": {"family": "A", "name": "standard"}}}
    )
    failures = door.stub.Check(provider_pb2.CheckRequest(urn=urn(VAULT, "v"), news=news)).failures
    assert "vaultName" in [failure.property for failure in failures]


def test_a_preview_changes_nothing_and_gives_no_id(door):
    answer = door.create(GROUP, "rg", {"resourceGroupName": "group", "location": "westeurope"}, preview=True)
    assert answer.id == ""
    assert door.cloud.remaining() == []
    assert door.told == []


def test_hooks_stand_on_both_sides_of_each_change(door, group):
    made = door.create(IDENTITY, "id", {"resourceGroupName": group, "resourceName": "one", "location": "westeurope"})
    name = urn(IDENTITY, "id")
    assert door.told[-2:] == [("before", "create", name, ""), ("done", "create", name, made.id)]
    door.stub.Delete(provider_pb2.DeleteRequest(id=made.id, urn=name))
    assert door.told[-2:] == [("before", "delete", name, made.id), ("done", "delete", name, made.id)]


def test_a_secret_comes_back_as_a_secret_also_after_a_crash(door, group):
    properties = {"tenantId": door.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}}
    door.create(VAULT, "v", {"resourceGroupName": group, "vaultName": "vault-one", "location": "westeurope", "properties": properties})
    inputs = {"resourceGroupName": group, "vaultName": "vault-one", "secretName": "key", "properties": {"value": "canary-77"}}
    made = door.create(SECRET, "s", inputs, secrets=(("properties", "value"),))
    asked = provider_pb2.ReadRequest(id=made.id, urn=urn(SECRET, "s"))  # as after a crash: the engine knows neither inputs nor state
    read = door.stub.Read(asked)
    for struct in (made.properties, read.properties, read.inputs):
        decoded = decode(struct)
        assert "canary-77" not in str(without(decoded.value, decoded.secrets))


def without(value: dict, secrets: frozenset) -> dict:
    """The value with everything secret blotted out."""
    return decode(blot(encode(value, secrets))).value


def blot(struct):
    for item in struct.fields.values():
        if item.WhichOneof("kind") == "struct_value":
            if "4dabf18193072939515e22adb298388d" in item.struct_value.fields:
                item.string_value = "[secret]"
            else:
                blot(item.struct_value)
    return struct


def test_reading_what_is_gone_answers_nothing(door):
    id = f"/subscriptions/{door.cloud.subscription_id}/resourceGroups/none"
    assert door.stub.Read(provider_pb2.ReadRequest(id=id, urn=urn(GROUP, "rg"))).id == ""


def test_a_difference_is_told_to_the_key_and_says_what_it_forces(door):
    old = {"resourceGroupName": "g", "location": "westeurope", "tags": {"a": "1", "b": "2"}}
    new = {"resourceGroupName": "g", "location": "northeurope", "tags": {"a": "1", "b": "3", "c.d": "4"}}
    answer = door.stub.Diff(
        provider_pb2.DiffRequest(id="x", urn=urn(GROUP, "rg"), old_inputs=encode(old), olds=encode(old), news=encode(new))
    )
    kinds = {path: provider_pb2.PropertyDiff.Kind.Name(difference.kind) for path, difference in answer.detailedDiff.items()}
    assert kinds == {"location": "UPDATE_REPLACE", "tags.b": "UPDATE", 'tags["c.d"]': "ADD"}
    assert list(answer.replaces) == ["location"]
    assert all(difference.inputDiff for difference in answer.detailedDiff.values())


def test_azures_refusal_reads_as_azure_native_words_it(door):
    with pytest.raises(grpc.RpcError) as caught:
        door.create(IDENTITY, "id", {"resourceGroupName": "nowhere", "resourceName": "one", "location": "westeurope"})
    assert caught.value.details() == 'Status=404 Code="ResourceGroupNotFound" Message="Resource group \'nowhere\' could not be found."'
    assert caught.value.code() is grpc.StatusCode.UNKNOWN


@pytest.mark.parametrize(("status", "tries"), [(429, 4), (409, 1)], ids=["busy", "conflict"])
def test_the_door_tries_again_what_the_provider_does(door, monkeypatch, status, tries):
    sent = []

    def refuse(token, inputs, *, preview=False):
        sent.append(token)
        raise AzureError("AnyCode", "slow down", status, retryable=True, retry_after=1.0)

    monkeypatch.setattr(door.cloud, "create", refuse)
    with pytest.raises(grpc.RpcError, match=f'Status={status} Code="AnyCode"'):
        door.create(GROUP, "rg", {"resourceGroupName": "group", "location": "westeurope"})
    assert len(sent) == tries


def test_functions_answer_from_the_same_cloud(door):
    answer = door.stub.Invoke(provider_pb2.InvokeRequest(tok="azure-native:authorization:getClientConfig"))
    assert decode(getattr(answer, "return")).value["tenantId"] == door.cloud.tenant_id


def test_the_other_package_works_on_the_same_cloud():
    door = Door(Cloud(), "azuread")
    made = door.create("azuread:index/application:Application", "a", {"displayName": "an app"})
    assert decode(made.properties).value["clientId"]
    assert made.id in door.cloud.remaining()
    door.serving.stop()


def test_requests_are_served_side_by_side(door, group):
    """Two slow writes to different resources take the time of one."""
    door.cloud.options = type(door.cloud.options)(operation_seconds=0.2)
    begun = time.monotonic()
    requests = [
        door.stub.Create.future(
            provider_pb2.CreateRequest(
                urn=urn(VAULT, name),
                properties=encode(
                    {
                        "resourceGroupName": group,
                        "vaultName": name,
                        "location": "westeurope",
                        "properties": {"tenantId": door.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}},
                    }
                ),
            )
        )
        for name in ("vault-a1", "vault-b1", "vault-c1", "vault-d1")
    ]
    assert all(request.result().id for request in requests)
    assert time.monotonic() - begun < 0.75

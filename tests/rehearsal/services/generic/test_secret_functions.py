"""Functions that list keys: every one of the installed SDK answers with filled values, or says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pulumi_azure_native
import pytest

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.resource_type import ResourceType
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services import find_type
from azure_rehearsal.services.shared.plausible import fill_in
from tests.rehearsal.world import World

NATIVE = "azure-native:"


def leaves(value: JsonValue) -> Iterator[JsonValue]:
    """Everything inside that is no object and no list."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
    else:
        yield value


def world_with(*things: tuple[str, JsonDict]) -> World:
    world = World()
    for token, inputs in things:
        world.make(NATIVE + token, inputs)
    return world


REGISTRY = ("containerregistry:Registry", {"registryName": "images1", "sku": {"name": "Basic"}, "adminUserEnabled": True})
BUS = ("servicebus:Namespace", {"namespaceName": "bus12345", "sku": {"name": "Standard"}})
LISTED: list[tuple[tuple[str, JsonDict], str, JsonDict, str]] = [
    (REGISTRY, "containerregistry:listRegistryCredentials", {"registryName": "images1"}, r"images1 \S{40,} \S{40,}|.*images1.*"),
    (("operationalinsights:Workspace", {"workspaceName": "logs"}), "operationalinsights:getSharedKeys", {"workspaceName": "logs"}, r"[\w+/]{86}== .*"),
    (("web:StaticSite", {"name": "pages"}), "web:listStaticSiteSecrets", {"name": "pages"}, r".*[0-9a-f]{64}-[0-9a-f]{36}.*"),
    (BUS, "servicebus:listNamespaceKeys", {"namespaceName": "bus12345", "authorizationRuleName": "RootManageSharedAccessKey"}, r".*Endpoint=sb://bus12345.*"),
    (("iothub:IotHubResource", {"resourceName": "hub", "sku": {"name": "S1", "capacity": 1}}), "iothub:listIotHubResourceKeys", {"resourceName": "hub"}, r".*[\w+/]{43}=.*"),
    (("automation:AutomationAccount", {"automationAccountName": "auto"}), "automation:listKeyByAutomationAccount", {"automationAccountName": "auto"}, r".*[\w+/]{43}=.*"),
]  # fmt: skip


@pytest.mark.parametrize(("thing", "function", "args", "pattern"), LISTED, ids=[one[1] for one in LISTED])
def test_keys_are_filled_and_the_same_again(thing: tuple[str, JsonDict], function: str, args: JsonDict, pattern: str):
    world = world_with(thing)
    given: JsonDict = {"resourceGroupName": "rg", **args}
    answer = world.cloud.invoke(NATIVE + function, given)
    values = list(leaves(answer))
    assert None not in values
    assert "simulated" not in values
    assert re.fullmatch(pattern, " ".join(map(str, values)))
    assert answer == world.cloud.invoke(NATIVE + function, given)
    assert any(issued.value in str(answer) for issued in world.cloud.state.issued.values())


def test_a_function_app_without_code_has_a_host_key():
    # recorded in 2023: Azure/azure-powershell, Functions; a key is 56 characters of URL-safe base64
    world = World()
    world.site(plan=world.plan("Y1", reserved=False), kind="functionapp")
    keys = world.cloud.invoke(NATIVE + "web:listWebAppHostKeys", {"resourceGroupName": "rg", "name": "shop"})
    assert re.fullmatch(r"[\w-]{54}==|[\w-]{56}", str(keys["functionKeys"]["default"]))  # type: ignore[index,call-overload]
    user = world.cloud.invoke(NATIVE + "web:listWebAppPublishingCredentials", {"resourceGroupName": "rg", "name": "shop"})
    assert user["publishingUserName"] == "$shop"
    assert str(user["scmUri"]).endswith("@shop.scm.azurewebsites.net")


@pytest.mark.parametrize(
    ("thing", "function", "args", "code"),
    [
        # quoted in public repositories; learn.microsoft.com/azure/container-registry/container-registry-authentication#admin-account
        (
            ("containerregistry:Registry", {"registryName": "images1", "sku": {"name": "Basic"}}),
            "containerregistry:listRegistryCredentials",
            {"registryName": "images1"},
            "UnAuthorizedForCredentialOperations",
        ),
        # recorded of parts of a namespace: Azure/azure-service-operator, Test_ServiceBus_Namespace (NotFound)
        (BUS, "servicebus:listNamespaceKeys", {"namespaceName": "bus12345", "authorizationRuleName": "none"}, "NotFound"),
        # learn.microsoft.com/azure/ai-services/disable-local-auth
        (
            ("servicebus:Namespace", {**BUS[1], "disableLocalAuth": True}),
            "servicebus:listNamespaceKeys",
            {"namespaceName": "bus12345", "authorizationRuleName": "RootManageSharedAccessKey"},
            "BadRequest",
        ),
    ],
)
def test_keys_that_azure_does_not_tell(thing: tuple[str, JsonDict], function: str, args: JsonDict, code: str):
    with pytest.raises(AzureError) as refusal:
        world_with(thing).cloud.invoke(NATIVE + function, {"resourceGroupName": "rg", **args})
    assert refusal.value.code == code


def test_built_in_roles_can_be_looked_up():
    # learn.microsoft.com/rest/api/authorization/role-definitions/get; RoleDefinitionDoesNotExist: recorded in 2018
    world = World()
    reader, scope = "acdd72a7-3385-48ef-bd42-f606fba81ae7", f"/subscriptions/{world.cloud.subscription_id}"
    found = world.cloud.invoke(NATIVE + "authorization:getRoleDefinition", {"roleDefinitionId": reader, "scope": scope})
    assert found["id"] == f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{reader}"
    assert found["roleName"] == "Reader"
    read = world.cloud.read(NATIVE + "authorization:RoleDefinition", str(found["id"]))
    assert read is not None
    assert read.outputs["roleName"] == "Reader"
    with pytest.raises(AzureError, match="RoleDefinitionDoesNotExist"):
        world.cloud.invoke(NATIVE + "authorization:getRoleDefinition", {"roleDefinitionId": reader.replace("a", "b"), "scope": scope})


def test_a_database_may_have_one_letter():
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftsql
    world = World()
    world.make(
        NATIVE + "sql:Server", {"serverName": "s1", "administratorLogin": "shopadmin", "administratorLoginPassword": "Str0ng!Passw0rd"}
    )
    assert world.make(NATIVE + "sql:Database", {"serverName": "s1", "databaseName": "d"}).id


def functions() -> list[str]:
    """The functions of the installed SDK that tell something about a resource beside its state, keys above all."""
    home = Path(pulumi_azure_native.__file__).parent
    wanted = re.compile(r"list_\w+|get_\w*(keys|credentials|secrets|connection_strings?)")
    found = (
        re.search(r"runtime\.invoke\('([^']+)'", file.read_text(encoding="utf-8"))
        for file in sorted(home.glob("*/*.py"))
        if wanted.fullmatch(file.stem)
    )
    return [one[1] for one in found if one]


def asked(token: str) -> tuple[World, JsonDict]:
    """A cloud with all that a function may ask for, and arguments that name it: `one` of everything."""
    world = World()
    args: JsonDict = {name: "rg" if name == "resourceGroupName" else "one" for name in schema.describe_function(token).inputs}
    for place in _places(world, token, args):
        held = schema.describe(place[0])
        outputs = fill_in(held.gives, {"name": "one"}, place[1], lists=True)
        inputs: JsonDict = {
            "adminUserEnabled": True,
            "accessKeysAuthentication": "Enabled",
            "configuration": {"secrets": [{"name": "one"}]},
        }
        world.cloud.state.put(Record(place[1], place[0], inputs, outputs))
    return world, args


@cache
def _kinds(module: str) -> list[ResourceType]:
    found = [find_type(token) for token in schema.tokens("azure-native") if token.split(":")[1] == module]
    return [kind for kind in found if kind is not None and kind.path_inputs and "scope" not in kind.path_inputs]


def _places(world: World, token: str, args: JsonDict) -> Iterator[tuple[str, str]]:
    """(type, id) of each resource of the function's module that its arguments name."""
    for kind in _kinds(token.split(":")[1]):
        if set(kind.path_inputs) <= args.keys():
            resource_id = world.cloud.id_of(kind.token, args)
            if resource_id is not None and resource_id.startswith("/subscriptions/"):
                yield kind.token, resource_id


KEYS = re.compile(r"(Keys?|Credentials?|Secrets?|ConnectionStrings?|SAS|Tokens?|Kubeconfig)$", re.IGNORECASE)


@pytest.mark.slow
def test_every_function_of_the_sdk_that_tells_keys_is_answered_with_values():
    """Filled, of the SDK's types, the same again; or an error of Azure's, never a value that only stands there."""
    tokens = functions()
    assert len(tokens) > 300
    faults: list[str] = []
    refused: list[str] = []
    for token in tokens:
        world, args = asked(token)
        try:
            answer = world.cloud.invoke(token, args)
        except AzureError as error:
            (refused if error.code or "has no answer" in error.message else faults).append(f"{token}: {error}")
            continue
        values = list(leaves(answer))
        holes = [value for value in values if value is None or value in ("simulated", "")]
        wrong = [str(fault) for fault in schema.check_outputs(token, answer) if not fault.missing]
        if holes or wrong or not answer:
            faults.append(f"{token}: {holes} {wrong}")
        if KEYS.search(token) and not values:
            faults.append(f"{token}: nothing is told")
    assert "\n".join(faults) == ""
    # Those of what has no resource in the SDK, or lies under another module's; each is refused in Azure's words, or says what to do.
    assert len([one for one in refused if KEYS.search(one.partition(": ")[0])]) <= 6


def test_a_property_that_a_type_lacks_is_told_apart():
    """The engine's provider warns of it and goes on, as azure-native does (tags on everything by a transformation); mocks refuse it."""
    inputs: JsonDict = {"resourceGroupName": "rg", "accountName": "stone", "containerName": "docs", "tags": {"team": "shop"}}
    checked = World().cloud.check(NATIVE + "storage:BlobContainer", inputs, urn_name="docs")
    assert [(one.property, one.unknown) for one in checked.failures] == [("tags", True)]

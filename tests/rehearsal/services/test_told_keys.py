"""Keys and secrets of services whose types are data or generic: in the form in which programs use them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

import pytest

from azure_rehearsal.core.errors import AzureError
from tests.rehearsal.world import World

NATIVE = "azure-native:"


def told(world: World, function: str, **args: str) -> Any:
    return world.cloud.invoke(NATIVE + function, {"resourceGroupName": "rg", **args})


def test_an_account_sas_holds_what_was_asked_for():
    world = World()
    world.make(NATIVE + "storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
    asked = {"permissions": "rl", "resourceTypes": "sco", "services": "b", "sharedAccessExpiryTime": "2030-01-01T00:00:00Z"}
    token = told(world, "storage:listStorageAccountSAS", accountName="stone", **asked)["accountSasToken"]
    query = parse_qs(token)
    assert {name: query[name] for name in ("ss", "srt", "sp", "se")} == {
        "ss": ["b"],
        "srt": ["sco"],
        "sp": ["rl"],
        "se": ["2030-01-01T00:00:00Z"],
    }
    assert re.fullmatch(r"[\w+/]{43}=", query["sig"][0])
    service = told(world, "storage:listStorageAccountServiceSAS", accountName="stone", resource="c", permissions="r")
    assert parse_qs(service["serviceSasToken"])["sr"] == ["c"]


def test_an_iot_hub_has_five_policies_and_no_other():
    world = World()
    world.make(NATIVE + "iothub:IotHubResource", {"resourceName": "hub", "sku": {"name": "S1", "capacity": 1}})
    listed = told(world, "iothub:listIotHubResourceKeys", resourceName="hub")["value"]
    assert [one["keyName"] for one in listed] == ["iothubowner", "service", "device", "registryRead", "registryReadWrite"]
    assert told(world, "iothub:listIotHubResourceKeysForKeyName", resourceName="hub", keyName="service") == listed[1]
    with pytest.raises(AzureError) as refusal:
        told(world, "iothub:listIotHubResourceKeysForKeyName", resourceName="hub", keyName="none")
    assert refusal.value.status == 404


def test_the_keys_of_an_automation_account():
    world = World()
    world.make(NATIVE + "automation:AutomationAccount", {"automationAccountName": "auto"})
    keys = told(world, "automation:listKeyByAutomationAccount", automationAccountName="auto")["keys"]
    assert [one["keyName"] for one in keys] == ["Primary", "Secondary"]


def test_a_container_app_tells_the_secrets_that_it_was_given():
    world = World()
    environment = world.make(NATIVE + "app:ManagedEnvironment", {"environmentName": "env"})
    body = {
        "configuration": {"secrets": [{"name": "key", "value": "given"}]},
        "managedEnvironmentId": environment.id,
        "template": {"containers": [{"name": "c", "image": "i"}]},
    }
    world.make(NATIVE + "app:ContainerApp", {"containerAppName": "boxes", **body})
    assert told(world, "app:listContainerAppSecrets", containerAppName="boxes") == {"value": [{"name": "key", "value": "given"}]}


@pytest.mark.parametrize(
    ("module", "parts", "function", "args", "rule", "path"),
    [
        ("servicebus", ("Queue", {"queueName": "jobs"}, "QueueAuthorizationRule"), "listQueueKeys", {"queueName": "jobs"}, "send", ";EntityPath=jobs"),
        ("servicebus", ("Topic", {"topicName": "news"}, "TopicAuthorizationRule"), "listTopicKeys", {"topicName": "news"}, "send", ";EntityPath=news"),
        ("eventhub", ("EventHub", {"eventHubName": "flow"}, "EventHubAuthorizationRule"), "listEventHubKeys", {"eventHubName": "flow"}, "send", ";EntityPath=flow"),
        ("relay", None, "listNamespaceKeys", {}, "RootManageSharedAccessKey", ""),
    ],
    ids=["queue", "topic", "hub", "relay"],
)  # fmt: skip
def test_a_connection_string_holds_the_key_beside_it(module: str, parts: Any, function: str, args: dict[str, str], rule: str, path: str):
    world = World()
    world.make(f"{NATIVE}{module}:Namespace", {"namespaceName": "bus12345", "sku": {"name": "Standard"}})
    if parts is not None:
        kind, inputs, rules = parts
        world.make(f"{NATIVE}{module}:{kind}", {"namespaceName": "bus12345", **inputs})
        world.make(f"{NATIVE}{module}:{rules}", {"namespaceName": "bus12345", **inputs, "authorizationRuleName": rule, "rights": ["Send"]})
    keys = told(world, f"{module}:{function}", namespaceName="bus12345", authorizationRuleName=rule, **args)
    start = f"Endpoint=sb://bus12345.servicebus.windows.net/;SharedAccessKeyName={rule};SharedAccessKey="
    assert keys["primaryConnectionString"] == f"{start}{keys['primaryKey']}{path}"
    with pytest.raises(AzureError) as refusal:
        told(world, f"{module}:{function}", namespaceName="bus12345", authorizationRuleName="none", **args)
    assert refusal.value.status == 404


def test_a_callback_url_is_an_address_with_a_signature():
    world = World()
    definition = {"$schema": "x", "contentVersion": "1.0.0.0", "triggers": {"t": {"type": "Request"}}, "actions": {}}
    world.make(NATIVE + "logic:Workflow", {"workflowName": "flow", "definition": definition})
    answer = told(world, "logic:listWorkflowTriggerCallbackUrl", workflowName="flow", triggerName="t")
    assert re.fullmatch(r"https://\S+/triggers/t/paths/invoke\?api-version=\S+&sig=[\w-]{43}", answer["value"])


def test_what_list_and_the_name_of_a_type_tell_is_what_stands_there():
    world = World()
    world.site()
    nothing = told(world, "web:listWebAppConnectionStrings", name="shop")
    assert nothing["properties"] == {}
    strings = {"orders": {"type": "SQLAzure", "value": "Server=x"}}
    world.make(NATIVE + "web:WebAppConnectionStrings", {"name": "shop", "properties": strings})
    assert told(world, "web:listWebAppConnectionStrings", name="shop")["properties"] == strings
    mounts = {"m": {"type": "AzureFiles", "accountName": "a", "shareName": "s", "mountPath": "/m", "accessKey": "k"}}
    world.make(NATIVE + "web:WebAppAzureStorageAccounts", {"name": "shop", "properties": mounts})
    assert told(world, "web:listWebAppAzureStorageAccounts", name="shop")["properties"] == mounts
    with pytest.raises(AzureError) as refusal:
        told(world, "web:listWebAppConnectionStrings", name="none")
    assert refusal.value.status == 404

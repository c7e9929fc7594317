"""Keys that Azure told a program, and that others can read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.memory.checkpoint import SECRET
from azure_rehearsal.report.exit_codes import ExitCode
from azure_rehearsal.report.leaks import leaks
from azure_rehearsal.report.report import make_report
from tests.rehearsal.report.clouds import Small, small

STORAGE = "Microsoft.Storage/storageAccounts 'account'"


def key(made: Small) -> str:
    """What the storage account's first key is, as a program asks for it."""
    answer: Any = made.cloud.invoke("azure-native:storage:listStorageAccountKeys", {"resourceGroupName": "group", "accountName": "account"})
    return answer["keys"][0]["value"]


def places(made: Small, checkpoint: dict[str, Any] | None = None) -> list[str]:
    return [one.place for one in leaks(checkpoint or {}, made.cloud)]


def write_site(made: Small, **inputs: Any) -> None:
    record = made.cloud.state.get(made.ids["app"])
    assert record is not None
    made.cloud.update(record.token, record.id, record.inputs, {**record.inputs, **inputs})


def test_a_key_that_nobody_wrote_anywhere_is_no_leak():
    made = small()
    key(made)
    made.settings(KEY="@Microsoft.KeyVault(VaultName=the-vault;SecretName=key)", OTHER="AccountKey=none")
    assert places(made) == []


@pytest.mark.parametrize("form", ["{}", "DefaultEndpointsProtocol=https;AccountName=account;AccountKey={}", "https://x/?key={}"])
def test_an_app_setting(form: str):
    made = small()
    value = key(made)
    made.settings(FINE="yes", STORE=form.format(quote(value, safe="") if "?" in form else value))
    assert places(made) == ["app setting STORE of Microsoft.Web/sites 'the-app'"]
    (found,) = leaks({}, made.cloud)
    assert STORAGE in found.text
    assert value not in found.text


def test_a_connection_string():
    made = small()
    value = {"Store": {"type": "Custom", "value": f"AccountKey={key(made)}"}}
    made.make("strings", "web:WebAppConnectionStrings", name="the-app", properties=value)
    assert places(made) == ["connection string Store.value of Microsoft.Web/sites 'the-app'"]


def test_a_start_up_command_tags_and_mounts():
    made = small()
    value = key(made)
    mount = {"type": "AzureFiles", "accountName": "account", "shareName": "s", "mountPath": "/m", "accessKey": value}
    config = {"appCommandLine": f"serve --key {value}", "azureStorageAccounts": {"m": mount}, "appSettings": []}
    write_site(made, siteConfig=config, tags={"key": value})
    site = "of Microsoft.Web/sites 'the-app'"
    assert set(places(made)) == {
        f"tag key {site}",
        f"siteConfig.appCommandLine {site}",
        f"siteConfig.azureStorageAccounts.m.accessKey {site}",
    }


def test_settings_in_the_body_of_the_site_count_once():
    made = small()
    write_site(made, siteConfig={"appSettings": [{"name": "KEY", "value": key(made)}]})
    assert places(made) == ["app setting KEY of Microsoft.Web/sites 'the-app'"]


def test_mounts_of_their_own_and_tags_of_anything():
    made = small()
    value = key(made)
    mount = {"type": "AzureFiles", "accountName": "account", "shareName": "s", "mountPath": "/m", "accessKey": value}
    made.make("mounts", "web:WebAppAzureStorageAccounts", name="the-app", properties={"m": mount})
    made.make("bus", "servicebus:Namespace", namespaceName="bus12345", sku={"name": "Basic"}, tags={"k": value})
    found = places(made)
    assert len(found) == 2
    assert "m.accessKey of Microsoft.Web/sites/config 'the-app/azurestorageaccounts'" in found[0]
    assert found[1] == "tag k of Microsoft.ServiceBus/namespaces 'bus12345'"


def test_plain_variables_of_containers():
    made = small()
    value = key(made)
    container = {"name": "c", "image": "i", "env": [{"name": "KEY", "value": value}, {"name": "FINE", "secretRef": "key"}]}
    made.make("app env", "app:ManagedEnvironment", environmentName="env")
    body: dict[str, Any] = {
        "configuration": {"secrets": [{"name": "key", "value": value}]},
        "managedEnvironmentId": made.ids["app env"],
        "template": {"containers": [container]},
    }
    made.make("container app", "app:ContainerApp", containerAppName="boxes", **body)
    assert places(made) == ["environment variable KEY of Microsoft.App/containerApps 'boxes'"]


def test_a_secret_of_a_vault_is_where_a_key_belongs():
    made = small()
    made.make("more", "keyvault:Secret", vaultName="the-vault", secretName="store", properties={"value": key(made)})
    assert places(made) == []


def entry(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"urn": f"urn:pulumi:dev::p::{kind}::{name}", "type": kind, "custom": True, **more}


def test_the_engines_state():
    made = small()
    value = key(made)
    stack = entry("pulumi:pulumi:Stack", "p-dev", outputs={"key": value, "hidden": {**SECRET, "ciphertext": "v1:x"}})
    plain = entry("random:index/randomPet:RandomPet", "pet", inputs={"keepers": {"a": [value]}}, outputs={"keepers": {"a": [value]}})
    secret = entry("random:index/randomPet:RandomPet", "other", inputs={"keepers": {**SECRET, "ciphertext": "v1:y"}})
    assert places(made, {"resources": [stack, plain, secret]}) == [
        "outputs key of pulumi:pulumi:Stack 'p-dev'",
        "inputs keepers.a[0] of random:index/randomPet:RandomPet 'pet'",
    ]


def test_a_key_of_what_is_gone_opens_nothing():
    made = small()
    made.settings(KEY=key(made))
    made.cloud.delete("azure-native:storage:StorageAccount", made.ids["account"])
    assert places(made) == []


def test_keys_are_known_after_the_cloud_was_kept():
    made = small()
    value = key(made)
    made.settings(KEY=value)
    made.cloud = Cloud.load(json.loads(json.dumps(made.cloud.dump())))
    assert len(places(made)) == 1


def test_a_leak_fails_the_report_and_is_in_its_json_without_the_key():
    made = small()
    value = key(made)
    assert make_report({}, made.cloud).exit_code() is ExitCode.FINE
    made.settings(KEY=value)
    report = make_report({}, made.cloud)
    assert report.exit_code() is ExitCode.WRONG
    (told,) = report.as_json()["leaks"]
    assert (told["where"], told["holder"]) == ("azure", made.ids["account"])
    assert value not in json.dumps(report.as_json())


@pytest.mark.parametrize(
    ("token", "inputs", "function", "args"),
    [
        ("servicebus:Namespace", {"namespaceName": "bus12345", "sku": {"name": "Standard"}}, "servicebus:listNamespaceKeys", {"namespaceName": "bus12345", "authorizationRuleName": "RootManageSharedAccessKey"}),
        ("cognitiveservices:Account", {"accountName": "ai", "kind": "OpenAI", "sku": {"name": "S0"}}, "cognitiveservices:listAccountKeys", {"accountName": "ai"}),
        ("containerregistry:Registry", {"registryName": "images1", "sku": {"name": "Basic"}, "adminUserEnabled": True}, "containerregistry:listRegistryCredentials", {"registryName": "images1"}),
        ("web:StaticSite", {"name": "pages"}, "web:listStaticSiteSecrets", {"name": "pages"}),
        ("automation:AutomationAccount", {"automationAccountName": "auto"}, "automation:listKeyByAutomationAccount", {"automationAccountName": "auto"}),
        ("operationalinsights:Workspace", {"workspaceName": "logs"}, "operationalinsights:getSharedKeys", {"workspaceName": "logs"}),
    ],
)  # fmt: skip
def test_keys_of_every_kind_of_service(token: str, inputs: dict[str, Any], function: str, args: dict[str, Any]):
    """Whatever text of the answer holds a key: written into a setting, it is found."""
    made = small()
    made.make("held", token, **inputs)
    answer = made.cloud.invoke(f"azure-native:{function}", {"resourceGroupName": "group", **args})
    made.settings(ALL=json.dumps(answer))
    (found, *_) = leaks({}, made.cloud)
    assert found.holder == made.ids["held"]
    assert found.place == "app setting ALL of Microsoft.Web/sites 'the-app'"


# -- with a reason ---------------------------------------------------------------------------------------------------------

SETTINGS_URN = "urn:pulumi:dev::p::azure-connect:index:ManagedIdentityApp$azure-native:web:WebAppApplicationSettings::shop-settings"


def _component(made: Small, *exceptions: tuple[str, str]) -> dict[str, Any]:
    """A checkpoint in which a component named shop holds the app, its settings, and these exceptions (app, place)."""
    component = "urn:pulumi:dev::p::azure-connect:index:ManagedIdentityApp::shop"
    told = [{"app": app, "slot": None, "what": "w", "because": "b", "place": place} for app, place in exceptions]
    record = made.cloud.state.get(made.ids["settings"])
    assert record is not None
    return {
        "resources": [
            {"urn": component, "type": "azure-connect:index:ManagedIdentityApp", "outputs": {"exceptions": told}},
            {
                "urn": "urn:pulumi:dev::p::azure-connect:index:ManagedIdentityApp$azure-native:web:WebApp::shop",
                "type": "azure-native:web:WebApp",
                "id": made.ids["app"],
                "parent": component,
            },
            {
                "urn": SETTINGS_URN,
                "type": "azure-native:web:WebAppApplicationSettings",
                "id": made.ids["settings"],
                "parent": component,
                "inputs": record.inputs,
            },
        ]
    }


@pytest.mark.parametrize(
    ("exceptions", "left"),
    [
        ([("shop", "settings.STORE")], 0),
        ([("shop", "settings.OTHER")], 2),
        ([("other", "settings.STORE")], 2),
        ([], 2),
    ],
    ids=["this place", "another place", "another app", "none"],
)
def test_a_reason_excuses_one_place_of_one_app(exceptions: list[tuple[str, str]], left: int):
    made = small()
    made.settings(STORE=key(made))
    report = make_report(_component(made, *exceptions), made.cloud)
    assert len(report.leaks) == left
    assert report.problems == []

"""Function apps: which runtimes and plans there are, and what the host needs in its storage account."""

from __future__ import annotations

from typing import Any

import pytest

from azure_access import builtin_roles
from pulumi_azure_connect import UnknownArgument
from pulumi_azure_connect.app.functions.args import FunctionsArgs
from pulumi_azure_connect.app.functions.functions import TRIGGER_ROLES, WIDE, functions_runtime, host_roles, host_storage_target
from pulumi_azure_connect.azure.clouds import CLOUDS

ACCOUNT = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/host"
OWNER, QUEUES, TABLES, ACCOUNTS = (
    "Storage Blob Data Owner",
    "Storage Queue Data Contributor",
    "Storage Table Data Contributor",
    "Storage Account Contributor",
)


def args(**given: Any) -> FunctionsArgs:
    return FunctionsArgs(storage_account_id=ACCOUNT, **given)


@pytest.mark.parametrize(
    ("triggers", "roles"),
    [
        (None, [OWNER]),
        (["http", "timer", "event-hub", "service-bus", "queue", "cosmos"], [OWNER]),
        (["blob"], [OWNER, QUEUES, ACCOUNTS]),
        (["durable"], [OWNER, QUEUES, TABLES]),
        (["diagnostics"], [OWNER, TABLES]),
        (["http", "blob", "durable"], [OWNER, QUEUES, ACCOUNTS, TABLES]),
    ],
)
def test_roles_follow_from_triggers(triggers: list[str] | None, roles: list[str]):
    assert [role.name for role in host_roles(triggers, "app 'fun'")] == roles


def test_roles_are_azures_own():
    for roles in TRIGGER_ROLES.values():
        for role in roles:
            assert builtin_roles()[role.id].name == role.name


def test_the_one_role_that_lists_keys_is_said_to():
    wide = {
        role.name
        for roles in TRIGGER_ROLES.values()
        for role in roles
        if builtin_roles()[role.id].line("Microsoft.Storage/storageAccounts/listKeys/action", data=False)
    }
    assert wide == set(WIDE)


def test_fails_for_a_trigger_that_there_is_not():
    with pytest.raises(UnknownArgument, match="Did you mean 'service-bus'"):
        host_roles(["servicebus"], "app 'fun'")


def test_outside_the_public_cloud_all_addresses_are_said():
    assert set(host_storage_target(CLOUDS["public"]).functions) == {"accountName"}
    for cloud in ("usgovernment", "china"):
        assert set(host_storage_target(CLOUDS[cloud]).functions) == {"blobServiceUri", "queueServiceUri", "tableServiceUri"}


@pytest.mark.parametrize(
    ("text", "os", "kind", "worker", "config"),
    [
        ("PYTHON|3.12", None, "functionapp,linux", "python", {"linux_fx_version": "PYTHON|3.12"}),
        ("node|20-lts", "linux", "functionapp,linux", "node", {"linux_fx_version": "NODE|20"}),
        ("DOTNET-ISOLATED|8.0", None, "functionapp,linux", "dotnet-isolated", {"linux_fx_version": "DOTNET-ISOLATED|8.0"}),
        ("DOTNET-ISOLATED|8.0", "windows", "functionapp", "dotnet-isolated", {"net_framework_version": "v8.0"}),
        ("JAVA|17", "windows", "functionapp", "java", {"java_version": "17"}),
        ("POWERSHELL|7.4", "windows", "functionapp", "powershell", {"power_shell_version": "7.4"}),
        ("NODE|20", "windows", "functionapp", "node", {}),
    ],
)
def test_runtimes(text: str, os: str | None, kind: str, worker: str, config: dict[str, str]):
    found = functions_runtime(text, os, "Y1", args(), "app 'fun'")
    assert (found.kind, dict(found.site_config)) == (kind, config)
    assert found.settings["FUNCTIONS_WORKER_RUNTIME"] == worker
    assert found.settings["FUNCTIONS_EXTENSION_VERSION"] == "~4"


def test_node_on_windows_goes_by_a_setting():
    assert functions_runtime("NODE|20", "windows", "Y1", args(), "x").settings["WEBSITE_NODE_DEFAULT_VERSION"] == "~20"


def test_a_container_says_its_worker():
    found = functions_runtime("DOCKER|shop.azurecr.io/fun:1", None, "EP1", args(worker_runtime="python"), "x")
    assert (found.kind, found.container) == ("functionapp,linux,container", True)
    assert found.site_config["linux_fx_version"] == "DOCKER|shop.azurecr.io/fun:1"
    with pytest.raises(UnknownArgument, match="worker_runtime"):
        functions_runtime("DOCKER|shop.azurecr.io/fun:1", None, "EP1", args(), "x")


def test_flex_consumption_says_its_runtime_on_the_site():
    found = functions_runtime("PYTHON|3.12", None, "FC1", args(), "x")
    assert found.site["function_app_config"]["runtime"] == {"name": "python", "version": "3.12"}
    assert not found.settings
    assert not found.site_config


@pytest.mark.parametrize(
    ("text", "os", "sku", "given", "says"),
    [
        ("PYTHON|3.12", "windows", "Y1", {}, "not a stack"),
        ("PYTHN|3.12", None, "Y1", {}, "Did you mean 'PYTHON'"),
        ("PYTHON", None, "Y1", {}, "no version"),
        ("PYTHON|3.12", "macos", "Y1", {}, "operating system"),
        ("NODE|20", "windows", "FC1", {}, "runs Linux"),
        ("DOCKER|x/y:1", None, "FC1", {"worker_runtime": "python"}, "not a stack"),
        ("PYTHON|3.12", None, "FC1", {"version": "~4"}, "one version"),
    ],
)
def test_fails_for_what_there_is_not(text: str, os: str | None, sku: str, given: dict[str, Any], says: str):
    with pytest.raises(UnknownArgument, match=says):
        functions_runtime(text, os, sku, args(**given), "app 'fun'")

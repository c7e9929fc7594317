"""Resources without rules of their own: host names, references to what isn't there, what replaces them, and where the facts come from."""

from __future__ import annotations

import base64

import pytest
import yaml

from azure_rehearsal.cloud.cloud import Cloud, Options
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.resource_type import ResourceType
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services import SERVICES
from azure_rehearsal.services.shared.plain_resource import PlainResource
from tests.rehearsal.world import World

TYPES = [kind for service in SERVICES for kind in service.types if isinstance(kind.behaviour, PlainResource)]
NATIVE = "azure-native:"


def nowhere(world: World, kind: str) -> str:
    return f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/{kind}/nowhere"


@pytest.mark.parametrize("kind", TYPES, ids=[kind.token for kind in TYPES])
def test_what_each_type_says_is_known_to_the_sdk(kind: ResourceType):
    behaviour, described = kind.behaviour, schema.describe(kind.token)
    assert isinstance(behaviour, PlainResource)
    assert {name.split(".")[0] for name in (*kind.replaces, *behaviour.refers)} <= set(described.inputs)
    assert set(behaviour.defaults) <= set(described.outputs)


def test_a_reference_to_another_subscription_is_not_judged(world: World):
    other = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.App/managedEnvironments/theirs"
    assert world.make(NATIVE + "app:ContainerApp", {"containerAppName": "shop", "managedEnvironmentId": other}).id


def test_a_diagnostic_setting_extends_a_resource_that_is_there(world: World):
    # learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings: a setting of a resource
    vault = world.vault()
    made = world.make(NATIVE + "monitor:DiagnosticSetting", {"resourceUri": vault.id, "name": "audit"})
    assert made.id == f"{vault.id}/providers/Microsoft.Insights/diagnosticSettings/audit"
    with pytest.raises(AzureError, match="ResourceNotFound"):
        world.make(NATIVE + "monitor:DiagnosticSetting", {"resourceUri": nowhere(world, "Microsoft.KeyVault/vaults"), "name": "audit"})


@pytest.mark.parametrize(
    ("token", "old", "new", "replaced"),
    [
        ("network:PublicIPAddress", {"sku": {"name": "Basic"}}, {"sku": {"name": "Standard"}}, ["sku.name"]),
        ("containerservice:ManagedCluster", {"dnsPrefix": "a"}, {"dnsPrefix": "b"}, ["dnsPrefix"]),
        (
            "containerservice:ManagedCluster",
            {"networkProfile": {"podCidr": "1"}},
            {"networkProfile": {"podCidr": "2"}},
            ["networkProfile.podCidr"],
        ),
        ("containerservice:ManagedCluster", {"networkProfile": {"loadBalancerSku": "basic"}}, {"networkProfile": {}}, []),
        ("containerservice:AgentPool", {"vmSize": "a", "count": 1}, {"vmSize": "b", "count": 2}, ["vmSize"]),
        ("cdn:Profile", {"sku": {"name": "Standard_Microsoft"}}, {"sku": {"name": "Premium_Verizon"}}, ["sku.name"]),
    ],
)
def test_what_replaces_is_the_providers_list(world: World, token, old, new, replaced):
    # provider/pkg/gen/replacement.go of azure-native
    assert world.cloud.diff(NATIVE + token, "id", old, {}, new).replaces == replaced


@pytest.mark.behaviour("Whole programs", "A static website brings its container; a cluster's credentials are a configuration.")
def test_a_static_website_brings_its_container(world: World):
    # learn.microsoft.com/azure/storage/blobs/storage-blob-static-website: enabling it makes the container $web
    world.make(NATIVE + "storage:StorageAccount", {"accountName": "pages", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
    page = {"accountName": "pages", "containerName": "$web", "blobName": "index.html"}
    with pytest.raises(AzureError, match=r"ParentResourceNotFound.*\$web"):
        world.make(NATIVE + "storage:Blob", page)
    world.make(NATIVE + "storage:StorageAccountStaticWebsite", {"accountName": "pages", "indexDocument": "index.html"})
    assert world.make(NATIVE + "storage:Blob", page)["url"] == "https://pages.blob.core.windows.net/$web/index.html"


@pytest.mark.behaviour(beside="test_a_static_website_brings_its_container")
def test_a_clusters_credentials_are_a_configuration_in_base64(world: World):
    # learn.microsoft.com/rest/api/aks/managed-clusters/list-cluster-user-credentials
    world.make(
        NATIVE + "containerservice:ManagedCluster",
        {"resourceName": "cluster", "dnsPrefix": "shop", "agentPoolProfiles": [{"name": "system", "mode": "System"}]},
    )
    named: JsonDict = {"resourceGroupName": "rg", "resourceName": "cluster"}
    found = world.cloud.invoke(NATIVE + "containerservice:listManagedClusterUserCredentials", named)
    config = yaml.safe_load(base64.b64decode(found["kubeconfigs"][0]["value"]))  # type: ignore[index, call-overload, arg-type]
    assert config["clusters"][0]["cluster"]["server"].startswith("https://shop-")
    reader = Cloud.load(world.cloud.dump(), options=Options(deployer_roles=("Reader",)))
    with pytest.raises(AzureError, match=r"AuthorizationFailed.*listClusterUserCredential"):
        reader.invoke(NATIVE + "containerservice:listManagedClusterUserCredentials", named)

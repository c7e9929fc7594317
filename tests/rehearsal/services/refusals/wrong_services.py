"""Wrong storage accounts, vaults, caches, registries, messaging, container apps, machines, gateways, monitoring."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.world import SITE, Made, World

from .wrong import Row

NATIVE = "azure-native:"
STRONG = "Str0ng!Passw0rd"
SQL_DOCS = "learn.microsoft.com/azure/azure-sql/database/logical-servers"
POSTGRES_DOCS = "learn.microsoft.com/azure/postgresql/flexible-server"
NO_WORDS = "no quotation of the words"


def account(world: World, kind: str = "StorageV2", sku: str = "Standard_LRS", **inputs: Any) -> Made:
    return world.make(NATIVE + "storage:StorageAccount", {"accountName": "stone", "kind": kind, "sku": {"name": sku}, **inputs})


def container(world: World, *, allowed: bool) -> Made:
    account(world, allowBlobPublicAccess=allowed)
    return world.make(NATIVE + "storage:BlobContainer", {"accountName": "stone", "containerName": "docs", "publicAccess": "Blob"})


def registry(world: World, name: str = "images", sku: str = "Basic", **inputs: Any) -> Made:
    return world.make(NATIVE + "containerregistry:Registry", {"registryName": name, "sku": {"name": sku}, **inputs})


def topic(world: World, sku: str) -> Made:
    world.make(NATIVE + "servicebus:Namespace", {"namespaceName": "bus12345", "sku": {"name": sku, "tier": sku}})
    return world.make(NATIVE + "servicebus:Topic", {"namespaceName": "bus12345", "topicName": "news"})


def consumers(world: World, name: str) -> Made:
    world.make(NATIVE + "eventhub:Namespace", {"namespaceName": "hub12345", "sku": {"name": "Basic", "tier": "Basic"}})
    world.make(NATIVE + "eventhub:EventHub", {"namespaceName": "hub12345", "eventHubName": "h"})
    return world.make(NATIVE + "eventhub:ConsumerGroup", {"namespaceName": "hub12345", "eventHubName": "h", "consumerGroupName": name})


def app(world: World, *, environment: bool = True, secrets: list[Any] | None = None, **part: Any) -> Made:
    made = world.make(NATIVE + "app:ManagedEnvironment", {"environmentName": "env"})
    given = {"managedEnvironmentId": made.id} if environment else {}
    template = {"containers": [{"name": "web", "image": "nginx", **part}]}
    return world.make(
        NATIVE + "app:ContainerApp", {"containerAppName": "web", "template": template, "configuration": {"secrets": secrets or []}, **given}
    )


def cosmos(world: World, *priorities: int) -> Made:
    places = [{"locationName": place, "failoverPriority": at} for place, at in zip(("westeurope", "northeurope"), priorities, strict=False)]
    return world.make(
        NATIVE + "cosmosdb:DatabaseAccount", {"accountName": "things", "databaseAccountOfferType": "Standard", "locations": places}
    )


def documents(world: World, **resource: Any) -> Made:
    cosmos(world, 0)
    world.make(NATIVE + "cosmosdb:SqlResourceSqlDatabase", {"accountName": "things", "databaseName": "d", "resource": {"id": "d"}})
    keys = {"accountName": "things", "databaseName": "d", "containerName": "c"}
    return world.make(NATIVE + "cosmosdb:SqlResourceSqlContainer", {**keys, "resource": {"id": "c", **resource}})


def machine(world: World, user: str = "azureuser", password: str = STRONG) -> Made:
    nic = world.make(
        NATIVE + "network:NetworkInterface",
        {"networkInterfaceName": "nic", "ipConfigurations": [{"name": "i", "subnet": {"id": f"{world.network(vms=None).id}/subnets/vms"}}]},
    )
    profile = {"computerName": "h", "adminUsername": user, "adminPassword": password}
    return world.make(
        NATIVE + "compute:VirtualMachine",
        {
            "vmName": "vm",
            "hardwareProfile": {"vmSize": "Standard_B1s"},
            "networkProfile": {"networkInterfaces": [{"id": nic.id}]},
            "osProfile": profile,
        },
    )


def edge(world: World, sku: str) -> Made:
    world.make(NATIVE + "cdn:Profile", {"profileName": "edge", "location": "global", "sku": {"name": sku}})
    return world.make(NATIVE + "cdn:AFDEndpoint", {"profileName": "edge", "endpointName": "e", "location": "global"})


def scaling(world: World, sku: str) -> Made:
    profile = {"name": "p", "capacity": {"minimum": "1", "maximum": "3", "default": "1"}, "rules": []}
    target = world.plan(sku).id
    return world.make(
        NATIVE + "monitor:AutoscaleSetting", {"autoscaleSettingName": "a", "targetResourceUri": target, "profiles": [profile]}
    )


def kept_longer(world: World) -> Made:
    return world.change(world.vault(softDeleteRetentionInDays=7), properties={**vault(world), "softDeleteRetentionInDays": 90})


def vault(world: World) -> dict[str, Any]:
    return {"tenantId": world.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}


def workspace(world: World, days: int, sku: str = "PerGB2018") -> Made:
    return world.make(NATIVE + "operationalinsights:Workspace", {"workspaceName": "logs", "sku": {"name": sku}, "retentionInDays": days})


def cache(world: World, name: str, family: str) -> Made:
    return world.make(NATIVE + "redis:Redis", {"name": "cache", "sku": {"name": name, "family": family, "capacity": 1}})


def gateway(world: World, capacity: int) -> Made:
    about = {"publisherEmail": "a@example.org", "publisherName": "x"}
    return world.make(
        NATIVE + "apimanagement:ApiManagementService", {"serviceName": "api", **about, "sku": {"name": "Consumption", "capacity": capacity}}
    )


SERVICE_ROWS = (
    Row(
        "standard block blob account",
        lambda w: account(w, "BlockBlobStorage"),
        f"learn.microsoft.com/azure/storage/common/storage-account-overview ({NO_WORDS})",
        "InvalidValuesForRequestParameters",
        "premium",
    ),
    Row(
        "blob account without a tier",
        lambda w: account(w, "BlobStorage"),
        f"learn.microsoft.com/rest/api/storagerp/storage-accounts/create ({NO_WORDS})",
        "InvalidValuesForRequestParameters",
        "accessTier",
    ),
    Row(
        "public container where none may be",
        lambda w: container(w, allowed=False),
        "learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure",
        "PublicAccessNotPermitted",
        "not permitted on this storage account",
    ),
    Row(
        "public container where one may be",
        lambda w: container(w, allowed=True),
        "learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure",
    ),
    Row(
        "basic registry without public access",
        lambda w: registry(w, publicNetworkAccess="Disabled"),
        "aka.ms/acr/private-link, quoted in public repositories; learn.microsoft.com/azure/container-registry/container-registry-skus",
        "DisablingPublicNetworkAccessNotSupported",
        "not supported for the SKU Basic",
    ),
    Row(
        "basic registry with network rules",
        lambda w: registry(w, networkRuleSet={"defaultAction": "Deny"}),
        "learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks",
        "NetworkRuleNotSupported",
        "virtual network rule is not supported",
    ),
    Row(
        "topic on Basic",
        lambda w: topic(w, "Basic"),
        "learn.microsoft.com/azure/service-bus-messaging/service-bus-resource-manager-exceptions",
        "MessagingGatewayBadRequest",
        "SubCode=40000",
    ),
    Row(
        "topic on Standard", lambda w: topic(w, "Standard"), "learn.microsoft.com/azure/service-bus-messaging/service-bus-premium-messaging"
    ),
    Row(
        "consumer group on Basic",
        lambda w: consumers(w, "mine"),
        "learn.microsoft.com/azure/event-hubs/compare-tiers",
        "MessagingGatewayBadRequest",
        "SubCode=40000",
    ),
    Row(
        "container app without an environment",
        lambda w: app(w, environment=False),
        f"learn.microsoft.com/rest/api/containerapps/container-apps/create-or-update ({NO_WORDS})",
        "InvalidManagedEnvironmentId",
        "environmentId",
    ),
    Row(
        "container app with too much memory",
        lambda w: app(w, resources={"cpu": 0.5, "memory": "4Gi"}),
        "learn.microsoft.com/azure/container-apps/containers#allocations",
        "ContainerAppInvalidResourceTotal",
        r"CPU: 0.5, memory: 4\) is invalid",
    ),
    Row(
        "container app of a listed size",
        lambda w: app(w, resources={"cpu": 1.75, "memory": "3.5Gi"}),
        "learn.microsoft.com/azure/container-apps/containers#allocations",
    ),
    Row(
        "container app with an unknown secret",
        lambda w: app(w, env=[{"name": "X", "secretRef": "nope"}]),
        "learn.microsoft.com/azure/container-apps/manage-secrets",
        "ContainerAppSecretRefNotFound",
        "SecretRef 'nope' defined for container 'web' not found",
    ),
    Row(
        "container app with its secret",
        lambda w: app(w, secrets=[{"name": "key", "value": "x"}], env=[{"name": "X", "secretRef": "key"}]),
        "learn.microsoft.com/azure/container-apps/manage-secrets",
    ),
    Row(
        "workspace kept for ten days",
        lambda w: workspace(w, 10),
        f"learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure ({NO_WORDS})",
        "InvalidParameter",
        "not between 30 and 730",
    ),
    Row(
        "vault kept for three days",
        lambda w: w.vault(softDeleteRetentionInDays=3),
        f"learn.microsoft.com/azure/key-vault/general/soft-delete-overview ({NO_WORDS})",
        "VaultRetentionInvalid",
        "between 7 and 90",
    ),
    Row(
        "vault whose retention changes",
        kept_longer,
        "learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
        "BadRequest",
        "has been set already and it can't be modified",
    ),
    Row(
        "Front Door endpoint of a classic profile",
        lambda w: edge(w, "Standard_Microsoft"),
        f"learn.microsoft.com/azure/frontdoor/tier-comparison ({NO_WORDS})",
        "BadRequest",
        "not supported for profile 'edge'",
    ),
    Row(
        "premium cache of a standard family",
        lambda w: cache(w, "Premium", "C"),
        f"learn.microsoft.com/rest/api/redis/redis/create ({NO_WORDS})",
        "InvalidRequestBody",
        "has family P",
    ),
    Row(
        "two regions of one priority",
        lambda w: cosmos(w, 0, 0),
        f"learn.microsoft.com/cli/azure/cosmosdb ({NO_WORDS})",
        "BadRequest",
        "must be unique",
    ),
    Row("two regions", lambda w: cosmos(w, 0, 1), "learn.microsoft.com/cli/azure/cosmosdb"),
    Row(
        "container without a partition key",
        documents,
        f"learn.microsoft.com/azure/cosmos-db/partitioning-overview ({NO_WORDS})",
        "BadRequest",
        "Partition key must be specified",
    ),
    Row(
        "scaling of a basic plan",
        lambda w: scaling(w, "B1"),
        f"learn.microsoft.com/azure/app-service/manage-scale-up ({NO_WORDS})",
        "UnsupportedSku",
        "not supported for the SKU 'B1'",
    ),
    Row(
        "weak password of a machine",
        lambda w: machine(w, password="abc"),
        "learn.microsoft.com/troubleshoot/azure/virtual-machines/linux/error-messages",
        "InvalidParameter",
        "between 6-72 characters",
    ),
    Row(
        "reserved user of a machine",
        lambda w: machine(w, user="admin"),
        "learn.microsoft.com/troubleshoot/azure/virtual-machines/linux/error-messages",
        "InvalidParameter",
        "Admin Username specified is not allowed",
    ),
    Row(
        "consumption gateway with a unit",
        lambda w: gateway(w, 1),
        f"learn.microsoft.com/rest/api/apimanagement/api-management-service/create-or-update ({NO_WORDS})",
        "InvalidParameters",
        "capacity must be 0",
    ),
    Row(
        "cluster without pools",
        lambda w: w.make(
            NATIVE + "containerservice:ManagedCluster", {"resourceName": "k", "dnsPrefix": "k", "identity": {"type": "SystemAssigned"}}
        ),
        f"learn.microsoft.com/azure/aks/use-system-pools ({NO_WORDS})",
        "InvalidParameter",
        "AgentPoolProfiles is required",
    ),
    Row(
        "free search service with three replicas",
        lambda w: w.make(NATIVE + "search:Service", {"searchServiceName": "find", "sku": {"name": "free"}, "replicaCount": 3}),
        f"learn.microsoft.com/azure/search/search-limits-quotas-capacity ({NO_WORDS})",
        "InvalidRequestParameter",
        "between 1 and 1",
    ),
    Row(
        "tag value of 300 letters",
        lambda w: account(w, tags={"a": "x" * 300}),
        f"learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations ({NO_WORDS})",
        "InvalidTagValueLength",
        "longer than 256",
    ),
    Row(
        "app in a group that nobody made",
        lambda w: w.make(SITE, {"name": "s", "location": "westeurope"}, group="rg-x"),
        "learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found",
        "ResourceGroupNotFound",
        "'rg-x' could not be found",
    ),
)

"""What Azure refuses of private endpoints: the resource behind it, the group id, the subnet.

Group ids: learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource (November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import bad_request, resource_not_found
from azure_rehearsal.core.plain import tables, text, texts
from azure_rehearsal.core.resource_type import Refusals, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.microsoft_web.plans import tier_of

__all__ = ["GROUP_IDS", "REFUSALS"]

REFUSALS = Refusals()
_SITE = "azure-native:web:WebApp"
_STORAGE = ("blob", "table", "queue", "file", "web", "dfs")
_SECONDARY = tuple(f"{one}_secondary" for one in _STORAGE)
GROUP_IDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "microsoft.appconfiguration/configurationstores": ("configurationStores",),
        "microsoft.cache/redis": ("redisCache",),
        "microsoft.cache/redisenterprise": ("redisEnterprise",),
        "microsoft.cognitiveservices/accounts": ("account",),
        "microsoft.containerregistry/registries": ("registry",),
        "microsoft.dbformysql/flexibleservers": ("mysqlServer",),
        "microsoft.dbforpostgresql/flexibleservers": ("postgresqlServer",),
        "microsoft.documentdb/databaseaccounts": ("Sql", "MongoDB", "Cassandra", "Gremlin", "Table", "Analytical", "SqlDedicated"),
        "microsoft.eventgrid/domains": ("domain",),
        "microsoft.eventgrid/topics": ("topic",),
        "microsoft.eventgrid/namespaces": ("topic", "topicSpace"),
        "microsoft.eventhub/namespaces": ("namespace",),
        "microsoft.keyvault/vaults": ("vault",),
        "microsoft.kusto/clusters": ("cluster",),
        "microsoft.search/searchservices": ("searchService",),
        "microsoft.servicebus/namespaces": ("namespace",),
        "microsoft.signalrservice/signalr": ("signalr",),
        "microsoft.signalrservice/webpubsub": ("webpubsub",),
        "microsoft.sql/servers": ("sqlServer",),
        "microsoft.storage/storageaccounts": (*_STORAGE, *_SECONDARY),
        "microsoft.web/sites": ("sites",),
        "microsoft.web/staticsites": ("staticSites",),
    }
)
"""ARM type in small letters -> the group ids that its private endpoints may have; a slot's is sites-SLOT."""


@REFUSALS.of("azure-native:network:PrivateEndpoint")
def subnet_of_an_endpoint(write: Write) -> None:
    """The subnet must be there, and not belong to a service: learn.microsoft.com/azure/virtual-network/subnet-delegation-overview."""
    subnet_id = text(write.inputs, "subnet", "id") or ""
    arm, subnet = ArmId.parse(subnet_id), write.cloud.state.get(subnet_id)
    if subnet is None:
        if (arm.subscription or "").lower() == write.cloud.subscription_id.lower():
            raise resource_not_found(arm.kind, "/".join(arm.names), arm.group)
        return
    delegated = [text(one, "serviceName") or "" for one in tables(subnet.inputs, "delegations")]
    if delegated:  # no quotation of the words
        raise bad_request(
            f"Private endpoint {write.id} cannot be created in subnet {subnet_id}, which is delegated to {delegated[0]}.",
            "PrivateEndpointCannotBeCreatedInSubnet",
        )


@REFUSALS.of("azure-native:network:PrivateEndpoint")
def target_of_an_endpoint(write: Write) -> None:
    """Each connection names a resource that takes private endpoints, and a part of it."""
    for key in ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections"):
        for link in tables(write.inputs, key):
            target = text(link, "privateLinkServiceId") or ""
            _refuse_group(write, f"{write.id}/{key}/{text(link, 'name')}", ArmId.parse(target).kind, texts(link, "groupIds"))
            record = write.cloud.state.get(target)
            if record is not None:
                _refuse_target(record)


def _refuse_group(write: Write, link_id: str, kind: str, groups: list[str]) -> None:
    """Without a group: github.com/hashicorp/terraform-provider-azurerm/issues/9058 and /issues/16740. A wrong one: no quotation of the words."""
    allowed = GROUP_IDS.get(kind.lower())
    if allowed is None:
        return
    if not groups:
        raise bad_request(
            f"Private link service connection {link_id} is missing required parameter 'group Id'.",
            "MissingParameterOnPrivateLinkServiceConnection",
        )
    known = {one.lower() for one in allowed}
    for group in groups:
        if group.lower() not in known and not (kind.lower() == "microsoft.web/sites" and group.lower().startswith("sites-")):
            raise bad_request(
                f"Call to {kind} failed. Error message: the group id '{group}' is not one of {', '.join(allowed)} (private endpoint '{write.arm.name}')."
            )


def _refuse_target(record: Record) -> None:
    kind, sku = ArmId.parse(record.id).kind.lower(), (text(record.inputs, "sku", "name") or "").lower()
    if kind == "microsoft.web/sites":
        return  # asked of its plan, below
    if kind == "microsoft.containerregistry/registries" and sku != "premium":
        # learn.microsoft.com/azure/container-registry/container-registry-private-link#prerequisites; words after aka.ms/acr/private-link
        raise bad_request(
            f"Call to Microsoft.ContainerRegistry/registries failed. Error message: The requested feature private endpoint is not supported for the SKU {sku.title()}."
        )
    if kind == "microsoft.search/searchservices" and sku == "free":
        # learn.microsoft.com/azure/search/service-create-private-endpoint#prerequisites (no quotation of the words)
        raise bad_request("Call to Microsoft.Search/searchServices failed. Error message: private endpoints need a billable tier.")


@REFUSALS.of("azure-native:network:PrivateEndpoint")
def site_behind_an_endpoint(write: Write) -> None:
    """Tiers without networks: pages in public repositories quote "SkuCode 'Dynamic' is invalid."; learn.microsoft.com/azure/app-service/
    overview-private-endpoint has the tiers.
    """
    for link in tables(write.inputs, "privateLinkServiceConnections"):
        site = write.cloud.state.get(text(link, "privateLinkServiceId") or "")
        if site is None or site.token != _SITE:
            continue
        plan = write.cloud.state.get(text(site.inputs, "serverFarmId") or "")
        tier = tier_of(plan)
        if plan is not None and not tier.networks and key_of(plan.id):
            raise bad_request(f"Call to Microsoft.Web/sites failed. Error message: SkuCode '{tier.tier}' is invalid.")

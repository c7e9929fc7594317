"""Keys by POST at Azure's own addresses, where the name of azure-native's function doesn't follow from the type and the action."""

from __future__ import annotations

from functools import partial
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.values import JsonDict

from .wire import Answer, Request, Route, route

__all__ = ["ROUTES"]

_IN: Final = "/subscriptions/{subscription}/resourceGroups/{resourceGroupName}/providers"
_APP: Final = f"{_IN}/Microsoft.Web/sites/{{name}}"

# Address -> function of azure-native, whose arguments are named in braces.
# Source: learn.microsoft.com/rest/api of each service; provider/pkg/resources (an invoke is the POST of its specification).
_ADDRESSES: Final[dict[str, str]] = {
    f"{_IN}/Microsoft.Search/searchServices/{{searchServiceName}}/listAdminKeys": "search:listAdminKey",
    f"{_IN}/Microsoft.ServiceBus/namespaces/{{namespaceName}}/AuthorizationRules/{{authorizationRuleName}}/listKeys": "servicebus:listNamespaceKeys",
    f"{_IN}/Microsoft.EventHub/namespaces/{{namespaceName}}/authorizationRules/{{authorizationRuleName}}/listKeys": "eventhub:listNamespaceKeys",
    f"{_IN}/Microsoft.ContainerRegistry/registries/{{registryName}}/listCredentials": "containerregistry:listRegistryCredentials",
    f"{_IN}/Microsoft.ContainerService/managedClusters/{{resourceName}}/listClusterUserCredential": (
        "containerservice:listManagedClusterUserCredentials"
    ),
    f"{_IN}/Microsoft.ContainerService/managedClusters/{{resourceName}}/listClusterAdminCredential": (
        "containerservice:listManagedClusterAdminCredentials"
    ),
    f"{_IN}/Microsoft.EventGrid/topics/{{topicName}}/listKeys": "eventgrid:listTopicSharedAccessKeys",
    f"{_IN}/Microsoft.EventGrid/domains/{{domainName}}/listKeys": "eventgrid:listDomainSharedAccessKeys",
    f"{_IN}/Microsoft.EventGrid/namespaces/{{namespaceName}}/listKeys": "eventgrid:listNamespaceSharedAccessKeys",
    f"{_APP}/host/default/listkeys": "web:listWebAppHostKeys",
    f"{_APP}/slots/{{slot}}/host/default/listkeys": "web:listWebAppHostKeysSlot",
    f"{_APP}/functions/{{functionName}}/listkeys": "web:listWebAppFunctionKeys",
    f"{_APP}/slots/{{slot}}/functions/{{functionName}}/listkeys": "web:listWebAppFunctionKeysSlot",
}
_PUBLISHING: Final[dict[str, str]] = {
    f"{_APP}/config/publishingcredentials/list": "web:listWebAppPublishingCredentials",
    f"{_APP}/slots/{{slot}}/config/publishingcredentials/list": "web:listWebAppPublishingCredentialsSlot",
}


def _asked(cloud: Cloud, request: Request, token: str) -> JsonDict:
    arguments: JsonDict = {name: value for name, value in request.names.items() if name != "subscription"}
    return cloud.invoke(f"azure-native:{token}", arguments)


def _keys(token: str, cloud: Cloud, request: Request) -> Answer:
    return Answer(200, _asked(cloud, request, token))


def _publishing(token: str, cloud: Cloud, request: Request) -> Answer:
    """learn.microsoft.com/rest/api/appservice/web-apps/list-publishing-credentials: a resource, where azure-native has it flat."""
    found = _asked(cloud, request, token)
    parts = request.path.rpartition("/list")[0]
    own: JsonDict = {"id": parts, "name": ArmId.parse(parts).names[0], "type": f"{ArmId.parse(parts).kind}"}
    properties: JsonDict = {key: value for key, value in found.items() if key not in {"id", "name", "type", "kind"}}
    return Answer(200, {**own, "properties": properties})


ROUTES: Final[tuple[Route, ...]] = (
    *(route("POST", address, partial(_keys, token)) for address, token in _ADDRESSES.items()),
    *(route("POST", address, partial(_publishing, token)) for address, token in _PUBLISHING.items()),
)

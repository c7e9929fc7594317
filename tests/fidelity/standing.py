"""Bodies of resources that stand before an exchange: the least that Azure takes for a type."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["body_for"]

_PLACE: Final = {"location": "{place}"}
_STANDARD: Final = {"sku": {"name": "Standard"}}
_LOGIN: Final = {"administratorLogin": "boss", "administratorLoginPassword": "canary-Passw0rd"}
_SQL_ACCOUNT: Final = {"databaseAccountOfferType": "Standard", "locations": [{"locationName": "{place}"}]}
_KEY: Final = {"kty": "RSA", "keySize": 2048}
_SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_TEMPLATE: Final = {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": []}

# By ARM type in lower case. {names} are the replay's.
_BODIES: Final[dict[str, dict[str, Any]]] = {
    "microsoft.resources/resourcegroups": _PLACE,
    "microsoft.resources/deployments": {"properties": {"mode": "Incremental", "template": _TEMPLATE}},
    "microsoft.web/serverfarms": {**_PLACE, "sku": {"name": "S1", "tier": "Standard"}},
    "microsoft.web/sites": {**_PLACE, "properties": {"serverFarmId": "{group}/providers/Microsoft.Web/serverfarms/{plan}"}},
    "microsoft.web/sites/slots": {**_PLACE, "properties": {"serverFarmId": "{group}/providers/Microsoft.Web/serverfarms/{plan}"}},
    "microsoft.managedidentity/userassignedidentities": _PLACE,
    "microsoft.keyvault/vaults": {
        **_PLACE,
        "properties": {"tenantId": "{tenant}", "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True},
    },
    "microsoft.keyvault/vaults/keys": {"properties": _KEY},
    "microsoft.keyvault/vaults/secrets": {"properties": {"value": "canary-value"}},
    "microsoft.authorization/roleassignments": {
        "properties": {"roleDefinitionId": "{reader}", "principalId": "{principal}", "principalType": "ServicePrincipal"}
    },
    "microsoft.authorization/roledefinitions": {
        "properties": {"roleName": "own", "type": "CustomRole", "permissions": [{"actions": ["*/read"]}], "assignableScopes": ["{group}"]}
    },
    "microsoft.authorization/locks": {"properties": {"level": "CanNotDelete"}},
    "microsoft.storage/storageaccounts": {**_PLACE, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
    "microsoft.network/virtualnetworks": {**_PLACE, "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}},
    "microsoft.network/virtualnetworks/subnets": {"properties": {"addressPrefix": "10.0.0.0/24"}},
    "microsoft.network/privatednszones": {"location": "global"},
    "microsoft.network/publicipaddresses": {**_PLACE, "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}},
    "microsoft.servicebus/namespaces": {**_PLACE, **_STANDARD},
    "microsoft.servicebus/namespaces/authorizationrules": {"properties": {"rights": ["Listen"]}},
    "microsoft.eventhub/namespaces": {**_PLACE, **_STANDARD},
    "microsoft.eventhub/namespaces/authorizationrules": {"properties": {"rights": ["Listen"]}},
    "microsoft.eventhub/namespaces/eventhubs/authorizationrules": {"properties": {"rights": ["Listen"]}},
    "microsoft.documentdb/databaseaccounts": {**_PLACE, "properties": _SQL_ACCOUNT},
    "microsoft.documentdb/databaseaccounts/sqldatabases": {"properties": {"resource": {"id": "{db}"}, "options": {}}},
    "microsoft.documentdb/databaseaccounts/sqldatabases/containers": {
        "properties": {"resource": {"id": "{container}", "partitionKey": {"paths": ["/id"], "kind": "Hash"}}, "options": {}}
    },
    "microsoft.search/searchservices": {**_PLACE, "sku": {"name": "standard"}},
    "microsoft.appconfiguration/configurationstores": {**_PLACE, "sku": {"name": "standard"}},
    "microsoft.containerregistry/registries": {**_PLACE, **_STANDARD},
    "microsoft.cognitiveservices/accounts": {**_PLACE, "kind": "OpenAI", "sku": {"name": "S0"}, "properties": {}},
    "microsoft.cognitiveservices/accounts/deployments": {
        "sku": {"name": "Standard", "capacity": 1},
        "properties": {"model": {"format": "OpenAI", "name": "gpt-4o", "version": "2024-05-13"}},
    },
    "microsoft.sql/servers": {**_PLACE, "properties": _LOGIN},
    "microsoft.sql/servers/databases": {**_PLACE, "sku": {"name": "S0", "tier": "Standard"}},
    "microsoft.sql/servers/firewallrules": {"properties": {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}},
    "microsoft.dbformysql/flexibleservers": {
        **_PLACE,
        "sku": {"name": "Standard_B1ms", "tier": "Burstable"},
        "properties": {**_LOGIN, "version": "8.0.21"},
    },
    "microsoft.dbformysql/flexibleservers/databases": {"properties": {}},
    "microsoft.dbformysql/flexibleservers/firewallrules": {"properties": {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}},
    "microsoft.dbforpostgresql/flexibleservers": {
        **_PLACE,
        "sku": {"name": "Standard_B1ms", "tier": "Burstable"},
        "properties": {**_LOGIN, "version": "16"},
    },
    "microsoft.dbforpostgresql/flexibleservers/databases": {"properties": {}},
    "microsoft.dbforpostgresql/flexibleservers/firewallrules": {
        "properties": {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}
    },
    "microsoft.cache/redis": {**_PLACE, "properties": {"sku": {"name": "Basic", "family": "C", "capacity": 0}}},
    "microsoft.cache/redisenterprise": {
        **_PLACE,
        "sku": {"name": "Enterprise_E10", "capacity": 2},
        "properties": {"publicNetworkAccess": "Enabled"},
    },
    "microsoft.signalrservice/signalr": {**_PLACE, "sku": {"name": "Standard_S1", "tier": "Standard", "capacity": 1}},
    "microsoft.insights/components": {**_PLACE, "kind": "web", "properties": {"Application_Type": "web"}},
    "microsoft.insights/metricalerts": {
        "location": "global",
        "properties": {
            "severity": 2,
            "enabled": True,
            "scopes": ["{group}"],
            "evaluationFrequency": "PT1M",
            "windowSize": "PT5M",
            "criteria": {"odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria", "allOf": []},
        },
    },
    "microsoft.operationalinsights/workspaces": _PLACE,
    "microsoft.eventgrid/topics": _PLACE,
    "microsoft.eventgrid/domains": _PLACE,
    "microsoft.app/managedenvironments": {**_PLACE, "properties": {}},
    "microsoft.app/containerapps": {
        **_PLACE,
        "properties": {
            "managedEnvironmentId": "{group}/providers/Microsoft.App/managedEnvironments/{env}",
            "template": {"containers": [{"name": "one", "image": "one"}]},
        },
    },
}


def body_for(kind: str) -> dict[str, Any]:
    """The body of a PUT that makes one."""
    return _BODIES.get(kind.lower(), {"properties": {}})

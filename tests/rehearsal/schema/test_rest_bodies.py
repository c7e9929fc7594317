"""ARM's bodies and the cloud's plain data."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.schema.rest_bodies import to_body, to_inputs

SITE = "azure-native:web:WebApp"
ACCOUNT = "azure-native:storage:StorageAccount"
ROLE = "azure-native:authorization:RoleDefinition"
NETWORK = "azure-native:network:VirtualNetwork"


@pytest.mark.parametrize(
    ("token", "body", "inputs"),
    [
        (SITE, {"location": "w", "properties": {"httpsOnly": True}}, {"location": "w", "httpsOnly": True}),
        (SITE, {"id": "x", "name": "x", "type": "x", "properties": {"state": "Running", "nonsense": 1}}, {}),
        (
            SITE,
            {"identity": {"type": "UserAssigned", "userAssignedIdentities": {"/a": {"clientId": "read-only"}}}},
            {"identity": {"type": "UserAssigned", "userAssignedIdentities": ["/a"]}},
        ),
        (ACCOUNT, {"properties": {"supportsHttpsTrafficOnly": True}}, {"enableHttpsTrafficOnly": True}),
        (
            ACCOUNT,
            {"properties": {"networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{"id": "/net"}]}}},
            {"networkRuleSet": {"defaultAction": "Deny", "virtualNetworkRules": [{"virtualNetworkResourceId": "/net"}]}},
        ),
        (ROLE, {"type": "Microsoft.Authorization/roleDefinitions", "properties": {"type": "CustomRole"}}, {"roleType": "CustomRole"}),
        ("azure-native:keyvault:Vault", {"properties": {"tenantId": "t"}}, {"properties": {"tenantId": "t"}}),
        (
            NETWORK,
            {"properties": {"subnets": [{"name": "apps", "properties": {"addressPrefix": "10.0.0.0/24"}}]}},
            {"subnets": [{"name": "apps", "addressPrefix": "10.0.0.0/24"}]},
        ),
    ],
)
def test_requests(token: str, body: dict[str, Any], inputs: dict[str, Any]):
    assert to_inputs(token, body) == inputs


@pytest.mark.parametrize(
    ("token", "outputs", "body"),
    [
        (SITE, {"name": "s", "location": "w", "sku": "Basic"}, {"location": "w", "properties": {"sku": "Basic"}}),
        (SITE, {"azureApiVersion": "x", "state": None}, {"properties": {}}),
        (ACCOUNT, {"sku": {"name": "S"}, "enableNfsV3": True}, {"sku": {"name": "S"}, "properties": {"isNfsV3Enabled": True}}),
        (ROLE, {"type": "M/r", "roleType": "CustomRole"}, {"type": "M/r", "properties": {"type": "CustomRole"}}),
        ("azure-native:keyvault:Vault", {"properties": {"vaultUri": "u"}}, {"properties": {"vaultUri": "u"}}),
        (
            NETWORK,
            {"subnets": [{"id": "/s", "name": "apps", "addressPrefix": "10.0.0.0/24"}]},
            {"properties": {"subnets": [{"id": "/s", "name": "apps", "properties": {"addressPrefix": "10.0.0.0/24"}}]}},
        ),
        ("azure-native:redis:Redis", {"sku": {"name": "B"}}, {"properties": {"sku": {"name": "B"}}}),
    ],
)
def test_answers(token: str, outputs: dict[str, Any], body: dict[str, Any]):
    found = to_body(token, "/x/s", outputs)
    assert (found.pop("id"), found.pop("name")) == ("/x/s", "s")
    assert found == body


def test_nothing_is_shared_with_the_state():
    outputs: dict[str, Any] = {"tags": {"a": "b"}, "siteConfig": {"ipSecurityRestrictions": [{"name": "x"}]}}
    body = to_body(SITE, "/x", outputs)
    body["tags"]["a"] = "changed"  # type: ignore[index,call-overload]
    body["properties"]["siteConfig"]["ipSecurityRestrictions"].clear()  # type: ignore[index,call-overload,union-attr]
    assert outputs == {"tags": {"a": "b"}, "siteConfig": {"ipSecurityRestrictions": [{"name": "x"}]}}

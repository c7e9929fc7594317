"""What a preview knows, and what fills the outputs that nobody computed."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.core.values import UNKNOWN
from azure_rehearsal.schema.outputs import api_version, complete, preview_outputs
from azure_rehearsal.schema.types import check_outputs


def test_nested_outputs_are_unknown_where_no_input_gives_them():
    outputs: Any = preview_outputs(
        "azure-native:keyvault:Vault", {"vaultName": "v", "properties": {"tenantId": "t", "sku": {"name": "standard"}}}
    )
    assert outputs["properties"]["tenantId"] == "t"
    assert outputs["properties"]["vaultUri"] is UNKNOWN
    assert outputs["name"] is UNKNOWN
    assert "vaultName" not in outputs


def test_the_keys_of_a_map_are_no_properties():
    outputs: Any = preview_outputs(
        "azure-native:web:WebAppConnectionStrings", {"name": "a", "properties": {"DB": {"type": "SQLAzure", "value": UNKNOWN}}}
    )
    assert outputs["properties"] == {"DB": {"type": "SQLAzure", "value": UNKNOWN}}


def test_lists_are_looked_into():
    outputs: Any = preview_outputs("azure-native:network:VirtualNetwork", {"subnets": [{"name": "one"}]})
    assert outputs["subnets"][0]["name"] == "one"
    assert outputs["subnets"][0]["provisioningState"] is UNKNOWN


def test_versions_come_from_the_sdk():
    assert api_version("azure-native:keyvault:Vault") == "2024-11-01"
    assert api_version("azure-native:keyvault:AccessPolicy") is None
    assert api_version("azuread:index/application:Application") is None


@pytest.mark.parametrize(
    "token", ["azure-native:servicebus:Namespace", "azure-native:containerservice:ManagedCluster", "azuread:index/group:Group"]
)
def test_what_is_filled_fits(token):
    outputs: Any = {}
    complete(token, outputs, blank="simulated")
    assert check_outputs(token, outputs) == []


def test_without_a_blank_only_lists_are_filled():
    outputs: Any = {}
    complete("azure-native:storage:StorageAccount", outputs, blank=None)
    assert outputs == {"privateEndpointConnections": []}


def test_a_set_of_strings_comes_out_as_a_map():
    # azure-native takes userAssignedIdentities as a list and answers with a map
    def preview(*ids: Any) -> Any:
        given: Any = {"type": "UserAssigned", "userAssignedIdentities": list(ids)}
        outputs: Any = preview_outputs("azure-native:web:WebApp", {"identity": given})
        return outputs["identity"]["userAssignedIdentities"]

    assert preview("/one") == {"/one": {"clientId": UNKNOWN, "principalId": UNKNOWN}}
    assert preview("/one", UNKNOWN) is UNKNOWN

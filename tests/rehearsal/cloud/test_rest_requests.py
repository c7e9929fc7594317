"""What ARM refuses before any service is asked."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.rest_requests import put_request
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict

GROUP = "/subscriptions/s/resourceGroups/g"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-one"
WHOLE = {"location": "w", "properties": {"tenantId": "t", "sku": {"family": "A", "name": "standard"}}}


def test_a_request_becomes_a_type_and_inputs():
    kind, inputs = put_request(VAULT, WHOLE)
    assert kind.kind == "Microsoft.KeyVault/vaults"
    assert inputs == {**WHOLE, "resourceGroupName": "g", "vaultName": "kv-one"}


def test_scopes_begin_with_a_slash():
    body: JsonDict = {"properties": {"principalId": "p", "roleDefinitionId": "r"}}
    _, inputs = put_request(f"{VAULT}/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111", body)
    assert inputs["scope"] == VAULT


@pytest.mark.parametrize(
    ("resource_id", "body", "code"),
    [
        (f"{GROUP}/providers/Microsoft.Teapots/pots/one", {}, ""),
        (VAULT.replace("kv-one", "-"), WHOLE, "VaultNameNotValid"),
        (VAULT, {"properties": {}}, "LocationRequired"),
        (VAULT, {"location": "w"}, "InvalidRequestContent"),
        (VAULT, {**WHOLE, "properties": {"tenantId": 5, "sku": {"family": "A", "name": "standard"}}}, "InvalidRequestContent"),
    ],
)
def test_refusals(resource_id: str, body: dict[str, Any], code: str):
    with pytest.raises(AzureError) as caught:
        put_request(resource_id, body)
    assert caught.value.code == code

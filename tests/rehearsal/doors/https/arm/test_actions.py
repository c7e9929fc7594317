"""Actions of resources: keys, free names."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError

from tests.rehearsal.doors.https.conftest import Clients


def account(clients: Clients):
    return clients.world.make(
        "azure-native:storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    )


def test_keys_are_those_that_programs_get(clients: Clients):
    account(clients)
    keys = clients.storage().storage_accounts.list_keys("rg", "stone").keys_property
    told = clients.cloud.invoke("azure-native:storage:listStorageAccountKeys", {"accountName": "stone", "resourceGroupName": "rg"})
    assert [one.value for one in keys] == [one["value"] for one in told["keys"]]  # type: ignore[index,union-attr]


def test_keys_take_a_right(clients: Clients):
    made, who = account(clients), clients.world.identity()
    clients.world.grant(who["principalId"], "Reader", made.id)
    with pytest.raises(HttpResponseError) as caught:
        clients.storage(who["principalId"]).storage_accounts.list_keys("rg", "stone")
    assert "listKeys/action" in str(caught.value)


def test_names_that_are_free(clients: Clients):
    account(clients)
    names = clients.storage().storage_accounts
    assert names.check_name_availability({"name": "other", "type": "Microsoft.Storage/storageAccounts"}).name_available
    assert names.check_name_availability({"name": "stone", "type": "Microsoft.Storage/storageAccounts"}).reason == "AlreadyExists"
    assert names.check_name_availability({"name": "NO", "type": "Microsoft.Storage/storageAccounts"}).reason == "AccountNameInvalid"


def test_an_action_that_isnt_simulated_is_said_so(clients: Clients):
    made = account(clients)
    answer = clients.raw("POST", f"{made.id}/failover?api-version=2024-01-01")
    assert (answer.status_code, answer.json()["error"]["code"]) == (501, "NotSimulated")
    assert clients.raw("POST", f"{made.id}x/listKeys?api-version=2024-01-01").json()["error"]["code"] == "ResourceNotFound"

"""Lists: pages, filters, scopes, and only what the caller may read."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError

from azure_rehearsal.doors.https.arm.lists import collection_kind
from tests.rehearsal.doors.https.conftest import Clients, code_of


def test_lists_come_in_pages(clients: Clients):
    for number in range(7):
        clients.world.identity(f"person-{number}")
    names = [one.name for one in clients.identities().user_assigned_identities.list_by_resource_group("rg")]
    assert names == [f"person-{number}" for number in range(7)]
    pages = clients.identities().user_assigned_identities.list_by_subscription().by_page()
    assert [len(list(page)) for page in pages] == [3, 3, 1]


def test_a_list_holds_what_lies_in_its_scope(clients: Clients):
    clients.world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "other", "location": "westeurope"})
    clients.world.vault("kv-one")
    clients.world.make(
        "azure-native:keyvault:Vault",
        {"vaultName": "kv-two", "properties": {"tenantId": clients.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}}},
        group="other",
    )
    assert [one.name for one in clients.vaults().vaults.list_by_resource_group("other")] == ["kv-two"]
    assert [one.name for one in clients.vaults().vaults.list_by_subscription()] == ["kv-one", "kv-two"]
    assert [one.name for one in clients.vaults().vaults.list()] == ["kv-one", "kv-two"]
    with pytest.raises(HttpResponseError) as caught:
        list(clients.vaults().vaults.list_by_resource_group("nope"))
    assert code_of(caught) == "ResourceGroupNotFound"


def test_parts_are_listed_below_their_holder(clients: Clients):
    clients.world.site(plan=clients.world.plan("S1"))
    clients.world.make("azure-native:web:WebAppSlot", {"name": "shop", "slot": "staging"})
    assert [one.name for one in clients.web().web_apps.list_slots("rg", "shop")] == ["shop/staging"]
    assert [one.name for one in clients.web().web_apps.list()] == ["shop"]


def test_resources_and_groups_are_filtered(clients: Clients):
    clients.world.identity("first")
    clients.world.make("azure-native:managedidentity:UserAssignedIdentity", {"resourceName": "second", "tags": {"team": "red"}})
    client = clients.resources()
    assert [one.name for one in client.resources.list()] == ["first", "second"]
    assert [one.name for one in client.resources.list(filter="tagName eq 'team' and tagValue eq 'red'")] == ["second"]
    assert [one.name for one in client.resources.list_by_resource_group("rg", filter="resourceType eq 'Microsoft.Web/sites'")] == []
    assert [one.name for one in client.resource_groups.list()] == ["rg"]


def test_only_what_the_caller_may_read_is_listed(clients: Clients):
    who = clients.world.identity("first")
    clients.world.identity("second")
    clients.world.grant(who["principalId"], "Reader", who.id)
    mine = clients.identities(who["principalId"]).user_assigned_identities
    assert [one.name for one in mine.list_by_subscription()] == ["first"]
    assert [one.name for one in clients.resources(who["principalId"]).resource_groups.list()] == []
    with pytest.raises(HttpResponseError) as caught:
        list(clients.vaults(who["principalId"]).vaults.list_by_resource_group("rg"))
    assert code_of(caught) == "AuthorizationFailed"


def test_a_type_that_nobody_has_is_said_so(clients: Clients):
    answer = clients.raw("GET", f"{clients.here}/providers/Microsoft.Web/teapots?api-version=2024-11-01")
    assert (answer.status_code, answer.json()["error"]["code"]) == (501, "NotSimulated")


def test_a_forged_page_is_refused(clients: Clients):
    answer = clients.raw("GET", f"{clients.here}/resourceGroups?api-version=2024-11-01&$skiptoken=no")
    assert answer.json()["error"]["code"] == "InvalidSkipToken"


def test_the_subscription_and_its_providers(clients: Clients):
    assert clients.raw("GET", f"{clients.here}?api-version=2022-12-01").json()["tenantId"] == clients.cloud.tenant_id
    assert len(clients.raw("GET", "/subscriptions?api-version=2022-12-01").json()["value"]) == 1
    assert clients.raw("GET", "/tenants?api-version=2022-12-01").json()["value"][0]["tenantId"] == clients.cloud.tenant_id
    client = clients.resources()
    assert "Microsoft.Web" in {one.namespace for one in client.providers.list()}
    sites = next(one for one in client.providers.get("Microsoft.Web").resource_types if one.resource_type == "sites")
    assert "2024-04-01" in sites.api_versions
    with pytest.raises(HttpResponseError):
        client.providers.get("Microsoft.Teapots")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/subscriptions/s/providers/Microsoft.Web/sites", "Microsoft.Web/sites"),
        ("/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop/slots", "Microsoft.Web/sites/slots"),
        ("/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop", None),
        ("/subscriptions/s/resourceGroups", None),
    ],
)
def test_which_paths_are_lists(path: str, kind: str | None):
    assert collection_kind(path) == kind

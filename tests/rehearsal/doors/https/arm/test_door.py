"""ARM as a whole: who gets in, what is refused and in which words, and operations that take long."""

from __future__ import annotations

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError

from tests.rehearsal.doors.https.conftest import Clients, code_of


def error_of(response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_a_request_without_a_token_is_challenged(clients: Clients):
    answer = clients.raw("GET", f"{clients.here}/resourceGroups?api-version=2024-11-01", who="nobody")
    assert error_of(answer) == (401, "AuthenticationFailed")
    assert f"https://login.microsoftonline.com/{clients.cloud.tenant_id}" in answer.headers["www-authenticate"]


def test_a_token_of_somebody_else_is_refused(clients: Clients):
    from azure_rehearsal.doors.https.tokens import Tokens

    foreign = Tokens(clients.cloud.tenant_id).issue(clients.cloud.deployer, "https://management.azure.com").text
    answer = clients.raw(
        "GET", f"{clients.here}/resourceGroups?api-version=2024-11-01", who="nobody", headers={"authorization": f"Bearer {foreign}"}
    )
    assert error_of(answer) == (401, "InvalidAuthenticationToken")
    assert foreign not in answer.text + str(answer.headers)


def test_a_token_for_a_vault_is_none_for_arm(clients: Clients):
    token = clients.door.credential().get_token("https://vault.azure.net/.default").token
    answer = clients.raw(
        "GET", f"{clients.here}/resourceGroups?api-version=2024-11-01", who="nobody", headers={"authorization": f"Bearer {token}"}
    )
    assert error_of(answer) == (401, "InvalidAuthenticationToken")


def test_the_sdk_says_that_it_wasnt_let_in(clients: Clients):
    site = clients.world.site()
    principal = site["identity"]["principalId"]
    client = clients.resources(principal)
    clients.world.drop(site)  # its principal leaves the directory
    with pytest.raises(ClientAuthenticationError):
        list(client.resource_groups.list())


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "MissingApiVersionParameter"),
        ("?api-version=tomorrow", "InvalidApiVersionParameter"),
        ("?api-version=2999-01-01", "NoRegisteredProviderFound"),
        ("?api-version=2012-01-01", "NoRegisteredProviderFound"),
    ],
)
def test_api_versions_are_checked(clients: Clients, query: str, code: str):
    assert error_of(clients.raw("GET", f"{clients.here}/resourceGroups/rg{query}")) == (400, code)


def test_another_subscription_isnt_there(clients: Clients):
    other = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg?api-version=2024-11-01"
    assert error_of(clients.raw("GET", other)) == (404, "SubscriptionNotFound")


def test_errors_reach_the_sdk_with_azures_own_code(clients: Clients):
    with pytest.raises(ResourceNotFoundError) as caught:
        clients.resources().resource_groups.get("nope")
    assert code_of(caught) == "ResourceGroupNotFound"
    with pytest.raises(HttpResponseError) as refused:
        clients.vaults().vaults.begin_create_or_update("rg", "1-bad-", {"location": "westeurope", "properties": {}})
    assert code_of(refused) == "VaultNameNotValid"


@pytest.mark.parametrize("method", ["TRACE", "POST"])
def test_unknown_operations_are_errors_in_arms_envelope(clients: Clients, method: str):
    answer = clients.raw(method, f"{clients.here}/resourceGroups/rg/providers/Microsoft.Web/sites/shop/dance?api-version=2024-11-01")
    assert answer.status_code in {404, 405}


def test_every_answer_has_request_ids(clients: Clients):
    answer = clients.raw(
        "GET",
        f"{clients.here}/resourceGroups/rg?api-version=2024-11-01",
        headers={"x-ms-client-request-id": "mine", "x-ms-return-client-request-id": "true"},
    )
    assert answer.headers["x-ms-client-request-id"] == "mine"
    assert answer.headers["x-ms-request-id"]


def test_rights_are_those_of_the_tokens_principal(clients: Clients):
    identity = clients.world.identity()
    vault = clients.world.vault()
    me = clients.vaults(identity["principalId"])
    with pytest.raises(HttpResponseError) as caught:
        me.vaults.get("rg", "kv-one")
    assert code_of(caught) == "AuthorizationFailed"
    assert identity["principalId"] in str(caught.value)
    clients.world.grant(identity["principalId"], "Reader", vault.id)
    assert me.vaults.get("rg", "kv-one").name == "kv-one"
    with pytest.raises(HttpResponseError):
        me.vaults.update("rg", "kv-one", {"tags": {"a": "b"}})


def test_long_running_operations_are_asked_about_until_they_are_done(clients: Clients):
    plan = {"location": "westeurope", "sku": {"name": "B1"}, "kind": "linux", "properties": {"reserved": True}}
    poller = clients.web().app_service_plans.begin_create_or_update("rg", "plan", plan)
    assert poller.result().name == "plan"
    assert poller.status() == "Succeeded"
    tenant = clients.cloud.tenant_id
    body = {"location": "westeurope", "properties": {"tenantId": tenant, "sku": {"family": "A", "name": "standard"}}}
    vault = clients.vaults().vaults.begin_create_or_update("rg", "kv-new", body)
    assert vault.result().properties.provisioning_state == "Succeeded"
    clients.resources().resource_groups.begin_delete("rg").result()
    assert clients.cloud.remaining() == []


def test_what_takes_long_isnt_done_at_the_first_answer(clients: Clients):
    path = f"{clients.here}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-two?api-version=2024-11-01"
    body = {"location": "westeurope", "properties": {"tenantId": clients.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}}}
    states = [clients.raw("PUT", path, json=body).json(), clients.raw("GET", path).json(), clients.raw("GET", path).json()]
    assert [one["properties"]["provisioningState"] for one in states] == ["RegisteringDns", "RegisteringDns", "Succeeded"]

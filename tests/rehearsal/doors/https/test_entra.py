"""Sign-in and identity endpoints, through `azure-identity`."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import ClientSecretCredential, ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient
from azure.mgmt.resource.resources import ResourceManagementClient

from tests.rehearsal.doors.https.conftest import SECRETS_USER, Clients, inner_of


def signed_in(clients: Clients, secret: str) -> ResourceManagementClient:
    certificate = str(clients.door.certificates.authority)
    credential = ClientSecretCredential(
        clients.cloud.tenant_id,
        clients.cloud.deployer.client_id or "",
        secret,
        authority=clients.door.url,
        disable_instance_discovery=True,
        connection_verify=certificate,
    )
    return ResourceManagementClient(credential, clients.cloud.subscription_id, base_url=clients.door.url, connection_verify=certificate)


def test_a_client_secret_is_worth_a_token(clients: Clients):
    secret = clients.door.entra.secret_of(clients.cloud.deployer.client_id or "")
    assert [one.name for one in signed_in(clients, secret).resource_groups.list()] == ["rg"]
    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        list(signed_in(clients, "wrong").resource_groups.list())


@pytest.mark.behaviour(beside="test_each_password_is_its_own_and_told_with_its_dates")
def test_a_password_of_an_application_signs_in_while_it_is_in_force(clients: Clients):
    world = clients.world
    app = world.make("azuread:index:Application", {"displayName": "pipeline"})
    principal = world.make("azuread:index:ServicePrincipal", {"clientId": app["clientId"]})
    one = world.make("azuread:index:ApplicationPassword", {"applicationId": app.id, "endDate": "2026-01-02T00:00:00Z"})
    two = world.make("azuread:index:ServicePrincipalPassword", {"servicePrincipalId": principal.id})

    def error(secret: str) -> Any:
        form = {"grant_type": "client_credentials", "client_id": app["clientId"], "client_secret": secret, "scope": "x/.default"}
        return clients.raw("POST", f"/{clients.cloud.tenant_id}/oauth2/v2.0/token", who="nobody", data=form).json().get("error")

    assert [error(one["value"]), error(two["value"]), error("other")] == [None, None, "invalid_client"]
    world.cloud.clock.advance(86400)  # learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS7000222, expired
    assert [error(one["value"]), error(two["value"])] == ["invalid_client", None]
    world.drop(two)
    assert error(two["value"]) == "invalid_client"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "client_id": "stranger"}, "unauthorized_client"),
    ],
    ids=["grant", "client"],
)
def test_other_sign_ins_are_refused(clients: Clients, form: dict[str, str], code: str):
    assert clients.raw("POST", f"/{clients.cloud.tenant_id}/oauth2/v2.0/token", who="nobody", data=form).json()["error"] == code


def as_app(clients: Clients, monkeypatch: pytest.MonkeyPatch, site_id: str) -> None:
    """The surroundings of an app on App Service."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", clients.door.identity_url)
    monkeypatch.setenv("IDENTITY_HEADER", clients.door.apps.header_for(site_id))


def vault_of(clients: Clients, **identity: Any) -> SecretClient:
    return SecretClient(
        clients.door.vault_url("kv-one"),
        ManagedIdentityCredential(**identity),
        verify_challenge_resource=False,
        connection_verify=str(clients.door.certificates.authority),
        retry_total=0,
    )


def test_an_app_reads_just_what_its_identity_may(clients: Clients, monkeypatch: pytest.MonkeyPatch):
    who, vault = clients.world.identity(), clients.world.vault()
    secret = clients.world.secret(vault)
    clients.world.secret(vault, "other", "hidden")
    site = clients.world.site(identity=who)
    clients.world.grant(who["principalId"], SECRETS_USER, secret.id)
    as_app(clients, monkeypatch, site.id)
    mine = vault_of(clients, client_id=who["clientId"])
    assert mine.get_secret("key").value == "canary-value"
    with pytest.raises(HttpResponseError) as caught:
        mine.get_secret("other")
    assert inner_of(caught) == "ForbiddenByRbac"
    with pytest.raises(ClientAuthenticationError):  # it has no system-assigned identity
        vault_of(clients).get_secret("key")


def test_the_system_assigned_identity_is_the_default(clients: Clients, monkeypatch: pytest.MonkeyPatch):
    vault = clients.world.vault()
    clients.world.secret(vault)
    site = clients.world.site()
    clients.world.grant(site["identity"]["principalId"], SECRETS_USER, vault.id)
    as_app(clients, monkeypatch, site.id)
    assert vault_of(clients).get_secret("key").value == "canary-value"


def test_an_app_sits_in_its_own_network(clients: Clients, monkeypatch: pytest.MonkeyPatch):
    vault = clients.world.vault(publicNetworkAccess="Disabled")
    clients.world.secret(vault)
    site = clients.world.site()
    clients.world.grant(site["identity"]["principalId"], SECRETS_USER, vault.id)
    as_app(clients, monkeypatch, site.id)
    with pytest.raises(HttpResponseError) as caught:
        vault_of(clients).get_secret("key")
    assert inner_of(caught) == "ForbiddenByFirewall"


def identity(clients: Clients, header: str, **query: str) -> requests.Response:
    return requests.get(clients.door.identity_url, params=query, headers={"X-IDENTITY-HEADER": header}, timeout=5)


def test_only_the_app_itself_gets_its_tokens(clients: Clients):
    who = clients.world.identity()
    clients.world.identity("stranger")
    site = clients.world.site(identity=who)
    header = clients.door.apps.header_for(site.id)
    ask = {"api-version": "2019-08-01", "resource": "https://vault.azure.net"}
    answer = identity(clients, header, **ask, client_id=who["clientId"])
    assert (answer.status_code, answer.json()["client_id"]) == (200, who["clientId"])
    assert identity(clients, header, **ask, mi_res_id=who.id).status_code == 200
    assert identity(clients, header, **ask, principal_id=who["principalId"]).status_code == 200
    stranger = clients.cloud.state.get(who.id.replace("/app", "/stranger"))
    assert stranger is not None
    for wrong in ({"client_id": str(stranger.outputs["clientId"])}, {"mi_res_id": stranger.id}, {}):
        assert identity(clients, header, **ask, **wrong).status_code == 400
    assert identity(clients, "guessed", **ask).status_code == 401
    assert identity(clients, header, resource="https://vault.azure.net").status_code == 400
    assert identity(clients, header, **{"api-version": "2019-08-01"}).status_code == 400
    clients.world.drop(site)
    assert identity(clients, header, **ask).status_code == 404


def test_each_app_has_a_header_of_its_own(clients: Clients):
    apps = clients.door.apps
    assert apps.header_for("/sites/a") == apps.header_for("/SITES/A") != apps.header_for("/sites/b")

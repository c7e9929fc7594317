"""Sites beyond plain resources, through `azure-mgmt-web`."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError

from tests.rehearsal.doors.https.conftest import SECRETS_USER, Clients, code_of

REFERENCE = "@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)"


def with_reference(clients: Clients, *, granted: bool = True):
    who, vault = clients.world.identity(), clients.world.vault()
    clients.world.secret(vault)
    site = clients.world.site(identity=who)
    if granted:
        clients.world.grant(who["principalId"], SECRETS_USER, vault.id)
    clients.web().web_apps.update_application_settings("rg", "shop", {"properties": {"KEY": REFERENCE, "PLAIN": "1"}})
    return who, vault, site


def test_settings_are_written_whole_and_listed(clients: Clients):
    clients.world.site()
    apps = clients.web().web_apps
    apps.update_application_settings("rg", "shop", {"properties": {"A": "1", "B": "2"}})
    apps.update_application_settings("rg", "shop", {"properties": {"B": "3"}})
    assert apps.list_application_settings("rg", "shop").properties == {"B": "3"}
    strings = {"DB": {"value": "Server=x", "type": "SQLAzure"}}
    apps.update_connection_strings("rg", "shop", {"properties": strings})
    assert apps.list_connection_strings("rg", "shop").properties["DB"].value == "Server=x"


def test_a_reader_may_not_list_settings(clients: Clients):
    site, who = clients.world.site(), clients.world.identity("reader")
    clients.world.grant(who["principalId"], "Reader", site.id)
    assert clients.web(who["principalId"]).web_apps.get("rg", "shop").name == "shop"
    with pytest.raises(HttpResponseError) as caught:
        clients.web(who["principalId"]).web_apps.list_application_settings("rg", "shop")
    assert "config/list/action" in str(caught.value)


def test_references_are_told_with_their_status(clients: Clients):
    who, vault, site = with_reference(clients, granted=False)
    apps = clients.web().web_apps
    [found] = list(apps.get_app_settings_key_vault_references("rg", "shop"))
    assert (found.name, found.status, found.vault_name, found.secret_name) == ("KEY", "AccessToKeyVaultDenied", "kv-one", "key")
    assert found.reference == REFERENCE
    clients.world.grant(who["principalId"], SECRETS_USER, vault.id)
    assert apps.get_app_setting_key_vault_reference("rg", "shop", "KEY").status == "AccessToKeyVaultDenied"
    refreshed = clients.raw("POST", f"{site.id}/config/configreferences/appsettings/refresh?api-version=2024-04-01")
    assert refreshed.json()["value"][0]["properties"]["status"] == "Resolved"
    assert apps.get_app_setting_key_vault_reference("rg", "shop", "KEY").status == "Resolved"
    assert "canary" not in refreshed.text
    with pytest.raises(HttpResponseError):
        apps.get_app_setting_key_vault_reference("rg", "shop", "NONE")


def test_a_restart_fetches_references(clients: Clients):
    who, vault, _ = with_reference(clients, granted=False)
    clients.world.grant(who["principalId"], SECRETS_USER, vault.id)
    apps = clients.web().web_apps
    apps.restart("rg", "shop")
    assert apps.get_app_setting_key_vault_reference("rg", "shop", "KEY").status == "Resolved"
    apps.stop("rg", "shop")
    assert apps.get("rg", "shop").state == "Stopped"


def test_configuration_and_authentication(clients: Clients):
    clients.world.site(siteConfig={"ftpsState": "Disabled", "minTlsVersion": "1.3"})
    apps = clients.web().web_apps
    assert apps.get_configuration("rg", "shop").min_tls_version == "1.3"
    apps.update_auth_settings_v2("rg", "shop", {"properties": {"platform": {"enabled": True}}})
    assert apps.get_auth_settings_v2("rg", "shop").platform.enabled is True
    apps.update_ftp_allowed("rg", "shop", {"properties": {"allow": False}})
    assert apps.get_ftp_allowed("rg", "shop").allow is False
    apps.update_slot_configuration_names("rg", "shop", {"properties": {"appSettingNames": ["A"]}})
    assert apps.list_slot_configuration_names("rg", "shop").app_setting_names == ["A"]


def test_slots_have_settings_of_their_own(clients: Clients):
    clients.world.site(plan=clients.world.plan("S1"))
    clients.world.make("azure-native:web:WebAppSlot", {"name": "shop", "slot": "staging"})
    apps = clients.web().web_apps
    apps.update_application_settings_slot("rg", "shop", "staging", {"properties": {"A": "1"}})
    assert apps.list_application_settings_slot("rg", "shop", "staging").properties == {"A": "1"}
    assert apps.list_application_settings("rg", "shop").properties == {}


def with_slot(clients: Clients):
    """An app and its slot, with a setting that moves and one that stays."""
    clients.world.site(plan=clients.world.plan("S1"))
    clients.world.make("azure-native:web:WebAppSlot", {"name": "shop", "slot": "staging"})
    apps = clients.web().web_apps
    apps.update_application_settings("rg", "shop", {"properties": {"A": "p", "STICKY": "p"}})
    apps.update_application_settings_slot("rg", "shop", "staging", {"properties": {"A": "s", "STICKY": "s"}})
    apps.update_slot_configuration_names("rg", "shop", {"properties": {"appSettingNames": ["STICKY"]}})
    return apps


@pytest.mark.behaviour(beside="test_fails_without_the_slot_and_with_itself")
def test_slots_are_swapped_with_production_and_with_each_other(clients: Clients):
    apps = with_slot(clients)
    poller = apps.begin_swap_slot_with_production("rg", "shop", {"targetSlot": "staging", "preserveVnet": True})
    assert not poller.done()  # 202 with a Location to ask at
    poller.result()
    assert apps.list_application_settings("rg", "shop").properties == {"A": "s", "STICKY": "p"}
    assert apps.list_application_settings_slot("rg", "shop", "staging").properties == {"A": "p", "STICKY": "s"}
    assert apps.get("rg", "shop").slot_swap_status.source_slot_name == "production"
    apps.begin_swap_slot("rg", "shop", "staging", {"targetSlot": "production", "preserveVnet": True}).result()
    assert apps.list_application_settings("rg", "shop").properties == {"A": "p", "STICKY": "p"}


@pytest.mark.behaviour(beside="test_fails_without_the_slot_and_with_itself")
def test_a_swap_with_what_is_not_there_or_without_the_right_is_refused(clients: Clients):
    apps, swap = with_slot(clients), {"targetSlot": "none", "preserveVnet": True}
    with pytest.raises(HttpResponseError) as caught:
        apps.begin_swap_slot_with_production("rg", "shop", swap)
    assert (caught.value.status_code, code_of(caught)) == (404, "NotFound")
    with pytest.raises(HttpResponseError) as caught:
        apps.begin_swap_slot("rg", "shop", "staging", {"targetSlot": "staging", "preserveVnet": True})
    assert (caught.value.status_code, code_of(caught)) == (400, "BadRequest")
    with pytest.raises(HttpResponseError) as caught:
        apps.begin_swap_slot("rg", "shop", "staging", {"preserveVnet": True})
    assert "targetSlot" in str(caught.value)
    who = clients.world.identity("reader")
    clients.world.grant(who["principalId"], "Reader", clients.here)
    with pytest.raises(HttpResponseError) as caught:
        clients.web(who["principalId"]).web_apps.begin_swap_slot_with_production("rg", "shop", {**swap, "targetSlot": "staging"})
    assert (caught.value.status_code, code_of(caught)) == (403, "AuthorizationFailed")

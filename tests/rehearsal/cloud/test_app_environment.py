"""What an app's process is started with."""

from __future__ import annotations

import pytest

from azure_rehearsal.cloud.app_environment import app_environment
from tests.rehearsal.world import World

REFERENCE = "@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)"


def test_settings_as_the_app_sees_them(world: World):
    who, vault = world.identity(), world.vault()
    world.secret(vault)
    world.grant(who["principalId"], "Key Vault Secrets User", vault.id)
    site = world.site(identity=who)
    world.settings(site, **{"PLAIN": "1", "KEY": REFERENCE, "dotted.name": "2"})
    strings = {"DB": {"value": "Server=x", "type": "SQLAzure"}, "OTHER": {"value": "y", "type": "Custom"}}
    world.make("azure-native:web:WebAppConnectionStrings", {"name": "shop", "properties": strings})
    found = app_environment(world.cloud, site.id)
    expected = {
        "PLAIN": "1",
        "APPSETTING_PLAIN": "1",
        "KEY": "canary-value",
        "dotted_name": "2",
        "SQLAZURECONNSTR_DB": "Server=x",
        "CUSTOMCONNSTR_OTHER": "y",
        "WEBSITE_SITE_NAME": "shop",
        "WEBSITE_HOSTNAME": "shop.azurewebsites.net",
        "WEBSITE_RESOURCE_GROUP": "rg",
        "WEBSITE_SLOT_NAME": "Production",
    }
    assert expected.items() <= found.variables.items()
    assert found.unresolved == {}
    assert "canary" not in repr(found)


def test_an_unresolved_reference_is_the_apps_to_see_and_said(world: World):
    site = world.site()
    world.settings(site, KEY=REFERENCE)
    found = app_environment(world.cloud, site.id)
    assert found.variables["KEY"] == REFERENCE
    assert found.unresolved["KEY"].startswith("VaultNotFound")


def test_an_app_that_isnt_there(world: World):
    with pytest.raises(LookupError):
        app_environment(world.cloud, "/nowhere")

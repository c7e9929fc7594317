"""App Service: plans and what they allow, slots, settings replaced whole, names, identities, who may call a site."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from tests.rehearsal.world import SITE, SLOT

AUTH = "azure-native:web:WebAppAuthSettingsV2"


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def raw(world, site) -> dict[str, str]:
    return {view.name: view.raw for view in world.cloud.site_settings(site.id)}


@pytest.mark.behaviour("Microsoft.Web", "Slots and Always On by plan; a plan with sites can't go; site names are global.")
@pytest.mark.parametrize(("sku", "most"), [("F1", 0), ("D1", 0), ("B1", 0), ("B3", 0), ("S1", 5), ("P0v3", 20), ("EP1", 2)])
def test_slots_by_plan(world, sku, most):
    # learn.microsoft.com/azure/app-service/deploy-staging-slots
    plan = world.plan(sku)
    world.site(plan=plan)
    for at in range(most):
        world.make(SLOT, {"name": "shop", "slot": f"s{at}", "serverFarmId": plan.id})
    error = refused("Conflict", world.make, SLOT, {"name": "shop", "slot": "more", "serverFarmId": plan.id})
    assert "number of slots" in error.message


@pytest.mark.behaviour(beside="test_slots_by_plan")
@pytest.mark.parametrize(("sku", "allowed"), [("F1", False), ("D1", False), ("B1", True), ("S1", True)])
def test_always_on_by_plan(world, sku, allowed):
    # learn.microsoft.com/azure/app-service/configure-common
    config = {"siteConfig": {"alwaysOn": True}}
    if allowed:
        assert world.site(plan=world.plan(sku), **config)["siteConfig"]["alwaysOn"] is True
    else:
        assert "AlwaysOn" in refused("Conflict", world.site, plan=world.plan(sku), **config).message


@pytest.mark.behaviour(beside="test_slots_by_plan")
def test_a_plan_with_sites_stays(world):
    # learn.microsoft.com/azure/app-service/app-service-plan-manage
    plan = world.plan()
    site = world.site(plan=plan)
    refused("Conflict", world.drop, plan)
    world.drop(site)
    world.drop(plan)


def test_fails_without_its_plan(world):
    assert refused("NotFound", world.make, SITE, {"name": "shop", "serverFarmId": "/subscriptions/s/none"}).status == 404


@pytest.mark.behaviour(beside="test_slots_by_plan")
def test_site_names_are_global(world):
    site = world.site()
    world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "other", "location": "westeurope"})
    assert "already exists" in refused("Conflict", world.make, SITE, {"name": "SHOP"}, group="other").message
    assert site["defaultHostName"] == "shop.azurewebsites.net"


@pytest.mark.behaviour(
    "Microsoft.Web",
    "Settings are replaced whole; a PUT of the site without them keeps or wipes them, as the rehearsal "
    "chooses; an empty list always wipes.",
)
def test_settings_are_replaced_whole(either_world):
    # learn.microsoft.com/rest/api/appservice/web-apps/update-application-settings: replaces
    world = either_world
    site = world.site()
    settings = world.settings(site, A="1", B="2")
    world.change(settings, properties={"B": "3"})
    assert raw(world, site) == {"B": "3"}


@pytest.mark.behaviour(beside="test_settings_are_replaced_whole")
def test_a_put_without_settings_keeps_or_wipes_them(either_world):
    world = either_world
    site = world.site()
    world.settings(site, A="1")
    world.change(site, httpsOnly=True)
    assert raw(world, site) == ({} if world.cloud.options.site_put_wipes_settings else {"A": "1"})


@pytest.mark.behaviour(beside="test_settings_are_replaced_whole")
def test_an_empty_list_always_wipes_and_a_list_replaces(either_world):
    world = either_world
    site = world.site()
    world.settings(site, A="1")
    world.change(site, siteConfig={"appSettings": [{"name": "B", "value": "2"}]})
    assert raw(world, site) == {"B": "2"}
    world.change(site, siteConfig={"appSettings": []})
    assert raw(world, site) == {}


def test_inline_settings_are_no_output(world):
    site = world.site(siteConfig={"linuxFxVersion": "PYTHON|3.12", "appSettings": [{"name": "A", "value": "canary"}]})
    assert "canary" not in repr(dict(site))
    assert raw(world, site) == {"A": "canary"}


def test_drift_of_settings_is_seen_by_a_read(world):
    site = world.site()
    settings = world.settings(site, A="1")
    world.change(site, siteConfig={"appSettings": [{"name": "B", "value": "2"}]})
    assert world.cloud.read(settings.token, settings.id, settings.inputs).inputs["properties"] == {"B": "2"}


def test_slots_have_their_own_settings(world):
    plan = world.plan("S1")
    site = world.site(plan=plan)
    slot = world.make(SLOT, {"name": "shop", "slot": "staging", "serverFarmId": plan.id})
    world.settings(site, A="1")
    world.make("azure-native:web:WebAppApplicationSettingsSlot", {"name": "shop", "slot": "staging", "properties": {"A": "2"}})
    assert (raw(world, site), raw(world, slot)) == ({"A": "1"}, {"A": "2"})
    assert slot["defaultHostName"] == "shop-staging.azurewebsites.net"
    assert slot["name"] == "shop/staging"
    keys = {"resourceGroupName": "rg", "name": "shop"}
    listed = world.cloud.invoke("azure-native:web:listWebAppApplicationSettings", keys)
    assert listed["properties"] == {"A": "1"}
    listed = world.cloud.invoke("azure-native:web:listWebAppApplicationSettingsSlot", {**keys, "slot": "staging"})
    assert listed["properties"] == {"A": "2"}
    assert world.cloud.invoke("azure-native:web:getWebAppSlot", {**keys, "slot": "staging"})["id"] == slot.id
    world.drop(site)
    assert slot.id not in world.cloud.remaining()


@pytest.mark.behaviour("Microsoft.Web", "Linux refuses setting names that Windows takes.")
@pytest.mark.parametrize("name", ["A-B", "A:B", "A B", ""])
def test_linux_refuses_setting_names(world, name):
    # learn.microsoft.com/azure/app-service/configure-common; thread: microsoft/azure-pipelines-tasks#13316
    site = world.site()
    refused("BadRequest", world.settings, site, **{name: "1"})
    refused("BadRequest", world.change, site, siteConfig={"appSettings": [{"name": name, "value": "1"}]})


@pytest.mark.behaviour(beside="test_linux_refuses_setting_names")
def test_windows_takes_a_hyphen(world):
    site = world.site(plan=world.plan(reserved=False))
    assert raw(world, world.settings(site, **{"A-B": "1"}) and site) == {"A-B": "1"}


@pytest.mark.behaviour("Microsoft.Web", "Identities come and go with the site; keyVaultReferenceIdentity must be attached.")
def test_system_assigned_principals_come_and_go_with_the_identity(world):
    site = world.site()
    principal = site["identity"]["principalId"]
    assert world.cloud.state.principal(principal).resource_id == site.id
    site = world.change(site, httpsOnly=True)
    assert site["identity"]["principalId"] == principal
    site = world.change(site, identity=None)
    assert world.cloud.state.principal(principal) is None
    site = world.change(site, identity={"type": "SystemAssigned"})
    assert site["identity"]["principalId"] != principal
    world.drop(site)
    assert world.cloud.state.principal(site["identity"]["principalId"]) is None


def test_fails_to_attach_an_identity_that_is_not_there(world):
    # learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq
    attached = {"type": "UserAssigned", "userAssignedIdentities": ["/subscriptions/s/none"]}
    inputs = {"name": "shop", "serverFarmId": world.plan().id, "identity": attached}
    refused("FailedIdentityOperation", world.make, SITE, inputs)


@pytest.mark.behaviour(beside="test_system_assigned_principals_come_and_go_with_the_identity")
def test_fails_to_reference_with_an_identity_that_is_not_attached(world):
    # thread: hashicorp/terraform-provider-azurerm#14231
    identity = world.identity()
    inputs = {"name": "shop", "serverFarmId": world.plan().id, "keyVaultReferenceIdentity": identity.id}
    refused("BadRequest", world.make, SITE, inputs)


def api(world, *, required=True, **policy: Any):
    """A site behind authentication, with a registration of its own."""
    role = {
        "allowedMemberTypes": ["Application"],
        "description": "d",
        "displayName": "d",
        "id": "22222222-2222-2222-2222-222222222222",
        "value": "Call",
    }
    app = world.make("azuread:index:Application", {"displayName": "api", "appRoles": [role]})
    principal = world.make("azuread:index:ServicePrincipal", {"clientId": app["clientId"], "appRoleAssignmentRequired": required})
    site = world.site("api")
    directory = {"enabled": True, "registration": {"clientId": app["clientId"]}, "validation": {"defaultAuthorizationPolicy": policy}}
    world.make(
        AUTH,
        {
            "name": "api",
            "platform": {"enabled": True},
            "globalValidation": {"requireAuthentication": True, "unauthenticatedClientAction": "Return401"},
            "identityProviders": {"azureActiveDirectory": directory},
        },
    )
    return site, principal, role["id"]


def test_a_site_without_authentication_is_open(world):
    site = world.site()
    assert world.cloud.may_call("anybody", site.id).allowed


@pytest.mark.behaviour(beside="test_both_lists_must_hold")
def test_entra_refuses_a_token_without_the_role(world):
    # learn.microsoft.com/entra/identity-platform/reference-error-codes: AADSTS501051
    caller = world.identity()
    site, principal, role = api(world)
    assert world.cloud.may_call(caller["clientId"], site.id).code == "AADSTS501051"
    world.make(
        "azuread:index:AppRoleAssignment",
        {"appRoleId": role, "principalObjectId": caller["principalId"], "resourceObjectId": principal["objectId"]},
    )
    assert world.cloud.may_call(caller["principalId"], site.id).allowed


@pytest.mark.behaviour("Microsoft.Web", "App Service authentication lets in whom its lists name.")
def test_both_lists_must_hold(world):
    # learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
    caller, other = world.identity(), world.identity("other")
    lists = {"allowedApplications": [caller["clientId"]], "allowedPrincipals": {"identities": [other["principalId"]]}}
    site, _, _ = api(world, required=False, **lists)
    assert world.cloud.may_call(caller["principalId"], site.id).code == "403"
    assert world.cloud.may_call(other["principalId"], site.id).code == "403"


@pytest.mark.parametrize("key", ["allowedApplications", "allowedPrincipals"])
def test_each_list_takes_its_own_kind_of_id(world, key):
    caller = world.identity()
    right, wrong = caller["clientId"], caller["principalId"]
    if key == "allowedPrincipals":
        right, wrong = wrong, right
    for given, allowed in ((right, True), (wrong, False)):
        fresh = type(world)()
        who = fresh.identity()
        assert (who["clientId"], who["principalId"]) == (caller["clientId"], caller["principalId"])
        value = [given] if key == "allowedApplications" else {"identities": [given]}
        site, _, _ = api(fresh, required=False, **{key: value})
        assert fresh.cloud.may_call(who["principalId"], site.id).allowed is allowed


def test_a_stranger_gets_no_token(world):
    site, _, _ = api(world, required=False)
    assert world.cloud.may_call("33333333-3333-3333-3333-333333333333", site.id).code == "AADSTS700016"

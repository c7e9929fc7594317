"""Swaps: what goes along with the code, what stays with the slot, whose identity then fetches, and what is refused.

Source of what moves and what stays: learn.microsoft.com/azure/app-service/deploy-staging-slots#which-settings-are-swapped.
"""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from azure_rehearsal.core.caller import asking
from azure_rehearsal.core.plain import at, table
from tests.rehearsal.world import SETTINGS, SLOT, Made, World

WEB = "azure-native:web:WebApp"
STAGING = {"name": "shop", "slot": "staging"}
OVERRIDE = "WEBSITE_OVERRIDE_PRESERVE_DEFAULT_STICKY_SLOT_SETTINGS"


class Shop:
    """An app with one slot."""

    def __init__(self, world: World, site: dict[str, Any] | None = None, slot: dict[str, Any] | None = None) -> None:
        self.world, self.cloud = world, world.cloud
        self.plan = world.plan("S1")
        self.site = world.site(plan=self.plan, **(site or {}))
        system = {"identity": {"type": "SystemAssigned"}}
        self.slot = world.make(SLOT, {**STAGING, "serverFarmId": self.plan.id, **system, **(slot or {})})

    def settings(self, production: dict[str, str], staging: dict[str, str], *, sticky: tuple[str, ...] = ()) -> None:
        self.world.settings(self.site, **production)
        self.world.make(f"{SETTINGS}Slot", {**STAGING, "properties": staging})
        self.world.make(f"{WEB}SlotConfigurationNames", {"name": "shop", "appSettingNames": list(sticky)})

    def swap(self, **more: Any) -> None:
        self.cloud.swap_slots(self.site.id, "staging", **more)

    @property
    def seen(self) -> tuple[dict[str, str], dict[str, str]]:
        """The settings that production and staging have."""
        first, second = ({view.name: view.raw for view in self.cloud.site_settings(one.id)} for one in (self.site, self.slot))
        return first, second

    def read(self, *path: str) -> tuple[Any, Any]:
        """What a read answers at a path, of production and of staging."""
        found = [self.cloud.read(one.token, one.id, one.inputs) for one in (self.site, self.slot)]
        return at(found[0].outputs, *path), at(found[1].outputs, *path)  # type: ignore[union-attr]

    def part(self, token: str, production: dict[str, Any], staging: dict[str, Any]) -> tuple[Made, Made]:
        return self.world.make(WEB + token, {"name": "shop", **production}), self.world.make(f"{WEB}{token}Slot", {**STAGING, **staging})

    def parts(self, made: tuple[Made, Made], *path: str) -> tuple[Any, Any]:
        found = [self.cloud.read(one.token, one.id, one.inputs) for one in made]
        return at(found[0].outputs, *path), at(found[1].outputs, *path)  # type: ignore[union-attr]


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


@pytest.mark.behaviour(
    "Microsoft.Web",
    "A swap of slots moves settings, connection strings, mounts and the language stack; sticky names, "
    "identities, networks, authentication, protocols, restrictions and logs stay, as do extension versions, "
    "unless overridden.",
)
def test_settings_move_but_those_that_are_sticky(shop):
    shop.settings({"A": "p", "S": "p", "OnlyP": "p"}, {"A": "s", "S": "s", "OnlyS": "s", "Mine": "s"}, sticky=("s", "Mine"))
    shop.swap()
    assert shop.seen == ({"A": "s", "S": "p", "OnlyS": "s"}, {"A": "p", "S": "s", "OnlyP": "p", "Mine": "s"})
    shop.swap()
    assert shop.seen == ({"A": "p", "S": "p", "OnlyP": "p"}, {"A": "s", "S": "s", "OnlyS": "s", "Mine": "s"})


@pytest.mark.behaviour(beside="test_settings_move_but_those_that_are_sticky")
def test_connection_strings_have_sticky_names_of_their_own(shop):
    def string(value):
        return {"type": "Custom", "value": value}

    shop.part(
        "ConnectionStrings",
        {"properties": {"A": string("p"), "S": string("p")}},
        {"properties": {"A": string("s"), "S": string("s")}},
    )
    names = {"name": "shop", "connectionStringNames": ["S"], "appSettingNames": ["A"]}
    shop.world.make(f"{WEB}SlotConfigurationNames", names)
    shop.swap()
    assert shop.seen == ({"A": "s", "S": "p"}, {"A": "p", "S": "s"})


@pytest.mark.behaviour(beside="test_settings_move_but_those_that_are_sticky")
def test_versions_of_extensions_stay_unless_both_slots_say_otherwise(shop):
    # learn.microsoft.com/azure/azure-functions/functions-app-settings#website_override_sticky_extension_versions
    name, override = "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS"
    shop.settings({name: "~3", override: "0"}, {name: "~4"})
    shop.swap()
    assert (shop.seen[0][name], shop.seen[1][name]) == ("~3", "~4")
    world = type(shop.world)()
    both = Shop(world)
    both.settings({name: "~3", override: "0"}, {name: "~4", override: "0"})
    both.swap()
    assert (both.seen[0][name], both.seen[1][name]) == ("~4", "~3")


def test_settings_of_diagnostic_logs_stay(shop):
    shop.settings({"WEBSITE_HTTPLOGGING_RETENTION_DAYS": "1"}, {"WEBSITE_HTTPLOGGING_RETENTION_DAYS": "2"})
    shop.swap()
    assert [one["WEBSITE_HTTPLOGGING_RETENTION_DAYS"] for one in shop.seen] == ["1", "2"]


@pytest.mark.behaviour(beside="test_settings_move_but_those_that_are_sticky")
def test_the_stack_goes_with_the_code_and_the_rest_stays(world):
    moving = {"linuxFxVersion": "PYTHON|3.11", "appCommandLine": "old", "use32BitWorkerProcess": True}
    staying = {"alwaysOn": True, "minTlsVersion": "1.3", "ftpsState": "Disabled", "cors": {"allowedOrigins": ["https://a"]}}
    identity = world.identity()
    shop = Shop(
        world,
        {"siteConfig": {**moving, **staying}, "httpsOnly": True, "tags": {"of": "production"}},
        {
            "siteConfig": {"linuxFxVersion": "PYTHON|3.12"},
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [identity.id]},
            "keyVaultReferenceIdentity": identity.id,
        },
    )
    before = {key: shop.read(key) for key in ("identity", "keyVaultReferenceIdentity", "hostNames", "httpsOnly", "tags", "id", "name")}
    shop.swap()
    assert {key: shop.read(key) for key in before} == before
    assert shop.read("siteConfig", "linuxFxVersion") == ("PYTHON|3.12", "PYTHON|3.11")
    assert shop.read("siteConfig", "appCommandLine") == (None, "old")
    assert shop.read("siteConfig", "use32BitWorkerProcess") == (None, True)
    for key, value in staying.items():
        assert shop.read("siteConfig", key) == (value, None)


@pytest.mark.behaviour(beside="test_settings_move_but_those_that_are_sticky")
@pytest.mark.parametrize("said", ["both", "one"])
def test_protocols_restrictions_and_logs_move_where_every_slot_says_so(world, said):
    # the note of the same page: all of these or none
    shop = Shop(world, {"httpsOnly": True, "siteConfig": {"alwaysOn": True, "ftpsState": "Disabled"}}, {"httpsOnly": False})
    shop.settings({OVERRIDE: "0"}, {OVERRIDE: "false"} if said == "both" else {})
    logs = shop.part(
        "DiagnosticLogsConfiguration", {"detailedErrorMessages": {"enabled": True}}, {"detailedErrorMessages": {"enabled": False}}
    )
    shop.swap()
    assert shop.read("httpsOnly") == ((False, True) if said == "both" else (True, False))
    assert shop.read("siteConfig", "alwaysOn") == ((None, True) if said == "both" else (True, None))
    assert shop.read("siteConfig", "ftpsState") == ("Disabled", None)
    assert shop.parts(logs, "detailedErrorMessages", "enabled") == ((False, True) if said == "both" else (True, False))


@pytest.mark.behaviour(beside="test_settings_move_but_those_that_are_sticky")
def test_authentication_and_publishing_stay_and_metadata_move(shop):
    auth = shop.part("AuthSettingsV2", {"platform": {"enabled": True}}, {"platform": {"enabled": False}})
    ftp = shop.part("FtpAllowed", {"allow": False}, {"allow": True})
    metadata = shop.part("Metadata", {"properties": {"CURRENT_STACK": "python"}}, {"properties": {"CURRENT_STACK": "node"}})
    shop.swap()
    assert shop.parts(auth, "platform", "enabled") == (True, False)
    assert shop.parts(ftp, "allow") == (False, True)
    assert shop.parts(metadata, "properties", "CURRENT_STACK") == ("node", "python")


def test_the_network_stays_unless_it_is_not_to_be_preserved(world):
    shop = Shop(world, {"virtualNetworkSubnetId": "/subscriptions/s/one"}, {"virtualNetworkSubnetId": "/subscriptions/s/two"})
    shop.swap()
    assert shop.read("virtualNetworkSubnetId") == ("/subscriptions/s/one", "/subscriptions/s/two")
    shop.swap(preserve_vnet=False)
    assert shop.read("virtualNetworkSubnetId") == ("/subscriptions/s/two", "/subscriptions/s/one")


@pytest.mark.behaviour(beside="test_settings_move_but_those_that_are_sticky")
def test_mounts_move_unless_they_are_sticky(shop):
    def mount(share):
        return {"type": "AzureFiles", "accountName": "stone", "shareName": share, "mountPath": "/m"}

    mounts = shop.part(
        "AzureStorageAccounts",
        {"properties": {"a": mount("p"), "s": mount("p")}},
        {"properties": {"a": mount("s"), "s": mount("s")}},
    )
    shop.world.make(f"{WEB}SlotConfigurationNames", {"name": "shop", "azureStorageConfigNames": ["s"]})
    shop.swap()
    assert shop.parts(mounts, "properties", "a", "shareName") == ("s", "p")
    assert shop.parts(mounts, "properties", "s", "shareName") == ("p", "s")


@pytest.mark.behaviour("Microsoft.Web", "After a swap each reference is fetched by the identity of the slot that it came to.")
def test_references_are_fetched_by_the_identity_of_the_slot_that_they_came_to(shop):
    # pitfall of system-assigned identities: they never move
    vault = shop.world.vault()
    shop.world.secret(vault)
    shop.world.grant(shop.slot["identity"]["principalId"], "Key Vault Secrets User", vault.id)
    reference = "@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)"
    shop.settings({}, {"KEY": reference})
    assert shop.world.statuses(shop.slot) == {"KEY": "Resolved"}
    shop.swap()
    assert shop.world.statuses(shop.site) == {"KEY": "AccessToKeyVaultDenied"}
    shop.swap()
    assert shop.world.statuses(shop.slot) == {"KEY": "Resolved"}


@pytest.mark.behaviour(beside="test_references_are_fetched_by_the_identity_of_the_slot_that_they_came_to")
def test_a_sticky_reference_stays_with_the_identity_that_may_fetch_it(shop):
    vault = shop.world.vault()
    shop.world.secret(vault)
    shop.world.grant(shop.slot["identity"]["principalId"], "Key Vault Secrets User", vault.id)
    shop.settings({}, {"KEY": "@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)"}, sticky=("KEY",))
    shop.swap()
    assert (shop.world.statuses(shop.site), shop.world.statuses(shop.slot)) == ({}, {"KEY": "Resolved"})


def test_two_slots_swap_without_production(shop):
    shop.world.make(SLOT, {"name": "shop", "slot": "beta", "serverFarmId": shop.plan.id})
    shop.settings({"A": "p"}, {"A": "s"})
    shop.world.make(f"{SETTINGS}Slot", {"name": "shop", "slot": "beta", "properties": {"A": "b"}})
    shop.cloud.swap_slots(shop.slot.id, "BETA")
    assert shop.seen == ({"A": "p"}, {"A": "b"})
    assert shop.read("slotSwapStatus", "destinationSlotName") == (None, "beta")
    shop.cloud.swap_slots(shop.slot.id, "production")
    assert shop.seen == ({"A": "b"}, {"A": "p"})
    assert table(shop.read("slotSwapStatus")[0])["sourceSlotName"] == "staging"


def test_a_second_read_of_what_did_not_change_tells_no_drift(world):
    """Two slots alike: nothing in them is another thing after the swap."""
    shop = Shop(world)

    def stand() -> list[Any]:
        found = [shop.cloud.read(one.token, one.id, one.inputs) for one in (shop.site, shop.slot)]
        return [one.inputs for one in found if one is not None]

    before = stand()
    shop.swap()
    assert (stand(), len(before)) == (before, 2)


@pytest.mark.behaviour("Microsoft.Web", "A swap takes a slot that is there, another one, and the right to swap (over HTTPS, too).")
def test_fails_without_the_slot_and_with_itself(shop):
    # code and words of what isn't there are App Service's of its other kinds ("Cannot find {0} with name {1}.", extended code 51004)
    assert "shop(none)" in refused("NotFound", shop.cloud.swap_slots, shop.site.id, "none").message
    refused("NotFound", shop.cloud.swap_slots, f"{shop.site.id}/slots/none", "production")
    refused("NotFound", shop.cloud.swap_slots, f"{shop.site.id}x", "staging")
    # words after those of other refused swaps: github.com/microsoft/azure-pipelines-tasks/issues/5566
    refused("BadRequest", shop.cloud.swap_slots, shop.site.id, "Production")
    refused("BadRequest", shop.cloud.swap_slots, shop.slot.id, "STAGING")


@pytest.mark.behaviour(beside="test_fails_without_the_slot_and_with_itself")
def test_fails_without_the_right_to_swap(shop):
    # learn.microsoft.com/azure/role-based-access-control/permissions/web-and-mobile: slotsswap/Action of sites and of slots
    reader, contributor = shop.world.identity("reader"), shop.world.identity("contributor")
    shop.world.grant(reader["principalId"], "Reader", shop.site.id)
    shop.world.grant(contributor["principalId"], "Website Contributor", shop.slot.id)
    shop.settings({"A": "p"}, {"A": "s"})
    with asking(shop.cloud.state.principal(reader["principalId"])):
        assert "Microsoft.Web/sites/slotsswap/Action" in refused("AuthorizationFailed", shop.swap).message
        assert "sites/slots/slotsswap" in refused("AuthorizationFailed", shop.cloud.swap_slots, shop.slot.id, "production").message
    with asking(shop.cloud.state.principal(contributor["principalId"])):
        refused("AuthorizationFailed", shop.swap)
        shop.cloud.swap_slots(shop.slot.id, "production")  # ARM asks for the right on what the request names
    assert shop.seen == ({"A": "s"}, {"A": "p"})

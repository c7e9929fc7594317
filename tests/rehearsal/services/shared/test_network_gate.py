"""The network rules of vaults and storage accounts: who gets through to their data, from where.

Sources: learn.microsoft.com/azure/storage/common/storage-network-security and learn.microsoft.com/azure/key-vault/general/network-security.
"""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError, Options
from tests.rehearsal.world import Made, World

ACCOUNT = "azure-native:storage:StorageAccount"
ENDPOINT = "azure-native:network:PrivateEndpoint"
READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
WEB = "Microsoft.Web/serverFarms"
OUTSIDE, INSIDE = "198.51.100.9", "203.0.113.77"


class Walled:
    """An account whose rules a test says, and an app that may read its blobs."""

    def __init__(self, world: World) -> None:
        self.world, self.cloud = world, world.cloud
        self.who = world.identity()["principalId"]
        self.site = world.site()
        for name in ("net", "other"):
            world.network(name, apps=WEB, apps2=WEB, doors=None)
        self.subnet = (
            f"/subscriptions/{self.cloud.subscription_id}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/apps"
        )
        plain = {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
        self.account: Made = world.make(ACCOUNT, plain)
        self.blobs = f"{self.account.id}/blobServices/default/containers/uploads"
        world.grant(self.who, "Storage Blob Data Reader", self.account.id)

    def rules(self, *, public: str = "Enabled", **rules: Any) -> None:
        self.account = self.world.change(self.account, publicNetworkAccess=public, networkRuleSet={"defaultAction": "Deny", **rules})

    def integrate(self, subnet: str | None = None) -> None:
        self.site = self.world.change(self.site, virtualNetworkSubnetId=subnet or self.subnet)

    def endpoint(self, *groups: str, subnet: str = "doors") -> None:
        link = {"name": "one", "privateLinkServiceId": self.account.id.upper(), "groupIds": list(groups)}
        here = {"id": self.subnet.replace("/apps", f"/{subnet}")}
        name = "-".join(("door", *groups))
        self.world.make(ENDPOINT, {"privateEndpointName": name, "subnet": here, "privateLinkServiceConnections": [link]})

    def code(self, origin: str | None = None, resource: str | None = None) -> str:
        """The code of the refusal of a read; "" where it is allowed."""
        return self.cloud.can(self.who, READ, resource or self.blobs, data=True, origin=origin or self.site.id).code


@pytest.fixture
def walled(world: World) -> Walled:
    return Walled(world)


@pytest.mark.behaviour(
    "Microsoft.Storage",
    "Network rules decide who gets through to data (AuthorizationFailure): addresses, an app's subnet, and "
    "private endpoints, one for each service; `can(..., origin=APP_ID or ADDRESS)` asks, and a connection that"
    " they stop counts as broken.",
)
def test_an_account_is_open_until_its_rules_say_otherwise(walled):
    assert (walled.code(), walled.code(OUTSIDE)) == ("", "")
    walled.rules(defaultAction="Allow")
    assert (walled.code(), walled.code(OUTSIDE)) == ("", "")
    walled.rules()
    assert (walled.code(), walled.code(OUTSIDE)) == ("AuthorizationFailure", "AuthorizationFailure")


def test_rights_are_asked_for_behind_the_wall(walled):
    stranger = walled.world.identity("stranger")["principalId"]

    def answer(**more: Any) -> str:
        return walled.cloud.can(stranger, READ, walled.blobs, data=True, **more).code

    assert (answer(), answer(origin=OUTSIDE)) == ("AuthorizationPermissionMismatch", "AuthorizationPermissionMismatch")
    walled.rules()
    assert (answer(), answer(origin=OUTSIDE)) == ("AuthorizationPermissionMismatch", "AuthorizationFailure")


def test_a_refusal_has_storages_words(walled):
    # learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes: AuthorizationFailure, 403
    walled.rules()
    assert walled.cloud.can(walled.who, READ, walled.blobs, data=True, origin=OUTSIDE).reason == (
        "This request is not authorized to perform this operation."
    )
    assert "isn't integrated" in walled.cloud.can(walled.who, READ, walled.blobs, data=True, origin=walled.site.id).reason


def test_management_is_not_behind_the_wall(walled):
    # learn.microsoft.com/azure/storage/common/storage-network-security-limitations: data plane operations only
    walled.rules()
    read = "Microsoft.Storage/storageAccounts/read"
    assert walled.cloud.can(walled.cloud.deployer.object_id, read, walled.account.id, origin=OUTSIDE).allowed


@pytest.mark.behaviour(beside="test_an_account_is_open_until_its_rules_say_otherwise")
def test_addresses_are_admitted_by_ip_rules_only(walled):
    walled.rules(ipRules=[{"iPAddressOrRange": "203.0.113.0/24"}, {"iPAddressOrRange": OUTSIDE}])
    assert (walled.code(INSIDE), walled.code(OUTSIDE), walled.code("198.51.100.10")) == ("", "", "AuthorizationFailure")
    assert walled.code() == "AuthorizationFailure"  # an app's addresses aren't to be relied on
    walled.rules(public="Disabled", ipRules=[{"iPAddressOrRange": OUTSIDE}])
    assert walled.code(OUTSIDE) == "AuthorizationFailure"


@pytest.mark.behaviour(beside="test_an_account_is_open_until_its_rules_say_otherwise")
def test_an_app_is_admitted_by_its_subnet(walled):
    rule = [{"virtualNetworkResourceId": walled.subnet.upper()}]
    walled.rules(virtualNetworkRules=rule)
    assert walled.code() == "AuthorizationFailure"
    walled.integrate()
    assert walled.code() == ""
    walled.integrate(walled.subnet + "2")
    assert walled.code() == "AuthorizationFailure"
    walled.integrate()
    walled.rules(public="Disabled", virtualNetworkRules=rule)
    assert walled.code() == "AuthorizationFailure"


@pytest.mark.behaviour(beside="test_an_account_is_open_until_its_rules_say_otherwise")
@pytest.mark.parametrize("public", ["Disabled", "SecuredByPerimeter"])
def test_a_private_endpoint_leads_to_one_service(walled, public):
    # learn.microsoft.com/azure/storage/common/storage-private-endpoints: one for each storage resource
    walled.rules(public=public)
    walled.integrate()
    walled.endpoint("queue")
    queues = f"{walled.account.id}/queueServices/default/queues/orders"
    assert (walled.code(), walled.cloud.can(walled.who, "x", queues, data=True, origin=walled.site.id).code) == (
        "AuthorizationFailure",
        "AuthorizationPermissionMismatch",
    )
    walled.endpoint("blob")
    assert walled.code() == ""
    walled.rules(public=public, defaultAction="Allow")
    assert walled.code(OUTSIDE) == "AuthorizationFailure"


def test_a_private_endpoint_of_another_network_leads_nowhere(walled):
    walled.rules(public="Disabled")
    walled.integrate(walled.subnet.replace("virtualNetworks/net/", "virtualNetworks/other/"))
    walled.endpoint("blob")
    assert walled.code() == "AuthorizationFailure"


@pytest.mark.behaviour(beside="test_an_account_is_open_until_its_rules_say_otherwise")
@pytest.mark.parametrize("bypass", ["AzureServices", "None"])
def test_apps_are_no_trusted_services(walled, bypass):
    # the list of trusted services of the same page has no App Service
    walled.rules(bypass=bypass)
    assert walled.code() == "AuthorizationFailure"


@pytest.mark.behaviour(beside="test_the_deployer_uploads_from_an_address_that_the_rules_admit")
@pytest.mark.parametrize("given", ["10.1.2.3", "192.168.0.0/16", "203.0.113.1/32", "203.0.113.0/31", "2001:db8::1", "anywhere"])
def test_ip_rules_take_public_addresses_only(walled, given):
    # the same page (IP network rules); words: github.com/Azure/azure-service-operator/issues/3647
    with pytest.raises(AzureError) as caught:
        walled.rules(ipRules=[{"iPAddressOrRange": given}])
    assert (caught.value.code, caught.value.status) == ("InvalidValuesForRequestParameters", 400)


@pytest.mark.behaviour(
    "Microsoft.KeyVault",
    "Network rules decide who gets through to data (ForbiddenByFirewall): addresses, an app's subnet, private endpoints.",
)
def test_vaults_and_what_has_no_rules_are_asked_the_same_way(world):
    get, who = "Microsoft.KeyVault/vaults/secrets/getSecret/action", world.identity()["principalId"]
    vault, site = (
        world.vault(networkAcls={"defaultAction": "Deny", "bypass": "AzureServices", "ipRules": [{"value": OUTSIDE}]}),
        world.site(),
    )
    world.grant(who, "Key Vault Secrets User", vault.id)
    secret = f"{vault.id}/secrets/key"
    assert world.cloud.can(who, get, secret, data=True, origin=OUTSIDE).allowed
    assert world.cloud.can(who, get, secret, data=True, origin=site.id).code == "ForbiddenByFirewall"
    topic = world.make("azure-native:servicebus:Namespace", {"namespaceName": "bus-one", "sku": {"name": "Standard"}})
    assert world.cloud.can(who, "x", topic.id, data=True, origin=site.id).code == "AuthorizationPermissionMismatch"
    with pytest.raises(LookupError, match="no site"):
        world.cloud.can(who, get, secret, data=True, origin=site.id + "2")


@pytest.mark.behaviour(
    "Microsoft.Storage",
    "Files and static websites are written as data, from the deployer's address; ip rules take public addresses only.",
)
def test_the_deployer_uploads_from_an_address_that_the_rules_admit():
    # provider/pkg/resources/customresources/custom_storage.go: files and static websites are written as data
    world = World(deployer_address=OUTSIDE)
    walled = Walled(world)
    world.make("azure-native:storage:BlobContainer", {"accountName": "stone", "containerName": "uploads"})
    page = {"accountName": "stone", "containerName": "uploads", "blobName": "page"}
    blob = world.make("azure-native:storage:Blob", page)
    walled.rules(ipRules=[{"iPAddressOrRange": INSIDE}])
    for call in (
        lambda: world.make("azure-native:storage:Blob", {**page, "blobName": "other"}),
        lambda: world.make("azure-native:storage:StorageAccountStaticWebsite", {"accountName": "stone"}),
        lambda: world.change(blob, accessTier="Cool"),
        lambda: world.drop(blob),
    ):
        with pytest.raises(AzureError) as caught:
            call()
        assert (caught.value.code, caught.value.status) == ("AuthorizationFailure", 403)
    world.make("azure-native:storage:BlobContainer", {"accountName": "stone", "containerName": "by-arm"})
    world.cloud.options = Options(deployer_address=INSIDE)
    world.drop(blob)
    assert world.cloud.state.get(blob.id) is None

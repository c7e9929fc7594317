"""Who decides: Azure's roles, a service's own rights, and the network rules before both."""

from __future__ import annotations

import pytest

from azure_access import is_data_action
from azure_rehearsal.services import SERVICES

ADDRESS = "198.51.100.9"
GET = "Microsoft.KeyVault/vaults/secrets/getSecret/action"


def test_network_rules_come_before_rights_where_data_is_asked_for_from_somewhere(world):
    vault = world.vault(networkAcls={"defaultAction": "Deny", "bypass": "None"})
    who = world.identity()["principalId"]
    secret = f"{vault.id}/secrets/key"
    assert world.cloud.can(who, GET, secret, data=True).code == "ForbiddenByRbac"
    assert world.cloud.can(who, GET, secret, data=True, origin=ADDRESS).code == "ForbiddenByFirewall"
    assert world.cloud.can(who, "Microsoft.KeyVault/vaults/read", vault.id, origin=ADDRESS).code == "AuthorizationFailed"


def test_a_client_id_means_its_principal(world):
    who, vault = world.identity(), world.vault()
    world.grant(who["principalId"], "Key Vault Secrets User", vault.id)
    assert world.cloud.can(who["clientId"], GET, f"{vault.id}/secrets/key", data=True, origin=ADDRESS).allowed


def test_a_service_with_rights_of_its_own_decides_on_its_data(world):
    """Azure's roles give nothing on the documents of Cosmos DB: learn.microsoft.com/azure/cosmos-db/how-to-connect-role-based-access-control."""
    account = {"accountName": "stars", "databaseAccountOfferType": "Standard", "locations": [{"locationName": "westeurope"}]}
    made = world.make("azure-native:cosmosdb:DatabaseAccount", {**account, "kind": "GlobalDocumentDB"})
    read = "Microsoft.DocumentDB/databaseAccounts/readMetadata"
    world.grant(who := world.identity()["principalId"], "Owner", made.id)
    assert world.cloud.can(who, "Microsoft.DocumentDB/databaseAccounts/read", made.id).allowed
    refused = world.cloud.can(who, read, made.id, data=True)
    assert (refused.allowed, refused.code == "AuthorizationPermissionMismatch") == (False, False)


@pytest.mark.parametrize(
    "kind", ["Microsoft.DBforPostgreSQL/flexibleServers/p", "Microsoft.DBforMySQL/flexibleServers/p", "Microsoft.Sql/servers/p/databases/d"]
)
@pytest.mark.parametrize("below", ["", "/databases/absent"])
def test_a_question_about_an_absent_database_is_answered(world, kind, below):
    resource = f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/{kind}{below}"
    decision = world.cloud.can(world.cloud.deployer.object_id, "SELECT", resource, data=True)
    assert not decision.allowed
    assert decision.reason
    assert decision.code


def test_a_data_action_is_never_answered_by_rights_on_the_resource_alone(world):
    # Owner holds every control action, and no data action
    vault, action = world.vault(), "Microsoft.KeyVault/vaults/secrets/getSecret/action"
    me = world.cloud.deployer.object_id
    assert not world.cloud.can(me, action, vault.id).allowed
    assert world.cloud.can(me, "Microsoft.KeyVault/vaults/write", vault.id).allowed
    world.grant(me, "Key Vault Secrets User", vault.id)
    assert world.cloud.can(me, action, vault.id).allowed


def test_only_data_that_arm_shows_too_is_taken_for_data():
    asked = {f"{kind.action or kind.kind}/{verb}" for service in SERVICES for kind in service.types for verb in ("read", "write", "delete")}
    both = (
        "Microsoft.KeyVault/vaults/keys/",
        "Microsoft.KeyVault/vaults/secrets/delete",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/",
    )
    assert not [one for one in asked if is_data_action(one) and not one.startswith(both)]

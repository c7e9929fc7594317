"""Who decides: Azure's roles, a service's own rights, and the network rules before both."""

from __future__ import annotations

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

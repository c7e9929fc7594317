"""Redis: whom a cache's access policies let in, and what they let him do."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from azure_rehearsal.core.values import JsonDict

REDIS = "azure-native:redis:Redis"
POLICY = "azure-native:redis:AccessPolicy"
ASSIGNMENT = "azure-native:redis:AccessPolicyAssignment"
CLUSTER = "azure-native:redisenterprise:RedisEnterprise"
DATABASE = "azure-native:redisenterprise:Database"
DATABASE_ASSIGNMENT = "azure-native:redisenterprise:AccessPolicyAssignment"
KEYS: JsonDict = {"resourceGroupName": "rg", "name": "fast"}


def cache(world, *, entra: bool = True, **inputs: Any):
    sku = {"name": "Basic", "family": "C", "capacity": 0}
    return world.make(REDIS, {"name": "fast", "sku": sku, "redisConfiguration": {"aadEnabled": str(entra).lower()}, **inputs})


def assign(world, who, policy: str, name: str = "one"):
    inputs = {"accessPolicyName": policy, "objectId": who["principalId"], "objectIdAlias": "app"}
    return world.make(ASSIGNMENT, {"cacheName": "fast", "accessPolicyAssignmentName": name, **inputs})


def managed(world, **inputs: Any):
    world.make(CLUSTER, {"clusterName": "big", "sku": {"name": "Balanced_B0"}, "publicNetworkAccess": "Enabled"})
    return world.make(DATABASE, {"clusterName": "big", "databaseName": "default", **inputs})


def assign_managed(world, who, policy: str = "default"):
    inputs = {"clusterName": "big", "databaseName": "default", "accessPolicyAssignmentName": "one", "accessPolicyName": policy}
    return world.make(DATABASE_ASSIGNMENT, {**inputs, "user": {"objectId": who["principalId"]}})


def can(world, who, what, where):
    return world.cloud.can(who["principalId"], what, where.id, data=True)


@pytest.mark.behaviour("Microsoft.Cache", "Access policies of the cache decide on data, once Entra authentication is on.")
@pytest.mark.parametrize(
    ("policy", "allowed"),
    [("Data Reader", {"@read"}), ("Data Contributor", {"@read", "@write"}), ("Data Owner", {"@read", "@write", "@dangerous"})],
)
def test_policies_allow_what_they_say(world, policy, allowed):
    made, who = cache(world), world.identity()
    assign(world, who, policy)
    assert {what for what in ("@read", "@write", "@dangerous") if can(world, who, what, made).allowed} == allowed


def test_nobody_gets_in_without_a_policy(world):
    made, who = cache(world), world.identity()
    world.grant(who["principalId"], "Redis Cache Contributor", made.id)
    decision = can(world, who, "@read", made)
    assert (decision.allowed, decision.code) == (False, "WRONGPASS")


@pytest.mark.behaviour(beside="test_policies_allow_what_they_say")
def test_nobody_gets_in_while_entra_authentication_is_off(world):
    made, who = cache(world, entra=False), world.identity()
    assign(world, who, "Data Reader")
    assert "aad-enabled" in can(world, who, "@read", made).reason


def test_a_policy_of_the_caches_own_counts(world):
    made, who = cache(world), world.identity()
    world.make(POLICY, {"cacheName": "fast", "accessPolicyName": "writer", "permissions": "+@write ~queue*"})
    assign(world, who, "writer")
    assert can(world, who, "@write", made).allowed
    refused = can(world, who, "@read", made)
    assert (refused.allowed, refused.code) == (False, "NOPERM")


def test_a_policy_that_is_not_there_is_refused(world):
    cache(world)
    with pytest.raises(AzureError, match="Built in are Data Owner"):
        assign(world, world.identity(), "Reader")


def test_a_principal_has_one_policy(world):
    cache(world)
    who = world.identity()
    first = assign(world, who, "Data Reader")
    with pytest.raises(AzureError, match="already exists"):
        assign(world, who, "Data Contributor", "two")
    world.drop(first)
    assign(world, who, "Data Contributor", "two")


def test_keys_are_listed_while_they_are_on(world):
    made = cache(world)
    assert len(set(world.cloud.invoke("azure-native:redis:listRedisKeys", KEYS).values())) == 2
    world.change(made, disableAccessKeyAuthentication=True)
    with pytest.raises(AzureError, match="disabled"):
        world.cloud.invoke("azure-native:redis:listRedisKeys", KEYS)


def test_a_managed_database_lets_in_whom_its_policy_names(world):
    made, who = managed(world), world.identity()
    assert not can(world, who, "@read", made).allowed
    assign_managed(world, who)
    assert can(world, who, "@dangerous", made).allowed
    assert not can(world, world.identity("other"), "@read", made).allowed


def test_a_managed_database_has_one_policy(world):
    managed(world)
    with pytest.raises(AzureError, match="only one"):
        assign_managed(world, world.identity(), "Data Reader")


def test_a_managed_database_tells_its_address(world):
    managed(world)
    where = {"resourceGroupName": "rg", "clusterName": "big"}
    assert world.cloud.invoke("azure-native:redisenterprise:getRedisEnterprise", where)["hostName"] == "big.westeurope.redis.azure.net"
    assert world.cloud.invoke("azure-native:redisenterprise:getDatabase", {**where, "databaseName": "default"})["port"] == 10000


def test_keys_of_a_managed_database_are_off_at_first(world):
    made = managed(world)
    where = {"resourceGroupName": "rg", "clusterName": "big", "databaseName": "default"}
    with pytest.raises(AzureError, match="disabled"):
        world.cloud.invoke("azure-native:redisenterprise:listDatabaseKeys", where)
    world.change(made, accessKeysAuthentication="Enabled")
    assert set(world.cloud.invoke("azure-native:redisenterprise:listDatabaseKeys", where)) == {"primaryKey", "secondaryKey"}


def test_who_may_not_list_keys_gets_none(world):
    from tests.rehearsal.world import World

    poor = World(deployer_roles=["Reader"])
    assert poor.cloud.can(poor.cloud.deployer.object_id, "Microsoft.Cache/redis/listKeys/action", "/subscriptions/x").allowed is False
    with pytest.raises(AzureError) as caught:
        poor.cloud.invoke("azure-native:redis:listRedisKeys", KEYS)
    assert caught.value.code == "ResourceNotFound"

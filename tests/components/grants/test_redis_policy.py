"""Access policies of Redis: who they are for, and where they lie."""

from __future__ import annotations

from azure_rehearsal.doors.mocks.mocks import run
from tests.components.programs import app
from tests.components.targets.data_services import cache, managed_cache


def test_a_caches_policy_names_object_id_and_identity():
    outcome = run(lambda: app().connect("cache", "redis", to=cache(), access="write"))
    (made,) = outcome.of_type("AccessPolicyAssignment")
    identity = outcome.find(name="shop-identity").outputs
    assert (made.input("objectId"), made.input("objectIdAlias")) == (identity["principalId"], identity["name"])
    assert made.input("accessPolicyName") == "Data Contributor"
    assert made.type == "azure-native:redis:AccessPolicyAssignment"


def test_a_managed_databases_policy_lies_under_the_database():
    outcome = run(lambda: app().connect("fast", "redis-enterprise", to=managed_cache(), access="write"))
    (made,) = outcome.of_type("AccessPolicyAssignment")
    assert made.type == "azure-native:redisenterprise:AccessPolicyAssignment"
    assert made.input("databaseName") == "default"
    assert made.input("user", "objectId") == outcome.find(name="shop-identity").outputs["principalId"]

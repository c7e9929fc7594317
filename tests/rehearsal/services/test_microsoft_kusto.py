"""Azure Data Explorer: roles in a database."""

from __future__ import annotations

import pytest

from azure_rehearsal.cloud.cloud import AzureError

CLUSTER = "azure-native:kusto:Cluster"
DATABASE = "azure-native:kusto:ReadWriteDatabase"
ASSIGNMENT = "azure-native:kusto:DatabasePrincipalAssignment"


def database(world):
    world.make(CLUSTER, {"clusterName": "events", "sku": {"name": "Dev(No SLA)_Standard_E2a_v4", "tier": "Basic"}})
    return world.make(DATABASE, {"clusterName": "events", "databaseName": "logs", "kind": "ReadWrite"})


def assign(world, principal: str, role: str, name: str = "one"):
    keys = {"clusterName": "events", "databaseName": "logs", "principalAssignmentName": name}
    return world.make(
        ASSIGNMENT, {**keys, "principalId": principal, "principalType": "App", "role": role, "tenantId": world.cloud.tenant_id}
    )


def can(world, who, what, where):
    return world.cloud.can(who["principalId"], what, where.id, data=True)


@pytest.mark.behaviour("Microsoft.Kusto", "Principal assignments of cluster and database decide on data.")
@pytest.mark.parametrize(
    ("role", "allowed"), [("Viewer", {"query"}), ("Ingestor", {"ingest"}), ("User", {"query", "create table"}), ("Monitor", set())]
)
def test_roles_allow_what_they_say(world, role, allowed):
    made, who = database(world), world.identity()
    assign(world, who["principalId"], role)
    assert {what for what in ("query", "ingest", "create table", "administer") if can(world, who, what, made).allowed} == allowed


@pytest.mark.behaviour(beside="test_roles_allow_what_they_say")
def test_nobody_gets_in_without_a_role(world):
    made, who = database(world), world.identity()
    world.grant(who["principalId"], "Contributor", made.id)
    assert "has no role" in can(world, who, "query", made).reason


def test_client_id_and_object_id_are_the_same_principal(world):
    made, who = database(world), world.identity()
    given = assign(world, who["clientId"], "Viewer")
    assert given["aadObjectId"] == who["principalId"]
    assert can(world, who, "query", made).allowed
    # learn.microsoft.com/azure/data-explorer/cluster-principal-crud: a principal has a role once; its code is ours for it
    with pytest.raises(AzureError, match=r"PrincipalAssignmentAlreadyExists.*already"):
        assign(world, who["principalId"], "Viewer", "two")
    assign(world, who["principalId"], "Ingestor", "two")


def test_an_unknown_principal_is_refused(world):
    database(world)
    with pytest.raises(AzureError, match="not found"):
        assign(world, "5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11", "Viewer")


def test_a_cluster_tells_its_address(world):
    database(world)
    found = world.cloud.invoke("azure-native:kusto:getCluster", {"resourceGroupName": "rg", "clusterName": "events"})
    assert (found["uri"], found["location"]) == ("https://events.westeurope.kusto.windows.net", "westeurope")

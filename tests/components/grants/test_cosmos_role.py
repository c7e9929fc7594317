"""The data roles of Cosmos DB: ids under the account, scopes in its own words."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from tests.components.programs import app
from tests.components.targets.data_services import cosmos_account, cosmos_container, cosmos_database


def assignment(make, **arguments: Any):
    outcome = run(lambda: app().connect("data", "cosmos-sql", to=make(), **arguments))
    (made,) = outcome.of_type("SqlResourceSqlRoleAssignment")
    return made.inputs, outcome.find(name="orders").id


@pytest.mark.parametrize(
    ("make", "inner"),
    [(cosmos_account, ""), (cosmos_database, "/dbs/shop"), (cosmos_container, "/dbs/shop/colls/lines")],
)
def test_scopes_are_cosmos_dbs_own(make, inner):
    inputs, account = assignment(make, access="read")
    assert inputs["scope"] == f"{account}{inner}"
    assert inputs["roleDefinitionId"] == f"{account}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000001"


def test_a_definition_of_the_accounts_own_goes_by_its_guid():
    own = "3B7E6DC6-F1E8-4753-8033-0F276BB0955B"
    inputs, account = assignment(cosmos_account, roles=["Cosmos DB Built-in Data Reader"])
    assert str(inputs["roleDefinitionId"]).endswith("0001")
    with pytest.raises(Exception, match="does not exist"):
        assignment(cosmos_account, roles=[own])
    assert account


def test_the_principal_is_the_object_id():
    outcome = run(lambda: app().connect("data", "cosmos-sql", to=cosmos_account(), access="write"))
    (made,) = outcome.of_type("SqlResourceSqlRoleAssignment")
    assert made.input("principalId") == outcome.find(name="shop-identity").outputs["principalId"]

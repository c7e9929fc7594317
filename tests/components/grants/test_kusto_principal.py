"""Roles in a database of Azure Data Explorer."""

from __future__ import annotations

from azure_rehearsal.doors.mocks.mocks import run
from tests.components.programs import app
from tests.components.targets.data_services import kusto_database


def test_an_app_of_this_tenant_is_named():
    outcome = run(lambda: app().connect("events", "data-explorer", to=kusto_database(), access="write"))
    made = outcome.of_type("DatabasePrincipalAssignment")
    assert [one.input("role") for one in made] == ["Viewer", "Ingestor"]
    assert {one.input("principalType") for one in made} == {"App"}
    assert [one.input("principalId") for one in made] == [outcome.find(name="shop-identity").outputs["principalId"]] * 2
    assert len({one.input("tenantId") for one in made}) == 1
    assert outcome.depends(made[1], made[0])

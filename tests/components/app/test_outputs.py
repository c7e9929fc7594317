"""What an app tells about itself: grants for somebody else to make, scripts, rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import VaultArgs
from tests.components.programs import (
    SOMEBODY,
    account,
    ai_account,
    app,
    database,
    grants_of,
    output,
    raw_vault,
    registration,
    secret,
    settings_of,
    sites_of,
)

OTHER = "8f6b6f0e-7a4d-4a57-9d7e-2f1a1c0b9e22"


def program(grants: str, mode: str, identity: str) -> Any:
    def body() -> None:
        called = app("prices", authentication=registration(OTHER))
        vault = VaultArgs(id=raw_vault(rbac=mode == "rbac").id, authorization=mode)
        one = app(grants=grants, identity=identity, vault=vault, slots=[{"name": "staging"}])
        one.connect("uploads", "storage-blob", to=account(), access="write")
        one.connect("people", "microsoft-graph", roles=["User.Read.All", "Mail.Send"])
        one.connect("texts", "aiservices", to=ai_account(), access="use")
        one.connect("prices", "webapp", to=called, access="use")
        secret(one, secrets={"A": "x", "B": "y"})

    return body


def made(outcome: Run) -> set[tuple[Any, ...]]:
    found: set[tuple[Any, ...]] = set()
    for one in grants_of(outcome):
        if one.type.endswith("RoleAssignment") and "azuread" not in one.type:
            role = str(one.inputs["roleDefinitionId"]).rpartition("/")[2]
            found.add(("role-assignment", one.inputs["principalId"], role, one.inputs["scope"], one.inputs["principalType"]))
        elif one.type.endswith("AccessPolicy"):
            found.add(("access-policy", one.input("policy", "objectId"), None, outcome.find("Vault").id, "ServicePrincipal"))
        else:
            role = one.inputs["appRoleId"]
            found.add(("app-role", one.inputs["principalObjectId"], role, one.inputs["resourceObjectId"], "ServicePrincipal"))
    return found


def named(grants: set[tuple[Any, ...]], outcome: Run) -> set[tuple[Any, ...]]:
    """With names in place of ids that Azure makes up, which differ from run to run."""
    names = {one.id: one.name for one in outcome.resources if one.id}
    names |= {one.output("objectId"): one.name for one in outcome.of_type("azuread:index/servicePrincipal:ServicePrincipal")}
    names |= {one.output("principalId"): one.name for one in outcome.of_type("UserAssignedIdentity")}
    names |= {one.output("identity", "principalId"): one.type for one in sites_of(outcome) if one.name.startswith("shop")}
    return {tuple(names.get(part, part) for part in grant) for grant in grants}


@pytest.mark.parametrize(("identity", "mode"), [("user-assigned", "access-policy"), ("system-assigned", "rbac")])
def test_external_grants_are_what_would_have_been_made(mode: str, identity: str):
    """Nothing is assigned, everything is wired, and the list for an administrator is complete."""
    managed, external = run(program("managed", mode, identity)), run(program("external", mode, identity))
    assert grants_of(external) == []
    owed = output(external, "externalGrants")
    listed = {(line["kind"], line["principalId"], line.get("roleDefinitionId"), line["scope"], line["principalType"]) for line in owed}
    assert named(listed, external) == named(made(managed), managed)
    assert len(owed) == len(listed)
    assert set(settings_of(external)) == set(settings_of(managed))


def test_nothing_is_owed_where_grants_are_made():
    outcome = run(lambda: secret(app()))
    assert output(outcome, "externalGrants") == []


# ---- scripts ----


def orders(directory: str | None = None) -> Any:
    def body() -> None:
        app(scripts_directory=directory, slots=[{"name": "staging"}], identity="system-assigned").connect(
            "orders", "sql", to=database(), access="read"
        )

    return body


def test_scripts_that_somebody_has_to_run_are_an_output():
    outcome = run(orders())
    scripts = output(outcome, "scripts")
    assert set(scripts) == {"orders", "orders-staging"}
    assert all("db_datareader" in script for script in scripts.values())
    rows = output(outcome, "connections")
    assert {row["pending"]["script"] for row in rows} == set(scripts.values())
    assert rows[0]["pending"]["server"].endswith(".database.windows.net")
    assert rows[0]["pending"]["databaseId"] == outcome.find("sql:Database").id


@pytest.mark.parametrize("preview", [True, False])
def test_scripts_are_written_by_up_alone(tmp_path: Path, preview: bool):
    run(orders(str(tmp_path / "sql")), preview=preview)
    written = sorted(path.name for path in tmp_path.rglob("*.sql"))
    assert written == ([] if preview else ["shop-orders-staging.sql", "shop-orders.sql"])


def test_the_app_is_nobodys_sql_administrator():
    outcome = run(orders())
    assert outcome.find("sql:Server").input("administrators", "sid") == SOMEBODY
    assert len(sites_of(outcome)) == 2
    assert not [one for one in outcome.resources if "Administrator" in one.type]


def test_a_script_is_known_only_with_its_client_id():
    assert run(orders(), preview=True).errors == []

"""App roles of APIs that Entra ID protects."""

from __future__ import annotations

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import MICROSOFT_GRAPH
from tests.components.programs import app, failure, output, settings_of

ASSIGNMENT = "azuread:index/appRoleAssignment:AppRoleAssignment"


def test_each_permission_is_assigned_by_its_id():
    outcome = run(lambda: app().connect("people", MICROSOFT_GRAPH, roles=["User.Read.All", "Mail.Send"]))
    made = outcome.of_type(ASSIGNMENT)
    assert len({str(one.inputs["appRoleId"]) for one in made}) == 2
    assert {str(one.inputs["principalObjectId"]) for one in made} == {outcome.find("UserAssignedIdentity").output("principalId")}
    rows = output(outcome, "connections")
    assert {row["grant"]["role"] for row in rows} == {"User.Read.All", "Mail.Send"}
    assert settings_of(outcome)["AZURE_GRAPH_SCOPE"] == "https://graph.microsoft.com/.default"


def test_a_permission_is_assigned_once_for_an_identity():
    def program() -> None:
        one = app(slots=[{"name": "staging"}])
        one.connect("people", MICROSOFT_GRAPH, roles=["User.Read.All"])
        one.connect("more", MICROSOFT_GRAPH, roles=["User.Read.All"], named=True)

    assert len(run(program).of_type(ASSIGNMENT)) == 1


def test_an_unknown_permission_is_refused_with_the_one_that_was_meant():
    message = failure(lambda: app().connect("people", MICROSOFT_GRAPH, roles=["User.Read.Al"]))
    assert "Did you mean 'User.Read.All'?" in message


def test_graph_is_one_for_all():
    message = failure(lambda: app().connect("people", MICROSOFT_GRAPH, to="/subscriptions/x", roles=["User.Read.All"]))
    assert "takes nothing" in message

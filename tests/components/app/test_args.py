"""The arguments of an app."""

from __future__ import annotations

import dataclasses

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import ConnectionArgs, ManagedIdentityAppArgs, UnknownArgument
from tests.components.programs import account, app, group, settings_of


def test_an_app_needs_its_resource_group():
    with pytest.raises(UnknownArgument, match="resource_group_name"):
        ManagedIdentityAppArgs(runtime="PYTHON|3.12")  # pyright: ignore[reportCallIssue]


def test_what_is_not_said_is_none():
    """So that another language need not say it either."""
    fields = [field for field in dataclasses.fields(ManagedIdentityAppArgs) if field.name != "resource_group_name"]
    assert {field.default for field in fields} == {None}


def test_connections_in_arguments_are_those_of_connect():
    def by_arguments() -> None:
        given = ConnectionArgs(
            name="up", target="storage-blob", to=account().id, to_type="Microsoft.Storage/storageAccounts", access="read"
        )
        app(connections=[given])

    def by_call() -> None:
        app().connect("up", "storage-blob", to=account(), access="read")

    one, other = run(by_arguments), run(by_call)
    assert set(settings_of(one)) == set(settings_of(other))
    for key in ("scope", "roleDefinitionId", "principalType"):
        assert one.find("RoleAssignment").inputs[key] == other.find("RoleAssignment").inputs[key]


def test_dicts_will_do():
    outcome = run(
        lambda: app(connections=[{"name": "people", "target": "microsoft-graph", "roles": ["User.Read.All"]}], slots=[{"name": "a"}])
    )
    assert settings_of(outcome, "shop-a") == settings_of(outcome)
    assert len(run(group).resources) == 1

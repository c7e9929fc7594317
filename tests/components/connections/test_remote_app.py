"""An app of another stack: its roles are checked as soon as they are known, and letting in is the other stack's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_azuread as azuread
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import AccessNotSupported, RemoteAppArgs
from pulumi_azure_connect.connections.remote_app import RemoteApp
from pulumi_azure_connect.program.registry import Program
from tests.components.programs import app, failure, settings_of

ROLE = "3a2f8f5e-1c3b-4f0e-9a80-8a6f8f0b7a01"


def prices(roles: Any = None, principal: Any = "5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11") -> RemoteAppArgs:
    return RemoteAppArgs(
        url="https://prices.azurewebsites.net",
        audience="api://prices",
        service_principal_id=principal,
        app_role_ids={"App.Call": ROLE} if roles is None else roles,
    )


def calling(roles: Any = None) -> Callable[[], Any]:
    """A program with an app that calls another one, whose registration stands for that of another stack."""

    def program() -> None:
        role: Any = {
            "id": ROLE,
            "value": "App.Call",
            "display_name": "Call",
            "description": "Call",
            "allowed_member_types": ["Application"],
        }
        application = azuread.Application("prices", display_name="prices", app_roles=[role])
        principal = azuread.ServicePrincipal("prices", client_id=application.client_id)
        known = roles() if roles is not None else None
        app().connect("prices", "webapp", to=prices(known, principal.object_id), access="use")

    return program


def test_the_caller_gets_the_role_on_the_other_app_and_its_address():
    outcome = run(calling())
    (grant,) = outcome.of_type("azuread:index/appRoleAssignment:AppRoleAssignment")
    assert grant.inputs["appRoleId"] == ROLE
    assert grant.inputs["resourceObjectId"] == outcome.find("servicePrincipal:ServicePrincipal").output("objectId")
    assert "https://prices.azurewebsites.net" in settings_of(outcome).values()


def test_a_role_that_it_lacks_is_refused_at_once_where_its_roles_are_known():
    with pytest.raises(AccessNotSupported, match=r"Did you mean 'App\.Call'"):
        RemoteApp("prices", prices(), Program()).check(["App.Cal"], "prices")


def test_roles_that_are_an_output_are_checked_once_they_are_known():
    assert "no app role 'App.Call'" in failure(calling(lambda: pulumi.Output.from_input({"Other": ROLE})), preview=False)


def test_nobody_is_let_in_from_here():
    outcome = run(calling())
    assert not outcome.of_type("azure-native:web:WebAppAuthSettingsV2")

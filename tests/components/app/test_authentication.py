"""Apps that others call: the registration, who is let in, and what a caller gets."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import AuthenticationArgs, CallerArgs, RemoteAppArgs
from tests.components import order
from tests.components.programs import SOMEBODY, app, failure, grants_of, output, settings_of

OTHER = "8f6b6f0e-7a4d-4a57-9d7e-2f1a1c0b9e22"
GIVEN = AuthenticationArgs(client_id=OTHER, service_principal_id=SOMEBODY, app_role_ids={"App.Call": OTHER})
SETTINGS_V2 = ("WebAppAuthSettingsV2", "WebAppAuthSettingsV2Slot")


def shop_calls_prices(*, identity: str | None = None, slots: int = 0, **prices: Any) -> Any:
    def program() -> None:
        called = app("prices", **prices)
        one = app(identity=identity)
        for number in range(slots):
            one.add_slot(f"slot{number + 1}")
        one.connect("prices", "webapp", to=called, access="use")

    return program


def validation(outcome: Run, name: str = "prices-authentication") -> Any:
    found = outcome.find(name=name)
    return found.input("identityProviders", "azureActiveDirectory", "validation")


def allowed(outcome: Run, name: str = "prices-authentication") -> Any:
    return validation(outcome, name)["defaultAuthorizationPolicy"]["allowedApplications"]


def test_nobody_comes_in_without_a_token():
    settings = run(shop_calls_prices()).find("WebAppAuthSettingsV2")
    assert settings.input("platform", "enabled") is True
    assert settings.input("globalValidation", "requireAuthentication") is True
    assert settings.input("globalValidation", "unauthenticatedClientAction") == "Return401"


def test_the_caller_is_let_in_and_nobody_else():
    outcome = run(shop_calls_prices())
    identity = outcome.find("UserAssignedIdentity", "shop-identity")
    assert allowed(outcome) == [identity.output("clientId")]
    registration = outcome.find("azuread:index/application:Application")
    client = registration.output("clientId")
    assert validation(outcome)["allowedAudiences"] == [client, f"api://{client}"]


def test_entra_gives_no_token_to_whom_no_role_is_assigned():
    outcome = run(shop_calls_prices())
    service_principal = outcome.find("azuread:index/servicePrincipal:ServicePrincipal")
    assert service_principal.inputs["appRoleAssignmentRequired"] is True
    assignment = outcome.find("azuread:index/appRoleAssignment:AppRoleAssignment")
    assert assignment.inputs["principalObjectId"] == outcome.find("UserAssignedIdentity", "shop-identity").output("principalId")
    assert assignment.inputs["resourceObjectId"] == service_principal.output("objectId")
    roles: Any = outcome.find("azuread:index/application:Application").inputs["appRoles"]
    assert assignment.inputs["appRoleId"] in [role["id"] for role in roles]


def test_the_caller_learns_where_and_for_whom():
    outcome = run(shop_calls_prices())
    found = settings_of(outcome)
    client = outcome.find("azuread:index/application:Application").output("clientId")
    host = outcome.find("web:WebApp", "prices").output("defaultHostName")
    assert found["AZURE_WEBAPP_RESOURCEENDPOINT"] == f"https://{host}"
    assert found["AZURE_WEBAPP_SCOPE"] == f"api://{client}/.default"


def test_each_slot_with_its_own_identity_is_a_caller():
    outcome = run(shop_calls_prices(identity="system-assigned", slots=1))
    assert len(set(allowed(outcome))) == 2
    assert len(outcome.of_type("azuread:index/appRoleAssignment:AppRoleAssignment")) == 2


def test_a_shared_identity_is_one_caller():
    outcome = run(shop_calls_prices(slots=2))
    assert len(allowed(outcome)) == 1
    assert len(outcome.of_type("azuread:index/appRoleAssignment:AppRoleAssignment")) == 1


def test_slots_of_the_called_app_are_protected_too():
    outcome = run(shop_calls_prices(slots=0, sku="S1", authentication=None))
    assert len([one for one in outcome.resources if one.type.endswith(SETTINGS_V2)]) == 1

    def program() -> None:
        called = app("prices")
        app().connect("prices", "webapp", to=called, access="use")
        called.add_slot("staging")

    outcome = run(program)
    assert allowed(outcome, "prices-staging-authentication") == allowed(outcome)
    assert order.writes_take_turns(outcome) == []


def test_callers_of_other_stacks_are_let_in():
    callers = [CallerArgs(principal_id=SOMEBODY, client_id=OTHER)]
    outcome = run(lambda: app("prices", authentication=AuthenticationArgs(callers=callers, excluded_paths=["/health"])), preview=True)
    assert allowed(outcome) == [OTHER]
    assert outcome.find("azuread:index/appRoleAssignment:AppRoleAssignment").inputs["principalObjectId"] == SOMEBODY
    assert outcome.find("WebAppAuthSettingsV2").input("globalValidation", "excludedPaths") == ["/health"]


def test_a_registration_that_exists_is_taken():
    outcome = run(shop_calls_prices(authentication=GIVEN), preview=True)
    assert not outcome.of_type("azuread:index/application:Application")
    assert validation(outcome)["allowedAudiences"] == [OTHER, f"api://{OTHER}"]
    assignment = outcome.find("azuread:index/appRoleAssignment:AppRoleAssignment")
    assert (assignment.inputs["appRoleId"], assignment.inputs["resourceObjectId"]) == (OTHER, SOMEBODY)


def test_ids_of_roles_are_stable_and_differ_between_apps():
    def ids() -> list[str]:
        outcome = run(lambda: [app(name, authentication=AuthenticationArgs(app_roles=["A", "B"])) for name in ("one", "two")])
        made: Any = outcome.of_type("azuread:index/application:Application")
        return [role["id"] for one in made for role in one.inputs["appRoles"]]

    assert len(set(ids())) == 4
    assert ids() == ids()


def test_an_app_of_another_stack_is_called_by_its_output():
    made: dict[str, Any] = {}

    def theirs() -> None:
        called = app("prices", authentication=AuthenticationArgs())
        called.api.apply(made.update)

    run(theirs)

    def ours() -> None:
        remote = RemoteAppArgs(
            url=made["url"],
            audience=made["audience"],
            service_principal_id=made["servicePrincipalId"],
            app_role_ids=made["appRoleIds"],
        )
        app().connect("prices", "webapp", to=remote, access="use")

    outcome = run(ours, preview=True)
    assert settings_of(outcome)["AZURE_WEBAPP_RESOURCEENDPOINT"] == made["url"]
    assert outcome.find("azuread:index/appRoleAssignment:AppRoleAssignment").inputs["resourceObjectId"] == made["servicePrincipalId"]


# ---- external ----


def test_external_grants_take_a_registration_that_an_administrator_made():
    message = failure(shop_calls_prices(grants="external"))
    assert "AuthenticationArgs(client_id=..." in message
    assert "app 'prices'" in message


def test_external_grants_list_the_callers():
    callers = [CallerArgs(principal_id=SOMEBODY, client_id=OTHER)]
    given = AuthenticationArgs(client_id=OTHER, service_principal_id=SOMEBODY, app_role_ids={"App.Call": OTHER}, callers=callers)
    outcome = run(lambda: app("prices", grants="external", authentication=given))
    assert grants_of(outcome) == []
    assert allowed(outcome) == [OTHER]
    owed = output(outcome, "externalGrants", "prices")
    assert [(line["principalId"], line["kind"], line["role"], line["scope"]) for line in owed] == [
        (SOMEBODY, "app-role", "App.Call", SOMEBODY)
    ]


# ---- refused ----


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"client_id": OTHER}, "service_principal_id"),
        ({"client_id": OTHER, "service_principal_id": SOMEBODY}, "app_role_ids for App.Call"),
        ({"caller": []}, "Did you mean 'callers'?"),
        ({"callers": [{"principal": SOMEBODY, "client_id": OTHER}]}, "Did you mean 'principal_id'?"),
    ],
    ids=["half a registration", "no roles", "a misspelt argument", "a misspelt caller"],
)
def test_what_is_incomplete_or_misspelt_is_refused(given: dict[str, Any], says: str):
    assert says in failure(lambda: app("prices", authentication=given))


def test_a_role_that_the_app_lacks_is_refused():
    def program() -> None:
        app().connect("prices", "webapp", to=app("prices"), roles=["App.Cal"])

    message = failure(program)
    assert "Did you mean 'App.Call'?" in message
    assert "connection 'prices'" in message


def test_calling_takes_an_app():
    message = failure(lambda: app().connect("prices", "webapp", access="use"))
    assert "ManagedIdentityApp" in message

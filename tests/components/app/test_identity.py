"""Which identities an app has, which one reads references, and when `AZURE_CLIENT_ID` is said."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_azure_native import managedidentity

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import STORAGE_BLOB, Access, CallerArgs, IdentityArgs
from tests.components.programs import (
    SOMEBODY,
    account,
    app,
    failure,
    group,
    identity_args,
    output,
    raw_identity,
    secret,
    settings_of,
    sites_of,
)

KINDS = ("made", "given", "system-assigned", "both", "both given", "system-assigned and more")


def arguments(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {"identity": kind} if kind in ("system-assigned", "both") else {}
    if kind.endswith("given"):
        found["user_assigned_identity"] = identity_args(raw_identity())
        found |= {"identity": "both"} if kind.startswith("both") else {}
    if kind == "system-assigned and more":
        found = {"identity": "system-assigned", "additional_identity_ids": [raw_identity().id]}
    return found


def program(kind: str, slots: int):
    def body() -> None:
        one = app(**arguments(kind))
        for number in range(slots):
            one.add_slot(f"slot{number + 1}")
        one.connect("uploads", STORAGE_BLOB, to=account(), access=Access.READ)

    return body


@pytest.mark.parametrize("slots", [0, 1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_the_reference_identity_is_said_on_every_site(kind: str, slots: int):
    """Beside the site's own properties, never in `siteConfig`, where it has no effect; slots don't inherit it."""
    outcome = run(program(kind, slots))
    if kind.startswith("system-assigned"):
        expected = "SystemAssigned"
    else:
        expected = outcome.find("UserAssignedIdentity").id
    sites = sites_of(outcome)
    assert len(sites) == 1 + slots
    assert {str(site.inputs["keyVaultReferenceIdentity"]) for site in sites} == {expected}
    assert all(site.input("siteConfig", "keyVaultReferenceIdentity") is None for site in sites)


@pytest.mark.parametrize(
    ("kind", "attached"),
    [
        ("made", ("UserAssigned", 1)),
        ("given", ("UserAssigned", 1)),
        ("system-assigned", ("SystemAssigned", 0)),
        ("both", ("SystemAssigned, UserAssigned", 1)),
        ("both given", ("SystemAssigned, UserAssigned", 1)),
        ("system-assigned and more", ("SystemAssigned, UserAssigned", 1)),
    ],
)
def test_every_site_has_the_identities(kind: str, attached: tuple[str, int]):
    for site in sites_of(run(program(kind, 1))):
        ids = site.input("identity", "userAssignedIdentities") or []
        assert isinstance(ids, list)
        assert (site.input("identity", "type"), len(ids)) == attached


@pytest.mark.parametrize(
    ("kind", "is_said"),
    [
        ("made", True),
        ("given", True),
        ("system-assigned", False),
        ("both", False),
        ("both given", False),
        ("system-assigned and more", False),
    ],
)
def test_azure_client_id_is_said_where_only_one_identity_comes_into_question(kind: str, is_said: bool):
    """Beside a system-assigned identity it would decide for code that means the other one."""
    outcome = run(program(kind, 1))
    for name in ("shop", "shop-slot1"):
        said = settings_of(outcome, name).get("AZURE_CLIENT_ID")
        assert said == (outcome.find("UserAssignedIdentity").output("clientId") if is_said else None)


def test_azure_client_id_is_ours_among_several_attached_identities():
    def several() -> None:
        app(additional_identity_ids=[raw_identity("other").id])

    outcome = run(several)
    assert settings_of(outcome)["AZURE_CLIENT_ID"] == outcome.find("UserAssignedIdentity", "shop-identity").output("clientId")


def test_every_connection_names_its_identity():
    """Whatever the SDK's default is, the setting that Service Connector has for it says which one."""
    outcome = run(program("both", 0))
    assert settings_of(outcome)["AZURE_STORAGEBLOB_CLIENTID"] == outcome.find("UserAssignedIdentity").output("clientId")
    assert "AZURE_STORAGEBLOB_CLIENTID" not in settings_of(run(program("system-assigned", 0)))


def test_a_connection_may_choose_the_other_identity():
    def choose() -> None:
        app(identity="both").connect("uploads", STORAGE_BLOB, to=account(), access=Access.READ, identity="system-assigned")

    outcome = run(choose)
    assert outcome.find("RoleAssignment").inputs["principalId"] == outcome.find("web:WebApp").output("identity", "principalId")
    assert "AZURE_STORAGEBLOB_CLIENTID" not in settings_of(outcome)


def test_a_given_identity_is_not_made_again():
    outcome = run(program("given", 0))
    assert [one.name for one in outcome.of_type("UserAssignedIdentity")] == ["common"]
    assert output(outcome, "identityId") == outcome.find("UserAssignedIdentity").id


# ---- what is refused ----


def test_an_unknown_kind_is_refused_with_the_one_that_was_meant():
    message = failure(lambda: app(identity="user-asigned"))
    assert "'user-asigned'" in message
    assert "Did you mean 'user-assigned'?" in message
    assert "app 'shop'" in message


def test_an_identity_for_an_app_that_shall_have_only_its_own_is_refused():
    given = IdentityArgs(id="/subscriptions/x", principal_id=SOMEBODY, client_id=SOMEBODY)
    message = failure(lambda: app(identity="system-assigned", user_assigned_identity=given))
    assert "identity='both'" in message


def test_a_connection_can_not_use_an_identity_that_the_app_lacks():
    message = failure(lambda: app().connect("up", STORAGE_BLOB, to=account(), access="read", identity="system-assigned"))
    assert "connection 'up'" in message
    assert "has 'user-assigned'" in message


def test_a_secret_is_read_by_the_reference_identity_alone():
    """The site has one identity for references; another one for a single connection can't be had."""

    def program() -> None:
        from tests.components.programs import ai_account

        one = app(identity="both")
        one.connect("scans", "aiservices", to=ai_account(), auth="secret", because="it has to", identity="system-assigned")

    message = failure(program)
    assert "connection 'scans'" in message
    assert "identity" in message


@pytest.mark.parametrize("wrong", ["principal_id", "client_id"])
def test_an_id_of_the_wrong_shape_is_refused_by_its_name(wrong: str):
    def program() -> None:
        made = raw_identity()
        given = {"id": made.id, "principal_id": made.principal_id, "client_id": made.client_id, wrong: "shop-identity"}
        app(user_assigned_identity=IdentityArgs(**given)).connect("up", STORAGE_BLOB, to=account(), access="read")

    message = failure(program)
    assert "shop-identity" in message
    assert wrong.replace("_", " ") in message


def test_a_principal_that_is_no_guid_is_refused_in_preview():
    message = failure(lambda: secret(principal_id="/subscriptions/whatever", resource_group_name="shop"))
    assert "principal" in message
    message = failure(lambda: app(authentication={"callers": [CallerArgs(principal_id="me", client_id="you")]}))
    assert "principal" in message


def test_one_identity_by_two_outputs_is_refused_with_the_argument_and_the_remedy():
    def program() -> None:
        team = raw_identity("team")
        for name in ("orders", "billing"):
            found = managedidentity.get_user_assigned_identity_output(resource_group_name=group().name, resource_name=team.name)
            given = IdentityArgs(id=found.id, principal_id=found.principal_id, client_id=found.client_id, name="team")
            app(name, user_assigned_identity=given)

    message = failure(program)
    assert "user_assigned_identity of apps 'orders' and 'billing'" in message
    assert "make IdentityArgs once" in message


def test_two_identities_of_one_name_that_are_resources_are_two():
    def program() -> None:
        uploads = account()
        for name in ("orders", "billing"):
            shop = app(name, user_assigned_identity=identity_args(raw_identity(name), name="team"))
            shop.connect("data", STORAGE_BLOB, to=uploads, access="read")

    assert len({str(one.inputs["principalId"]) for one in run(program).of_type("RoleAssignment")}) == 2

"""Apps that exist already: connected without losing what they have; and who owns an app's settings."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi_azure_native import managedidentity, resources, web

from azure_rehearsal.doors.mocks.mocks import run
from azure_rehearsal.testing.fixture import AzureFixture
from pulumi_azure_connect import STORAGE_BLOB, IdentityArgs, VaultArgs
from pulumi_azure_connect.app import sites as app_sites
from pulumi_azure_connect.app.settings.merge import REVISION
from tests.components import order
from tests.components.programs import (
    SETTINGS,
    account,
    adopted,
    app,
    failure,
    group,
    identity_args,
    raw_app,
    raw_identity,
    refusal,
    secret,
    settings_of,
    sites_of,
)

ID = f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/shop/providers/Microsoft.Web/sites/old"


def with_settings(azure: AzureFixture, **settings: str) -> str:
    """Another stack's app, which has settings already; gives its id."""

    def program() -> None:
        within = theirs()
        made = raw_app(within=within)
        web.WebAppApplicationSettings("theirs", name=made.name, resource_group_name=within.name, properties=settings)

    return str(azure.run(program, stack="theirs").find("web:WebApp").id)


def theirs() -> resources.ResourceGroup:
    """The resource group of another stack."""
    return resources.ResourceGroup("theirs", resource_group_name="theirs", location="westeurope")


# ---- of the program ----


def test_a_raw_app_of_the_program_is_connected():
    def program() -> None:
        one = adopted(existing=raw_app(), settings={"PLAIN": "value"})
        one.connect("uploads", STORAGE_BLOB, to=account(), access="read")
        secret(one)

    outcome = run(program)
    assert [site.name for site in sites_of(outcome)] == ["old"]
    assert [plan.name for plan in outcome.of_type("AppServicePlan")] == ["old"]
    assert {"PLAIN", "VISION_KEY", "AZURE_STORAGEBLOB_RESOURCEENDPOINT"} <= set(settings_of(outcome))
    principal = outcome.find("web:WebApp").output("identity", "principalId")
    assert {str(one.inputs["principalId"]) for one in outcome.of_type("RoleAssignment")} == {principal}
    assert order.references_come_last(outcome) == order.settings_come_after_grants(outcome) == order.writes_take_turns(outcome) == []


def test_a_raw_slot_of_the_program_is_connected():
    def program() -> None:
        site = raw_app()
        slot = web.WebAppSlot(
            "staging",
            name=site.name,
            slot="staging",
            resource_group_name=group().name,
            identity=web.ManagedServiceIdentityArgs(type=web.ManagedServiceIdentityType.SYSTEM_ASSIGNED),
        )
        secret(adopted(existing=slot))

    outcome = run(program)
    assert [one.type for one in outcome.resources if one.type in SETTINGS] == ["azure-native:web:WebAppApplicationSettingsSlot"]


def test_an_app_with_a_user_assigned_identity_is_connected():
    def program() -> None:
        identity = raw_identity()
        site = raw_app(
            identity={"type": "UserAssigned", "user_assigned_identities": [identity.id]}, key_vault_reference_identity=identity.id
        )
        secret(adopted(existing=site, runtime="PYTHON|3.12", user_assigned_identity=identity_args(identity)))

    outcome = run(program)
    assert settings_of(outcome)["AZURE_CLIENT_ID"] == outcome.find("UserAssignedIdentity").output("clientId")
    assert outcome.find("RoleAssignment").inputs["principalId"] == outcome.find("UserAssignedIdentity").output("principalId")


def test_the_runtime_of_an_app_that_exists_makes_no_identity():
    """It is said for the setting names alone; a new identity would be attached to nothing."""
    outcome = run(lambda: secret(adopted(existing=raw_app(), runtime="PYTHON|3.12")))
    assert not outcome.of_type("UserAssignedIdentity")


def test_inline_settings_that_the_program_no_longer_shows_are_met_in_azure(monkeypatch: pytest.MonkeyPatch):
    """azure-native shows them in no output, so they are met at the latest when Azure is asked what the app has."""
    monkeypatch.setattr(app_sites, "site_config_of", lambda _: None)
    config = {"app_settings": [{"name": "OLD", "value": "canary"}]}

    def program() -> None:
        secret(adopted(existing=raw_app(site_config=config)))

    message = refusal(run(program, check=False))
    assert "OLD" in message
    assert "settings={...}" in message
    assert "take them out" in message
    assert "canary" not in message


# ---- by id ----


def test_an_app_is_connected_by_its_id(azure):
    known = with_settings(azure, OLD="1")
    outcome = azure.run(lambda: secret(adopted(existing_app_id=known, settings={"OLD": "1"})))
    seen = {view.name: view.value for view in azure.cloud.site_settings(known)}
    assert (seen["OLD"], seen["VISION_KEY"]) == ("1", "s3cr3t")
    assert not sites_of(outcome)


@pytest.mark.parametrize("preview", [True, False])
def test_settings_that_would_be_lost_are_refused_by_name(azure, preview: bool):
    known = with_settings(azure, OLD="canary", KEPT="1", GONE="2")
    outcome = azure.run(
        lambda: secret(adopted(existing_app_id=known, settings={"KEPT": "1"}, drop_settings=["GONE"])), preview=preview, check=False
    )
    message = refusal(outcome)
    assert "erased: OLD." in message
    assert "drop_settings=[...]" in message
    assert "canary" not in message
    assert {view.name for view in azure.cloud.site_settings(known)} == {"OLD", "KEPT", "GONE"}


def test_settings_may_be_dropped(azure):
    known = with_settings(azure, OLD="1")
    azure.run(lambda: secret(adopted(existing_app_id=known, drop_settings=["OLD"])))
    assert "OLD" not in {view.name for view in azure.cloud.site_settings(known)}


def test_a_second_run_finds_its_own_settings(azure):
    """What we wrote is no longer somebody else's: it may be changed and left out."""
    known = with_settings(azure)
    azure.run(lambda: secret(adopted(existing_app_id=known, settings={"A": "1", "B": "2"})))
    outcome = azure.run(lambda: secret(adopted(existing_app_id=known, settings={"A": "3"})))
    assert REVISION in {view.name for view in azure.cloud.site_settings(known)}
    assert settings_of(outcome)["A"] == "3"
    assert "B" not in {view.name for view in azure.cloud.site_settings(known)}


def test_another_reader_of_references_is_refused(azure):
    def program() -> None:
        within = theirs()
        identity = managedidentity.UserAssignedIdentity("common", resource_name_="common", resource_group_name=within.name)
        raw_app(
            within=within,
            identity={"type": "SystemAssigned, UserAssigned", "user_assigned_identities": [identity.id]},
            key_vault_reference_identity=identity.id,
        )

    known = str(azure.run(program, stack="theirs").find("web:WebApp").id)
    message = refusal(azure.run(lambda: secret(adopted(existing_app_id=known)), check=False))
    assert "/userAssignedIdentities/common" in message
    assert "SystemAssigned" in message
    assert "key_vault_reference_identity" in message


def test_an_app_without_an_identity_of_its_own_is_refused(azure):
    known = str(azure.run(lambda: raw_app(within=theirs(), identity=None), stack="theirs").find("web:WebApp").id)
    message = refusal(azure.run(lambda: secret(adopted(existing_app_id=known)), preview=True, check=False))
    assert "no system-assigned identity" in message
    assert "user_assigned_identity=IdentityArgs(...)" in message


# ---- what is refused beforehand ----


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"slots": [{"name": "staging"}]}, "existing_app_id"),
        ({"connection_strings": {"A": {"type": "Custom", "value": "x"}}}, "made where the app is"),
        ({"identity": "user-assigned"}, "a new identity can't be attached"),
        ({"identity": "both"}, "a new identity can't be attached"),
        ({"existing_app_id": "/subscriptions/x"}, "Microsoft.Resources/subscriptions"),
        ({"existing_app_id": ID.replace("Web/sites", "Sql/servers")}, "Microsoft.Sql/servers"),
        ({"settings": {"A": "1"}, "sticky_settings": ["A"]}, "Say sticky where the app is made"),
    ],
    ids=["slots", "connection strings", "identity", "both", "an id", "another id", "sticky"],
)
def test_what_is_said_where_the_app_is_made_is_refused(arguments: dict[str, Any], says: str):
    message = failure(lambda: adopted(**{"existing_app_id": ID, **arguments}))
    assert says in message
    assert "app 'shop'" in message


def test_existing_is_said_in_one_way():
    assert "Give one of them" in failure(lambda: adopted(existing=raw_app(), existing_app_id=ID))


def test_only_an_app_is_an_existing_app():
    assert "web.WebApp" in failure(lambda: adopted(existing=account()))


def test_drop_settings_is_for_apps_that_exist():
    assert "exists already" in failure(lambda: app(drop_settings=["A"]))


def test_a_slot_whose_id_is_not_known_yet_is_not_taken_for_the_app():
    """Its settings would otherwise be written to production."""

    def program() -> None:
        site = raw_app()
        slot = web.WebAppSlot("staging", name=site.name, slot="staging", resource_group_name=group().name)
        adopted(existing_app_id=slot.id, settings={"A": "1"})

    message = refusal(run(program, check=False))
    assert "existing=..." in message


@pytest.mark.parametrize("how", ["the resource twice", "an id twice", "a component's own app"])
def test_two_owners_of_one_apps_settings_are_refused(how: str):
    def program() -> None:
        if how == "the resource twice":
            site = raw_app()
            adopted("one", existing=site)
            adopted("two", existing=site)
        elif how == "an id twice":
            adopted("one", existing_app_id=ID)
            adopted("two", existing_app_id=ID.replace("resourceGroups", "resourcegroups"))
        else:
            adopted("two", existing_app_id=app("one").app_id)

    message = failure(program)
    assert "app 'two'" in message
    assert "app 'one'" in message


# ---- one identity for several apps ----


@pytest.mark.parametrize("shared", ["a raw identity", "the first app's"])
def test_two_apps_with_one_identity_are_granted_a_target_once(shared: str):
    def program() -> None:
        uploads = account()
        if shared == "a raw identity":
            given = identity_args(raw_identity(), "common")
            one = app("one", user_assigned_identity=given)
        else:
            one = app("one")
            assert one.identity_id is not None
            assert one.client_id is not None
            given = IdentityArgs(id=one.identity_id, principal_id=one.principal_id, client_id=one.client_id)
        two = app("two", user_assigned_identity=given)
        for each in (one, two):
            each.connect("uploads", STORAGE_BLOB, to=uploads, access="read")

    outcome = run(program)
    assert len(outcome.of_type("RoleAssignment")) == 1
    assert order.settings_come_after_grants(outcome) == []


def test_two_apps_with_one_identity_have_one_access_policy():
    def program() -> None:
        vault = VaultArgs(id=raw_vault_id(), authorization="access-policy")
        given = identity_args(raw_identity(), "common")
        for name in ("one", "two"):
            app(name, user_assigned_identity=given, vault=vault, secrets={f"{name.upper()}_KEY": "x"})

    assert len(run(program).of_type("AccessPolicy")) == 1


@pytest.mark.parametrize("names", [(None, None), ("common", None), ("common", "other")])
def test_two_apps_with_one_identity_say_what_its_grants_are_called_after(names: tuple[str | None, str | None]):
    def program() -> None:
        made = raw_identity()
        for of_app, name in zip(("one", "two"), names, strict=True):
            app(of_app, user_assigned_identity=identity_args(made, name))

    message = failure(program)
    assert "apps 'one' and 'two'" in message
    assert "IdentityArgs(..., name=...)" in message


def test_an_identity_given_by_its_id_has_a_name(azure: AzureFixture):
    def person() -> None:
        managedidentity.UserAssignedIdentity("person", resource_name_="people", resource_group_name=theirs().name)

    def program() -> None:
        uploads = account()
        given = IdentityArgs(id=str(made.id), principal_id=made.output("principalId"), client_id=made.output("clientId"))
        for name in ("one", "two"):
            app(name, user_assigned_identity=given).connect("uploads", STORAGE_BLOB, to=uploads, access="read")

    made = azure.run(person, stack="theirs").find("managedidentity:UserAssignedIdentity")
    (grant,) = azure.run(program).of_type("RoleAssignment")
    assert grant.name == "people-uploads-storageAccounts-storage-blob-data-reader"


def raw_vault_id() -> pulumi.Output[str]:
    from tests.components.programs import raw_vault

    return raw_vault(rbac=False).id

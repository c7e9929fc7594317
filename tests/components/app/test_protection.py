"""An app that is to be protected is, before it can reach anything: what waits for what, in every arrangement of identities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import Registration, Run, run
from pulumi_azure_connect import AuthenticationArgs, IdentityArgs, ManagedIdentityApp
from tests.components import order
from tests.components.programs import GRANTS, SETTINGS, account, app, group, identity_args, raw_identity, raw_vault, secret

AUTHENTICATION = ("azure-native:web:WebAppAuthSettingsV2", "azure-native:web:WebAppAuthSettingsV2Slot")
PUBLISHING = ("WebAppFtpAllowed", "WebAppScmAllowed", "WebAppFtpAllowedSlot", "WebAppScmAllowedSlot")
IDENTITIES = ("user-assigned", "system-assigned", "both")


def protected(name: str = "api", **arguments: Any) -> ManagedIdentityApp:
    return app(name, authentication=AuthenticationArgs(), **arguments)


def of(outcome: Run, *types: str, name: str = "") -> list[Registration]:
    return [one for one in outcome.resources if one.type in types and one.name.startswith(name)]


def early(outcome: Run, late: list[Registration]) -> list[str]:
    """What doesn't wait for the protection of all sites."""
    guards = of(outcome, *AUTHENTICATION)
    assert guards
    assert late
    return [f"{one.name} doesn't wait for {guard.name}" for one in late for guard in guards if not outcome.depends(one, guard)]


def everything(identity: str, *, vault: str, slots: int) -> Callable[[], None]:
    def program() -> None:
        one = protected(identity=identity, vault={"authorization": vault})
        one.connect("files", "storage-blob", to=account(), access="read")
        one.connect("graph", "microsoft-graph", roles=["User.Read.All"])
        secret(one)
        for number in range(slots):
            one.add_slot(f"slot{number}")

    return program


@pytest.mark.parametrize("vault", ["rbac", "access-policy"])
@pytest.mark.parametrize("slots", [0, 2])
@pytest.mark.parametrize("identity", IDENTITIES)
def test_grants_and_secrets_and_settings_wait_for_protection(identity: str, slots: int, vault: str):
    outcome = run(everything(identity, vault=vault, slots=slots))
    secrets = of(outcome, order.SECRET, order.DEPLOYMENT)
    assert secrets
    assert early(outcome, [*of(outcome, *GRANTS), *secrets, *of(outcome, *SETTINGS)]) == []
    assert order.is_acyclic(outcome) == []
    assert order.writes_take_turns(outcome) == []
    assert order.settings_come_after_grants(outcome) == []


def test_recovered_secrets_wait_too():
    def program() -> None:
        secret(protected(vault={"retain_secrets": True}))

    outcome = run(program)
    assert early(outcome, of(outcome, order.DEPLOYMENT)) == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_protection_and_publishing_wait_for_sites_alone(identity: str):
    outcome = run(everything(identity, vault="rbac", slots=2))
    first = [*of(outcome, *AUTHENTICATION), *(one for one in outcome.resources if one.type.rpartition(":")[2] in PUBLISHING)]
    late = [*of(outcome, *GRANTS), *of(outcome, order.SECRET), *of(outcome, *SETTINGS), outcome.find(name="uploads")]
    assert [(one.name, other.name) for one in first for other in late if outcome.depends(one, other)] == []


@pytest.mark.parametrize("settings_first", [True, False])
def test_settings_wait_for_publishing_policies(*, settings_first: bool):
    def program() -> None:
        protected(settings={"A": "1"} if settings_first else None)

    outcome = run(program)
    (settings,) = of(outcome, *SETTINGS)
    assert all(outcome.depends(settings, one) for one in outcome.resources if one.type.rpartition(":")[2] in PUBLISHING)


@pytest.mark.parametrize("slots", [0, 1])
@pytest.mark.parametrize("second", IDENTITIES)
@pytest.mark.parametrize("first", IDENTITIES)
def test_two_protected_apps_call_each_other(first: str, second: str, slots: int):
    def program() -> None:
        one, two = protected("one", identity=first), protected("two", identity=second)
        for number in range(slots):
            one.add_slot(f"slot{number}")
            two.add_slot(f"slot{number}")
        one.connect("two", "webapp", to=two, access="use")
        two.connect("one", "webapp", to=one, access="use")

    outcome = run(program)
    assert order.is_acyclic(outcome) == []
    assert order.writes_take_turns(outcome) == []
    for guard in of(outcome, *AUTHENTICATION):
        assert not any(outcome.depends(guard, other) for other in of(outcome, *GRANTS, *SETTINGS))


@pytest.mark.parametrize("given_to_first", [True, False])
def test_an_identity_that_two_apps_have_starts_at_once(*, given_to_first: bool):
    def program() -> None:
        if given_to_first:
            common = identity_args(raw_identity(), "common")
            one, _ = protected(user_assigned_identity=common), app(user_assigned_identity=common)
        else:
            one = protected()
            assert one.identity_id is not None
            assert one.client_id is not None
            given = IdentityArgs(id=one.identity_id, principal_id=one.principal_id, client_id=one.client_id, name="common")
            app(user_assigned_identity=given)
        one.connect("files", "storage-blob", to=account(), access="read")

    outcome = run(program)
    assert len(early(outcome, of(outcome, *GRANTS))) == 1


def test_an_identity_made_outside_that_one_app_has_waits():
    def program() -> None:
        one = protected(user_assigned_identity=identity_args(raw_identity(), "common"))
        one.connect("files", "storage-blob", to=account(), access="read")

    outcome = run(program)
    assert early(outcome, of(outcome, *GRANTS)) == []


def test_without_authentication_everything_starts_at_once():
    def program() -> None:
        one = app("api")
        one.connect("files", "storage-blob", to=account(), access="read")
        secret(one)
        app().connect("api", "webapp", to=one, access="use")

    outcome = run(program)
    own = [one for one in of(outcome, *GRANTS, order.SECRET) if "webapp" not in one.name]
    assert len(early(outcome, own)) == len(own)
    (settings,) = of(outcome, *SETTINGS, name="api")
    assert early(outcome, [settings]) == []


def test_a_containers_image_is_pulled_before_it_is_protected():
    """The site waits for that grant, and protection for the site."""
    from pulumi_azure_native import containerregistry

    def program() -> None:
        registry = containerregistry.Registry("images", resource_group_name=group().name, sku={"name": "Basic"})
        one = protected(runtime="DOCKER|images.azurecr.io/shop:1")
        one.connect("images", "acr", to=registry, access="read")
        one.connect("files", "storage-blob", to=account(), access="read")

    outcome = run(program)
    assert order.is_acyclic(outcome) == []
    pull = next(one for one in of(outcome, *GRANTS) if "acrpull" in one.name.replace("-", ""))
    assert outcome.depends(outcome.find(type="WebApp"), pull)
    assert early(outcome, [one for one in of(outcome, *GRANTS) if one is not pull]) == []


def test_apps_that_share_a_policy_vault_are_not_tied_in_a_circle():
    def program() -> None:
        vault = raw_vault(rbac=False)
        given = {"id": vault.id, "authorization": "access-policy", "shared": True}
        one, two = protected("one", vault=given, identity="system-assigned"), protected("two", vault=given, identity="system-assigned")
        secret(one, "first")
        secret(two, "second")
        one.connect("two", "webapp", to=two, access="use")
        two.connect("one", "webapp", to=one, access="use")

    outcome = run(program)
    assert order.is_acyclic(outcome) == []
    assert order.writes_take_turns(outcome) == []

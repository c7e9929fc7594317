"""Two apps with one identity, one connection name, two targets: each grant that Azure needs is made, for every kind of target."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_azuread as azuread
import pytest
from pulumi_azure_native import keyvault, storage

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import STORAGE_BLOB, WEB_APP, ExistingSecretArgs, IdentityArgs, ManagedIdentityApp, RemoteAppArgs, TargetConflict
from pulumi_azure_connect.program.registry import current
from pulumi_azure_connect.targets import BY_KIND
from tests.components.programs import account, app, group, identity_args, raw_identity, raw_vault, refusal
from tests.components.targets.data_services import cache, cosmos_account, cosmos_database, kusto_database, managed_cache
from tests.components.targets.samples import SAMPLES

GUID = "00000000-0000-0000-0000-00000000000"
CALL = "5b1f9a54-6a0e-4f0b-8d36-0f5b7c9e1a27"
KINDS = sorted(kind for kind, sample in SAMPLES.items() if sample.levels)
RENAMED = {f"AZURE_STORAGEBLOB_{end}": f"Y_{end}" for end in ("RESOURCEENDPOINT", "CLIENTID")}
GRANT = (
    "RoleAssignment",
    "AccessPolicy",
    "AppRoleAssignment",
    "SqlRoleAssignment",
    "DatabasePrincipalAssignment",
    "AccessPolicyAssignment",
)


def team() -> IdentityArgs:
    """The identity that both apps have; made at the first call."""
    return identity_args(current().once(("test", "identity"), lambda: raw_identity("team")), name="team")


def grants(outcome: Run) -> list[tuple[str, str]]:
    """Type and inputs of every grant: what Azure is asked for."""
    made = [one for one in outcome.resources if one.type.endswith(GRANT)]
    return sorted((one.type, json.dumps(one.inputs, sort_keys=True)) for one in made)


def connecting(connect: Callable[[ManagedIdentityApp, str], Any], *apps: str) -> Callable[[], None]:
    def program() -> None:
        for name, what in zip(("orders", "billing"), ("one", "two"), strict=True):
            if what in apps:
                connect(app(name, user_assigned_identity=team()), what)

    return program


def needed(connect: Callable[[ManagedIdentityApp, str], Any]) -> list[tuple[str, str]]:
    """What each app alone is granted, taken together."""
    return sorted([*grants(run(connecting(connect, "one"))), *grants(run(connecting(connect, "two")))])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_target(kind: str):
    def connect(one: ManagedIdentityApp, what: str) -> None:
        access = next(iter(SAMPLES[kind].levels))
        one.connect("data", BY_KIND[kind], to=SAMPLES[kind].make(what), access=access, values=SAMPLES[kind].values or None)

    wanted = needed(connect)
    assert len(wanted) >= 2
    assert grants(run(connecting(connect, "one", "two"))) == wanted


def remote(what: str) -> RemoteAppArgs:
    """An app of another stack, with the registration that it has there."""
    role: Any = {"allowed_member_types": ["Application"], "description": "Call", "display_name": "Call", "id": CALL, "value": "App.Call"}
    made = azuread.Application(what, display_name=what, app_roles=[role])
    principal = azuread.ServicePrincipal(what, client_id=made.client_id)
    return RemoteAppArgs(
        url=f"https://{what}.example", audience=f"api://{what}", service_principal_id=principal.object_id, app_role_ids={"App.Call": CALL}
    )


def test_apps_of_other_stacks():
    def connect(one: ManagedIdentityApp, what: str) -> None:
        one.connect("api", WEB_APP, to=remote(what), access="use")

    made = run(connecting(connect, "one", "two")).of_type("AppRoleAssignment")
    assert len({str(one.inputs["resourceObjectId"]) for one in made}) == 2
    assert len({str(one.inputs["principalObjectId"]) for one in made}) == 1


def test_apps_of_other_stacks_whose_ids_are_text():
    def connect(one: ManagedIdentityApp, what: str) -> None:
        object_id = GUID + {"one": "a", "two": "b"}[what]
        args = RemoteAppArgs(
            url=f"https://{what}.example", audience=f"api://{what}", service_principal_id=object_id, app_role_ids={"App.Call": CALL}
        )
        one.connect("api", WEB_APP, to=args, access="use")

    made = run(connecting(connect, "one", "two"), preview=True).of_type("AppRoleAssignment")
    assert {str(one.inputs["resourceObjectId"])[-1] for one in made} == {"a", "b"}


def test_one_app_of_another_stack_is_granted_once():
    def connect(one: ManagedIdentityApp, what: str) -> None:
        args = current().once(("test", "remote"), lambda: remote("api"))
        one.connect(f"api_{what}", WEB_APP, to=args, access="use")

    assert len(grants(run(connecting(connect, "one", "two")))) == 1


def test_one_grant_given_in_two_ways_is_refused():
    def connect(one: ManagedIdentityApp, what: str) -> None:
        args = current().once(("test", "remote"), lambda: remote("api"))
        again = pulumi.Output.from_input(args.service_principal_id).apply(str)
        other = RemoteAppArgs(url=args.url, audience=args.audience, service_principal_id=again, app_role_ids={"App.Call": CALL})
        one.connect("api", WEB_APP, to=args if what == "one" else other, access="use")

    message = refusal(run(connecting(connect, "one", "two"), check=False), TargetConflict)
    assert "app role 'App.Call'" in message
    assert "same way in both" in message


OWN: dict[str, tuple[str, Callable[[str], Any]]] = {
    "cosmos-sql": ("read", lambda name: cosmos_database(cosmos_account(name), name)),
    "redis": ("read", cache),
    "redis-enterprise": ("write", managed_cache),
    "data-explorer": ("read", kusto_database),
}


@pytest.mark.parametrize("kind", OWN)
def test_targets_with_grants_of_their_own(kind: str):
    access, make = OWN[kind]

    def connect(one: ManagedIdentityApp, what: str) -> None:
        one.connect("data", BY_KIND[kind], to=make(what), access=access)

    wanted = needed(connect)
    assert len(wanted) == 2
    assert grants(run(connecting(connect, "one", "two"))) == wanted


def scopes(outcome: Run) -> dict[str, str]:
    """Name of each role assignment to what it is on."""
    return {one.name: str(one.inputs["scope"]) for one in outcome.of_type("RoleAssignment")}


def formerly(outcome: Run) -> dict[str, list[str]]:
    """Name of each role assignment to the names that it had in earlier versions."""
    return {one.name: [alias["name"] for alias in one.aliases] for one in outcome.of_type("RoleAssignment")}


def with_secrets(*apps: str) -> Callable[[], None]:
    def program() -> None:
        for name in apps:
            app(name, user_assigned_identity=team(), secrets={"SENTRY_DSN": pulumi.Output.secret(f"{name}-dsn")})

    return program


def test_secrets_of_one_name_of_apps_with_one_identity():
    both = run(with_secrets("orders", "billing"))
    assert len(set(scopes(both).values())) == len(scopes(both)) == 2
    assert scopes(run(with_secrets("billing", "orders"))) == scopes(both), "names don't depend on the order"
    assert scopes(run(with_secrets("billing"))).items() <= scopes(both).items(), "a grant stays when the other app goes"


def test_a_secret_of_a_shared_identity_keeps_what_it_was_deployed_as():
    found = formerly(run(with_secrets("orders", "billing")))
    first, second = (found[name] for name in sorted(found, key=lambda name: "billing" in name))
    assert [re.sub("-n?[a-z0-9]{7,8}-key", "-key", name) for name in first] == [
        "orders-sentry-dsn-key-vault-secrets-user",
        "team-sentry-dsn-key-vault-secrets-user",
    ]
    assert len(second) == 1, "the engine takes one alias once"


def in_vaults(*names: str) -> Callable[[], None]:
    """A program whose app reads a secret of one name in vaults that are known as outputs."""

    def program() -> None:
        found: dict[str, ExistingSecretArgs] = {}
        for name in names:
            vault = raw_vault(name)
            keyvault.Secret(
                name, resource_group_name=group().name, vault_name=vault.name, secret_name="password", properties={"value": "x"}
            )
            looked_up = keyvault.get_vault_output(resource_group_name=group().name, vault_name=vault.name)
            found[f"{name.upper()}_PW"] = ExistingSecretArgs(vault_id=looked_up.id, name="password")
        app(existing_secrets=found)

    return program


def test_existing_secrets_of_one_name_in_two_vaults_known_as_outputs():
    both = run(in_vaults("first", "second"))
    assert len(set(scopes(both).values())) == len(scopes(both)) == 2
    assert scopes(run(in_vaults("second", "first"))) == scopes(both)
    assert set(scopes(run(in_vaults("second")))) < set(scopes(both))
    old = "shop-vault-of-password-password-key-vault-secrets-user"
    assert list(formerly(run(in_vaults("first"))).values()) == [[old]]


class Part(pulumi.ComponentResource):
    def __init__(self, token: str, name: str) -> None:
        super().__init__(token, name)
        inside = pulumi.ResourceOptions(parent=self)
        self.account = storage.StorageAccount(
            "data", resource_group_name=group().name, kind="StorageV2", sku={"name": "Standard_LRS"}, opts=inside
        )


def below_components(*order: str) -> Callable[[], None]:
    """A program with two accounts of one Pulumi name, connected in this order; named by what they lie under."""

    def program() -> None:
        shop = app()
        for name in order:
            part = Part(f"my:{name}:Part", name)
            shop.connect(name, STORAGE_BLOB, to=part.account, access="read", settings={key: f"{name}_{to}" for key, to in RENAMED.items()})
            again = {key: f"{name}_{to}_2" for key, to in RENAMED.items()}
            shop.connect(f"{name}_again", STORAGE_BLOB, to=part.account, access="read", settings=again)

    return program


def test_targets_of_one_name_below_two_components():
    both = run(below_components("x", "y"))
    assert len(set(scopes(both).values())) == len(scopes(both)) == 2
    assert all(re.fullmatch("shop-data-storageAccounts-[0-9a-f]{6}-storage-blob-data-reader", name) for name in scopes(both))
    assert set(scopes(run(below_components("y", "x")))) == set(scopes(both))
    assert set(scopes(run(below_components("y")))) < set(scopes(both)), "a grant keeps its name when the other connection goes"


def test_a_target_below_a_component_keeps_what_it_was_deployed_as():
    (old,) = formerly(run(below_components("x"))).values()
    assert old == ["shop-data-storageAccounts-storage-blob-data-reader"]


def test_a_target_of_the_stack_itself_keeps_its_name():
    program = lambda: app().connect("x", STORAGE_BLOB, to=account(), access="read")  # noqa: E731
    ((name, old),) = formerly(run(program)).items()
    assert (name, old) == ("shop-uploads-storageAccounts-storage-blob-data-reader", [])

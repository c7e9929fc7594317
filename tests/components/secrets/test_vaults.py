"""The vault that secrets go to: made with all that Azure leaves to chance said outright, or given."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import KEY_VAULT, ExistingSecretArgs, ManagedIdentityApp, UnknownArgument, VaultArgs, VaultModeConflict
from pulumi_azure_connect.secrets.vaults import authorization_mode
from tests.components.programs import SOMEBODY, app, failure, grants_of, raw_vault, refusal, secret

SUBNET = "/subscriptions/x/resourceGroups/shop/providers/Microsoft.Network/virtualNetworks/net/subnets/apps"


def made(subnet: str | None = None, **arguments: Any) -> dict[str, Any]:
    """The properties of a vault that a component makes."""
    program = lambda: app(secrets={"A_KEY": "x"}, vault=VaultArgs(**arguments), virtual_network_subnet_id=subnet)  # noqa: E731
    properties = run(program, preview=True).find("Vault").inputs["properties"]
    assert isinstance(properties, dict)
    return properties


# ---- made ----


@pytest.mark.parametrize(("mode", "flag"), [(None, True), ("rbac", True), ("access-policy", False)])
def test_how_it_lets_in_is_always_said(mode: str | None, flag: bool):
    """Unsaid, older API versions mean access policies and newer ones roles, which ignore every policy."""
    assert made(authorization=mode)["enableRbacAuthorization"] is flag


def test_soft_delete_and_both_network_gates_are_always_said():
    properties = made()
    assert properties["enableSoftDelete"] is True
    assert properties["softDeleteRetentionInDays"] == 90
    assert properties["publicNetworkAccess"] == "Enabled"
    assert properties["networkAcls"]["defaultAction"] == "Allow"
    assert properties["sku"] == {"family": "A", "name": "standard"}


@pytest.mark.parametrize(("given", "sent"), [(None, "absent"), (False, "absent"), (True, True)])
def test_purge_protection_is_on_or_unsaid(given: bool | None, sent: Any):
    """False is an error in Azure, and can't be taken back from true."""
    assert made(purge_protection=given).get("enablePurgeProtection", "absent") == sent


def test_the_list_of_access_policies_is_never_said():
    """It would replace every policy that isn't in it."""
    assert "accessPolicies" not in made(authorization="access-policy")


def test_a_deleted_vault_can_be_recovered():
    assert made(recover=True)["createMode"] == "recover"
    assert "createMode" not in made()


def test_days_and_sku_can_be_said():
    properties = made(soft_delete_days=7, sku="premium")
    assert (properties["softDeleteRetentionInDays"], properties["sku"]["name"]) == (7, "premium")


def test_a_closed_vault_lets_in_its_subnets():
    acls = made(subnet=SUBNET, subnet_ids=[SUBNET])["networkAcls"]
    assert acls == {"bypass": "AzureServices", "defaultAction": "Deny", "virtualNetworkRules": [{"id": SUBNET}]}


def test_the_vault_of_an_app_is_made_once():
    def program() -> None:
        one = app(secrets={"A_KEY": "x"})
        secret(one)
        secret(one, "more")

    assert len(run(program, preview=True).of_type("Vault")) == 1


def test_an_app_without_secrets_has_no_vault():
    assert not run(app, preview=True).of_type("Vault")


def names(**options: Any) -> list[str]:
    outcome = run(lambda: [app(name, secrets={"A_KEY": "x"}) for name in ("one", "two")], preview=True, **options)
    return [str(one.inputs["vaultName"]) for one in outcome.of_type("Vault")]


def test_names_differ_between_apps_and_stacks_and_are_stable():
    assert names() == names()
    assert len({*names(), *names(stack="prod"), *names(project="other")}) == 6
    assert all(3 <= len(name) <= 24 for name in names())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"soft_delete_days": 6}, "7 to 90"),
        ({"soft_delete_days": 91}, "7 to 90"),
        ({"name": "1vault"}, "1vault"),
        ({"authorization": "rback"}, "Did you mean 'rbac'?"),
        ({"subnet_ids": [SUBNET]}, "virtual_network_subnet_id"),
    ],
    ids=["too few days", "too many days", "name", "authorization", "closed"],
)
def test_what_azure_or_the_app_could_not_use_is_refused(arguments: dict[str, Any], says: str):
    message = failure(lambda: app(secrets={"A_KEY": "x"}, vault=VaultArgs(**arguments)))
    assert says in message


def test_a_closed_vault_of_a_connection_takes_an_app_in_a_subnet():
    message = failure(lambda: secret(app(), vault=VaultArgs(subnet_ids=[SUBNET])))
    assert "virtual_network_subnet_id" in message
    assert "app 'shop'" in message


def test_no_way_in_but_two():
    assert [authorization_mode(given, "app 'shop'") for given in (None, "rbac", "access-policy")] == ["rbac", "rbac", "access-policy"]
    with pytest.raises(UnknownArgument, match="'rbac' or 'access-policy'"):
        authorization_mode("RBAC", "app 'shop'")


# ---- given ----


@pytest.mark.parametrize("rbac", [True, False])
def test_a_given_vault_that_goes_the_other_way_is_refused_before_anything_is_granted(rbac: bool):
    says = "access-policy" if rbac else "rbac"

    def program() -> None:
        app(vault=VaultArgs(id=raw_vault(rbac=rbac).id, authorization=says), secrets={"A_KEY": "x"})

    outcome = run(program, check=False)
    message = refusal(outcome, VaultModeConflict)
    assert f"authorization={says!r}" in message
    assert "vault 'common" in message
    assert not grants_of(outcome)
    assert not outcome.of_type("keyvault:Secret")


def test_a_given_vault_by_its_id_is_judged_in_preview(azure):
    known = str(azure.run(lambda: raw_vault(rbac=False)).find("Vault").id)
    outcome = azure.run(lambda: app(vault=VaultArgs(id=known), secrets={"A_KEY": "x"}), preview=True, check=False)
    assert "Say authorization='access-policy'" in refusal(outcome, VaultModeConflict)


def test_one_vault_said_to_go_both_ways_is_refused():
    def program() -> None:
        vault = raw_vault()
        app("one", vault=VaultArgs(id=vault.id), secrets={"A_KEY": "x"})
        app("two", vault=VaultArgs(id=vault.id, authorization="access-policy"), secrets={"B_KEY": "x"})

    message = failure(program)
    assert "app 'two'" in message
    assert "'rbac'" in message


def test_a_given_vault_keeps_its_definition():
    """Only its id is used: nothing of it is registered again."""
    outcome = run(lambda: app(vault=VaultArgs(id=raw_vault().id), secrets={"A_KEY": "x"}))
    assert [one.name for one in outcome.of_type("Vault")] == ["common"]


# ---- who else is in it ----


def two_readers(**second: Any) -> Any:
    def program() -> None:
        vault = raw_vault(rbac=False)
        mode = {"id": vault.id, "authorization": "access-policy"}
        app("one", vault=VaultArgs(**mode), secrets={"A_KEY": "x"})
        app("two", vault=VaultArgs(**mode, **second), secrets={"B_KEY": "x"})

    return program


def test_a_second_app_in_an_access_policy_vault_is_refused():
    message = failure(two_readers())
    assert "reads every secret" in message
    assert "shared=True" in message
    assert "authorization='rbac'" in message


def test_a_second_app_is_let_in_where_that_is_meant():
    assert len(run(two_readers(shared=True)).of_type("AccessPolicy")) == 2


def test_slots_are_no_second_app():
    def program() -> None:
        app(identity="system-assigned", slots=[{"name": "staging"}], vault=VaultArgs(authorization="access-policy"), secrets={"A_KEY": "x"})

    assert len(run(program).of_type("AccessPolicy")) == 2


def test_existing_secrets_of_two_apps_in_one_access_policy_vault():
    def program(shared: bool | None) -> None:
        vault = raw_vault(rbac=False)
        given = ExistingSecretArgs(vault_id=vault.id, name="theirs", authorization="access-policy", shared=shared)
        secret(None, "theirs", principal_id=SOMEBODY, existing_secrets={"THEIRS": given})
        secret(app(), existing_secrets={"OURS": given})

    assert "shared=True" in failure(lambda: program(None))
    assert len(run(lambda: program(True), preview=True).of_type("AccessPolicy")) == 2


WHOLE = {"scope": "vault"}
ORDERS = {"the second has it whole": ({}, WHOLE), "the first has it whole": (WHOLE, {}), "both have it whole": (WHOLE, WHOLE)}


def _in_one_vault(first: dict[str, Any], second: dict[str, Any], **more: Any) -> Any:
    def program() -> None:
        vault = raw_vault()
        secret(app("one"), "first", vault=VaultArgs(id=vault.id), **first)
        secret(app("two"), "second", secrets={"B": "x"}, vault=VaultArgs(id=vault.id, **more), **second)

    return program


@pytest.mark.parametrize(("first", "second"), ORDERS.values(), ids=ORDERS)
def test_no_reader_has_a_vault_whole_that_others_use(first: dict[str, Any], second: dict[str, Any]):
    message = failure(_in_one_vault(first, second))
    assert "connection 'second'" in message
    assert "scope='vault'" in message
    assert "shared=True" in message
    assert run(_in_one_vault(first, second, shared=True))


def test_secret_by_secret_two_apps_share_a_vault():
    assert run(_in_one_vault({}, {}))


def test_the_vault_of_another_app_is_no_vault_to_have_whole():
    def program(**more: Any) -> None:
        one = secret(app("one"), "one", vault=VaultArgs(name="kv-shared"))
        secret(app("two"), "two", secrets={"B": "x"}, vault=VaultArgs(id=one.vault_id), **more)

    assert run(program)
    assert "scope='vault'" in failure(lambda: program(scope="vault"))


def test_existing_secrets_count_as_use():
    def program() -> None:
        vault = raw_vault()
        given = ExistingSecretArgs(vault_id=vault.id, name="theirs")
        secret(None, "theirs", principal_id=SOMEBODY, secrets=None, existing_secrets={"THEIRS": given})
        secret(app(), vault=VaultArgs(id=vault.id), scope="vault")

    assert "scope='vault'" in failure(program)


def test_one_app_with_slots_and_several_connections_has_its_vault_whole():
    def program() -> None:
        one = app(identity="both", slots=[{"name": "staging"}], secrets={"A": "x"})
        secret(one, "more", secrets={"B": "x"}, scope="vault")

    assert run(program)


LINES: Mapping[str, Callable[[ManagedIdentityApp, Any, Any], Any]] = {
    "first": lambda one, common, _: secret(one, name="first", vault=VaultArgs(id=common.id, shared=True), scope="vault"),
    "second": lambda one, common, _: secret(one, name="second", secrets={"B": "x"}, vault=VaultArgs(id=common.id), scope="vault"),
    "other": lambda one, _, other: secret(one, name="other", secrets={"C": "x"}, vault=VaultArgs(id=other.id), scope="vault"),
    "itself": lambda one, common, _: one.connect("itself", KEY_VAULT, to=common, access="read"),
    "existing": lambda one, common, _: secret(
        one, name="there", secrets=None, existing_secrets={"D": ExistingSecretArgs(vault_id=common.id, name="d")}, scope="vault"
    ),
}


@pytest.mark.parametrize("lines", [*itertools.permutations(LINES, 2), tuple(LINES)], ids="-".join)
def test_a_grant_on_a_given_vault_is_called_after_the_vault_whichever_line_comes_first(lines: Sequence[str]):
    """With another line gone, or in another order, it would otherwise be another grant to Pulumi, and the same to Azure, which refuses it."""

    def program() -> None:
        common, other = raw_vault(), raw_vault("other")
        one = app()
        for line in lines:
            LINES[line](one, common, other)

    role = "key-vault-secrets-user"
    wanted = {"other": f"shop-other-vaults-{role}"}
    assert {grant.name for grant in grants_of(run(program))} == {wanted.get(line, f"shop-common-vaults-{role}") for line in lines}


def test_secrets_of_one_name_in_two_given_vaults_are_two_grants():
    def program() -> None:
        first, second = raw_vault("first"), raw_vault("second")
        app(existing_secrets={"A": ExistingSecretArgs(vault_id=first.id, name="x"), "B": ExistingSecretArgs(vault_id=second.id, name="x")})

    names = {grant.name for grant in grants_of(run(program))}
    assert names == {f"shop-{vault}-vaults-x-key-vault-secrets-user" for vault in ("first", "second")}


class Team(pulumi.ComponentResource):
    """A component that has an app called `shop` inside."""

    def __init__(self, token: str, **vault: Any) -> None:
        super().__init__(token, "team")
        inside = pulumi.ResourceOptions(parent=self)
        app(opts=inside, secrets={"KEY": pulumi.Output.secret("s")}, vault=VaultArgs(**vault))


def test_two_components_of_one_name_are_refused_one_vault_until_one_names_its_own():
    message = failure(lambda: (Team("my:one:Team"), Team("my:two:Team")))
    assert "whose name is made of 'shop'" in message
    assert "VaultArgs(name=...)" in message
    vaults = run(lambda: (Team("my:one:Team"), Team("my:two:Team", name="kv-two"))).of_type("keyvault:Vault")
    assert len({str(vault.inputs["vaultName"]) for vault in vaults}) == 2


def test_two_vaults_of_one_given_name_are_refused_before_anything_of_the_second_is_made():
    def program() -> None:
        app("shop", secrets={"KEY": pulumi.Output.secret("s")}, vault=VaultArgs(name="kv-shop"))
        app("desk", secrets={"KEY": pulumi.Output.secret("s")}, vault=VaultArgs(name="KV-shop"))

    assert "makes a vault named 'KV-shop', and so does another component (app 'shop')" in failure(program)


def test_two_connections_that_write_one_secret_of_a_vault_are_refused():
    def program() -> None:
        vault = raw_vault().id
        for token in ("my:one:Part", "my:two:Part"):
            parent = pulumi.ComponentResource(token, "part")
            secret(
                None,
                principal_id=SOMEBODY,
                vault=VaultArgs(id=vault),
                resource_group_name="shop",
                opts=pulumi.ResourceOptions(parent=parent),
            )

    assert "Rename one of the connections" in failure(program)

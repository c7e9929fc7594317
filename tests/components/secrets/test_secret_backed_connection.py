"""Secrets in a vault, granted to one app, seen by its code as settings."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_azure_native import resources

from azure_rehearsal.doors.mocks.mocks import Run, run
from azure_rehearsal.testing.fixture import AzureFixture
from pulumi_azure_connect import STORAGE_BLOB, ExistingSecretArgs, SecretBackedConnection, SecretBackedConnectionArgs, VaultArgs
from pulumi_azure_connect.azure.names import secret_name
from tests.components import order
from tests.components.programs import (
    SOMEBODY,
    account,
    app,
    everything_said,
    failure,
    grants_of,
    group,
    output,
    raw_app,
    raw_vault,
    secret,
    settings_of,
)

VAULT = f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/common-vault"


# ---- the value ----


def leaky(value: str) -> Any:
    """A program that keeps one secret in every way that there is."""

    def program() -> None:
        one = app(secrets={"A_KEY": value}, slots=[{"name": "staging"}], connection_strings={"Db": {"type": "Custom", "secret": value}})
        made = secret(one, secrets={"PLAIN": value, "WRAPPED": pulumi.Output.secret(value)}, content_type="text/plain")
        for key in ("references", "ready", "vault_id", "connections"):
            pulumi.export(key, getattr(made, key))
        pulumi.export("app", [one.connections, one.exceptions, one.external_grants, one.scripts])
        try:
            one.connect("bad name", STORAGE_BLOB, to=account(), access=value)
        except ValueError as error:
            assert "bad name" in str(error)  # noqa: PT017

    return program


@settings(max_examples=8)
@given(
    st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=12, max_size=40).map(lambda text: f"Canary{text}"), st.booleans()
)
def test_a_secret_appears_nowhere_but_in_the_vault(canary: str, preview: bool):
    outcome = run(leaky(canary), preview=preview)
    assert canary not in everything_said(outcome)
    secrets = outcome.of_type("keyvault:Secret")
    assert len(secrets) == 4
    assert {str(one.input("properties", "value")) for one in secrets} == {canary}
    assert all(one.is_secret("properties", "value") for one in secrets)


def test_the_canary_would_be_found():
    """The search sees settings, outputs and logs: a value that isn't secret is found in each."""

    def program() -> None:
        app(settings={"A": "canary-1"})
        pulumi.export("b", "canary-2")
        pulumi.log.warn("canary-3")

    said = everything_said(run(program))
    assert all(f"canary-{number}" in said for number in (1, 2, 3))


def test_a_refusal_shows_no_secret():
    outcome = run(lambda: secret(app(settings={"A_KEY": "other"}), secrets={"A_KEY": "canary"}), preview=True, check=False)
    assert "A_KEY" in str(outcome.errors[0])
    assert "canary" not in everything_said(outcome)


@pytest.mark.parametrize("value", [None, pulumi.Output])
def test_a_secret_without_a_value_is_refused(value: Any):
    """As when a program's optional secret isn't configured."""
    message = failure(lambda: secret(app(), secrets={"A_KEY": None if value is None else pulumi.Output.from_input(None)}), preview=False)
    assert "'A_KEY'" in message


# ---- one grant, whatever the number of connections ----


def several(*names: str, mode: str = "access-policy") -> Any:
    def program() -> None:
        one = app(vault=VaultArgs(authorization=mode, retain_secrets=True), identity="system-assigned")
        for name in names:
            secret(one, name)

    return program


def test_any_number_of_connections_share_one_access_policy():
    azure = AzureFixture()
    three = azure.run(several("a", "b", "c"))
    assert len(three.of_type("AccessPolicy")) == 1
    assert three.find("AccessPolicy").input("policy", "permissions") == {"secrets": ["get"]}
    two = azure.run(several("b", "c"))
    assert [one.operation for one in two.of_type("AccessPolicy")] == ["same"]
    assert not [urn for urn in two.deleted if "AccessPolicy" in urn]


def test_the_last_connection_takes_the_access_policy_along():
    azure = AzureFixture()
    azure.run(several("a"))
    assert [urn for urn in azure.run(several()).deleted if "AccessPolicy" in urn]


def test_each_slot_with_its_own_identity_has_its_own_access_policy():
    def program() -> None:
        secret(app(vault=VaultArgs(authorization="access-policy"), identity="system-assigned", slots=[{"name": "staging"}]))

    policies = run(program).of_type("AccessPolicy")
    assert len({one.input("policy", "objectId") for one in policies}) == len(policies) == 2


def test_roles_are_on_the_single_secret():
    outcome = run(several("a", "b", mode="rbac"))
    scopes = {str(one.inputs["scope"]) for one in outcome.of_type("RoleAssignment")}
    assert scopes == {one.id for one in outcome.of_type("keyvault:Secret")}


def test_roles_can_be_on_the_vault():
    outcome = run(lambda: secret(app(), scope="vault", secrets={"A": "x", "B": "y"}))
    assert outcome.find("RoleAssignment").inputs["scope"] == outcome.find("Vault").id


# ---- references ----


def test_a_reference_follows_the_newest_version():
    outcome = run(lambda: secret(app()))
    name, vault = outcome.find("keyvault:Secret").checked["secretName"], outcome.find("Vault").checked["vaultName"]
    assert settings_of(outcome)["VISION_KEY"] == f"@Microsoft.KeyVault(VaultName={vault};SecretName={name})"


def test_a_reference_is_known_in_preview():
    assert settings_of(run(lambda: secret(app()), preview=True))["VISION_KEY"].startswith("@Microsoft.KeyVault(VaultName=shop-")


def test_a_reference_can_be_pinned():
    outcome = run(lambda: secret(app(), pinned=True))
    version = str(outcome.find("keyvault:Secret").output("properties", "secretUriWithVersion")).rpartition("/")[2]
    assert settings_of(outcome)["VISION_KEY"].endswith(f";SecretVersion={version})")
    assert output(outcome, "connections")[0]["secrets"][0]["version"] == version


def test_other_clouds_have_references_by_uri():
    outcome = run(lambda: secret(app(cloud="usgovernment")), preview=True)
    assert "SecretUri=https://" in settings_of(outcome)["VISION_KEY"]
    assert ".vault.usgovcloudapi.net/secrets/" in settings_of(outcome)["VISION_KEY"]


def test_the_app_sees_the_value(azure):
    outcome = azure.run(lambda: secret(app()))
    seen = {view.name: view.value for view in azure.cloud.site_settings(str(outcome.find("web:WebApp").id))}
    assert seen["VISION_KEY"] == "s3cr3t"


def test_a_changed_value_is_a_new_version_that_the_app_sees_at_once(azure):
    azure.run(lambda: secret(app(), secrets={"A_KEY": "old"}))
    outcome = azure.run(lambda: secret(app(), secrets={"A_KEY": "new"}))
    assert outcome.find("keyvault:Secret").operation == "update"
    seen = {view.name: view.value for view in azure.cloud.site_settings(str(outcome.find("web:WebApp").id))}
    assert seen["A_KEY"] == "new"


def test_expiry_and_content_type_go_with_the_secret():
    outcome = run(lambda: secret(app(), expires_on=2_000_000_000, content_type="text/plain", tags={"team": "shop"}))
    made = outcome.find("keyvault:Secret")
    assert made.input("properties", "attributes", "expires") == 2_000_000_000
    assert made.input("properties", "contentType") == "text/plain"
    assert made.inputs["tags"] == {"team": "shop"}


def test_a_secret_goes_with_its_vault():
    """Deleting one is an operation on the vault's data, for which the deployer may lack rights."""
    outcome = run(lambda: secret(app()))
    assert outcome.find("keyvault:Secret").options["deleted_with"] == outcome.find("Vault").urn


def test_a_secret_in_a_vault_of_somebody_else_is_deleted_for_itself():
    def program() -> None:
        secret(app(vault=VaultArgs(id=raw_vault().id)))

    assert "deleted_with" not in run(program).find("keyvault:Secret").options


# ---- secrets that exist ----


def existing(**arguments: Any) -> Run:
    def program() -> None:
        vault = raw_vault()
        theirs = secret(None, "theirs", principal_id=SOMEBODY, vault=VaultArgs(id=vault.id), secrets={"THEIRS": "s3cr3t"})
        name = secret_name("theirs-THEIRS")
        given = ExistingSecretArgs(vault_id=vault.id, name=name, **arguments)
        secret(app(opts=pulumi.ResourceOptions(depends_on=[theirs])), existing_secrets={"OURS": given})

    return run(program)


def test_an_existing_secret_is_referred_to_and_granted():
    outcome = existing()
    assert settings_of(outcome)["OURS"].startswith("@Microsoft.KeyVault(VaultName=common-vault;SecretName=")
    ours = [one for one in grants_of(outcome) if one.inputs["principalId"] != SOMEBODY]
    assert [str(one.inputs["scope"]).rpartition("/secrets/")[0] for one in ours] == [outcome.find("Vault").id]


def test_an_existing_secret_can_be_pinned():
    assert settings_of(existing(version="0" * 32))["OURS"].endswith(f"SecretVersion={'0' * 32})")


# ---- without an app of ours ----


def test_somebodys_own_app_takes_references_and_waits_for_them(azure):
    """A raw `WebApp` of the program: the component makes vault, secrets and grant, the program writes the settings."""

    def program() -> None:
        from pulumi_azure_native import web

        theirs = raw_app()
        made = secret(
            None, principal_id=theirs.identity.apply(lambda one: one.principal_id if one else ""), resource_group_name=group().name
        )
        web.WebAppApplicationSettings(
            "theirs",
            name=theirs.name,
            resource_group_name=group().name,
            properties=made.references,
            opts=pulumi.ResourceOptions(depends_on=[made]),
        )
        resources.ResourceGroup("probe", location="westeurope", tags={"after": made.ready})

    outcome = azure.run(program)
    seen = azure.cloud.site_settings(str(outcome.find("web:WebApp").id))
    assert [(view.name, view.value) for view in seen] == [("VISION_KEY", "s3cr3t")]
    probe = outcome.find(name="probe")
    assert all(outcome.depends(probe, one) for one in (*grants_of(outcome), outcome.find("keyvault:Secret")))
    assert set(outcome.outputs(outcome.find("SecretBackedConnection"))) == {"references", "ready", "vaultId", "connections"}


def test_nothing_is_granted_where_somebody_else_grants():
    program = lambda: secret(None, principal_id=SOMEBODY, resource_group_name=group().name, grants="external")  # noqa: E731
    outcome = run(program)
    assert grants_of(outcome) == []
    assert output(outcome, "connections", "vision")[0]["grant"]["external"] is True


def test_grants_can_be_external_for_one_connection_of_an_app():
    outcome = run(lambda: secret(app(), grants="external"))
    assert grants_of(outcome) == []
    assert [line["kind"] for line in output(outcome, "externalGrants")] == ["role-assignment"]


def test_two_apps_may_keep_a_secret_of_one_name_in_one_vault(azure):
    """Each has its own value: neither may overwrite the other's."""

    def program() -> None:
        vault = VaultArgs(id=raw_vault().id)
        for name in ("one", "two"):
            app(name, vault=vault, secrets={"API_KEY": f"of {name}"})

    outcome = azure.run(program)
    for name in ("one", "two"):
        seen = {view.name: view.value for view in azure.cloud.site_settings(str(outcome.find("web:WebApp", name).id))}
        assert seen["API_KEY"] == f"of {name}"
    assert order.writes_take_turns(outcome) == []


# ---- what is refused ----


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"secrets": {"A": "x"}, "existing_secrets": {"A": ExistingSecretArgs(vault_id=VAULT, name="a")}}, "Keep one"),
        ({"secrets": {}}, "nothing to connect"),
        ({"scope": "secrets"}, "'secret' or 'vault'"),
        ({"grants": "extern"}, "'managed' or 'external'"),
        ({"principal_id": SOMEBODY}, "Leave principal_id out"),
        ({"secrets": {"A-B": "x"}}, "'A-B'"),
    ],
    ids=["in both", "nothing", "scope", "grants", "app and principal", "a setting's name"],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, Any], says: str):
    message = failure(lambda: secret(app(), **arguments))
    assert says in message
    assert "vision" in message or "shop" in message


def test_somebody_has_to_read_the_secrets():
    assert "principal_id=..." in failure(lambda: secret(None, resource_group_name="shop"))


def test_a_vault_needs_a_resource_group():
    assert "resource_group_name" in failure(lambda: secret(None, principal_id=SOMEBODY))


def test_an_unknown_argument_is_refused_with_the_one_that_was_meant():
    for arguments in ({"secret": {"A": "x"}}, {"secrets": {"A": "x"}, "vault": {"authorisation": "rbac"}}):
        args: Any = arguments
        message = failure(lambda args=args: SecretBackedConnection("vision", args, app=app()))
        assert "Did you mean" in message
        assert issubclass(SecretBackedConnectionArgs, object)


def test_an_f_string_of_an_output_is_no_secret():
    message = failure(lambda: secret(app(), secrets={"A": "Calling __str__ on an Output[T] is not supported."}))
    assert "pulumi.Output" in message
    assert "'A'" in message


def test_two_settings_whose_secret_would_have_one_name_do_not_collide():
    def program() -> None:
        secret(app(), secrets={"API_KEY": "1", "API__KEY": "2"})

    names = {str(one.checked["secretName"]) for one in run(program).of_type("keyvault:Secret")}
    assert len(names) == 2


def test_a_connection_string_and_a_setting_of_one_name_do_not_collide(azure):
    outcome = azure.run(lambda: app(secrets={"KEY": "1"}, connection_strings={"KEY": {"type": "Custom", "secret": "2"}}))
    assert {str(one.input("properties", "value")) for one in outcome.of_type("keyvault:Secret")} == {"1", "2"}
    assert len({str(one.checked["secretName"]) for one in outcome.of_type("keyvault:Secret")}) == 2

"""What is recorded of a registration, and what the engine's side refuses."""

from __future__ import annotations

import pulumi
import pytest
from pulumi_azure_native import Provider, managedidentity, resources

from azure_rehearsal.core.values import UNKNOWN
from azure_rehearsal.doors.mocks.mocks import NoStandIn, run
from tests.rehearsal.doors.mocks.programs import Box, account, group, identity, secret, vault


def test_options_are_recorded_under_their_names_where_they_were_given():
    def program():
        first = group("first")
        group(
            protect=True,
            retain_on_delete=True,
            deleted_with=first,
            ignore_changes=["tags"],
            replace_on_changes=["location"],
            additional_secret_outputs=["name"],
            delete_before_replace=False,
            custom_timeouts=pulumi.CustomTimeouts(create="5m"),
            depends_on=[first],
        )

    outcome = run(program)
    first, rg = outcome.find(name="first"), outcome.find(name="rg")
    version = rg.options["version"]
    assert rg.options == {
        "protect": True,
        "retain_on_delete": True,
        "deleted_with": first.urn,
        "ignore_changes": ["tags"],
        "replace_on_changes": ["location"],
        "additional_secret_outputs": ["name"],
        "delete_before_replace": False,
        "custom_timeouts": {"create": "5m"},
        "version": version,
    }
    assert first.options == {"version": version}
    assert rg.dependencies == {first.urn}
    assert ("name",) in rg.secret_outputs


def test_aliases_are_recorded():
    aliases = [pulumi.Alias(name="old"), "urn:pulumi:dev::project::a:b:C::older"]
    found = run(lambda: group(aliases=aliases)).find(name="rg").aliases
    assert {"name": "old"} in found
    assert {"type": "azure-native:resources/v20160901:ResourceGroup"} in found  # the SDK's own
    assert {"urn": "urn:pulumi:dev::project::a:b:C::older"} in found


def test_providers_are_recorded_and_come_first():
    def program():
        provider = Provider("elsewhere", subscription_id="22222222-2222-2222-2222-222222222222")
        group(provider=provider)
        Box("box", pulumi.ResourceOptions(provider=provider))

    outcome = run(program)
    provider = outcome.find(name="elsewhere")
    assert provider.type == "pulumi:providers:azure-native"
    assert outcome.find(name="rg").provider == f"{provider.urn}::{provider.id}"
    assert outcome.find(name="box").providers == {"azure-native": f"{provider.urn}::{provider.id}"}
    assert outcome.find(name="box-id").provider.startswith(provider.urn)
    assert outcome.depends(outcome.find(name="rg"), provider)
    assert outcome.find(name="rg").input("resourceGroupName") is None


def test_a_name_can_be_used_once():
    def program():
        group()
        group()

    with pytest.raises(ValueError, match="two resources are azure-native:resources:ResourceGroup 'rg'"):
        run(program)
    run(lambda: (group(), Box("rg")))


def test_a_remote_component_is_refused():
    def program():
        pulumi.ComponentResource("other:index:Thing", "far", {"a": 1}, None, remote=True)

    with pytest.raises(NoStandIn, match="remote component"):
        run(program)


def test_a_resource_passed_as_an_input_arrives_as_its_id():
    def program():
        one = identity(group_name=group().name)
        managedidentity.UserAssignedIdentity("two", resource_group_name="x", tags={"twin": one})  # pyright: ignore[reportArgumentType]

    outcome = run(program, check=False)
    assert outcome.find(name="two").input("tags", "twin") == outcome.find(name="id").id
    assert run(program, preview=True).find(name="two").input("tags", "twin") is UNKNOWN


def test_get_reads_what_is_there():
    def program():
        made = identity(group_name=group().name)
        managedidentity.UserAssignedIdentity.get("found", made.id)
        pulumi.export("id", made.principal_id)

    outcome = run(program)
    found = outcome.find(name="found")
    assert (found.operation, found.output("principalId")) == ("read", outcome.exports["id"])


def test_get_of_what_is_not_there_is_refused():
    # pulumi/pulumi, pkg/resource/deploy/step.go: the provider's empty answer becomes these words
    with pytest.raises(Exception, match="resource '/subscriptions/s/resourceGroups/none' does not exist"):
        run(lambda: resources.ResourceGroup.get("found", "/subscriptions/s/resourceGroups/none"))


def test_get_resource_by_urn_finds_the_registration():
    """How Pulumi rehydrates a reference to a resource."""

    def program():
        made = group()
        found = pulumi.Output.from_input(made.urn).apply(lambda urn: pulumi.runtime.invoke_async("pulumi:pulumi:getResource", {"urn": urn}))
        pulumi.export("state", found.apply(lambda answer: answer["state"]["location"]))

    assert run(program).exports == {"state": "westeurope"}


def test_every_registration_of_a_bigger_program_is_complete():
    def program():
        rg = group()
        account(group_name=rg.name)
        kv = vault(group_name=rg.name)
        secret(group_name=rg.name, vault_name=kv.name, value=pulumi.Output.secret("x"))
        Box("box")

    outcome = run(program)
    assert len(outcome.resources) == 7
    for one in outcome.resources:
        assert one.finished > one.started > 0
        assert one.error is None
        if one.custom:
            assert one.id
            assert one.operation == "create"
            assert set(one.inputs) <= set(one.checked)
            assert one.id in outcome.cloud.remaining()

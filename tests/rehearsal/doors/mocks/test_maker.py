"""Programs run again: what is created, updated, replaced, kept and deleted; and answers that the test itself gives."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_azure_native import keyvault, resources

from azure_rehearsal.cloud.cloud import Cloud, Options
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.doors.mocks.mocks import InputsRefused, NoStandIn
from azure_rehearsal.testing.fixture import AzureFixture
from tests.rehearsal.doors.mocks.programs import group, identity, secret, vault

GROUP = "azure-native:resources:ResourceGroup"


def operations(outcome):
    return {one.name: one.operation for one in outcome.resources}


def tagged(**tags: str):
    return lambda: resources.ResourceGroup("rg", location="westeurope", tags=tags)


def test_the_second_run_of_the_same_program_changes_nothing():
    azure = AzureFixture()

    def program():
        identity(group_name=group().name)

    first, second = azure.run(program), azure.run(program)
    assert operations(first) == {"rg": "create", "id": "create"}
    assert operations(second) == {"rg": "same", "id": "same"}
    assert [one.id for one in first.resources] == [one.id for one in second.resources]
    assert [one.outputs for one in first.resources] == [one.outputs for one in second.resources]


def test_a_changed_input_is_one_update():
    azure = AzureFixture()
    azure.run(tagged(a="1"))
    outcome = azure.run(tagged(a="2"))
    assert operations(outcome) == {"rg": "update"}
    assert outcome.find(name="rg").output("tags") == {"a": "2"}


def test_a_preview_of_a_change_changes_nothing():
    azure = AzureFixture()
    first = azure.run(tagged(a="1"))
    preview = azure.run(tagged(a="2"), preview=True)
    assert operations(preview) == {"rg": "update"}
    assert preview.find(name="rg").id == first.find(name="rg").id
    assert operations(azure.run(tagged(a="1"))) == {"rg": "same"}


@pytest.mark.parametrize(("ignored", "operation"), [("tags", "same"), ("tags.a", "same"), ("tags.b", "update"), ("location", "update")])
def test_ignored_changes_are_none(ignored, operation):
    azure = AzureFixture()

    def program(value):
        options = pulumi.ResourceOptions(ignore_changes=[ignored])
        return lambda: resources.ResourceGroup("rg", location="westeurope", tags={"a": value}, opts=options)

    azure.run(program("1"))
    assert operations(azure.run(program("2"))) == {"rg": operation}


def test_a_new_name_replaces():
    azure = AzureFixture()

    def program(name):
        return lambda: resources.ResourceGroup("rg", location="westeurope", resource_group_name=name)

    first = azure.run(program("one"))
    assert operations(azure.run(program("two"), preview=True)) == {"rg": "replace"}
    second = azure.run(program("two"))
    assert operations(second) == {"rg": "replace"}
    assert azure.cloud.remaining() == [second.find(name="rg").id]
    assert first.find(name="rg").id != second.find(name="rg").id


def test_what_is_registered_no_more_goes_last_made_first():
    azure = AzureFixture()

    def program():
        identity(group_name=group().name)

    first = azure.run(program)
    preview = azure.run(lambda: None, preview=True)
    assert preview.deleted == [first.find(name="id").urn, first.find(name="rg").urn]
    assert len(azure.cloud.remaining()) == 2
    assert azure.destroy().deleted == preview.deleted
    assert azure.cloud.remaining() == []
    assert operations(azure.run(program)) == {"rg": "create", "id": "create"}


def test_a_failed_run_deletes_nothing():
    azure = AzureFixture()
    azure.run(group)
    with pytest.raises(AzureError):
        azure.run(lambda: identity(group_name="no-such-group"))
    assert len(azure.cloud.remaining()) == 1


def test_protected_resources_stay():
    azure = AzureFixture()
    azure.run(lambda: group(protect=True))
    with pytest.raises(InputsRefused, match="protected"):
        azure.destroy()
    assert len(azure.cloud.remaining()) == 1


def test_retained_resources_stay():
    azure = AzureFixture()
    azure.run(lambda: group(retain_on_delete=True))
    azure.destroy()
    assert len(azure.cloud.remaining()) == 1


def with_secret(**options: bool):
    def program():
        rg = group()
        kv = vault(group_name=rg.name)
        wanted: Any = dict.fromkeys(options, kv)
        secret(group_name=rg.name, vault_name=kv.name, value=pulumi.Output.secret("x"), **wanted)

    return program


def test_deleted_with_spares_the_data_plane_call():
    """The deployer has no data rights on an RBAC vault: deleting the secret by itself is refused, as on Azure."""
    azure = AzureFixture()
    azure.run(with_secret(deleted_with=True))
    azure.destroy()
    assert azure.cloud.remaining() == []
    azure = AzureFixture()
    azure.run(with_secret())
    with pytest.raises(AzureError) as refused:
        azure.destroy()
    assert refused.value.status == 403


def test_stacks_have_states_of_their_own():
    azure = AzureFixture()
    azure.run(group, stack="one")
    assert operations(azure.run(group, stack="two")) == {"rg": "create"}
    assert operations(azure.run(group, stack="one")) == {"rg": "same"}
    assert len(azure.cloud.remaining()) == 2


def test_inputs_that_are_wrong_are_refused_before_azure_is_asked():
    azure = AzureFixture()
    with pytest.raises(InputsRefused) as refused:
        azure.run(lambda: vault(group_name="no-such-group", properties={"enable_rbac_authorisation": True}))
    assert [path for path, _ in refused.value.failures] == ["properties.enable_rbac_authorisation"]
    assert str(refused.value).count("enable_rbac_authorisation") == 1


def test_the_same_in_a_preview():
    with pytest.raises(InputsRefused):
        AzureFixture().run(lambda: vault(group_name="g", properties={"enable_rbac_authorisation": True}), preview=True)


def test_retryable_refusals_are_tried_again(monkeypatch):
    azure = AzureFixture()
    calls = []
    create = Cloud.create

    def busy_twice(self, *args: Any, **kwargs: Any):
        calls.append(args)
        if len(calls) < 3:
            raise AzureError("ConflictError", "busy", 409, retryable=True)
        return create(self, *args, **kwargs)

    monkeypatch.setattr(Cloud, "create", busy_twice)
    monkeypatch.setattr("azure_rehearsal.doors.mocks.maker.FIRST_RETRY_SECONDS", 0.0)
    azure.run(group)
    assert len(calls) == 3


def test_a_conflict_that_lasts_is_raised(monkeypatch):
    def busy(*_: Any, **__: Any):
        raise AzureError("ConflictError", "busy", 409, retryable=True)

    monkeypatch.setattr(Cloud, "create", busy)
    monkeypatch.setattr("azure_rehearsal.doors.mocks.maker.FIRST_RETRY_SECONDS", 0.0)
    with pytest.raises(AzureError, match="busy"):
        AzureFixture().run(group)


# ---- answers of the test ----


def test_outputs_by_type_also_computed():
    outcome = AzureFixture().run(
        lambda: pulumi.export("location", group().location), outputs={GROUP: lambda one: {"location": f"{one.name}-land", "id": "/given"}}
    )
    assert outcome.exports == {"location": "rg-land"}
    assert outcome.find(name="rg").id == "/given"


def test_misspelt_outputs_of_the_test_are_refused():
    with pytest.raises(InputsRefused, match="Did you mean 'location'"):
        AzureFixture().run(group, outputs={GROUP: {"locaton": "x"}})
    with pytest.raises(InputsRefused, match="provisioning_state"):
        AzureFixture().run(group, outputs={GROUP: {"properties": {"provisioning_state": "x"}}})


class Password(pulumi.CustomResource):
    """A resource of a package that isn't simulated."""

    result: pulumi.Output[str]

    def __init__(self, name, length, opts=None) -> None:
        super().__init__("vault:index/password:Password", name, {"length": length, "result": None}, opts)


def test_other_packages_need_an_answer():
    program = lambda: pulumi.export("password", Password("pw", 3).result)  # noqa: E731
    with pytest.raises(NoStandIn, match="'vault' isn't simulated"):
        AzureFixture().run(program)
    given = {"vault:index/password:Password": lambda one: {"result": "x" * one.input("length")}}
    azure = AzureFixture()
    assert azure.run(program, outputs=given).exports == {"password": "xxx"}
    assert azure.run(program, outputs=given, preview=True).find(name="pw").operation == "stand-in"


def test_functions_are_answered_by_the_cloud_or_by_the_test():
    def program():
        rg = group()
        made = vault(group_name=rg.name)
        found = keyvault.get_vault_output(resource_group_name=rg.name, vault_name=made.name)
        pulumi.export("uri", found.properties.vault_uri)

    azure = AzureFixture()
    assert azure.run(program).exports["uri"].startswith("https://")
    given = {"azure-native:keyvault:getVault": lambda args: {"properties": {"vaultUri": f"given {args['vaultName'][:2]}"}}}
    assert azure.run(program, invokes=given).exports["uri"] == "given kv"


def test_arguments_of_functions_are_checked():
    def program():
        pulumi.runtime.invoke("azure-native:keyvault:getVault", {"vaultNam": "x"})

    with pytest.raises(InputsRefused, match="Did you mean 'vaultName'"):
        AzureFixture().run(program)


def test_functions_of_other_packages_need_an_answer():
    program = lambda: pulumi.export("x", pulumi.runtime.invoke("other:index:get", {}).value["y"])  # noqa: E731
    with pytest.raises(NoStandIn, match="invokes="):
        AzureFixture().run(program)
    assert AzureFixture().run(program, invokes={"other:index:get": {"y": 3}}).exports == {"x": 3}


def test_stack_references():
    def program():
        pulumi.export("name", pulumi.StackReference("acme/base/dev").require_output("vault"))

    with pytest.raises(NoStandIn, match="acme/base/dev"):
        AzureFixture().run(program)
    assert AzureFixture().run(program, stack_references={"acme/base/dev": {"vault": "kv"}}).exports == {"name": "kv"}


def test_the_cloud_can_be_chosen():
    azure = AzureFixture(Cloud(options=Options(deployer_roles=["Reader"])))
    with pytest.raises(AzureError) as refused:
        azure.run(group)
    assert refused.value.code == "AuthorizationFailed"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from("12"), max_size=3), min_size=1, max_size=4))
def test_any_sequence_of_programs_leaves_what_the_last_one_says(programs):
    """A model-based check of the little engine: groups by name with a tag; what stands is exactly the last program's."""
    azure = AzureFixture()
    before: dict[str, str] = {}
    for wanted in programs:

        def program(wanted=wanted):
            for name, tag in wanted.items():
                resources.ResourceGroup(name, location="westeurope", tags={"v": tag})

        outcome = azure.run(program)
        expected = {name: "create" if name not in before else "same" if before[name] == tag else "update" for name, tag in wanted.items()}
        assert operations(outcome) == expected
        assert len(outcome.deleted) == len(set(before) - set(wanted))
        assert set(azure.cloud.remaining()) == {one.id for one in outcome.resources}
        before = wanted

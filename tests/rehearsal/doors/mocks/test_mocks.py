"""Running programs: the traps of Pulumi's plain mocks, one test each, and what a run leaves behind."""

from __future__ import annotations

import asyncio
import contextvars
import os
import time
from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime import settings as pulumi_settings
from pulumi_azure_native import keyvault, resources

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import UNKNOWN
from azure_rehearsal.doors.mocks.mocks import Unfinished, run
from tests.rehearsal.doors.mocks.programs import group, identity, secret, vault

SETTINGS: Any = pulumi_settings.SETTINGS


def simple():
    rg = group()
    one = identity(group_name=rg.name)
    pulumi.export("principal", one.principal_id)


# ---- a false assertion can't pass ----


def test_a_false_assertion_in_an_apply_fails_the_run():
    def program():
        group().name.apply(lambda name: pytest.fail(f"seen {name[:2]}"))

    with pytest.raises(pytest.fail.Exception, match="seen rg"):
        run(program)


def test_so_does_one_whose_result_is_thrown_away_in_a_nested_apply():
    def check(name):
        assert name == "other"

    def program():
        group().name.apply(lambda name: pulumi.Output.from_input(name).apply(check) and None)

    with pytest.raises(AssertionError):
        run(program)


def test_so_does_one_in_an_input_of_another_resource():
    def wrong(_):
        raise ZeroDivisionError

    def program():
        identity(group_name=group().name.apply(wrong))

    with pytest.raises(ZeroDivisionError):
        run(program)


def test_a_true_assertion_passes_and_has_run():
    seen = []
    run(lambda: group().name.apply(seen.append))
    assert len(seen) == 1


# ---- previews ----


def test_in_a_preview_ids_and_computed_outputs_are_unknown():
    seen = []

    def program():
        rg = group()
        rg.id.apply(seen.append)
        identity(group_name=rg.name).principal_id.apply(seen.append)
        rg.location.apply(seen.append)
        pulumi.export("id", rg.id)

    outcome = run(program, preview=True)
    assert seen == ["westeurope"]
    assert outcome.exports == {"id": UNKNOWN}
    assert outcome.find(name="id").input("resourceGroupName") is UNKNOWN
    assert outcome.cloud.remaining() == []


def test_is_dry_run_tells_the_program():
    seen = []
    run(lambda: seen.append(pulumi.runtime.is_dry_run()), preview=True)
    run(lambda: seen.append(pulumi.runtime.is_dry_run()))
    assert seen == [True, False]


# ---- dependencies survive ----


def test_an_output_that_carries_a_dependency_keeps_it():
    outcome = run(simple)
    assert outcome.find(name="id").property_dependencies["resourceGroupName"] == {outcome.find(name="rg").urn}
    assert run(simple, preview=True).find(name="id").property_dependencies["resourceGroupName"]


# ---- secrets ----


def test_secrets_stay_secret_through_inputs_outputs_and_exports():
    def program():
        rg = group()
        kv = vault(group_name=rg.name)
        secret(group_name=rg.name, vault_name=kv.name, value=pulumi.Output.secret("canary-value"))
        tagged = resources.ResourceGroup("tagged", location="westeurope", tags={"label": pulumi.Output.secret("shh"), "other": "x"})
        pulumi.export("label", tagged.tags.apply(lambda tags: (tags or {})["label"]))
        pulumi.export("plain", rg.name)

    outcome = run(program)
    key = outcome.find("keyvault:Secret")
    assert key.input("properties", "value") == "canary-value"
    assert key.is_secret("properties", "value")
    assert not key.is_secret("vaultName")
    assert outcome.secrets(key) == {("properties", "value")}
    assert outcome.find(name="tagged").secret_outputs == {("tags", "label")}
    assert outcome.exports["label"] == "shh"
    assert outcome.secret_exports == {("label",)}


def test_additional_secret_outputs_are_secret():
    async def program():
        assert await identity(group_name=group().name, additional_secret_outputs=["principal_id"]).principal_id.is_secret()
        assert not await identity("other", group_name="x").client_id.is_secret()

    outcome = run(program, check=False)
    assert not [error for error in outcome.errors if isinstance(error, AssertionError)]


# ---- text made of an output ----


def test_an_f_string_of_an_output_is_an_error(monkeypatch):
    monkeypatch.delenv("PULUMI_ERROR_OUTPUT_STRING", raising=False)
    with pytest.raises(Exception, match="__str__ on an Output"):
        run(lambda: pulumi.export("x", f"name: {group().name}"))


def test_the_switch_for_it_is_put_back(monkeypatch):
    monkeypatch.delenv("PULUMI_ERROR_OUTPUT_STRING", raising=False)
    run(lambda: None)
    assert "PULUMI_ERROR_OUTPUT_STRING" not in os.environ
    monkeypatch.setenv("PULUMI_ERROR_OUTPUT_STRING", "false")
    run(lambda: None)
    assert os.environ["PULUMI_ERROR_OUTPUT_STRING"] == "false"


# ---- Azure says no ----


def test_azures_refusal_is_raised_as_it_is_and_says_where():
    with pytest.raises(AzureError) as refused:
        run(lambda: identity(group_name="no-such-group"))
    assert refused.value.code == "ResourceGroupNotFound"
    assert refused.value.__notes__[:1] == ["while registering azure-native:managedidentity:UserAssignedIdentity 'id'"]


def test_a_refused_function_reaches_the_program_which_may_go_on():
    caught = []

    def program():
        try:
            keyvault.get_vault(resource_group_name="no", vault_name="none")
        except Exception as error:  # noqa: BLE001 - what Pulumi raises is a bare Exception
            caught.append(str(error))

    assert run(program).errors == []
    assert "invoke of azure-native:keyvault:getVault failed" in caught[0]


def test_a_refused_function_that_nobody_catches_is_raised_as_azures_error():
    with pytest.raises(AzureError):
        run(lambda: keyvault.get_vault(resource_group_name="no", vault_name="none"))
    with pytest.raises(AzureError):
        run(lambda: pulumi.export("x", keyvault.get_vault_output(resource_group_name="no", vault_name="none").name))


def test_without_check_all_errors_are_gathered_and_nothing_is_raised():
    def program():
        identity("a", group_name="no-such-group")
        identity("b", group_name="nor-this")
        raise KeyError("third")

    outcome = run(program, check=False)
    assert {type(error) for error in outcome.errors} == {AzureError, KeyError}
    assert isinstance(outcome.errors[0], KeyError)  # the program's body ran first
    assert len(outcome.errors) == 3
    assert outcome.find(name="a").error in outcome.errors


# ---- programs of all kinds ----


def test_an_async_program():
    async def program():
        await asyncio.sleep(0)
        simple()

    assert [one.name for one in run(program).resources] == ["rg", "id"]


def test_pulumi_run_inside_a_program():
    def program():
        async def main():
            await asyncio.sleep(0)
            return {"name": group().name}

        pulumi.run(main)

    assert run(program).exports["name"].startswith("rg")


def test_resources_made_inside_an_apply():
    outcome = run(lambda: group().name.apply(lambda name: identity(group_name=name)))
    assert [one.name for one in outcome.resources] == ["rg", "id"]


def test_a_thread_of_the_program_does_not_stop_the_registrations():
    """Work that the program sends to the loop's pool has threads of its own."""

    async def program():
        rg = group()
        name = await asyncio.get_running_loop().run_in_executor(None, lambda: time.sleep(0.01) or "done")
        identity(group_name=rg.name)
        pulumi.export("name", name)

    assert run(program).exports == {"name": "done"}


def test_a_program_that_waits_for_itself_is_stopped():
    async def program():
        identity(group_name=pulumi.Output.from_input(asyncio.get_running_loop().create_future()))

    start = time.monotonic()
    with pytest.raises(Unfinished, match=r"0\.3 s"):
        run(program, timeout=0.3)
    assert time.monotonic() - start < 10


def test_a_resource_cannot_be_registered_after_the_end():
    held = []
    run(lambda: held.append(SETTINGS.monitor))
    with pytest.raises(RuntimeError, match="the run is over"):
        held[0].RegisterResource(None)


# ---- one run after another ----


def test_runs_do_not_see_each_other():
    before = (SETTINGS.monitor, SETTINGS.dry_run, SETTINGS.stack, pulumi_settings.get_root_resource())
    first, second = run(simple, stack="one"), run(simple, stack="two")
    assert (SETTINGS.monitor, SETTINGS.dry_run, SETTINGS.stack, pulumi_settings.get_root_resource()) == before
    assert first.find(name="rg").urn == "urn:pulumi:one::project::azure-native:resources:ResourceGroup::rg"
    assert second.find(name="rg").urn.startswith("urn:pulumi:two::")
    assert len(second.resources) == 2


def test_a_failed_run_leaves_nothing_for_the_next():
    with pytest.raises(AzureError):
        run(lambda: identity(group_name="no-such-group"))
    assert run(simple).errors == []


def test_stack_transformations_end_with_the_run():
    def program():
        pulumi.runtime.register_stack_transformation(
            lambda args: pulumi.ResourceTransformationResult({**args.props, "tags": {"by": "me"}}, args.opts)
        )
        group()

    assert run(program).find(name="rg").input("tags") == {"by": "me"}
    assert run(simple).find(name="rg").input("tags") is None


def test_from_within_an_async_test():
    async def test():
        return run(simple)

    assert len(asyncio.run(test()).resources) == 2


def test_two_runs_of_one_program_are_the_same():
    def facts(outcome):
        return [(one.urn, one.checked, one.outputs, one.started, one.finished) for one in outcome.resources]

    assert facts(run(simple)) == facts(run(simple))


def test_registrations_are_answered_one_after_another(monkeypatch):
    """Else the order of a recording, and the names that depend on it, would be a matter of luck."""
    at_work = []
    create = Cloud.create

    def slow(self, *args: Any, **kwargs: Any):
        at_work.append(args)
        time.sleep(0.005)
        assert len(at_work) == 1
        at_work.pop()
        return create(self, *args, **kwargs)

    monkeypatch.setattr(Cloud, "create", slow)
    outcome = run(lambda: [group(f"rg{at}") for at in range(10)])
    assert [one.name for one in outcome.resources] == [f"rg{at}" for at in range(10)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 4), unique=True, max_size=5), st.booleans())
def test_usable_under_hypothesis(which, preview):
    def program():
        for at in which:
            group(f"rg{at}")

    assert [one.name for one in run(program, preview=preview).resources] == [f"rg{at}" for at in which]


def test_what_the_program_logs_is_kept():
    def program():
        pulumi.log.warn("careful")
        pulumi.info("hello")

    assert [(line.severity, line.message) for line in run(program).logs] == [("warning", "careful"), ("info", "hello")]


def test_a_large_program_costs_little_more_than_under_plain_mocks():
    """Ours is the recording, the check of each input, and the cloud; Pulumi's own share is measured beside it, in the same process."""

    class Plain(pulumi.runtime.Mocks):
        def call(self, args):
            return {}, None

        def new_resource(self, args):
            return f"{args.name}_id", args.inputs

    def program():
        rg = group()
        for at in range(200):
            identity(f"id{at}", group_name=rg.name)

    def plain():
        asyncio.set_event_loop(asyncio.new_event_loop())
        pulumi.runtime.set_mocks(Plain())
        pulumi.runtime.test(program)()

    theirs = _seconds(lambda: contextvars.copy_context().run(plain))
    asyncio.set_event_loop(None)
    ours = _seconds(lambda: run(program))
    assert ours < 2 * theirs


def _seconds(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start

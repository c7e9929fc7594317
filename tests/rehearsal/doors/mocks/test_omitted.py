"""Outputs that the simulation leaves out."""

from __future__ import annotations

import logging
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import keyvault

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.doors.mocks.mocks import MissingOutput, Script, run
from tests.rehearsal.doors.mocks.programs import group, vault


@pytest.fixture
def forgetful(monkeypatch):
    """A cloud that leaves out what it is told to: paths of outputs."""

    def leave_out(*path: str):
        create = Cloud.create

        def without(self, *args: Any, **kwargs: Any):
            made = create(self, *args, **kwargs)
            holder: Any = made.outputs
            for step in path[:-1]:
                holder = holder.get(step, {})
            holder.pop(path[-1], None)
            return made

        monkeypatch.setattr(Cloud, "create", without)

    return leave_out


def test_reading_a_missing_output_fails_and_says_what_to_do(forgetful):
    forgetful("name")
    with pytest.raises(MissingOutput, match=r"ResourceGroup 'rg': output 'name' .*outputs=\{"):
        run(lambda: pulumi.export("name", group().name))


def test_so_does_using_it_as_an_input(forgetful):
    forgetful("name")
    with pytest.raises(MissingOutput):
        run(lambda: vault(group_name=group().name))


def test_one_that_nobody_reads_does_not_matter(forgetful, caplog):
    forgetful("name")
    with caplog.at_level(logging.WARNING):
        assert run(lambda: pulumi.export("place", group().location)).exports == {"place": "westeurope"}
    assert caplog.records == []


@pytest.mark.parametrize(
    "read",
    [lambda kv: kv.properties.vault_uri, lambda kv: kv.properties.apply(lambda properties: properties.vault_uri)],
    ids=["lifted", "in an apply"],
)
def test_inside_an_object_too(forgetful, read):
    forgetful("properties", "vaultUri")
    with pytest.raises(MissingOutput, match=r"VaultPropertiesResponse\.vault_uri"):
        run(lambda: pulumi.export("uri", read(vault(group_name=group().name))))


def test_what_the_sdk_calls_optional_may_be_absent():
    seen = []
    run(lambda: group().tags.apply(seen.append))
    assert seen == [None]


def test_the_test_may_give_it(forgetful):
    forgetful("properties", "vaultUri")
    script = Script(outputs={"azure-native:keyvault:Vault": {"properties": {"vaultUri": "https://given"}}})
    outcome = run(lambda: pulumi.export("uri", vault(group_name=group().name).properties.vault_uri), script=script)
    assert outcome.exports == {"uri": "https://given"}
    assert outcome.find("keyvault:Vault").output("properties", "tenantId")  # merged, not replaced


def test_the_test_may_say_that_it_is_absent(forgetful):
    forgetful("name")
    seen = []
    run(lambda: group().name.apply(seen.append), script=Script(outputs={"azure-native:resources:ResourceGroup": {"name": None}}))
    assert seen == [None]


def test_a_missing_result_of_a_function_is_missing_where_it_is_read():
    script = Script(invokes={"azure-native:keyvault:getVault": {"id": "/x", "name": "kv"}})
    seen = []

    def program(read):
        found = keyvault.get_vault(resource_group_name="rg", vault_name="kv")
        seen.append(found.name)
        read(found)

    run(lambda: program(lambda found: found.tags), script=script)
    assert seen == ["kv"]
    with pytest.raises(MissingOutput, match=r"\.type"):
        run(lambda: program(lambda found: found.type), script=script)


def test_outside_of_a_run_pulumi_is_as_it_was():
    result = keyvault.GetVaultResult(
        azure_api_version=None, id=None, location=None, name=None, properties=None, system_data=None, tags=None, type=None
    )
    assert result.type is None

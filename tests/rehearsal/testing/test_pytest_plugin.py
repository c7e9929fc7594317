"""The fixture as users get it: in a pytest of its own. The canaries must fail."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

SUITE = """
import asyncio
import pulumi
import pytest
from azure_rehearsal.core.values import UNKNOWN
from pulumi_azure_native import resources, keyvault


def group():
    return resources.ResourceGroup("rg", location="westeurope")


def test_good(azure):
    run = azure.run(lambda: pulumi.export("name", group().name))
    assert run.find("ResourceGroup").input("location") == "westeurope"
    assert run.exports["name"].startswith("rg")
    assert azure.cloud.remaining() == [run.find("ResourceGroup").id]


def test_good_each_test_has_a_cloud_of_its_own(azure):
    assert azure.cloud.remaining() == []


async def nothing():
    pass


def test_good_preview(azure):
    assert azure.run(lambda: pulumi.export("name", group().id), preview=True).exports == {"name": UNKNOWN}


def test_canary_false_assertion_in_apply(azure):
    def check(name):
        assert name == "something else"

    azure.run(lambda: group().name.apply(check))


def test_canary_misspelt_key(azure):
    azure.run(lambda: keyvault.Vault("kv", resource_group_name="g", properties={
        "tenant_id": "t", "sku": {"family": "A", "name": "standard"}, "enable_rbac_authorisation": True}))


def test_canary_omitted_output(azure):
    azure.run(lambda: pulumi.export("state", group().properties.apply(lambda p: p.provisioning_state)),
              outputs={"azure-native:resources:ResourceGroup": {"properties": {"provisioningState": None}}})


def test_canary_f_string(azure):
    azure.run(lambda: pulumi.export("x", f"{group().name}"))


def test_canary_azure_refuses(azure):
    azure.run(lambda: keyvault.Vault("kv", resource_group_name="none", properties={
        "tenant_id": "11111111-1111-1111-1111-111111111111", "sku": {"family": "A", "name": "standard"}}))


def test_canary_unknown_is_not_compared_by_truth(azure):
    run = azure.run(lambda: pulumi.export("id", group().id), preview=True)
    assert run.exports["id"]
"""


def test_good_tests_pass_and_every_canary_fails(pytester: pytest.Pytester):
    pytester.makepyfile(SUITE)
    outcomes = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")
    names = [line.split("::")[1].split(" ")[0] for line in outcomes.outlines if line.startswith("FAILED")]
    assert sorted(names) == sorted(line.split("(")[0][4:] for line in SUITE.splitlines() if line.startswith("def test_canary"))
    outcomes.assert_outcomes(passed=3, failed=6)


def test_the_plugin_is_registered_and_costs_nothing_until_used(pytester: pytest.Pytester):
    pytester.makepyfile("import sys\n\ndef test_it():\n    assert 'pulumi' not in sys.modules\n")
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    fixtures = pytester.runpytest_subprocess("--fixtures", "-q", "-p", "no:cacheprovider")
    fixtures.stdout.fnmatch_lines(["azure*"])

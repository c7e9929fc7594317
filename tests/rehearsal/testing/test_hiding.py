"""No secret of a program is to be read in what pytest says of a failing test, however the test came to it."""

from __future__ import annotations

import pytest

from azure_rehearsal.testing.hiding import HIDDEN, texts_of

pytest_plugins = ["pytester"]

SUITE = """
import logging
import pulumi
import pytest
from pulumi_azure_native import keyvault, resources, web


def program():
    rg = resources.ResourceGroup("rg", location="westeurope")
    vault = keyvault.Vault("kv", vault_name="kv-one", resource_group_name=rg.name, properties={
        "tenant_id": "11111111-1111-1111-1111-111111111111", "sku": {"family": "A", "name": "standard"}, "enable_rbac_authorization": True})
    keyvault.Secret("key", resource_group_name=rg.name, vault_name=vault.name, secret_name="key",
                    properties={"value": pulumi.Output.secret("canary-'one\\u00e9'")})
    pulumi.export("plain", "to be read")
    pulumi.export("secret", pulumi.Output.secret({"deep": ["canary-two"]}))
    pulumi.export("configured", pulumi.Config().require_secret("password"))


def run(azure):
    return azure.run(program, config_secrets={"password": "canary-three"})


def test_run(azure): assert run(azure) is None
def test_exports(azure): assert run(azure).exports == {"plain": "other"}
def test_find(azure): assert run(azure).find("keyvault:Secret") is None
def test_inputs(azure): assert run(azure).find("keyvault:Secret").inputs == {}
def test_input(azure): assert run(azure).find("keyvault:Secret").input("properties", "value") == "x"
def test_cloud(azure):
    run(azure)
    assert [one.inputs for one in azure.cloud.state.records.values()] == []
def test_printed(azure):
    print(run(azure).exports)
    logging.getLogger("x").warning("%s", azure.cloud.state.records)
    assert 0
def test_local(azure):
    exports = run(azure).exports
    def deeper(value): raise KeyError(value["configured"])
    deeper(exports)
def test_chained(azure):
    try: raise ValueError(run(azure).exports["secret"])
    except ValueError as error: raise RuntimeError("again") from error
def test_own_words(azure): pytest.fail(f"it is {run(azure).exports}")
def test_parameter(azure):
    run(azure)
    assert {"a": "canary-two"} == {"a": "canary-three"}
"""


@pytest.mark.parametrize("arguments", [("--showlocals", "-vv", "-rA"), ("--tb=native",)], ids=str)
def test_no_output_of_a_failing_test_shows_a_secret(pytester: pytest.Pytester, arguments: tuple[str, ...]):
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_subprocess(*arguments, "-p", "no:cacheprovider")
    result.assert_outcomes(failed=11)
    told = result.outlines + result.errlines
    assert not [line for line in told if "canary-" in line]
    assert any(HIDDEN in line for line in told)
    assert any("to be read" in line for line in told)


def test_texts_are_found_however_deep_and_short_ones_are_left():
    assert texts_of([{"a": ["long enough", {"b": "also this"}], "c": "abc"}, 123456, True, None, 7]) == {
        "long enough",
        "also this",
        "123456",
    }

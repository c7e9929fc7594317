"""Each described type answers with outputs that its SDK can read: none missing, none misspelt, none of the wrong kind."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from azure_rehearsal.schema import types as schema
from azure_rehearsal.services import SERVICES
from tests.rehearsal.world import World

TOKENS = sorted(kind.token for service in SERVICES for kind in service.types)
EXAMPLES = sorted(path.stem for path in Path(__file__).with_name("examples").glob("[a-z]*.py"))


@pytest.fixture(scope="module")
def all_made() -> dict[str, Any]:
    """One of each described type. Each module of `examples` makes those of some services: `make(world) -> list[Made]`."""
    world = World()
    made = [one for name in EXAMPLES for one in importlib.import_module(f"tests.rehearsal.services.examples.{name}").make(world)]
    return {"world": world, **{world.cloud.type_of(one.token).token: one for one in made}}


def test_each_described_type_has_an_example(all_made):
    assert sorted(set(TOKENS) - set(all_made)) == []


def example(all_made: dict[str, Any], token: str) -> Any:
    if token not in all_made:
        pytest.skip("has no example, as the test before says")
    return all_made[token]


def _tells_type(token: str) -> bool:
    """Whether the output `type` is the ARM type: some types have none, or an input of that name."""
    described = schema.describe(token)
    return "type" in described.outputs and "type" not in described.inputs


@pytest.mark.parametrize("token", TOKENS)
def test_outputs_fit_the_sdk(all_made, token):
    made = example(all_made, token)
    read = all_made["world"].cloud.read(token, made.id, made.inputs)
    for outputs in (dict(made), read.outputs):
        faults = schema.check_outputs(token, outputs)
        # The specification calls many outputs "always there" that Azure leaves out.
        assert [str(fault) for fault in faults if not fault.missing] == []
        assert "type" in outputs or not token.startswith("azure-native:") or not _tells_type(token)
        if token.startswith("azuread:"):
            assert faults == []
    assert [str(fault) for fault in schema.check(token, read.inputs)] == []


@pytest.mark.parametrize("token", TOKENS)
def test_a_second_deployment_changes_nothing(all_made, token):
    made, cloud = example(all_made, token), all_made["world"].cloud
    checked = cloud.check(token, made.inputs, urn_name="thing", olds=made.inputs)
    read = cloud.read(token, made.id, made.inputs)
    assert cloud.diff(token, made.id, made.inputs, made, checked.inputs).changed == []
    assert cloud.diff(token, made.id, read.inputs, read.outputs, checked.inputs).changed == []


def test_no_secret_is_an_output(all_made):
    text = repr({token: dict(made) for token, made in all_made.items() if token != "world"})
    assert "canary" not in text

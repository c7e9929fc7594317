"""Argument classes: frozen, keyword-only, also as dicts, and no misspelt name is lost."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pulumi_azure_connect as package
from pulumi_azure_connect import ManagedIdentityApp, SecretBackedConnection, SlotArgs, UnknownArgument, VaultArgs
from pulumi_azure_connect.program.arguments import coerce, coerce_all
from tests.components.programs import failure, group

CLASSES = [found for name, found in vars(package).items() if name.endswith("Args") and inspect.isclass(found)]


def test_there_are_classes_to_test():
    assert len(CLASSES) >= 10


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_class_names_what_was_meant_by_an_unknown_argument(cls: Any):
    name = dataclasses.fields(cls)[0].name
    with pytest.raises(UnknownArgument) as refused:
        cls(**{f"{name}x": "canary"})
    message = str(refused.value)
    assert f"Did you mean '{name}'?" in message
    assert cls.__name__ in message
    assert "canary" not in message


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_is_described(cls: Any):
    """The text under each is its description in every other language."""
    source = inspect.getsource(cls)
    assert source.count('"""') == 2 * (1 + len(dataclasses.fields(cls)))


def test_a_required_argument_is_missed():
    with pytest.raises(UnknownArgument, match="SlotArgs needs name"):
        SlotArgs()  # pyright: ignore[reportCallIssue]


def test_arguments_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SlotArgs(name="a").name = "b"  # type: ignore[misc]


@given(st.dictionaries(st.sampled_from(["name", "sku", "authorization"]), st.text(min_size=1)))
def test_a_dict_is_as_good_as_an_object(values: dict[str, Any]):
    assert coerce(VaultArgs, values, "vault") == VaultArgs(**values)
    assert coerce(VaultArgs, VaultArgs(**values), "vault") == VaultArgs(**values)


@pytest.mark.parametrize("value", ["a text", 7, ["a list"]])
def test_what_is_neither_is_refused(value: object):
    with pytest.raises(UnknownArgument, match="vault of app 'shop' takes VaultArgs or a dict"):
        coerce(VaultArgs, value, "vault of app 'shop'")


def test_nothing_is_an_empty_list():
    assert coerce_all(SlotArgs, None, "slots") == []
    assert coerce_all(SlotArgs, [{"name": "a"}, SlotArgs(name="b")], "slots") == [SlotArgs(name="a"), SlotArgs(name="b")]


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        ({"runtme": "PYTHON|3.12"}, "runtime"),
        ({"runtime": "PYTHON|3.12", "vault": {"authorisation": "rbac"}}, "authorization"),
        ({"runtime": "PYTHON|3.12", "sku": "S1", "slots": [{"nam": "staging"}]}, "name"),
        ({"runtime": "PYTHON|3.12", "connections": [{"name": "a", "target": "keyvault", "acces": "read"}]}, "access"),
        ({"runtime": "PYTHON|3.12", "connection_strings": {"A": {"type": "Custom", "valu": "x"}}}, "value"),
        ({"runtime": "PYTHON|3.12", "user_assigned_identity": {"id": "x", "principal": "x"}}, "principal_id"),
        ({"runtime": "PYTHON|3.12", "existing_secrets": {"A": {"vault": "x", "name": "x"}}}, "vault_id"),
    ],
    ids=lambda part: part if isinstance(part, str) else None,
)
def test_a_misspelt_key_is_met_at_any_depth(arguments: dict[str, Any], meant: str):
    def program() -> None:
        ManagedIdentityApp("shop", {"resource_group_name": group().name, **arguments})  # type: ignore[arg-type]

    assert f"Did you mean '{meant}'?" in failure(program)


def test_components_take_dicts():
    def program() -> None:
        SecretBackedConnection("vision", {"secret": {"A": "x"}})  # type: ignore[arg-type]

    assert "Did you mean 'secrets'?" in failure(program)

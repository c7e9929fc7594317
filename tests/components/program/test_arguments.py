"""Argument classes: frozen, keyword-only, also as dicts, and no misspelt name is lost."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pulumi_azure_connect as package
from pulumi_azure_connect import (
    ConnectionArgs,
    ConnectionOptions,
    ManagedIdentityApp,
    SecretBackedConnection,
    SlotArgs,
    UnknownArgument,
    VaultArgs,
)
from pulumi_azure_connect.program.arguments import coerce, coerce_all
from tests.components.programs import account, app, failure, group

CLASSES = [found for name, found in vars(package).items() if name.endswith("Args") and dataclasses.is_dataclass(found)]


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


def test_connections_are_described_option_by_option():
    """Written once, as options of `connect`: `ConnectionArgs` adds what a connection is, and lists both."""
    options, own = set(ConnectionOptions.__annotations__), {"name", "target", "to", "to_type", "remote_app"}
    assert set(inspect.signature(ConnectionArgs).parameters) == options | own
    assert inspect.getsource(ConnectionOptions).count('"""') == 2 * (1 + len(options))
    assert inspect.getsource(ConnectionArgs).count('"""') == 2 * (1 + len(own))


@pytest.mark.parametrize("cls", [*CLASSES, ConnectionArgs], ids=lambda cls: cls.__name__)
def test_python_itself_lists_the_arguments(cls: Any):
    parameters = inspect.signature(cls).parameters.values()
    assert [parameter.name for parameter in parameters if parameter.kind is not inspect.Parameter.KEYWORD_ONLY] == []
    assert {parameter.name for parameter in parameters} >= set(cls.__annotations__) != set()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "up", "target": "storage-blob", "acess": "read"}, "ConnectionArgs has no argument 'acess'. Did you mean 'access'?"),
        ({"target": "storage-blob"}, "ConnectionArgs needs name"),
        ({"name": "up", "target": "storage-blob", "roles": "Reader"}, "roles of ConnectionArgs takes a list, not text"),
        ({"name": "up", "target": "storage-blob", "values": pulumi.Output.from_input({})}, "values of ConnectionArgs takes a dict"),
        ("up", "takes ConnectionArgs(...) or a dict of its arguments, not str"),
    ],
)
def test_connections_in_arguments_are_checked_in_words(given: Any, words: str):
    assert words in failure(lambda: app(connections=[given]))


def test_options_of_connect_are_checked_in_words():
    def misspelt() -> None:
        app().connect("up", "storage-blob", to=account(), acess="read")  # pyright: ignore[reportCallIssue]

    def wrong() -> None:
        app().connect("up", "storage-blob", to=account(), roles="Reader", settings=["A"])  # pyright: ignore[reportArgumentType]

    assert "connection 'up' has no argument 'acess'. Did you mean 'access'?" in failure(misspelt)
    assert "settings of connection 'up' takes a dict" in failure(wrong) or "roles of connection 'up' takes a list" in failure(wrong)


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

"""The options of a connection are written once, and every args class says what it takes."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import pulumi_azure_connect as package
from pulumi_azure_connect import ConnectionArgs, ConnectionOptions, RemoteAppArgs, UnknownArgument
from pulumi_azure_connect.program.arguments import check_options

ARGS = sorted(name for name in package.__all__ if name.endswith("Args"))


@pytest.mark.parametrize("name", ARGS)
def test_the_signature_lists_the_real_arguments(name: str):
    args = getattr(package, name)
    parameters = {key: one for key, one in inspect.signature(args).parameters.items() if key != "self"}
    assert set(parameters) == {key for base in args.__mro__ for key in vars(base).get("__annotations__", {})}
    assert {one.kind for one in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}


def test_connection_args_are_the_options_and_what_names_the_target():
    assert set(ConnectionArgs.__annotations__) - set(ConnectionOptions.__annotations__) == {"name", "target", "to", "to_type", "remote_app"}
    assert ConnectionArgs.__required_keys__ == {"name", "target"}
    assert not ConnectionOptions.__required_keys__


def test_an_unknown_argument_is_named_with_what_was_meant():
    wrong: dict[str, Any] = {"url": "u", "audeince": "a", "service_principal_id": "s", "app_role_ids": {}}
    with pytest.raises(UnknownArgument, match=r"audeince.*[Dd]id you mean 'audience'"):
        RemoteAppArgs(**wrong)


def test_an_unknown_option_of_connect_is_named_with_what_was_meant():
    wrong: dict[str, Any] = {"acess": "read"}
    with pytest.raises(UnknownArgument, match=r"acess.*[Dd]id you mean 'access'"):
        check_options(ConnectionOptions, wrong, "connect")

"""What the package offers: pinned by name, typed to the last argument, each with a docstring."""

from __future__ import annotations

import inspect
from typing import Any

import pulumi
import pytest

import pulumi_azure_connect as package
from pulumi_azure_connect.targets import builtin
from pulumi_azure_connect.targets.target import Target

# Targets aside, which have a snapshot each. A name that goes away from here is a breaking change.
NAMES = {
    *("ManagedIdentityApp", "ManagedIdentityAppArgs", "SecretBackedConnection", "SecretBackedConnectionArgs"),
    *("AuthenticationArgs", "CallerArgs", "ConnectionArgs", "ConnectionStringArgs", "ExistingSecretArgs", "IdentityArgs", "RemoteAppArgs"),
    *("FunctionsArgs", "SlotArgs", "VaultArgs", "Connection", "ConnectionOptions", "Host", "SecretReference"),
    *("Access", "Auth", "Client", "IdentityKind", "Naming"),
    *("Destination", "Lookup", "Role", "Secret", "Target", "TargetId", "Value"),
    *("AccessNotSupported", "ConnectError", "EntraIdNotSupported", "InsecureSetting", "InvalidName", "InvalidReference"),
    *("SecretNotSupported", "SettingConflict", "SettingsSealed", "TargetConflict", "UnknownArgument", "UnknownTarget", "VaultModeConflict"),
    "connect",
    "drop_version_aliases",
    "local_auth_off",
    "speed_up",
}


def offered() -> dict[str, Any]:
    return {name: getattr(package, name) for name in package.__all__}


def test_the_names_are_the_pinned_ones_and_the_targets():
    assert {name for name, value in offered().items() if not isinstance(value, Target)} == NAMES
    assert {name for name, value in offered().items() if isinstance(value, Target)} == {name for name in vars(builtin) if name.isupper()}
    assert len(set(package.__all__)) == len(package.__all__)


def _functions() -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in offered().items():
        if inspect.isfunction(value):
            found.append((name, value))
        elif inspect.isclass(value):
            own = [(key, member) for key, member in vars(value).items() if not key.startswith("_")]
            found += [(f"{name}.{key}", getattr(member, "__func__", member)) for key, member in own if inspect.isroutine(member)]
            if issubclass(value, pulumi.ComponentResource):
                found.append((f"{name}.__init__", value.__init__))
    return found


@pytest.mark.parametrize(("name", "function"), _functions(), ids=[name for name, _ in _functions()])
def test_functions_are_typed(name: str, function: Any):
    signature = inspect.signature(function)
    bare = [
        key for key, parameter in signature.parameters.items() if key not in {"self", "cls"} and parameter.annotation is parameter.empty
    ]
    assert not bare, name
    assert signature.return_annotation is not signature.empty, name


def test_everything_offered_has_a_docstring():
    documented = {name: inspect.getdoc(value) for name, value in offered().items() if inspect.isclass(value) or inspect.isfunction(value)}
    documented |= {name: inspect.getdoc(function) for name, function in _functions() if not name.endswith("__init__")}
    assert not [name for name, text in documented.items() if not text or text.startswith(f"{name}(")]

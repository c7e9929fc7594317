"""What an argument's annotation says is asked of every value, in words and before anything is made."""

from __future__ import annotations

import dataclasses
from typing import Any

import pulumi
import pytest

from pulumi_azure_connect import (
    STORAGE_BLOB,
    AuthenticationArgs,
    FunctionsArgs,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
    SlotArgs,
    UnknownArgument,
    VaultArgs,
)
from pulumi_azure_connect.program.argument_types import checks_of
from tests.components.program.test_arguments import CLASSES
from tests.components.programs import account, app, failure, group

LATE = pulumi.Output.from_input("canary")
BASE: dict[str, Any] = {"resource_group_name": "rg", "runtime": "PYTHON|3.12"}


def refused(cls: Any, **given: Any) -> str:
    with pytest.raises(UnknownArgument) as fault:
        cls(**given)
    assert "canary" not in str(fault.value)
    return str(fault.value)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_of_text_takes_no_output(cls: Any):
    """Where only `str` is annotated, the value decides what is made."""
    plain = [field.name for field in dataclasses.fields(cls) if str(field.type) in {"<class 'str'>", "str | None"}]
    needed = {field.name: "x" for field in dataclasses.fields(cls) if field.default is dataclasses.MISSING}
    for name in plain:
        message = refused(cls, **{**needed, name: LATE})
        assert message.startswith(f"{name} of {cls.__name__} takes text, not an Output")
        assert "configuration" in message


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_is_checked_but_those_of_argument_classes(cls: Any):
    unchecked = {field.name for field in dataclasses.fields(cls)} - set(checks_of(cls))
    assert all("Args" in str(field.type) or field.type is Any for field in dataclasses.fields(cls) if field.name in unchecked)


@pytest.mark.parametrize(
    ("cls", "given", "words"),
    [
        (ManagedIdentityAppArgs, {**BASE, "runtime": ["PYTHON|3.12"]}, "runtime of ManagedIdentityAppArgs takes one value, text, not a list."),
        (ManagedIdentityAppArgs, {**BASE, "resource_group_name": 7}, "resource_group_name of ManagedIdentityAppArgs takes text, not a number. Put it in quotes."),
        (ManagedIdentityAppArgs, {**BASE, "settings": {"PORT": 8080}}, "settings['PORT'] of ManagedIdentityAppArgs takes text, not a number. Put it in quotes."),
        (ManagedIdentityAppArgs, {**BASE, "settings": {"DEBUG": False}}, "settings['DEBUG'] of ManagedIdentityAppArgs takes text, not False. Write the text"),
        (ManagedIdentityAppArgs, {**BASE, "settings": LATE}, "settings of ManagedIdentityAppArgs takes a dict, not an Output: the program has to know the names."),
        (ManagedIdentityAppArgs, {**BASE, "secrets": LATE}, "secrets of ManagedIdentityAppArgs takes a dict, not an Output"),
        (ManagedIdentityAppArgs, {**BASE, "settings": [("A", "canary")]}, "settings of ManagedIdentityAppArgs takes a dict of names and values, not"),
        (ManagedIdentityAppArgs, {**BASE, "sticky_settings": "A"}, "sticky_settings of ManagedIdentityAppArgs takes a list, not text. Put the one value into brackets"),
        (ManagedIdentityAppArgs, {**BASE, "connections": LATE}, "connections of ManagedIdentityAppArgs takes a list, not an Output"),
        (ManagedIdentityAppArgs, {**BASE, "https_only": "false"}, "https_only of ManagedIdentityAppArgs takes True or False, not text."),
        (ManagedIdentityAppArgs, {**BASE, "tags": {1: "x"}}, "tags of ManagedIdentityAppArgs takes text as names, not a number."),
        (FunctionsArgs, {"storage_account_id": "x", "triggers": "http"}, "triggers of FunctionsArgs takes a list, not text."),
        (AuthenticationArgs, {"app_roles": {"a"}}, "app_roles of AuthenticationArgs takes a list, not a value of type set. A list keeps its order."),
        (VaultArgs, {"soft_delete_days": "7"}, "soft_delete_days of VaultArgs takes a whole number, not text."),
        (VaultArgs, {"soft_delete_days": True}, "soft_delete_days of VaultArgs takes a whole number, not True."),
        (ManagedIdentityAppArgs, {**BASE, "additional_identity_ids": [LATE, None]}, "additional_identity_ids[1] of ManagedIdentityAppArgs is None. Leave it out"),
        (SlotArgs, {"name": ["staging"]}, "name of SlotArgs takes one value, text, not a list."),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_named_with_what_the_argument_takes(cls: Any, given: dict[str, Any], words: str):
    assert refused(cls, **given).startswith(words)


def test_what_other_languages_send_is_taken():
    """Numbers arrive as 7.0, enumerations as their text."""
    assert VaultArgs(soft_delete_days=7.0).soft_delete_days == 7  # pyright: ignore[reportArgumentType]
    assert ManagedIdentityAppArgs(**BASE, identity="both").identity == "both"  # pyright: ignore[reportArgumentType]


def test_outputs_are_taken_where_a_value_may_come_late():
    assert ManagedIdentityAppArgs(**{**BASE, "resource_group_name": LATE, "settings": {"A": LATE}}).settings == {"A": LATE}


def test_unnamed_arguments_are_refused_in_words():
    with pytest.raises(
        UnknownArgument, match=r"ManagedIdentityAppArgs takes its arguments by name, such as ManagedIdentityAppArgs\(resource_group_name"
    ):
        ManagedIdentityAppArgs("rg")  # pyright: ignore[reportCallIssue]


def _flat_app() -> None:
    ManagedIdentityApp("shop", resource_group_name="rg", runtime="PYTHON|3.12")  # pyright: ignore[reportCallIssue]


def _flat_connection() -> None:
    SecretBackedConnection("s", secrets={"A": "canary"})  # pyright: ignore[reportCallIssue]


def _surplus() -> None:
    SecretBackedConnection("s", SecretBackedConnectionArgs(), None, "more")  # pyright: ignore[reportCallIssue]


def _by_position() -> None:
    group()
    app("shop").connect("uploads", STORAGE_BLOB, account("a"), "read")  # pyright: ignore[reportCallIssue]


def _late_name() -> None:
    app("shop").connect(LATE, STORAGE_BLOB, to=account("a"), access="read")  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (_flat_app, "Write ManagedIdentityApp(name, ManagedIdentityAppArgs(...), opts)."),
        (_flat_connection, "Write SecretBackedConnection(name, SecretBackedConnectionArgs(...), app=app)."),
        (_surplus, "Write SecretBackedConnection(name, SecretBackedConnectionArgs(...), app=app)."),
        (_by_position, "Write app.connect(name, TARGET, to=..., access=...)"),
        (_late_name, "the name of a connection of app 'shop' is text that the program knows"),
    ],
)
def test_a_call_that_fits_nothing_says_how_to_call(program: Any, words: str):
    refusal = failure(program)
    assert words in refusal
    assert "canary" not in refusal

"""What a caller may say in `to`, and what is told of grants that meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import STORAGE_BLOB, ConnectionArgs, RemoteAppArgs, TargetConflict, TargetId, UnknownTarget
from tests.components.programs import account, ai_account, app, failure, grants_of, refusal, secret

TYPE = "Microsoft.Storage/storageAccounts"
LITERAL = f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/shop/providers/{TYPE}/uploads1"


def connect(to: Callable[[], Any], **options: Any) -> Callable[[], None]:
    def program() -> None:
        app().connect("up", STORAGE_BLOB, to=to(), access="read", **options)

    return program


@pytest.mark.parametrize(
    "to",
    [
        account,
        lambda: TargetId(id=account().id, type=TYPE),
        lambda: TargetId(id=account().id, type="microsoft.storage/STORAGEACCOUNTS"),
    ],
    ids=["a resource", "an id with its kind", "whatever the letter case"],
)
def test_a_target_can_be_said_in_several_ways(to: Callable[[], Any]):
    outcome = run(connect(to))
    assert outcome.find("RoleAssignment").inputs["scope"] == outcome.find("StorageAccount").id


@pytest.mark.parametrize(
    ("to", "says"),
    [
        (lambda: account().id, ("TargetId(id=..., type=...)", TYPE)),
        (lambda: TargetId(id=account().id, type="Microsoft.Storage/storageAccount"), (f"Did you mean '{TYPE}'?",)),
        (lambda: TargetId(id=account().id, type="Microsoft.Sql/servers"), ("'Microsoft.Sql/servers' is not what 'storage-blob'",)),
        (ai_account, ("azure-native:cognitiveservices:Account", "azure-native:storage:StorageAccount")),
        (lambda: None, ("says nothing in `to`",)),
        (lambda: 7, ("int", "takes a resource, or the id")),
        (lambda: LITERAL.replace("Storage/storageAccounts", "Sql/servers"), ("'Microsoft.Sql/servers'",)),
        (lambda: app("other"), ("target='webapp'",)),
    ],
    ids=["an unknown id", "a misspelt kind", "another kind", "another resource", "nothing", "a number", "another id", "an app"],
)
def test_what_is_no_target_is_refused(to: Callable[[], Any], says: tuple[str, ...]):
    message = failure(connect(to))
    assert "connection 'up'" in message
    assert all(part in message for part in says), message


def test_an_id_in_arguments_needs_its_kind_where_it_is_unknown():
    def program() -> None:
        app(connections=[ConnectionArgs(name="up", target="storage-blob", to=account().id, access="read")])

    message = failure(program)
    assert "to_type" in message
    assert "'up'" in message


def test_an_unknown_target_is_refused_with_the_one_that_was_meant():
    def program() -> None:
        app().connect("up", "storage-blobs", to=account(), access="read")

    assert "Did you mean 'storage-blob'?" in failure(program)


def test_an_f_string_of_a_targets_id_is_refused():
    printed = "Calling __str__ on an Output[T] is not supported."
    message = failure(connect(lambda: f"{printed}/blobServices/default"))
    assert "pulumi.Output.concat" in message


@pytest.mark.parametrize("first", ["resource", "id"])
def test_the_same_target_as_a_resource_and_as_an_id_is_refused_before_it_is_granted_twice(azure, first: str):
    known = str(azure.run(account).find("StorageAccount").id)

    def program() -> None:
        one = account()
        shop = app()
        ways: list[Any] = [one, known] if first == "resource" else [known, one]
        shop.connect("a", STORAGE_BLOB, to=ways[0], access="read")
        shop.connect("b", STORAGE_BLOB, to=ways[1], access="read", named=True)

    outcome = azure.run(program, check=False)
    message = refusal(outcome, TargetConflict)
    assert "connection 'a'" in message
    assert "connection 'b'" in message
    assert "same way in both" in message


@pytest.mark.parametrize("rbac", [True, False])
def test_the_same_vault_as_a_resource_and_as_an_output_is_one_vault(rbac: bool):
    from pulumi_azure_connect import VaultArgs
    from tests.components.programs import raw_vault

    mode = "rbac" if rbac else "access-policy"

    def program() -> None:
        vault = raw_vault(rbac=rbac)
        one = app(vault=VaultArgs(id=vault.id, authorization=mode))
        one.connect("common", "keyvault", to=vault, access="read", vault_authorization=mode)
        secret(one, scope="vault")

    assert len(grants_of(run(program))) == 1


def test_a_vault_given_first_as_a_resource_is_one_vault():
    from pulumi_azure_connect import VaultArgs
    from tests.components.programs import raw_vault

    def program() -> None:
        vault = raw_vault(rbac=True)
        one = app(vault=VaultArgs(id=vault.id))
        one.connect("common", "keyvault", to=vault, access="read")
        secret(one, scope="vault")

    assert len(grants_of(run(program))) == 1


def test_an_output_of_the_same_resource_is_the_same_target():
    def program() -> None:
        made = account()
        one = app()
        one.connect("a", STORAGE_BLOB, to=TargetId(id=made.id, type=TYPE), access="read")
        one.connect("b", STORAGE_BLOB, to=made, access="read", named=True)

    assert len(grants_of(run(program))) == 1


def test_a_literal_id_is_one_target_in_any_letter_case():
    def program() -> None:
        one = app()
        one.connect("a", STORAGE_BLOB, to=LITERAL, access="read")
        one.connect("b", STORAGE_BLOB, to=LITERAL.replace("resourceGroups", "resourcegroups"), access="read", named=True)

    assert len(grants_of(run(program, preview=True))) == 1


def test_an_app_of_another_stack_is_for_calling():
    remote = RemoteAppArgs(url="https://x", audience="api://y", service_principal_id="z", app_role_ids={})
    assert "target='webapp'" in failure(connect(lambda: remote))
    assert issubclass(UnknownTarget, ValueError)

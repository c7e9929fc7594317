"""The one path from (app, target, resource, access) to grants and settings: what it understands and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import (
    AI_SERVICES,
    ENTRA_API,
    KEY_VAULT,
    MICROSOFT_GRAPH,
    STORAGE_BLOB,
    Access,
    AccessNotSupported,
    Auth,
    ConnectError,
    Connection,
    EntraIdNotSupported,
    Role,
    SecretNotSupported,
    Target,
    UnknownArgument,
)
from pulumi_azure_connect.connections.wanted import check_auth, wanted_roles
from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.targets import ALL
from tests.components.programs import account, ai_account, app, container, failure, grants_of, output, settings_of

READER = Role("Reader of things", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")
THING = Target(kind="thing", title="Things", grant=role_assignment, access={Access.READ: (READER,), Access.WRITE: (READER,)})
KEY_ONLY = Target(kind="old", title="Old service", grant=role_assignment, secret=AI_SERVICES.secret)


def refusal(error: type[ConnectError], call: Any) -> str:
    with pytest.raises(error) as refused:
        call()
    return str(refused.value)


# ---- what the app may do ----


def test_access_gives_the_narrowest_role():
    level, roles, wide = wanted_roles(STORAGE_BLOB, "read", None, None, "up")
    assert (level, [role.name for role in roles]) == (Access.READ, ["Storage Blob Data Reader"])
    assert not wide


def test_roles_replace_access():
    level, roles, _ = wanted_roles(STORAGE_BLOB, None, ["Storage Blob Data Owner"], None, "up")
    assert (level, [role.id for role in roles]) == (None, ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"])


@pytest.mark.parametrize(
    ("access", "roles", "says"),
    [
        (None, None, "'read' and 'write'"),
        ("reed", None, "Did you mean 'read'?"),
        ("manage", None, "roles=[...]"),
        ("read", ["Storage Blob Data Reader"], "keep one"),
        (None, [], "at least one"),
        (None, ["Storage Blob Data Raeder"], "Did you mean 'Storage Blob Data Reader'?"),
    ],
)
def test_what_can_not_be_understood_is_refused(access: str | None, roles: list[str] | None, says: str):
    message = refusal(AccessNotSupported, lambda: wanted_roles(THING, access, roles, None, "up"))
    assert says in message
    assert "'up'" in message


def test_graph_has_no_levels():
    assert "roles=['User.Read.All']" in refusal(AccessNotSupported, lambda: wanted_roles(MICROSOFT_GRAPH, "read", None, None, "people"))


# ---- roles that take a reason ----

WIDE = [
    *((STORAGE_BLOB, role) for role in ("Owner", "Contributor", "User Access Administrator", "Storage Account Contributor")),
    (STORAGE_BLOB, "Storage Account Key Operator Service Role"),
    (STORAGE_BLOB, "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    (KEY_VAULT, "Key Vault Contributor"),
    (KEY_VAULT, "Key Vault Data Access Administrator"),
    (AI_SERVICES, "Cognitive Services User"),
    *((MICROSOFT_GRAPH, f"{role}.ReadWrite.{what}") for role, what in (("RoleManagement", "Directory"), ("AppRoleAssignment", "All"))),
    *((MICROSOFT_GRAPH, f"{role}.ReadWrite.{what}") for role, what in (("Application", "OwnedBy"), ("RoleManagement", "Exchange"))),
    (MICROSOFT_GRAPH, "BitlockerKey.Read.All"),
    (ENTRA_API, "Directory.ReadWrite.All"),
]


@pytest.mark.parametrize(("target", "role"), WIDE, ids=[f"{target.kind} {role}" for target, role in WIDE])
def test_a_role_that_lists_keys_or_hands_out_access_takes_a_reason(target: Target, role: str):
    harmless = "User.Read.All" if target.named_roles else "Reader"
    said = refusal(AccessNotSupported, lambda: wanted_roles(target, None, [harmless, role], None, "up"))
    assert "because=" in said
    assert "'up'" in said
    _, roles, wide = wanted_roles(target, None, [harmless, role], "the tool hands out shares", "up")
    assert len(roles) == 2
    assert len(wide) == 1
    assert "lists keys" in wide[0] or "hands out access" in wide[0] or "manages every resource" in wide[0]


@pytest.mark.parametrize(
    "role", ["Storage Blob Data Owner", "Key Vault Secrets Officer", "Storage Blob Delegator", "12345678-1234-1234-1234-1234567890ab"]
)
def test_other_roles_take_none(role: str):
    assert not wanted_roles(STORAGE_BLOB, None, [role], None, "up")[2]


def test_no_level_of_access_needs_a_reason():
    """What a level means is ours to choose, and its exceptions are in the catalogue."""
    levels = [(target, level) for target in ALL for level in target.access]
    assert levels
    assert not [found for target, level in levels for found in wanted_roles(target, level, None, None, "up")[2]]


def test_reasons_of_connections_are_among_the_exceptions():
    def program(because: str) -> None:
        shop = app(slots=[{"name": "staging"}])
        shop.connect("up", STORAGE_BLOB, to=account(), roles=["Storage Account Contributor"], because=because)
        shop.connect("people", MICROSOFT_GRAPH, roles=["User.Read.All", "Application.ReadWrite.OwnedBy"], because=because)
        shop.connect("scans", AI_SERVICES, to=ai_account(), auth="secret", because=because)

    told = output(run(lambda: program(" the tool ")), "exceptions")
    assert {(one["app"], one.get("slot"), one["because"]) for one in told} == {("shop", None, "the tool")}
    assert [one["what"] for one in told] == [
        "connection 'up': role 'Storage Account Contributor' lists keys",
        "connection 'people': role 'Application.ReadWrite.OwnedBy' hands out access",
        "connection 'scans': a secret is used, and Azure AI services takes the app's identity",
    ]
    assert "because=" in failure(lambda: program("  "))


def test_a_refused_role_leaves_no_exception():
    def program() -> None:
        shop = app()
        with pytest.raises(ConnectError):
            shop.connect("up", STORAGE_BLOB, to=account(), roles=["Owner"], because="why", settings={"NONE": "X"})

    assert output(run(program), "exceptions") == []


# ---- by what ----


def test_identity_is_the_default():
    assert check_auth(STORAGE_BLOB, None, None, "up") is Auth.IDENTITY
    assert check_auth(AI_SERVICES, "secret", "the library takes nothing else", "texts") is Auth.SECRET
    assert check_auth(KEY_ONLY, None, None, "old") is Auth.SECRET


@pytest.mark.parametrize(
    ("target", "auth", "error", "says"),
    [
        (THING, "secret", SecretNotSupported, "identity alone"),
        (MICROSOFT_GRAPH, "secret", SecretNotSupported, "Leave auth out"),
        (AI_SERVICES, "secret", SecretNotSupported, "because="),
        (KEY_ONLY, "identity", EntraIdNotSupported, "auth='secret'"),
        (STORAGE_BLOB, "identty", ConnectError, "Did you mean 'identity'?"),
    ],
)
def test_authentication_that_the_target_lacks_or_needs_no_secret_for_is_refused(
    target: Target, auth: str, error: type[ConnectError], says: str
):
    message = refusal(error, lambda: check_auth(target, auth, None, "up"))
    assert says in message
    assert "'up'" in message


@pytest.mark.parametrize("extra", [{"access": "use"}, {"roles": ["Cognitive Services User"]}])
def test_a_key_knows_no_access_levels(extra: dict[str, Any]):
    """A key opens everything: to accept a level would promise what nobody keeps."""

    def program() -> None:
        app().connect("scans", AI_SERVICES, to=ai_account(), auth="secret", because="it has to", **extra)

    message = failure(program)
    assert "'scans'" in message
    assert next(iter(extra)) in message


# ---- names ----


def test_a_named_connection_has_its_name_in_its_settings():
    def program() -> None:
        one = app()
        one.connect("uploads", STORAGE_BLOB, to=account("a"), access="read")
        one.connect("archive", STORAGE_BLOB, to=account("b"), access="read", named=True)

    assert {key for key in settings_of(run(program)) if "BLOB" in key} == {
        *("AZURE_STORAGEBLOB_RESOURCEENDPOINT", "AZURE_STORAGEBLOB_CLIENTID"),
        *("AZURE_STORAGEBLOB_ARCHIVE_RESOURCEENDPOINT", "AZURE_STORAGEBLOB_ARCHIVE_CLIENTID"),
    }


def test_settings_can_be_renamed():
    def program() -> None:
        app().connect("up", STORAGE_BLOB, to=account(), access="read", settings={"AZURE_STORAGEBLOB_RESOURCEENDPOINT": "BLOBS"})

    found = settings_of(run(program))
    assert found["BLOBS"].startswith("https://")
    assert "AZURE_STORAGEBLOB_RESOURCEENDPOINT" not in found


def test_a_setting_that_is_not_written_can_not_be_renamed():
    def program() -> None:
        app().connect("up", STORAGE_BLOB, to=account(), access="read", settings={"AZURE_STORAGEBLOB_ENDPOINT": "BLOBS"})

    message = failure(program)
    assert "Did you mean 'AZURE_STORAGEBLOB_RESOURCEENDPOINT'?" in message


@pytest.mark.parametrize("name", ["my-uploads", "1st", "", "a b", "ä"])
def test_a_name_that_no_setting_can_hold_is_refused(name: str):
    message = failure(lambda: app().connect(name, STORAGE_BLOB, to=account(), access="read"))
    assert repr(name) in message
    assert "letters, digits and '_'" in message


def test_two_connections_of_one_name_are_refused():
    def program() -> None:
        one = app()
        one.connect("up", STORAGE_BLOB, to=account("a"), access="read")
        one.connect("up", AI_SERVICES, to=ai_account(), auth="secret", because="it has to")

    assert "two connections named 'up'" in failure(program)


# ---- what it gives back ----


def test_a_connection_gives_its_grants_to_depend_on():
    made: list[Any] = []

    def program() -> None:
        connection = app().connect("up", STORAGE_BLOB, to=container(), access="write")
        assert isinstance(connection, Connection)
        made.extend(connection.grants)

    outcome = run(program)
    assert len(made) == len(grants_of(outcome)) == 1


def test_every_connection_is_a_row_for_reports():
    def program() -> None:
        one = app(slots=[{"name": "staging"}])
        one.connect("up", STORAGE_BLOB, to=account(), access="write", because="for photos")

    outcome = run(program)
    first, second = output(outcome, "connections")
    scope = outcome.find("StorageAccount").id
    assert (first.get("slot"), second["slot"]) == (None, "staging")
    assert first["appId"] == outcome.find("web:WebApp").id
    assert second["appId"] == outcome.find("WebAppSlot").id
    assert first["grant"] == {
        "kind": "role-assignment",
        "role": "Storage Blob Data Contributor",
        "roleDefinitionId": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        "scope": scope,
        "external": False,
    }
    assert {key: first[key] for key in ("app", "connection", "target", "targetId", "auth", "access", "because", "secrets")} == {
        "app": "shop",
        "connection": "up",
        "target": "storage-blob",
        "targetId": scope,
        "auth": "identity",
        "access": "write",
        "because": "for photos",
        "secrets": [],
    }
    assert first["settings"] == ["AZURE_STORAGEBLOB_RESOURCEENDPOINT", "AZURE_STORAGEBLOB_CLIENTID"]
    identity = outcome.find("UserAssignedIdentity")
    assert first["identity"] == {
        "kind": "user-assigned",
        "principalId": identity.output("principalId"),
        "clientId": identity.output("clientId"),
        "resourceId": identity.id,
    }


def test_how_a_vault_lets_in_is_asked_of_vaults_alone():
    message = failure(lambda: app().connect("up", STORAGE_BLOB, to=account(), access="read", vault_authorization="rbac"))
    assert "vault_authorization" in message
    assert "'up'" in message
    assert issubclass(UnknownArgument, ConnectError)

"""A connection is made whole or not at all: what a caught refusal leaves is what there was before."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import (
    AI_SERVICES,
    COSMOS_NOSQL,
    KEY_VAULT,
    SQL_DATABASE,
    STORAGE_BLOB,
    WEB_APP,
    ConnectError,
    ExistingSecretArgs,
    ManagedIdentityApp,
    Target,
    VaultArgs,
)
from tests.components.programs import SOMEBODY, account, app, output, raw_vault, secret, settings_of

Attempt = Callable[[ManagedIdentityApp], object]
GROUP = f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/shop/providers"
ACCOUNT = f"{GROUP}/Microsoft.Storage/storageAccounts/uploads"
DATABASE = f"{GROUP}/Microsoft.Sql/servers/orders/databases/orders"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/orders/sqlDatabases/shop"
TEXTS = f"{GROUP}/Microsoft.CognitiveServices/accounts/texts"
VAULT: dict[str, pulumi.Output[str]] = {}
CALLED: dict[str, ManagedIdentityApp] = {}
LITERAL = f"{GROUP}/Microsoft.KeyVault/vaults/common-vault"


def _taken(name: str) -> dict[str, Any]:
    return {"settings": {name: "mine"}}


def _other(**given: Any) -> Callable[[ManagedIdentityApp], object]:
    return lambda shop: secret(shop, "other", **given)


# What the app's arguments are, what was connected before, and what is refused.
ATTEMPTS: Mapping[str, tuple[dict[str, Any], Attempt | None, Attempt]] = {
    "no such access": ({}, None, lambda shop: shop.connect("up", STORAGE_BLOB, to=ACCOUNT, access="admin")),
    "a setting is taken": (
        _taken("AZURE_STORAGEBLOB_CLIENTID"),
        None,
        lambda shop: shop.connect("up", STORAGE_BLOB, to=ACCOUNT, access="read"),
    ),
    "a setting is taken, of a database": (
        _taken("AZURE_SQL_USER"),
        None,
        lambda shop: shop.connect("up", SQL_DATABASE, to=DATABASE, access="read"),
    ),
    "a setting is taken, of a service's own grant": (
        _taken("AZURE_COSMOS_CLIENTID"),
        None,
        lambda shop: shop.connect("up", COSMOS_NOSQL, to=COSMOS, access="read"),
    ),
    "a setting is taken, of another app": (
        _taken("AZURE_WEBAPP_CLIENTID"),
        None,
        lambda shop: shop.connect("up", WEB_APP, to=CALLED["app"], access="use"),
    ),
    "an app has no such role": ({}, None, lambda shop: shop.connect("up", WEB_APP, to=CALLED["app"], roles=["Nobody.Has"])),
    "two settings become one": (
        {},
        None,
        lambda shop: shop.connect(
            "up",
            STORAGE_BLOB,
            to=ACCOUNT,
            access="read",
            settings={"AZURE_STORAGEBLOB_CLIENTID": "ONE", "AZURE_STORAGEBLOB_RESOURCEENDPOINT": "ONE"},
        ),
    ),
    "the app has no such identity": (
        {},
        None,
        lambda shop: shop.connect("up", STORAGE_BLOB, to=ACCOUNT, access="read", identity="system-assigned"),
    ),
    "a key, and its setting is taken": (
        _taken("AZURE_AISERVICES_KEY"),
        None,
        lambda shop: shop.connect("up", AI_SERVICES, to=TEXTS, auth="secret", because="the library takes keys"),
    ),
    "a placeholder that nothing fills": (
        {},
        None,
        lambda shop: shop.connect(
            "up", Target(kind="mine", title="Mine", takes=STORAGE_BLOB.takes, resource_types=STORAGE_BLOB.resource_types,
                         access=STORAGE_BLOB.access, grant=STORAGE_BLOB.grant, settings={"MINE": "https://{suffix:nowhere}"}),
            to=ACCOUNT, access="read",
        ),
    ),
    "a vault's other mode": (
        {},
        lambda shop: shop.connect("first", KEY_VAULT, to=LITERAL, access="read"),
        lambda shop: shop.connect("up", KEY_VAULT, to=LITERAL, access="read", vault_authorization="access-policy"),
    ),
    "a secret's setting is taken": (_taken("OTHER_KEY"), None, _other(secrets={"OTHER_KEY": "s3cr3t"})),
    "an existing secret's setting is taken": (
        _taken("OTHER_KEY"),
        None,
        _other(existing_secrets={"OTHER_KEY": ExistingSecretArgs(vault_id=LITERAL, name="key")}),
    ),
    "one of two secrets is taken": (_taken("B"), None, _other(secrets={"A": "s3cr3t", "B": "s3cr3t"})),
    "a second reader of a vault": (
        {},
        lambda shop: secret(None, "first", principal_id=SOMEBODY, secrets={"A": "s3cr3t"},
                            vault=VaultArgs(id=VAULT["id"], authorization="access-policy")),
        lambda shop: secret(
            shop, "other", secrets={"OTHER_KEY": "s3cr3t"}, vault=VaultArgs(id=VAULT["id"], authorization="access-policy")
        ),
    ),
    "a vault that keeps nothing": ({}, None, _other(secrets={"OTHER_KEY": "s3cr3t"}, vault=VaultArgs(soft_delete_days=3))),
    "a vault that is closed to the app": ({}, None, _other(secrets={"OTHER_KEY": "s3cr3t"}, vault=VaultArgs(subnet_ids=["x"]))),
    "a vault's impossible name": ({}, None, _other(secrets={"OTHER_KEY": "s3cr3t"}, vault=VaultArgs(name="no_such"))),
    "a secret's impossible name": (
        {},
        None,
        _other(existing_secrets={"OTHER_KEY": ExistingSecretArgs(vault_id=LITERAL, name="no such")}),
    ),
}  # fmt: skip


def told(outcome: Run) -> Any:
    """Everything that was registered, with all inputs, and the rows for reports."""
    rows: Any = output(outcome, "connections")
    return {(one.type, one.name): json.dumps(one.inputs, default=str, sort_keys=True) for one in outcome.resources}, str(rows)


def program(given: dict[str, Any], before: Attempt | None, attempt: Attempt | None, *, slots: int) -> Callable[[], None]:
    def body() -> None:
        CALLED["app"] = app("called")
        VAULT["id"] = raw_vault("policies", rbac=False).id
        shop = app(slots=[{"name": f"slot{index}"} for index in range(slots)], **given)
        if before is not None:
            before(shop)
        if attempt is not None:
            with pytest.raises(ConnectError):
                attempt(shop)

    return body


@pytest.mark.parametrize("slots", [0, 1])
@pytest.mark.parametrize("refused", ATTEMPTS)
def test_a_caught_refusal_leaves_no_trace(refused: str, slots: int):
    given, before, attempt = ATTEMPTS[refused]
    without = told(run(program(given, before, None, slots=slots), preview=True))
    assert told(run(program(given, before, attempt, slots=slots), preview=True)) == without


@pytest.mark.parametrize(
    ("attempt", "again"),
    [
        (lambda shop: shop.connect("up", STORAGE_BLOB, to=ACCOUNT, access="admin"), lambda shop: shop.connect("up", STORAGE_BLOB, to=account(), access="read")),
        (lambda shop: secret(shop, "up", secrets={}), lambda shop: shop.connect("up", STORAGE_BLOB, to=account(), access="read")),
        (lambda shop: shop.connect("up", KEY_VAULT, to=LITERAL, access="send", vault_authorization="access-policy"),
         lambda shop: shop.connect("up", KEY_VAULT, to=LITERAL, access="read")),
    ],
    ids=["another access", "from a secret to an identity", "another mode of a vault"],
)  # fmt: skip
def test_a_refused_name_is_free_for_the_next_attempt(attempt: Attempt, again: Attempt):
    def body() -> None:
        shop = app()
        with pytest.raises(ConnectError):
            attempt(shop)
        again(shop)

    outcome = run(body, preview=True)
    assert [one.name for one in outcome.of_type("RoleAssignment")] != []
    # Nor is it a second connection of its kind, whose settings would hold its name.
    assert not [name for name in settings_of(outcome) if "_UP_" in name]

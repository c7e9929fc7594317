"""What a connection may ask for: levels and roles, an identity or a secret, and what doesn't go together."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_azure_connect import Access, AccessNotSupported, ConnectError, EntraIdNotSupported, SecretNotSupported, UnknownArgument
from pulumi_azure_connect.connections.wanted import check_auth, check_level, checked_vault, refuse_beside_secret, wanted_roles
from pulumi_azure_connect.program.registry import Program
from pulumi_azure_connect.targets import BY_KIND
from pulumi_azure_connect.targets.resolve import resolve_target

BECAUSE = "an old client library"
BLOBS, GRAPH, VAULT = BY_KIND["storage-blob"], BY_KIND["microsoft-graph"], BY_KIND["keyvault"]
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers"


# -- levels and roles ----------------------------------------------------------------------------------------------------


def test_a_level_gives_its_narrowest_role():
    level, roles, exceptions = wanted_roles(BLOBS, "read", None, None, "uploads")
    assert level is Access.READ
    assert [role.name for role in roles] == ["Storage Blob Data Reader"]
    assert exceptions == []


def test_roles_replace_the_level():
    level, roles, _ = wanted_roles(BLOBS, None, ["Storage Blob Delegator"], None, "uploads")
    assert level is None
    assert [role.name for role in roles] == ["Storage Blob Delegator"]


@pytest.mark.parametrize(
    ("target", "access", "roles", "said"),
    [
        (BLOBS, None, None, "says neither access nor roles"),
        (BLOBS, "wriite", None, "Did you mean 'write'"),
        (BLOBS, "read", ["Storage Blob Data Reader"], "keep one"),
        (BLOBS, None, [], "name at least one"),
        (GRAPH, "read", None, "Name its permissions"),
    ],
)
def test_what_can_not_be_asked_for_is_refused(target: Any, access: str | None, roles: list[str] | None, said: str):
    with pytest.raises(AccessNotSupported, match=said):
        wanted_roles(target, access, roles, None, "uploads")


def test_a_role_that_lists_keys_needs_a_reason_which_reports_show():
    wide = ["Storage Account Contributor"]
    with pytest.raises(AccessNotSupported, match="because"):
        wanted_roles(BLOBS, None, wide, None, "uploads")
    *_, exceptions = wanted_roles(BLOBS, None, wide, BECAUSE, "uploads")
    assert len(exceptions) == 1
    assert "'Storage Account Contributor'" in exceptions[0]


# -- identity or secret --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind, target in BY_KIND.items() if target.secret is not None and target.takes_identity])
def test_a_secret_where_an_identity_works_needs_a_reason(kind: str):
    with pytest.raises(SecretNotSupported, match="because"):
        check_auth(BY_KIND[kind], "secret", None, "data")


@pytest.mark.parametrize("kind", [kind for kind, target in BY_KIND.items() if target.secret is None])
def test_a_target_without_secret_refuses_one(kind: str):
    with pytest.raises(SecretNotSupported, match="by identity alone"):
        check_auth(BY_KIND[kind], "secret", BECAUSE, "data")


@pytest.mark.parametrize("kind", [kind for kind in BY_KIND if not BY_KIND[kind].takes_identity])
def test_a_target_without_identity_takes_a_secret_unasked(kind: str):
    assert check_auth(BY_KIND[kind], None, None, "data") == "secret"


def test_a_level_that_means_nothing_there_is_refused():
    group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers"
    bus = BY_KIND["servicebus"]
    ref = resolve_target(f"{group}/Microsoft.ServiceBus/namespaces/bus/topics/news/subscriptions/mail", bus, "mails", Program())
    check_level(bus, Access.RECEIVE, ref, "mails")
    with pytest.raises(AccessNotSupported, match=r"subscriptions offers 'receive'\. Use one of these, or give the resource above it"):
        check_level(bus, Access.SEND, ref, "mails")


def test_an_unknown_authentication_is_refused():
    with pytest.raises(ConnectError, match="Did you mean 'secret'"):
        check_auth(BLOBS, "secert", BECAUSE, "uploads")


def test_an_identity_for_a_target_that_takes_none_is_refused():
    with pytest.raises(EntraIdNotSupported, match="takes no identity"):
        check_auth(BY_KIND["third-party-api"], "identity", None, "payments")


def test_options_that_a_secret_can_not_honour_are_refused():
    refuse_beside_secret("uploads", access=None, identity=None)
    with pytest.raises(UnknownArgument, match="Leave access out"):
        refuse_beside_secret("uploads", access="read", identity=None)


# -- vaults --------------------------------------------------------------------------------------------------------------


def test_the_mode_of_a_vault_is_for_a_whole_vault():
    vault = resolve_target(f"{GROUP}/Microsoft.KeyVault/vaults/keys", VAULT, "keys", Program())
    assert checked_vault(VAULT, vault, "connection 'keys'") is vault


@pytest.mark.parametrize("kind", ["storage-blob", "microsoft-graph"])
def test_the_mode_of_a_vault_is_refused_for_anything_else(kind: str):
    with pytest.raises(UnknownArgument, match="Leave it out"):
        checked_vault(BY_KIND[kind], None, "connection 'it'")

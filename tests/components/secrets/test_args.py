"""The arguments of secrets."""

from __future__ import annotations

import pytest

from pulumi_azure_connect import ExistingSecretArgs, SecretBackedConnectionArgs, UnknownArgument, VaultArgs


def test_an_existing_secret_needs_its_vault_and_name():
    with pytest.raises(UnknownArgument, match="ExistingSecretArgs needs vault_id, name"):
        ExistingSecretArgs()  # pyright: ignore[reportCallIssue]


def test_everything_else_may_be_left_out():
    assert VaultArgs() == VaultArgs(id=None)
    assert SecretBackedConnectionArgs().secrets is None

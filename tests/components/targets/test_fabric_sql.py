from __future__ import annotations

import pytest

from pulumi_azure_connect import FABRIC_SQL, SecretNotSupported, UnknownArgument

from .connected import connected, seen

VALUES = {"server": "abc-def.database.fabric.microsoft.com", "database": "orders-0a1b2c3d"}


@pytest.mark.parametrize("access", ["read", "write", "manage"])
@pytest.mark.parametrize("runtime", ["NODE|20-lts", "PYTHON|3.12"])
@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_by_identity(access, runtime, identity, snapshot):
    outcome = connected(FABRIC_SQL, lambda: None, access=access, runtime=runtime, values=VALUES, app_identity=identity)
    assert seen(outcome) == snapshot


def test_fails_without_an_address():
    with pytest.raises(UnknownArgument, match="'server'"):
        connected(FABRIC_SQL, lambda: None, access="read", values={"database": "orders"})


def test_it_has_no_secret():
    with pytest.raises(SecretNotSupported):
        connected(FABRIC_SQL, lambda: None, auth="secret", because="so", values=VALUES)

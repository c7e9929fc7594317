from __future__ import annotations

import pytest

from pulumi_azure_connect import COSMOS_TABLE

from .connected import connected, seen
from .data_services import cosmos_account

ROLE = "TableResourceTableRoleAssignment"


@pytest.mark.parametrize("access", ["read", "write"])
def test_by_identity(access, snapshot):
    assert seen(connected(COSMOS_TABLE, cosmos_account, access=access), ROLE) == snapshot


def test_by_key(snapshot):
    outcome = connected(COSMOS_TABLE, cosmos_account, auth="secret", because="an old library")
    assert seen(outcome, ROLE) == snapshot
    (secret,) = outcome.of_type("Secret")
    assert secret.input("properties", "value").endswith(";TableEndpoint=https://orders-account.table.cosmos.azure.com:443/;")

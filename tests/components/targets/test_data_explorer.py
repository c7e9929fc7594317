from __future__ import annotations

import pytest

from pulumi_azure_connect import DATA_EXPLORER

from .connected import connected, seen
from .data_services import kusto_database


@pytest.mark.parametrize("access", ["read", "send", "write", "manage"])
def test_by_identity(access, snapshot):
    assert seen(connected(DATA_EXPLORER, kusto_database, access=access), "DatabasePrincipalAssignment") == snapshot

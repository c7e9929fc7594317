from __future__ import annotations

import pytest

from pulumi_azure_connect import MYSQL

from .connected import connected, seen
from .data_services import mysql_database


@pytest.mark.parametrize("access", ["read", "write", "manage"])
@pytest.mark.parametrize("runtime", ["NODE|20-lts", "PYTHON|3.12"])
def test_by_identity(access, runtime, snapshot):
    assert seen(connected(MYSQL, mysql_database, access=access, runtime=runtime)) == snapshot


@pytest.mark.parametrize("runtime", ["NODE|20-lts", "PYTHON|3.12"])
def test_by_password(runtime, snapshot):
    values = {"user": "shop", "password": "s3cr3t"}
    outcome = connected(MYSQL, mysql_database, auth="secret", because="an old library", values=values, runtime=runtime)
    assert seen(outcome) == snapshot

"""User scripts and log-ins, whatever the kind of server."""

from __future__ import annotations

import pytest

from azure_rehearsal.cloud.cloud import AzureError, Cloud
from pulumi_azure_connect.sql.tsql import user_script

FABRIC = "fabric:abc.database.fabric.microsoft.com/orders-0a1b"


def test_a_database_in_fabric_is_there_once_somebody_asks(world):
    who = world.identity()
    assert world.cloud.sql_login(FABRIC, who["clientId"]) is None
    world.cloud.run_sql(FABRIC, user_script("app", who["clientId"], ["db_datareader"]))
    assert world.cloud.sql_login(FABRIC, who["clientId"]) == ["db_datareader"]
    assert world.cloud.sql_login(FABRIC, who["principalId"]) == ["db_datareader"]
    assert world.cloud.sql_login(FABRIC + "2", who["clientId"]) is None
    assert not [one for one in world.cloud.remaining() if one.startswith("fabric")]
    assert Cloud.load(world.cloud.dump()).sql_login(FABRIC, who["clientId"]) == ["db_datareader"]


def test_what_is_no_database_is_refused(world):
    with pytest.raises(AzureError, match="no database"):
        world.cloud.run_sql("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a", "SELECT 1;")

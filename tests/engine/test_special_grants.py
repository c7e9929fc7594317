"""Grants that are no role assignments, on the real engine: deployed once, unchanged by the second `up`, and evaluated by the simulated Azure."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi_azure_native import authorization

from azure_rehearsal.core.options import Options
from azure_rehearsal.engine.rehearsal import Rehearsal
from pulumi_azure_connect import ManagedIdentityApp, ManagedIdentityAppArgs
from tests.components.programs import group
from tests.components.targets import data_services as data
from tests.engine.conftest import Rehearse
from tests.engine.stacks import changes, raw, report, verdicts

KINDS: dict[str, dict[str, Any]] = {
    "cosmos": {"target": "cosmos-sql", "access": "read"},
    "rows": {"target": "cosmos-table", "access": "write"},
    "cache": {"target": "redis", "access": "read"},
    "fast": {"target": "redis-enterprise", "access": "write", "named": True},
    "events": {"target": "data-explorer", "access": "send"},
    "orders": {"target": "postgres-flexible", "access": "read"},
    "stock": {"target": "mysql-flexible", "access": "write"},
    "reports": {"target": "fabric-sql", "access": "read"},
}
SETTINGS = {"rows": {"AZURE_COSMOS_RESOURCEENDPOINT": "ROWS_ENDPOINT", "AZURE_COSMOS_CLIENTID": "ROWS_CLIENTID"}}
VALUES = {"reports": {"server": "abc.database.fabric.microsoft.com", "database": "reports-0a1b"}}
PENDING = {"orders", "stock", "reports"}
ITEMS, ENTITIES = (f"Microsoft.DocumentDB/databaseAccounts/{part}/containers/" for part in ("sqlDatabases", "tables"))
CAN: dict[str, tuple[str, str]] = {
    "cosmos": (f"{ITEMS}items/read", f"{ITEMS}items/create"),
    "rows": (f"{ENTITIES}entities/upsert", "Microsoft.DocumentDB/databaseAccounts/throughputSettings/write"),
    "cache": ("@read", "@write"),
    "events": ("ingest", "query"),
    "orders": ("SELECT", "INSERT"),
    "stock": ("INSERT", "DROP"),
}
"""What the app may do, and the next thing that it may not."""


def program() -> None:
    group()
    deployer = authorization.get_client_config_output().object_id
    made: dict[str, Any] = {
        "cosmos": data.cosmos_container(),
        "rows": data.cosmos_account("rows", capabilities=[{"name": "EnableTable"}]),
        "cache": data.cache(),
        "fast": data.managed_cache(),
        "events": data.kusto_database(),
        "orders": data.postgres_database("orders", administrator=deployer, principal_type="ServicePrincipal"),
        "stock": data.mysql_database("stock", administrator=deployer),
        "reports": None,
    }
    app = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=group().name, runtime="NODE|20-lts", sku="S1"))
    app.add_slot("staging")
    for name, how in KINDS.items():
        app.connect(name, to=made[name], settings=SETTINGS.get(name), values=VALUES.get(name), **how)
    pulumi.export("ready", app.ready)


@pytest.fixture(scope="module")
def deployed(pulumi_cli, tmp_path_factory: pytest.TempPathFactory) -> tuple[Rehearsal, Any]:
    """The program, deployed once for all tests that only look."""
    rehearsal = Rehearsal(program, state=tmp_path_factory.mktemp("special") / ".rehearsal", pulumi=pulumi_cli)
    return rehearsal, rehearsal.up()


def rows(rehearsal: Rehearsal) -> dict[str, Any]:
    return {one.line.name: one.line for one in report(rehearsal).lines if one.line.slot is None}


def test_everything_is_granted_at_once_but_what_a_script_makes(deployed):
    rehearsal, _ = deployed
    wanted = {f"{where} -> {name}": "pending" if name in PENDING else "works" for where in ("shop", "shop/staging") for name in KINDS}
    assert verdicts(rehearsal) == wanted


def test_settings_are_written_once(deployed):
    _, result = deployed
    written = [step for step in result.changed if step.type.startswith("azure-native:web:WebAppApplicationSettings")]
    assert sorted(step.op for step in written) == ["create", "create"]
    assert set(raw(deployed[0].cloud, "shop")) == set(raw(deployed[0].cloud, "shop/staging"))


def test_the_second_deployment_changes_nothing(deployed):
    rehearsal, _ = deployed
    assert changes(rehearsal.up()) == []
    assert set(rehearsal.refresh().changes) == {"same"}


def test_scripts_complete_what_is_pending_and_then_each_can_what_its_level_says(deployed):
    rehearsal, _ = deployed
    cloud = rehearsal.cloud
    before = {name: line for name, line in rows(rehearsal).items() if name in PENDING}
    for line in before.values():
        assert cloud.sql_login(line.pending.database_id, line.identity.principal_id) is None
        cloud.run_sql(line.pending.database_id, line.pending.script)
    others = {name: verdict for name, verdict in verdicts(rehearsal).items() if verdict != "works"}
    assert others == dict.fromkeys(("shop -> reports", "shop/staging -> reports"), "not checked"), "Azure's API doesn't know Fabric"
    for name, (can, cannot) in CAN.items():
        line = rows(rehearsal)[name]
        assert cloud.can(line.identity.principal_id, can, line.target_id, data=True).allowed, name
        refused = cloud.can(line.identity.principal_id, cannot, line.target_id, data=True)
        assert not refused.allowed, name
        assert refused.reason, name
    fabric = rows(rehearsal)["reports"].pending
    assert cloud.sql_login(fabric.database_id, rows(rehearsal)["reports"].identity.client_id) == ["db_datareader"]


def test_nobody_may_list_keys(deployed):
    rehearsal, _ = deployed
    for name, kind in (("cosmos", "Microsoft.DocumentDB/databaseAccounts"), ("cache", "Microsoft.Cache/redis")):
        line = rows(rehearsal)[name]
        assert not rehearsal.cloud.can(line.identity.principal_id, f"{kind}/listKeys/action", line.target_id).allowed


def test_another_identity_gets_in_nowhere(deployed):
    rehearsal, _ = deployed
    cloud = rehearsal.cloud
    for name, (can, _) in CAN.items():
        assert not cloud.can("5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11", can, rows(rehearsal)[name].target_id, data=True).allowed


@pytest.mark.parametrize("gone", ["cosmos", "cache", "events"])
def test_removing_a_connection_takes_exactly_its_grant(rehearse: Rehearse, gone: str):
    def small(*, without: str = "") -> None:
        group()
        made = {"cosmos": data.cosmos_account(), "cache": data.cache(), "events": data.kusto_database()}
        app = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=group().name, runtime="NODE|20-lts", sku="S1"))
        for name, to in made.items():
            if name != without:
                app.connect(name, KINDS[name]["target"], to=to, access=KINDS[name]["access"])

    rehearse(small).up()
    rehearsal = rehearse(lambda: small(without=gone))
    done = changes(rehearsal.up())
    assert [op for op, name in done if op == "delete"] == ["delete"]
    assert set(verdicts(rehearsal).values()) == {"works"}
    assert all(name == "shop-settings" or op == "delete" for op, name in done)


def test_destroy_leaves_an_empty_cloud(rehearse: Rehearse):
    rehearsal = rehearse(program, options=Options(site_put_wipes_settings=True))
    rehearsal.up()
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []

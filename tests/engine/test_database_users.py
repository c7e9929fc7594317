"""Users of databases over several deployments: lowered, removed, made anew, and two of one name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from azure_rehearsal.cli.main import main
from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal

Run = Callable[..., tuple[int, str]]

PROGRAM = """
import pulumi
from pulumi_azure_native import authorization, managedidentity, resources, sql
from pulumi_azure_connect import IdentityArgs, ManagedIdentityApp, ManagedIdentityAppArgs

config = pulumi.Config()
me = authorization.get_client_config_output()
group = resources.ResourceGroup("group")
administrators = {
    "azure_ad_only_authentication": True, "login": "me", "principal_type": "Application",
    "sid": me.object_id, "tenant_id": me.tenant_id, "administrator_type": "ActiveDirectory",
}
server = sql.Server("server", resource_group_name=group.name, administrators=administrators)
azure = {"start_ip_address": "0.0.0.0", "end_ip_address": "0.0.0.0"}
sql.FirewallRule("azure", resource_group_name=group.name, server_name=server.name, **azure)
orders = sql.Database("orders", resource_group_name=group.name, server_name=server.name, sku={"name": "S0"})
for name in config.require("apps").split(","):
    home = resources.ResourceGroup(name)
    identity = managedidentity.UserAssignedIdentity(
        name,
        resource_name_="shop",
        resource_group_name=home.name,
        location=config.get("region") or "westeurope",
        opts=pulumi.ResourceOptions(delete_before_replace=True),
    )
    ids = IdentityArgs(id=identity.id, principal_id=identity.principal_id, client_id=identity.client_id)
    app = ManagedIdentityApp(name, ManagedIdentityAppArgs(resource_group_name=home.name, runtime="PYTHON|3.12", user_assigned_identity=ids))
    for number, access in enumerate((config.get("access") or "write").split(",")):
        if access != "none":
            settings = {key: f"{key}_{number}" for key in ("AZURE_SQL_SERVER", "AZURE_SQL_PORT", "AZURE_SQL_DATABASE", "AZURE_SQL_AUTHENTICATION", "AZURE_SQL_USER")}
            app.connect(f"orders{number}", "sql", to=orders, access=access, settings=settings)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: users\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


@pytest.fixture
def up(folder: Path, pulumi_cli: Cli, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("azure_rehearsal.engine.pulumi_cli.find", lambda _announce: pulumi_cli)

    def call(*words: str, command: str = "up", **config: str) -> tuple[int, str]:
        given = [word for key, value in {"apps": "shop", **config}.items() for word in ("--config", f"{key}={value}")]
        code = main([command, "-C", str(folder), "--stack", "dev", *given, *words])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return call


def users(folder: Path) -> dict[str, list[str]]:
    """Name of each user of the database -> its roles."""
    cloud = Rehearsal(folder, stack="dev", config={"apps": "shop"}).cloud
    (database,) = cloud.state.of("azure-native:sql:Database")
    kept: dict[str, Any] = database.private.get("users") or {}  # pyright: ignore[reportAssignmentType]
    return {name: sorted(user["roles"]) for name, user in kept.items()}


def test_lowered_access_takes_the_role_away_and_a_removed_connection_is_told_until_its_user_is_gone(up: Run, folder: Path):
    assert up("--complete", "--strict")[0] == 0
    assert users(folder) == {"shop": ["db_datareader", "db_datawriter"]}
    code, told = up(access="read")
    assert code == 0
    assert "still has role db_datawriter, which no connection gives" in told
    assert up("--strict", access="read")[0] == 1
    assert up("--complete", "--strict", access="read")[0] == 0
    assert users(folder) == {"shop": ["db_datareader"]}
    # Several connections of one identity hold the union, whichever script runs last.
    assert up("--complete", "--strict", access="read,write")[0] == 0
    assert users(folder) == {"shop": ["db_datareader", "db_datawriter"]}
    assert up("--complete", "--strict", access="read,read")[0] == 0
    assert users(folder) == {"shop": ["db_datareader"]}
    # The connections are gone; the user is told by each command until it is gone as well.
    for command in ("up", "up", "report"):
        code, told = up(command=command, access="none")
        assert code == 0
        assert "user 'shop' is still in" in told
        assert "DROP USER [shop];" in told
    assert up("--strict", access="none")[0] == 1
    code, told = up("--json", access="none")
    (left,) = json.loads(told[: told.rindex("}") + 1][told.index("{") :])["report"]["leftUsers"]
    assert left["user"] == "shop"
    code, told = up("--complete", "--strict", access="none")
    assert code == 0
    assert "user 'shop' is still in" not in told
    assert users(folder) == {}


def test_an_identity_made_anew_follows_the_old_ones_user_and_two_of_one_name_drop_nobody(up: Run, folder: Path):
    assert up("--complete", "--strict", access="read")[0] == 0
    code, told = up(access="write", region="northeurope")
    assert "user 'shop' is still in" in told
    assert "user 'shop' must still be made" in told
    assert up("--complete", "--strict", access="write", region="northeurope")[0] == 0
    assert users(folder) == {"shop": ["db_datareader", "db_datawriter"]}
    # A second identity of this name, in another group: its script changes nothing.
    code, told = up("--complete", apps="shop,store", access="write", region="northeurope")
    assert code == 1
    assert "[shop] belongs to another identity" in told
    assert users(folder) == {"shop": ["db_datareader", "db_datawriter"]}

"""Connections know a `Host`, not App Service: a Container App connects to five kinds of target, with nothing changed in the package."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import (
    AI_SERVICES,
    COSMOS_NOSQL,
    SQL_DATABASE,
    STORAGE_BLOB,
    WEB_APP,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
    SettingConflict,
    SettingsSealed,
    connect,
)
from tests.components.hosts.container_host import ContainerHost
from tests.components.programs import account, ai_account, app, database, group
from tests.components.targets.data_services import cosmos_database


def shop() -> Run:
    def body() -> None:
        host = ContainerHost("cart", group().name)
        called = app("prices")
        connect(host, "uploads", STORAGE_BLOB, to=account(), access="write")
        connect(host, "orders", SQL_DATABASE, to=database(), access="read")
        connect(host, "lines", COSMOS_NOSQL, to=cosmos_database(), access="read")
        connect(host, "prices", WEB_APP, to=called, access="use")
        connect(host, "texts", AI_SERVICES, to=ai_account(), auth="secret", because="the library takes keys")
        SecretBackedConnection("payment", SecretBackedConnectionArgs(secrets={"PAYMENT_KEY": "s3cr3t"}), app=host)
        with pytest.raises(SettingConflict):
            connect(host, "uploads", STORAGE_BLOB, to=account("more"), access="read")
        host.deploy()
        with pytest.raises(SettingsSealed):
            connect(host, "late", STORAGE_BLOB, to=account("late"), access="read")

    return run(body, preview=True)


@pytest.fixture(scope="module")
def outcome() -> Run:
    return shop()


def test_each_connection_has_its_grant(outcome: Run):
    made = {one.type.rpartition(":")[2] for one in outcome.resources if one.name.startswith("cart-")}
    assert {"RoleAssignment", "SqlResourceSqlRoleAssignment", "AppRoleAssignment", "Vault"} <= made
    assert {one.type.rpartition(":")[2] for one in outcome.resources} >= {"Secret", "ContainerApp"}


def test_its_settings_are_environment_variables(outcome: Run):
    template: Any = outcome.find("ContainerApp").inputs["template"]
    names = {variable["name"] for variable in template["containers"][0]["env"]}
    assert names >= {"AZURE_STORAGEBLOB_RESOURCEENDPOINT", "AZURE_STORAGEBLOB_CLIENTID", "AZURE_WEBAPP_SCOPE", "PAYMENT_KEY"}
    assert names & {"AZURE_COSMOS_RESOURCEENDPOINT"}
    assert any(name.startswith("AZURE_SQL_") for name in names)
    assert any(name.startswith("AZURE_AISERVICES_") for name in names)

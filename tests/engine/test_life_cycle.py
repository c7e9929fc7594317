"""The reference stack from `up` to `destroy`, both stacks, on the real engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from azure_rehearsal.cloud.cloud import Options
from azure_rehearsal.report.report import ExitCode
from tests.engine.conftest import Deployed
from tests.engine.stacks import (
    CANARY,
    MAIN,
    REVISION,
    ROOT,
    SECRET,
    Stack,
    changes,
    changes_of,
    grants,
    owned,
    raw,
    report,
    secret_versions,
    seen,
    sites,
    unresolved,
    verdicts,
)
from tests.engine.test_deployer import GRAPH

CONNECTIONS = {"uploads", "orders", "people", "prices", "texts", "scans", "payment"}
APPS = {"dev": ["shop"], "prod": ["shop", "shop/staging"]}
REFERENCE = (ROOT / MAIN).read_text(encoding="utf-8")


def settings_of(stack: Stack) -> list[str]:
    """The names of the resources that write the shop's settings."""
    return [f"{app.replace('/', '-')}-settings" for app in APPS[stack.name]]


def test_one_up_makes_everything_work(name: str, deployments: Callable[[str], Deployed], stack: Stack) -> None:
    rehearsal = stack.open()
    deployed = deployments(name)
    assert set(deployed.result.changes) == {"create"}
    assert not [one for one in deployed.result.diagnostics if one.severity in {"error", "warning"}]
    standing = verdicts(rehearsal)
    assert set(standing) == {f"{app} -> {connection}" for app in APPS[name] for connection in CONNECTIONS}
    expected = {line: "pending" if line.endswith("orders") else "works" for line in standing}
    assert standing == expected
    assert unresolved(rehearsal) == []
    told = report(rehearsal)
    assert told.exit_code() is ExitCode.FINE
    assert told.exit_code(strict=True) is ExitCode.WRONG, "a database user that nobody made is not done"
    for app in APPS[name]:
        assert seen(rehearsal.cloud, app)["PAYMENT_API_KEY"] == CANARY
    assert set(rehearsal.cloud.remaining()) == owned(rehearsal)


def test_nothing_is_left_to_do(stack: Stack, options: Options) -> None:
    rehearsal = stack.open(options=options)
    before = rehearsal.cloud.dump()["state"]
    for operation in (rehearsal.preview, rehearsal.up):
        result = operation()
        assert set(result.changes) == {"same"}, changes(result)
    assert set(rehearsal.refresh().changes) == {"same"}
    assert set(rehearsal.up().changes) == {"same"}, "what a refresh read is what the program says"
    assert rehearsal.cloud.dump()["state"] == before


def test_a_changed_setting_is_one_update_that_names_it(stack: Stack, options: Options) -> None:
    stack.give_shop('settings={"GREETING": "hello"}')
    rehearsal = stack.open(options=options)
    for told in (rehearsal.preview(), rehearsal.up()):
        assert changes(told) == [("update", name) for name in settings_of(stack)]
        assert all(changes_of(told, name) == {"properties.GREETING": "add"} for name in settings_of(stack))
    stack.edit('"hello"', '"good morning"')
    for told in (rehearsal.preview(), rehearsal.up()):
        assert changes(told) == [("update", name) for name in settings_of(stack)]
        for name in settings_of(stack):
            assert changes_of(told, name) == {"properties.GREETING": "update"}
            step = told.step(name)
            assert (step.old["properties"]["GREETING"], step.new["properties"]["GREETING"]) == ("hello", "good morning")
    assert all(seen(rehearsal.cloud, app)["GREETING"] == "good morning" for app in APPS[stack.name])
    assert unresolved(rehearsal) == []


def test_a_changed_secret_is_a_new_version_that_the_app_sees_at_once(stack: Stack, options: Options) -> None:
    before = secret_versions(stack.open().cloud)
    old = raw(stack.open().cloud, "shop")
    stack.config["paymentApiKey"] = "another-" + CANARY
    rehearsal = stack.open(options=options)
    secret = "payment-payment-api-key-ilngxmhc"
    for told in (rehearsal.preview(), rehearsal.up()):
        assert changes(told) == [("update", name) for name in sorted([secret, *settings_of(stack)])]
        assert changes_of(told, secret) == {"properties.value": "update"}
        assert all(changes_of(told, name) == {REVISION: "update"} for name in settings_of(stack))
    versions = secret_versions(rehearsal.cloud)
    assert {name: versions[name] - count for name, count in before.items() if versions[name] != count} == {"payment-api-key-ilngxmhc": 1}
    for app in APPS[stack.name]:
        assert seen(rehearsal.cloud, app)["PAYMENT_API_KEY"] == "another-" + CANARY
    assert raw(rehearsal.cloud, "shop")["PAYMENT_API_KEY"] == old["PAYMENT_API_KEY"], "the reference names no version"


REMOVALS = {
    "uploads": 'shop.connect("uploads", STORAGE_BLOB, to=photos, access=Access.WRITE)\n',
    "orders": 'shop.connect("orders", SQL_DATABASE, to=orders, access=Access.WRITE)\n',
    "people": 'shop.connect("people", MICROSOFT_GRAPH, roles=["User.ReadBasic.All"])\n',
}
TEXTS = 'shop.connect("texts", AI_SERVICES, to=ai_account("texts"), access=Access.USE)\n'


@pytest.mark.parametrize("connection", list(REMOVALS))
def test_a_removed_connection_takes_its_grant_and_settings_and_nothing_else(stack: Stack, connection: str) -> None:
    rehearsal = stack.open()
    before, settings = grants(rehearsal.cloud), {app: raw(rehearsal.cloud, app) for app in sites(rehearsal.cloud)}
    (line, *_) = [one.line for one in report(rehearsal).lines if one.line.name == connection]
    grant = line.grant
    assert grant is not None
    stack.edit(REMOVALS[connection], "")

    result = rehearsal.up()
    gone = before - grants(rehearsal.cloud)
    assert {(scope, principal) for _, principal, _, scope in gone} == (
        set() if grant.kind == "database-user" else {(grant.scope, line.identity.principal_id if line.identity else "")}
    )
    assert grants(rehearsal.cloud) < before or grant.kind == "database-user"
    for app, old in settings.items():
        lost = set(line.settings) if app.startswith("shop") else set()
        assert raw(rehearsal.cloud, app) == {name: value for name, value in old.items() if name not in lost}
    assert sorted(op for op, _ in changes(result)) == ["delete"] * len(gone) + ["update"] * len(APPS[stack.name])
    assert all(verdict != "broken" for verdict in verdicts(rehearsal).values())
    assert unresolved(rehearsal) == []

    (stack.folder / MAIN).write_text(REFERENCE, encoding="utf-8")
    rehearsal.up()
    assert grants(rehearsal.cloud) == before
    assert {app: raw(rehearsal.cloud, app) for app in sites(rehearsal.cloud)} == settings
    assert report(rehearsal).exit_code() is ExitCode.FINE


def test_a_removed_caller_is_turned_away(stack: Stack) -> None:
    """`prices` is called by `shop`: without the connection its authentication goes, and with it the app registration."""
    rehearsal = stack.open()
    before = grants(rehearsal.cloud)
    stack.edit('shop.connect("prices", WEB_APP, to=prices, access=Access.USE)\n', "")
    rehearsal.up()
    gone = before - grants(rehearsal.cloud)
    assert [kind for kind, *_ in gone] == ["app-role"]
    assert not any(name.startswith("AZURE_WEBAPP") for app in APPS[stack.name] for name in raw(rehearsal.cloud, app))
    assert not [id for id in rehearsal.cloud.remaining() if id.startswith("/applications/")]
    assert report(rehearsal).exit_code() is ExitCode.FINE


@pytest.mark.parametrize("name", ["prod"], indirect=True)
def test_a_removed_connection_does_not_rename_the_settings_of_another_of_its_kind(stack: Stack) -> None:
    rehearsal = stack.open(options=Options(deployer_roles=("Owner", "Key Vault Secrets Officer"), deployer_graph_permissions=GRAPH))
    before = {setting for setting in raw(rehearsal.cloud, "shop") if "SCANS" in setting}
    assert before
    stack.edit(TEXTS, "")
    rehearsal.up()
    assert {setting for setting in raw(rehearsal.cloud, "shop") if "AISERVICES" in setting} == before


def test_destroy_leaves_an_empty_cloud(stack: Stack) -> None:
    rehearsal = stack.open()
    vaults = [record.id for record in rehearsal.cloud.state.of("azure-native:keyvault:Vault")]
    result = rehearsal.destroy()
    assert set(result.changes) == {"delete"}
    assert rehearsal.cloud.remaining() == []
    assert grants(rehearsal.cloud) == set()
    assert [id for id in rehearsal.cloud.soft_deleted() if "/vaults/" in id] == vaults
    assert not list(rehearsal.cloud.state.of(SECRET))
    rehearsal.reset()
    assert rehearsal.cloud.soft_deleted() == []

"""Turning keys off: on one resource, on all, in every form that arguments have; and no connection by a key that doesn't work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import cognitiveservices, dbforpostgresql, search, sql, storage

from azure_rehearsal.doors.mocks.mocks import Run, run
from azure_rehearsal.schema import types as schema
from pulumi_azure_connect import STORAGE_BLOB, Access, local_auth_off
from pulumi_azure_connect.connections.local_auth import switches
from pulumi_azure_connect.targets import ALL, BY_KIND
from tests.components.programs import SOMEBODY, account, app, failure, group, output
from tests.components.targets import services

BECAUSE = "an old client library"
OFF: dict[str, Any] = {"transformations": [local_auth_off()]}


def given(outcome: Run, type_: str, *path: str) -> Any:
    return outcome.find(type_).input(*path)


@pytest.mark.parametrize("token", switches())
def test_every_switch_is_a_property_that_the_sdk_knows(token: str):
    switch = switches()[token]
    first, *rest = switch.wire_name.split(".")
    shape: Any = schema.describe(token).inputs[first].shape
    for step in rest:
        shape = shape.fields[step].shape
    value = switch.off if isinstance(switch.off, bool) else str(switch.off)
    outer: Any = value
    for step in reversed([first, *rest]):
        outer = {step: outer}
    assert not [fault for fault in schema.check(token, outer) if not fault.missing]


def test_every_target_with_keys_has_a_switch_or_azure_has_none():
    without = {target.kind for target in ALL if target.secret is not None and target.secret.keys and target.local_auth is None}
    assert without == {"eventgrid-namespace"}


def test_one_account():
    assert given(run(lambda: account(**OFF)), "StorageAccount", "allowSharedKeyAccess") is False
    assert "allowSharedKeyAccess" not in run(account).find("StorageAccount").inputs


@pytest.mark.parametrize(
    "properties",
    [
        None,
        {"disable_local_auth": False, "custom_sub_domain_name": "shop"},
        {"disableLocalAuth": False, "customSubDomainName": "shop"},
        cognitiveservices.AccountPropertiesArgs(disable_local_auth=False, custom_sub_domain_name="shop"),
        "output",
    ],
    ids=["nothing", "dict", "camel", "args", "output"],
)
def test_every_form_of_nested_arguments(properties: Any):
    def program() -> None:
        value: Any = pulumi.Output.from_input({"disable_local_auth": False}) if properties == "output" else properties
        cognitiveservices.Account(
            "texts",
            resource_group_name=group().name,
            kind="AIServices",
            sku={"name": "S0"},
            properties=value,
            opts=pulumi.ResourceOptions(**OFF),
        )

    sent = given(run(program), "cognitiveservices:Account", "properties")
    assert sent["disableLocalAuth"] is True
    assert "customSubDomainName" in sent or properties in (None, "output")


def test_arguments_of_the_program_stay_as_they_are():
    shared = cognitiveservices.AccountPropertiesArgs(disable_local_auth=False)

    def program() -> None:
        for name, options in (("closed", OFF), ("open", {})):
            cognitiveservices.Account(
                name,
                resource_group_name=group().name,
                kind="AIServices",
                sku={"name": "S0"},
                properties=shared,
                opts=pulumi.ResourceOptions(**options),
            )

    sent = {one.name: one.input("properties", "disableLocalAuth") for one in run(program).of_type("cognitiveservices:Account")}
    assert sent == {"closed": True, "open": False}


def test_what_belongs_to_a_switch_is_said_with_it():
    def program() -> None:
        options = pulumi.ResourceOptions(**OFF)
        search.Service("search", resource_group_name=group().name, sku={"name": "basic"}, auth_options={"api_key_only": {}}, opts=options)
        dbforpostgresql.Server("orders", resource_group_name=group().name, opts=pulumi.ResourceOptions(**OFF))

    outcome = run(program)
    assert outcome.find("search:Service").inputs["disableLocalAuth"] is True
    assert "authOptions" not in outcome.find("search:Service").inputs
    assert given(outcome, "dbforpostgresql:Server", "authConfig") == {"passwordAuth": "Disabled", "activeDirectoryAuth": "Enabled"}


def test_a_sql_server_needs_administrators_first():
    admins: Any = {"administrator_type": "ActiveDirectory", "principal_type": "Group", "login": "admins", "sid": SOMEBODY}

    def program() -> None:
        login: Any = {"administrator_login": "shop", "administrator_login_password": pulumi.Output.secret("canary-Word-1")}
        for name, more in (("with", {"administrators": admins}), ("without", {})):
            sql.Server(name, resource_group_name=group().name, opts=pulumi.ResourceOptions(**OFF), **login, **more)

    sent: dict[str, Any] = {one.name: one.inputs.get("administrators") for one in run(program).of_type("sql:Server")}
    assert sent["without"] is None
    assert sent["with"]["azureADOnlyAuthentication"] is True


def test_the_whole_stack_but_one():
    def program() -> None:
        pulumi.runtime.register_stack_transformation(local_auth_off(keep=["scans"]))
        account("uploads")
        account("scans")

    sent = {one.name: one.inputs.get("allowSharedKeyAccess") for one in run(program).of_type("StorageAccount")}
    assert sent == {"uploads": False, "scans": None}


# -- no connection by a key that doesn't work ----------------------------------------------------------------------------


def by_secret(make: Callable[[], Any]) -> Callable[[], None]:
    return lambda: app().connect("uploads", STORAGE_BLOB, to=make(), auth="secret", because=BECAUSE)  # type: ignore[return-value]


def _off_by_argument() -> storage.StorageAccount:
    return storage.StorageAccount(
        "uploads", resource_group_name=group().name, kind="StorageV2", sku={"name": "Standard_LRS"}, allow_shared_key_access=False
    )


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("make", [lambda: account(**OFF), _off_by_argument], ids=["transformation", "argument"])
def test_a_secret_of_a_closed_account_is_refused(make: Callable[[], Any], preview: bool):
    said = failure(by_secret(make), preview=preview)
    assert "'uploads' has local authentication off: its keys and passwords don't work" in said


def test_a_secret_of_what_lies_in_a_closed_account_is_refused():
    def program() -> None:
        pulumi.runtime.register_stack_transformation(local_auth_off())
        by_secret(lambda: services.container("photos"))()

    assert "'data' has local authentication off" in failure(program, preview=False)


def test_an_open_account_beside_a_closed_one_is_not_refused():
    def program() -> None:
        account("closed", **OFF)
        by_secret(account)()

    assert run(program).find("keyvault:Secret")


def test_a_connection_by_identity_goes_on():
    outcome = run(lambda: app().connect("uploads", STORAGE_BLOB, to=account(**OFF), access=Access.READ))
    (row,) = output(outcome, "connections")
    assert row["localAuth"] == {"type": "Microsoft.Storage/storageAccounts", "property": "allowSharedKeyAccess", "off": False}


def test_a_service_without_keys_has_no_switch():
    assert BY_KIND["keyvault"].local_auth is None

"""What waits for an app can't be what the app waits for."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pytest
from pulumi_azure_native import resources, storage

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import STORAGE_BLOB, Access, ManagedIdentityApp, ManagedIdentityAppArgs, TargetConflict, VaultArgs
from tests.components.programs import app, raw_vault, refusal, secret

Make = Callable[[pulumi.Output[str], ManagedIdentityApp], pulumi.Resource]


def _account(
    group: pulumi.Output[str], *, tags: dict[str, pulumi.Input[str]] | None = None, opts: pulumi.ResourceOptions | None = None
) -> storage.StorageAccount:
    return storage.StorageAccount("late", resource_group_name=group, kind="StorageV2", sku={"name": "Standard_LRS"}, tags=tags, opts=opts)


def _container(group: pulumi.Output[str], app: ManagedIdentityApp) -> pulumi.Resource:
    account = _account(group, tags={"of": app.ready})
    return storage.BlobContainer("photos", resource_group_name=group, account_name=account.name)


WAITING: dict[str, Make] = {
    "depends on the app": lambda group, app: _account(group, opts=pulumi.ResourceOptions(depends_on=[app])),
    "takes ready": lambda group, app: _account(group, tags={"of": app.ready}),
    "takes what apply makes of ready": lambda group, app: _account(group, tags={"of": app.ready.apply(lambda known: known[-5:])}),
    "lies in what takes ready": _container,
    "takes what concat makes of ready": lambda group, app: _account(group, tags={"of": pulumi.Output.concat("x", app.ready)}),
    "takes what all makes of ready": lambda group, app: _account(
        group, tags={"of": pulumi.Output.all(app.ready).apply(lambda all_: all_[0])}
    ),
    "takes what format makes of ready": lambda group, app: _account(group, tags={"of": pulumi.Output.format("{0}", app.ready)}),
    "takes what json_dumps makes of ready": lambda group, app: _account(group, tags={"of": pulumi.Output.json_dumps({"of": [app.ready]})}),
    "takes a secret made of ready": lambda group, app: _account(group, tags={"of": pulumi.Output.secret(app.ready)}),
    "takes the scripts": lambda group, app: _account(group, tags={"of": app.scripts.apply(str)}),
    "takes the connections": lambda group, app: _account(group, tags={"of": pulumi.Output.json_dumps(app.connections)}),
    "depends on a list that is an output": lambda group, app: _account(
        group, opts=pulumi.ResourceOptions(depends_on=pulumi.Output.from_input([app.ready]).apply(lambda _: []))
    ),
    "takes the component's urn": lambda group, app: _account(group, tags={"of": app.urn}),
}


def _program(make: Make) -> None:
    group = resources.ResourceGroup("shop")
    app = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=group.name, runtime="PYTHON|3.12"))
    app.connect("uploads", STORAGE_BLOB, to=make(group.name, app), access=Access.READ)


@pytest.mark.parametrize("how", WAITING)
def test_a_target_that_waits_for_the_same_app_is_refused(how: str) -> None:
    with pytest.raises(TargetConflict, match=r"waits for app 'shop' to be ready.*neither could begin.*principal_id or app_id"):
        run(lambda: _program(WAITING[how]), timeout=20)


def test_a_target_may_use_what_the_app_has_before_it_is_ready() -> None:
    made = run(lambda: _program(lambda group, app: _account(group, tags={"of": app.principal_id})))

    assert made.find(name="late").operation == "create"


def test_a_target_may_wait_for_another_app() -> None:
    def program() -> None:
        group = resources.ResourceGroup("shop")
        first, second = (
            ManagedIdentityApp(name, ManagedIdentityAppArgs(resource_group_name=group.name, runtime="PYTHON|3.12"))
            for name in ("first", "second")
        )
        second.connect("uploads", STORAGE_BLOB, to=_account(group.name, tags={"of": first.ready}), access=Access.READ)

    made = run(program)

    assert made.depends(made.find(name="second-settings"), made.find(name="first-settings"))


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_writes_to_one_vault_that_wait_for_each_other_are_refused_with_the_chain(late: bool, preview: bool) -> None:
    def program() -> None:
        vault = raw_vault()
        caller, called = app("caller"), app("called")

        def own() -> None:
            secret(called, "own", vault=VaultArgs(id=vault.id))

        if not late:
            own()
        secret(caller, "call", secrets={"KEY": called.ready.apply(lambda _: "k")}, vault=VaultArgs(id=vault.id))
        if late:
            own()

    outcome = run(program, preview=preview, check=False, timeout=20)
    if late:
        said = refusal(outcome, TargetConflict)
        assert "'own-" in said
        assert "waits for Secret 'call-" in said
        assert "waits for `ready` of app 'called'" in said
    else:
        assert not outcome.errors


def test_a_secret_of_an_app_that_waits_for_that_app_is_refused() -> None:
    def program() -> None:
        made = app()
        secret(made, secrets={"KEY": made.ready.apply(str)})

    assert "`ready` of app 'shop'" in refusal(run(program, check=False, timeout=20), TargetConflict)

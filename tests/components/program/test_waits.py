"""What waits for an app can't be what the app waits for."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pytest
from pulumi_azure_native import resources, storage

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import STORAGE_BLOB, Access, ManagedIdentityApp, ManagedIdentityAppArgs, TargetConflict

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

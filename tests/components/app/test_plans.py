"""Several apps on one plan: as many as Azure takes, and of Flex Consumption one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_azure_native import web

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import ConnectError
from tests.components.programs import account, app, failure, group

KNOWN = "/subscriptions/b1c0c47d-cf8e-53d1-bf3d-e14b83de081a/resourceGroups/shop/providers/Microsoft.Web/serverFarms/flex"


def raw_plan() -> web.AppServicePlan:
    return web.AppServicePlan(
        "flex",
        name="flex",
        resource_group_name=group().name,
        kind="functionapp",
        reserved=True,
        sku={"name": "FC1", "tier": "FlexConsumption"},
    )


def made_with_the_first(host: Any) -> tuple[Any, Any]:
    first = app("one", sku="FC1", functions={"storage_account_id": host.id})
    return None, first.plan_id


def by_its_resource(_: Any) -> tuple[Any, Any]:
    plan = raw_plan()
    return plan.id, plan.id


def by_two_texts(_: Any) -> tuple[Any, Any]:
    raw_plan()
    return KNOWN, KNOWN.upper()


def by_what_apply_makes(_: Any) -> tuple[Any, Any]:
    plan = raw_plan()
    return plan.id.apply(str.strip), plan.id


WAYS = [made_with_the_first, by_its_resource, by_two_texts, by_what_apply_makes]


def two_apps(way: Callable[[Any], tuple[Any, Any]], second_sku: str | None = "FC1") -> Callable[[], None]:
    def program() -> None:
        host = account("host")
        functions = {"storage_account_id": host.id}
        first, second = way(host)
        if first is not None:
            app("one", sku="FC1", functions=functions, plan_id=first)
        app("two", sku=second_sku, functions=functions, plan_id=second)

    return program


@pytest.mark.parametrize("way", WAYS)
def test_a_flex_plan_takes_no_second_app(way: Any):
    said = failure(two_apps(way), preview=way is not by_what_apply_makes)
    assert "app 'two'" in said
    assert "app 'one'" in said
    assert "takes one app" in said


@pytest.mark.parametrize("way", WAYS[:3])
def test_a_second_app_that_does_not_know_the_plans_sku_is_refused_in_the_body(way: Any):
    with pytest.raises(ConnectError, match="takes one app"):
        run(two_apps(way, None), preview=True)


def test_other_plans_take_several():
    def program() -> None:
        host = account("host")
        first = app("one", sku="EP1", functions={"storage_account_id": host.id})
        app("two", sku="EP1", functions={"storage_account_id": host.id}, plan_id=first.plan_id)
        app("three", sku="FC1", functions={"storage_account_id": host.id})
        app("four", sku="FC1", functions={"storage_account_id": host.id})

    assert len(run(program).of_type("WebApp")) == 4

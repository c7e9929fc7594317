"""Who deploys: asked of azure-native, and named where a unit test's mock doesn't tell."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest

from pulumi_azure_connect import ConnectError
from pulumi_azure_connect.program.deployer import Deployer

TENANT, SUBSCRIPTION = "11111111-2222-4333-8444-555555555555", "99999999-2222-4333-8444-555555555555"


class Config:
    """What the function gives."""

    def __init__(self, **told: Any) -> None:
        self.__dict__.update(told)


async def both(config: Any) -> list[str | None]:
    known = Deployer(pulumi.Output.from_input(config))
    return [await known.tenant_id.future(), await known.subscription_id.future()]


def test_it_gives_tenant_and_subscription() -> None:
    assert asyncio.run(both(Config(tenant_id=TENANT, subscription_id=SUBSCRIPTION))) == [TENANT, SUBSCRIPTION]


@pytest.mark.parametrize(("told", "missing"), [({"tenant_id": TENANT}, "subscription_id"), ({"subscription_id": None}, "tenant_id")])
def test_what_is_not_told_is_named(told: dict[str, Any], missing: str) -> None:
    with pytest.raises(ConnectError, match=f"output `{missing}` of the function .*getClientConfig is absent; give it in your mock's call"):
        asyncio.run(both(Config(**told)))

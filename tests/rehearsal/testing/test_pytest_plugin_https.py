"""The fixture `azure_https`: a program deployed on mocks, read by a real client."""

from __future__ import annotations

from typing import Any, cast

from azure.mgmt.web import WebSiteManagementClient

from azure_rehearsal.doors.https.server import Door
from azure_rehearsal.testing.fixture import AzureFixture


def program() -> None:
    from pulumi_azure_native import resources, web

    group = resources.ResourceGroup("rg", resource_group_name="rg", location="westeurope")
    plan = web.AppServicePlan("plan", name="plan", resource_group_name=group.name, sku={"name": "B1"})
    web.WebApp("shop", name="shop", resource_group_name=group.name, server_farm_id=plan.id, https_only=True)


def test_what_a_program_made_is_seen_by_a_real_client(azure: AzureFixture, azure_https: Door):
    azure.run(program)
    client = WebSiteManagementClient(
        cast("Any", azure_https.credential()),
        azure.cloud.subscription_id,
        base_url=azure_https.url,
        connection_verify=str(azure_https.certificates.authority),
    )
    site = client.web_apps.get("rg", "shop")
    assert site.https_only is True
    assert site.default_host_name == "shop.azurewebsites.net"

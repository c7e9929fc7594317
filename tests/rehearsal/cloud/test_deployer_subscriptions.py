"""Several subscriptions: by explicit providers, and by configuration; the deployer has in each what it has in the cloud's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import pulumi_azure_native as azure_native
import pytest
from pulumi_azure_native import authorization, resources, storage

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.cloud.deployer import act_as
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.options import Options
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.testing import AzureFixture

OTHER = "22222222-2222-2222-2222-2222222222bb"
GROUP = "azure-native:resources:ResourceGroup"


def program() -> None:
    """The same names in both subscriptions: no clash."""
    for name, provider in (("near", None), ("far", azure_native.Provider("other", subscription_id=OTHER))):
        options = pulumi.ResourceOptions(provider=provider)
        group = resources.ResourceGroup(f"{name}-group", resource_group_name="same", location="northeurope", opts=options)
        account = storage.StorageAccount(
            f"{name}account", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}, opts=options
        )
        client = authorization.get_client_config_output(opts=pulumi.InvokeOptions(provider=provider))
        pulumi.export(name, [account.id, client.subscription_id, account.location])


def check(exports: dict[str, Any], cloud: Cloud) -> None:
    (near, nearly, _), (far, farther, where) = exports["near"], exports["far"]
    assert near.startswith(f"/subscriptions/{cloud.subscription_id}/resourceGroups/same/")
    assert far.startswith(f"/subscriptions/{OTHER}/resourceGroups/same/")
    assert (nearly, farther, where) == (cloud.subscription_id, OTHER, "northeurope")
    assert len(cloud.remaining()) == 4


def test_an_explicit_provider_works_in_its_own_subscription(tmp_path: Path, pulumi_cli):
    rehearsal = Rehearsal(program, state=tmp_path, pulumi=pulumi_cli)
    check(rehearsal.up().outputs, rehearsal.cloud)
    again = Rehearsal(program, state=tmp_path, pulumi=pulumi_cli)
    assert again.cloud.options.subscriptions == (OTHER,)
    assert again.refresh().changes == {"same": 6}
    again.destroy()
    assert again.cloud.remaining() == []


def test_mocks_do_the_same():
    azure = AzureFixture()
    run = azure.run(program)
    check(run.exports, azure.cloud)
    azure.destroy()
    assert azure.cloud.remaining() == []


def configured() -> None:
    group = resources.ResourceGroup("group", location="northeurope")
    pulumi.export("ids", [group.id, authorization.get_client_config().subscription_id])


def test_configuration_says_the_subscription(tmp_path: Path, pulumi_cli):
    config = {"azure-native:subscriptionId": OTHER}
    engine = Rehearsal(configured, state=tmp_path, pulumi=pulumi_cli, config=config).up().outputs
    for group, client in (engine["ids"], AzureFixture().run(configured, config=config).exports["ids"]):
        assert group.startswith(f"/subscriptions/{OTHER}/")
        assert client == OTHER


def make(cloud: Cloud, subscription: str, name: str = "g") -> None:
    cloud.create(GROUP, {"subscriptionId": subscription, "resourceGroupName": name, "location": "westeurope"})


def test_nobody_may_do_anything_in_a_subscription_that_no_provider_named():
    cloud = Cloud()
    with pytest.raises(AzureError, match="AuthorizationFailed"):
        make(cloud, OTHER)
    assert cloud.enter(OTHER.upper()) == OTHER.upper()
    assert cloud.enter(OTHER) == OTHER.upper(), "the letter case that came first stays"
    make(cloud, OTHER)


def test_a_restricted_deployer_is_so_everywhere():
    cloud = Cloud()
    cloud.enter(OTHER)
    act_as(cloud, ["Reader"])
    with pytest.raises(AzureError, match="AuthorizationFailed"):
        make(cloud, OTHER)
    act_as(cloud, ["Contributor"])
    make(cloud, OTHER)
    act_as(cloud, [f"Contributor@/subscriptions/{cloud.subscription_id}"])
    with pytest.raises(AzureError, match="AuthorizationFailed"):
        make(cloud, OTHER, "h")


def test_subscriptions_are_kept():
    cloud = Cloud()
    cloud.enter(OTHER)
    assert Options.load(cloud.options.dump()) == cloud.options
    make(Cloud.load(cloud.dump()), OTHER)

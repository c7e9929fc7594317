"""One app with fifty connections: forty by identity to things of five kinds, ten secrets in its vault. `apps` such apps."""

from __future__ import annotations

import pulumi
from pulumi_azure_native import appconfiguration, cognitiveservices, resources, servicebus, storage

from pulumi_azure_connect import (
    AI_SERVICES,
    APP_CONFIGURATION,
    SERVICE_BUS,
    STORAGE_BLOB,
    STORAGE_QUEUE,
    Access,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
)

EACH = 8
SECRETS = 10


def build(apps: int) -> None:
    """Make the targets and `apps` apps that are connected to each of them."""
    group = resources.ResourceGroup("fifty", location="westeurope")
    accounts = [
        storage.StorageAccount(f"data{at}", resource_group_name=group.name, kind="StorageV2", sku=storage.SkuArgs(name="Standard_LRS"))
        for at in range(EACH)
    ]
    texts = [
        cognitiveservices.Account(
            f"texts{at}",
            resource_group_name=group.name,
            kind="AIServices",
            sku=cognitiveservices.SkuArgs(name="S0"),
            properties=cognitiveservices.AccountPropertiesArgs(custom_sub_domain_name=f"fifty-texts-{at}"),
        )
        for at in range(EACH)
    ]
    buses = [
        servicebus.Namespace(
            f"bus{at}",
            resource_group_name=group.name,
            sku=servicebus.SBSkuArgs(name=servicebus.SkuName.STANDARD, tier=servicebus.SkuTier.STANDARD),
        )
        for at in range(EACH)
    ]
    stores = [
        appconfiguration.ConfigurationStore(f"store{at}", resource_group_name=group.name, sku=appconfiguration.SkuArgs(name="standard"))
        for at in range(EACH)
    ]
    for number in range(apps):
        app = ManagedIdentityApp(f"shop{number}", ManagedIdentityAppArgs(resource_group_name=group.name, runtime="PYTHON|3.12"))
        for at in range(EACH):
            app.connect(f"blobs{at}", STORAGE_BLOB, to=accounts[at], access=Access.WRITE, named=at > 0)
            app.connect(f"queues{at}", STORAGE_QUEUE, to=accounts[at], access=Access.WRITE, named=at > 0)
            app.connect(f"texts{at}", AI_SERVICES, to=texts[at], access=Access.USE, named=at > 0)
            app.connect(f"bus{at}", SERVICE_BUS, to=buses[at], access=Access.SEND, named=at > 0)
            app.connect(f"store{at}", APP_CONFIGURATION, to=stores[at], access=Access.READ, named=at > 0)
        for at in range(SECRETS):
            secrets: dict[str, pulumi.Input[str]] = {f"KEY_{at}": pulumi.Output.secret(f"a key {at}")}
            SecretBackedConnection(f"shop{number}-{at}", SecretBackedConnectionArgs(secrets=secrets), app=app)

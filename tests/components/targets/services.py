"""What apps connect to, each made in a line or two. What lies inside of something shares it with the others of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pulumi
from pulumi_azure_native import (
    appconfiguration,
    applicationinsights,
    cognitiveservices,
    communication,
    containerregistry,
    cosmosdb,
    eventgrid,
    eventhub,
    keyvault,
    monitor,
    operationalinsights,
    servicebus,
    signalrservice,
    sql,
    storage,
    webpubsub,
)
from pulumi_azure_native import (
    maps as maps_module,
)
from pulumi_azure_native import (
    search as search_module,
)

from pulumi_azure_connect.program.registry import current
from tests.components.programs import SOMEBODY, group, raw_vault

T = TypeVar("T")
STANDARD: Any = {"name": "Standard"}
# learn.microsoft.com/azure/azure-sql/database/firewall-configure: the portal's "Allow Azure services and resources to access this server"
ALL_OF_AZURE: Any = {"firewall_rule_name": "AllowAllWindowsAzureIps", "start_ip_address": "0.0.0.0", "end_ip_address": "0.0.0.0"}


def _shared(name: str, make: Callable[[], T]) -> T:
    return current().once(("test", name), make)


def _in_group() -> dict[str, Any]:
    return {"resource_group_name": group().name}


# -- storage -------------------------------------------------------------------------------------------------------------


def _account() -> storage.StorageAccount:
    return _shared(
        "account",
        lambda: storage.StorageAccount("data", **_in_group(), kind="StorageV2", sku={"name": "Standard_LRS"}, account_name="shopdata"),
    )


def container(name: str) -> storage.BlobContainer:
    return storage.BlobContainer(f"{name}-blobs", account_name=_account().name, container_name=name, **_in_group())


def storage_queue(name: str) -> storage.Queue:
    return storage.Queue(f"{name}-queue", account_name=_account().name, queue_name=name, **_in_group())


def storage_table(name: str) -> storage.Table:
    return storage.Table(f"{name}-table", account_name=_account().name, table_name=name.replace("-", ""), **_in_group())


def share(name: str) -> storage.FileShare:
    return storage.FileShare(f"{name}-share", account_name=_account().name, share_name=name, **_in_group())


# -- secrets and settings ------------------------------------------------------------------------------------------------


def vault_secret(name: str) -> keyvault.Secret:
    vault = _shared("vault", lambda: raw_vault("others"))
    return keyvault.Secret(
        f"{name}-secret",
        vault_name=vault.name,
        secret_name=name,
        properties={"value": pulumi.Output.secret("canary-theirs")},
        **_in_group(),
    )


def store(name: str) -> appconfiguration.ConfigurationStore:
    return appconfiguration.ConfigurationStore(f"{name}-store", config_store_name=f"{name}-store", sku={"name": "standard"}, **_in_group())


# -- messages ------------------------------------------------------------------------------------------------------------


def event_hub(name: str) -> eventhub.EventHub:
    space = _shared("hubs", lambda: eventhub.Namespace("hubs", namespace_name="shop-hubs", sku=STANDARD, **_in_group()))
    return eventhub.EventHub(f"{name}-hub", namespace_name=space.name, event_hub_name=name, **_in_group())


def bus_queue(name: str) -> servicebus.Queue:
    space = _shared("bus", lambda: servicebus.Namespace("bus", namespace_name="shop-bus", sku=STANDARD, **_in_group()))
    return servicebus.Queue(f"{name}-messages", namespace_name=space.name, queue_name=name, **_in_group())


def topic(name: str) -> eventgrid.Topic:
    return eventgrid.Topic(f"{name}-topic", topic_name=f"{name}-topic", **_in_group())


def domain(name: str) -> eventgrid.Domain:
    return eventgrid.Domain(f"{name}-domain", domain_name=f"{name}-domain", **_in_group())


def event_topic(name: str) -> eventgrid.NamespaceTopic:
    space = _shared("grid", lambda: eventgrid.Namespace("grid", namespace_name="shop-grid", **_in_group()))
    return eventgrid.NamespaceTopic(f"{name}-events", namespace_name=space.name, topic_name=name, **_in_group())


def signalr(name: str) -> signalrservice.SignalR:
    return signalrservice.SignalR(f"{name}-signalr", resource_name_=f"{name}-signalr", **_in_group())


def pubsub(name: str) -> webpubsub.WebPubSub:
    return webpubsub.WebPubSub(f"{name}-pubsub", resource_name_=f"{name}-pubsub", **_in_group())


# -- AI ------------------------------------------------------------------------------------------------------------------


def ai_account(name: str) -> cognitiveservices.Account:
    return cognitiveservices.Account(
        f"{name}-ai",
        account_name=f"{name}-ai",
        kind="AIServices",
        sku={"name": "S0"},
        properties={"custom_sub_domain_name": f"{name}-ai"},
        **_in_group(),
    )


def project(name: str) -> cognitiveservices.Project:
    account = _shared("foundry", lambda: ai_account("foundry"))
    return cognitiveservices.Project(f"{name}-project", account_name=account.name, project_name=name, properties={}, **_in_group())


def search(name: str) -> search_module.Service:
    """A search service that takes Entra tokens beside its keys; a new one takes keys only."""
    entra: Any = {"aad_or_api_key": {"aad_auth_failure_mode": "http401WithBearerChallenge"}}
    return search_module.Service(
        f"{name}-search", search_service_name=f"{name}-search", sku={"name": "basic"}, auth_options=entra, **_in_group()
    )


# -- databases -----------------------------------------------------------------------------------------------------------


def sql_database(name: str) -> sql.Database:
    admins: Any = {"administrator_type": "ActiveDirectory", "principal_type": "Group", "login": "admins", "sid": SOMEBODY}
    login: Any = {"administrator_login": "shop", "administrator_login_password": pulumi.Output.secret("canary-admin-1")}
    server = _shared("sql", lambda: sql.Server("sql", server_name="shop-sql", administrators=admins, **login, **_in_group()))
    _shared("sql-rule", lambda: sql.FirewallRule("sql-azure", server_name=server.name, **ALL_OF_AZURE, **_in_group()))
    return sql.Database(f"{name}-sql", server_name=server.name, database_name=name, sku={"name": "Basic"}, **_in_group())


def _cosmos(api: str) -> cosmosdb.DatabaseAccount:
    return _shared(
        api,
        lambda: cosmosdb.DatabaseAccount(
            api,
            account_name=f"shop-{api}",
            database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
            locations=[{"location_name": "westeurope"}],
            **_in_group(),
        ),
    )


def mongo_database(name: str) -> cosmosdb.MongoDBResourceMongoDBDatabase:
    return cosmosdb.MongoDBResourceMongoDBDatabase(
        f"{name}-mongo", account_name=_cosmos("mongo").name, database_name=name, resource={"id": name}, **_in_group()
    )


def keyspace(name: str) -> cosmosdb.CassandraResourceCassandraKeyspace:
    return cosmosdb.CassandraResourceCassandraKeyspace(
        f"{name}-keyspace", account_name=_cosmos("cassandra").name, keyspace_name=name, resource={"id": name}, **_in_group()
    )


def graph(name: str) -> cosmosdb.GremlinResourceGremlinGraph:
    account = _cosmos("gremlin")
    database = _shared(
        "graphs",
        lambda: cosmosdb.GremlinResourceGremlinDatabase(
            "graphs", account_name=account.name, database_name="graphs", resource={"id": "graphs"}, **_in_group()
        ),
    )
    return cosmosdb.GremlinResourceGremlinGraph(
        f"{name}-graph",
        account_name=account.name,
        database_name=database.name,
        graph_name=name,
        resource={"id": name, "partition_key": {"paths": ["/pk"]}},
        **_in_group(),
    )


# -- what watches, shows and carries -------------------------------------------------------------------------------------


def component(name: str) -> applicationinsights.Component:
    return applicationinsights.Component(
        f"{name}-insights",
        resource_name_=f"{name}-insights",
        kind="web",
        application_type="web",
        ingestion_mode="LogAnalytics",
        **_in_group(),
    )


def collection_rule(name: str) -> monitor.DataCollectionRule:
    return monitor.DataCollectionRule(f"{name}-rule", data_collection_rule_name=f"{name}-rule", **_in_group())


def log_table(name: str) -> operationalinsights.Table:
    space = _shared("logs", lambda: operationalinsights.Workspace("logs", workspace_name="shop-logs", **_in_group()))
    return operationalinsights.Table(f"{name}-logs", workspace_name=space.name, table_name=f"{name.title()}_CL", **_in_group())


def registry(name: str) -> containerregistry.Registry:
    return containerregistry.Registry(f"{name}-registry", registry_name=f"{name}registry".replace("-", ""), sku=STANDARD, **_in_group())


def maps(name: str) -> maps_module.Account:
    return maps_module.Account(f"{name}-maps", account_name=f"{name}-maps", location="global", sku={"name": "G2"}, **_in_group())


def mail(name: str) -> communication.CommunicationService:
    return communication.CommunicationService(
        f"{name}-mail", communication_service_name=f"{name}-mail", data_location="Europe", location="global", **_in_group()
    )

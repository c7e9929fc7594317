"""The list of targets. To add one: a file beside this one, and a line here."""

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from pulumi_azure_connect.errors import UnknownTarget, did_you_mean
from pulumi_azure_connect.targets.target import Target

from .ai_search import AI_SEARCH
from .ai_services import AI_SERVICES
from .app_configuration import APP_CONFIGURATION
from .app_insights import APP_INSIGHTS
from .cognitive_services import COGNITIVE_SERVICES
from .communication import COMMUNICATION
from .confluent_cloud import CONFLUENT_CLOUD
from .container_app import CONTAINER_APP
from .container_registry import CONTAINER_REGISTRY
from .cosmos_cassandra import COSMOS_CASSANDRA
from .cosmos_gremlin import COSMOS_GREMLIN
from .cosmos_mongo import COSMOS_MONGO
from .cosmos_nosql import COSMOS_NOSQL
from .cosmos_table import COSMOS_TABLE
from .data_explorer import DATA_EXPLORER
from .entra_api import ENTRA_API
from .event_grid_domain import EVENT_GRID_DOMAIN
from .event_grid_namespace import EVENT_GRID_NAMESPACE
from .event_grid_topic import EVENT_GRID_TOPIC
from .event_hubs import EVENT_HUBS
from .fabric_sql import FABRIC_SQL
from .foundry import FOUNDRY
from .key_vault import KEY_VAULT
from .log_analytics import LOG_ANALYTICS
from .managed_redis import MANAGED_REDIS
from .maps import MAPS
from .microsoft_graph import MICROSOFT_GRAPH
from .mongodb_atlas import MONGODB_ATLAS
from .monitor_ingestion import MONITOR_INGESTION
from .mysql import MYSQL
from .neon_postgres import NEON_POSTGRES
from .openai import OPENAI
from .postgresql import POSTGRESQL
from .redis import REDIS
from .service_bus import SERVICE_BUS
from .signalr import SIGNALR
from .sql_database import SQL_DATABASE
from .storage_blob import STORAGE_BLOB
from .storage_file import STORAGE_FILE
from .storage_queue import STORAGE_QUEUE
from .storage_table import STORAGE_TABLE
from .third_party_api import THIRD_PARTY_API
from .web_app import WEB_APP
from .web_pubsub import WEB_PUBSUB

ALL: tuple[Target, ...] = (
    AI_SEARCH,
    AI_SERVICES,
    APP_CONFIGURATION,
    APP_INSIGHTS,
    COGNITIVE_SERVICES,
    COMMUNICATION,
    CONFLUENT_CLOUD,
    CONTAINER_APP,
    CONTAINER_REGISTRY,
    COSMOS_CASSANDRA,
    COSMOS_GREMLIN,
    COSMOS_MONGO,
    COSMOS_NOSQL,
    COSMOS_TABLE,
    DATA_EXPLORER,
    ENTRA_API,
    EVENT_GRID_DOMAIN,
    EVENT_GRID_NAMESPACE,
    EVENT_GRID_TOPIC,
    EVENT_HUBS,
    FABRIC_SQL,
    FOUNDRY,
    KEY_VAULT,
    LOG_ANALYTICS,
    MANAGED_REDIS,
    MAPS,
    MICROSOFT_GRAPH,
    MONGODB_ATLAS,
    MONITOR_INGESTION,
    MYSQL,
    NEON_POSTGRES,
    OPENAI,
    POSTGRESQL,
    REDIS,
    SERVICE_BUS,
    SIGNALR,
    SQL_DATABASE,
    STORAGE_BLOB,
    STORAGE_FILE,
    STORAGE_QUEUE,
    STORAGE_TABLE,
    THIRD_PARTY_API,
    WEB_APP,
    WEB_PUBSUB,
)
BY_KIND: Mapping[str, Target] = MappingProxyType({target.kind: target for target in ALL})


def target(kind: "str | Target") -> Target:
    """
    Give the target of that kind; a `Target` of the caller's own is taken as it is.

    Raises:
        UnknownTarget: no target has that kind.
    """
    if isinstance(kind, Target):
        return kind
    if not isinstance(cast("object", kind), str):
        raise UnknownTarget(f"a target is a Target or the text of its kind, such as 'storage-blob', not a {type(kind).__name__}.")
    if kind not in BY_KIND:
        meant = _by_other_names().get(_squashed(kind))
        hint = f" Did you mean {meant!r}?" if meant is not None else did_you_mean(kind, list(BY_KIND))
        raise UnknownTarget(f"{kind!r} is not a kind of target.{hint} There are: {', '.join(BY_KIND)}.")
    return BY_KIND[kind]


def _squashed(name: str) -> str:
    """A name without letter case, punctuation and the words that all of Azure's names have."""
    words = [word for word in re.split(r"[^a-z0-9]+", name.casefold()) if word not in {"", "azure", "for", "service", "database"}]
    return "".join(words)


@functools.cache
def _by_other_names() -> Mapping[str, str]:
    """What people call targets beside their kind: the title that Azure has for it, and the name of our constant."""
    constants = {name: known.kind for name, known in globals().items() if isinstance(known, Target)}
    titles = {known.title: known.kind for known in ALL}
    return {_squashed(name): kind for names in (titles, constants) for name, kind in names.items()}


__all__ = [
    "AI_SEARCH",
    "AI_SERVICES",
    "ALL",
    "APP_CONFIGURATION",
    "APP_INSIGHTS",
    "BY_KIND",
    "COGNITIVE_SERVICES",
    "COMMUNICATION",
    "CONFLUENT_CLOUD",
    "CONTAINER_APP",
    "CONTAINER_REGISTRY",
    "COSMOS_CASSANDRA",
    "COSMOS_GREMLIN",
    "COSMOS_MONGO",
    "COSMOS_NOSQL",
    "COSMOS_TABLE",
    "DATA_EXPLORER",
    "ENTRA_API",
    "EVENT_GRID_DOMAIN",
    "EVENT_GRID_NAMESPACE",
    "EVENT_GRID_TOPIC",
    "EVENT_HUBS",
    "FABRIC_SQL",
    "FOUNDRY",
    "KEY_VAULT",
    "LOG_ANALYTICS",
    "MANAGED_REDIS",
    "MAPS",
    "MICROSOFT_GRAPH",
    "MONGODB_ATLAS",
    "MONITOR_INGESTION",
    "MYSQL",
    "NEON_POSTGRES",
    "OPENAI",
    "POSTGRESQL",
    "REDIS",
    "SERVICE_BUS",
    "SIGNALR",
    "SQL_DATABASE",
    "STORAGE_BLOB",
    "STORAGE_FILE",
    "STORAGE_QUEUE",
    "STORAGE_TABLE",
    "THIRD_PARTY_API",
    "WEB_APP",
    "WEB_PUBSUB",
    "target",
]

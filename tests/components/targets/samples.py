"""
One sample of every target: how to make what is connected to, and what an app at each access level can do with it and can't.

Adding a target asks for one here; the tests of connections under mocks and on the real engine walk them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tests.components.targets import services as made

NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Level:
    """What an app at one access level can do on the target itself, and the next thing that it can't. `control:` marks what isn't data."""

    can: tuple[str, ...]
    cannot: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sample:
    make: Callable[[str], Any] = lambda _: None
    """What `to` takes; its argument tells several of a kind apart."""
    levels: Mapping[str, Level] = field(default_factory=lambda: NONE)
    """By access level; each that the target offers."""
    values: Mapping[str, str] = field(default_factory=lambda: NONE)
    """What the caller gives whatever the authentication."""
    secret_values: Mapping[str, str] = field(default_factory=lambda: NONE)
    """What the caller gives beside, for a connection by secret."""


def _levels(space: str, **levels: tuple[str, str]) -> Mapping[str, Level]:
    """Levels of a service: actions behind its namespace, separated by blanks; after a slash an action is whole."""

    def whole(action: str) -> str:
        return action[1:] if action.startswith("/") else f"{space}{action}"

    def actions(text: str) -> tuple[str, ...]:
        marked = [one.rpartition("control:") for one in text.split()]
        return tuple(f"{mark}{whole(action)}" for _, mark, action in marked)

    return {name: Level(can=actions(can), cannot=actions(cannot)) for name, (can, cannot) in levels.items()}


_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/"
_QUEUES = "Microsoft.Storage/storageAccounts/queueServices/queues/messages/"
_TABLES = "Microsoft.Storage/storageAccounts/tableServices/tables/entities/"
_AI = "Microsoft.CognitiveServices/accounts/"
_AI_LEVELS = _levels(
    _AI,
    read=("OpenAI/deployments/read", "OpenAI/engines/completions/action"),
    use=("OpenAI/engines/completions/action SpeechServices/speechrest/transcriptions/write", "OpenAI/fine-tunes-deployments/write"),
)
_RULE = {"rule": "RootManageSharedAccessKey"}
_SEND = ("Microsoft.EventGrid/events/send/action",), ("Microsoft.EventGrid/events/receive/action",)

SAMPLES: Mapping[str, Sample] = {
    "acr": Sample(
        make=made.registry,
        levels=_levels("Microsoft.ContainerRegistry/registries/", read=("control:pull/read", "control:push/write")),
    ),
    "aiservices": Sample(make=made.ai_account, levels=_AI_LEVELS),
    "app-insights": Sample(
        make=made.component, levels=_levels("Microsoft.Insights/", send=("Telemetry/Write", "control:components/write"))
    ),
    "appconfig": Sample(
        make=made.store,
        levels=_levels(
            "Microsoft.AppConfiguration/configurationStores/",
            read=("keyValues/read", "keyValues/write"),
            write=("keyValues/read keyValues/write keyValues/delete", "control:write"),
        ),
    ),
    "cognitiveservices": Sample(make=made.ai_account, levels=_AI_LEVELS),
    "communication": Sample(
        make=made.mail,
        levels=_levels("Microsoft.Communication/", use=("control:CommunicationServices/read", "control:anything/else")),
    ),
    "confluent-cloud": Sample(
        secret_values={
            "server": "pkc-12345.westeurope.azure.confluent.cloud:9092",
            "key": "KAFKAKEY",
            "secret": "canary-kafka",
            "registry": "https://psrc-12345.westeurope.azure.confluent.cloud",
            "registry_key": "REGISTRYKEY",
            "registry_secret": "canary-registry",
        }
    ),
    "cosmos-cassandra": Sample(make=made.keyspace),
    "cosmos-gremlin": Sample(make=made.graph),
    "cosmos-mongo": Sample(make=made.mongo_database),
    "eventgrid-domain": Sample(make=made.domain, levels={"send": Level(can=_SEND[0], cannot=_SEND[1])}),
    "eventgrid-namespace": Sample(
        make=made.event_topic,
        levels={"send": Level(can=_SEND[0], cannot=_SEND[1]), "receive": Level(can=_SEND[1], cannot=_SEND[0])},
    ),
    "eventgrid-topic": Sample(make=made.topic, levels={"send": Level(can=_SEND[0], cannot=_SEND[1])}),
    "eventhub": Sample(
        make=made.event_hub,
        secret_values=_RULE,
        levels=_levels(
            "Microsoft.EventHub/namespaces/eventhubs/",
            send=("send/action", "receive/action"),
            receive=("receive/action", "send/action"),
        ),
    ),
    "foundry": Sample(
        make=made.project,
        levels=_levels(
            _AI,
            read=("AIServices/agents/read", "AIServices/agents/write"),
            use=("AIServices/responses/write AIServices/endpoints/interact/action", "AIServices/agents/write"),
            write=("AIServices/agents/write AIServices/responses/write", "AIServices/fine_tuning_deployments/write"),
        ),
    ),
    "keyvault": Sample(
        make=made.vault_secret,
        levels=_levels("Microsoft.KeyVault/vaults/secrets/", read=("getSecret/action", "setSecret/action delete")),
    ),
    "log-analytics": Sample(
        make=made.log_table,
        levels=_levels(
            "Microsoft.OperationalInsights/workspaces/", read=("tables/data/read", "control:tables/write control:sharedKeys/read")
        ),
    ),
    "maps": Sample(
        make=made.maps,
        levels=_levels(
            "Microsoft.Maps/accounts/",
            read=("services/search/read", "services/data/write"),
            write=("services/data/write services/data/delete", "control:write"),
        ),
    ),
    "mongodb-atlas": Sample(secret_values={"cluster": "shop.a1b2c.mongodb.net", "app": "shop", "user": "shop", "password": "canary/atlas"}),
    "monitor-ingestion": Sample(
        make=made.collection_rule,
        values={"endpoint": "https://shop-a1b2.westeurope-1.ingest.monitor.azure.com"},
        levels=_levels("Microsoft.Insights/", send=("Telemetry/Write", "control:dataCollectionRules/write")),
    ),
    "neon-postgres": Sample(
        secret_values={"host": "ep-a1b2.westeurope.azure.neon.tech", "database": "shop", "user": "shop", "password": "canary neon"}
    ),
    "openai": Sample(
        make=made.ai_account,
        levels=_levels(_AI, use=("OpenAI/deployments/chat/completions/action", "OpenAI/fine-tunes/write OpenAI/deployments/write")),
    ),
    "search": Sample(
        make=made.search,
        levels=_levels(
            "Microsoft.Search/searchServices/",
            read=("indexes/documents/read", "indexes/documents/write"),
            write=("indexes/documents/read indexes/documents/write", "control:indexes/write"),
        ),
    ),
    "servicebus": Sample(
        make=made.bus_queue,
        secret_values=_RULE,
        levels=_levels(
            "Microsoft.ServiceBus/namespaces/queues/",
            send=("send/action", "receive/action"),
            receive=("receive/action", "send/action"),
        ),
    ),
    "signalr": Sample(
        make=made.signalr,
        levels=_levels(
            "Microsoft.SignalRService/SignalR/",
            read=("group/read", "group/write"),
            send=("hub/send/action group/write", "serverConnection/write"),
            use=("serverConnection/write clientConnection/write", "hub/send/action"),
        ),
    ),
    "sql": Sample(make=made.sql_database, secret_values={"user": "shop", "password": "canary-sql"}),
    "storage-blob": Sample(
        make=made.container,
        levels=_levels(
            _BLOBS,
            read=("blobs/read", "blobs/write"),
            write=("blobs/read blobs/write blobs/delete", "blobs/manageOwnership/action"),
            manage=("blobs/manageOwnership/action", "control:/Microsoft.Storage/storageAccounts/write"),
        ),
    ),
    "storage-file": Sample(make=made.share),
    "storage-queue": Sample(
        make=made.storage_queue,
        levels=_levels(
            _QUEUES,
            read=("read", "process/action"),
            send=("add/action", "read"),
            receive=("read process/action", "add/action"),
            write=("read write delete process/action", "control:/Microsoft.Storage/storageAccounts/write"),
        ),
    ),
    "storage-table": Sample(
        make=made.storage_table,
        levels=_levels(_TABLES, read=("read", "write"), write=("read write delete", "control:/Microsoft.Storage/storageAccounts/write")),
    ),
    "third-party-api": Sample(secret_values={"url": "https://api.payments.example", "key": "canary-payments"}),
    "webpubsub": Sample(
        make=made.pubsub,
        levels=_levels(
            "Microsoft.SignalRService/WebPubSub/",
            read=("clientConnection/read", "hub/send/action"),
            use=("hub/send/action", "control:write"),
        ),
    ),
}

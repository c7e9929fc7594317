"""Microsoft.DocumentDB: Cosmos DB accounts, what lies in them, their keys, and their own roles on data."""

from __future__ import annotations

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.name_rules import GlobalName, NameRule, any_name, specification
from azure_rehearsal.core.plain import clone, flag, set_default, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.microsoft_documentdb.access import (
    ASSIGNMENTS,
    DEFINITIONS,
    decide,
    refuse_assignment,
    refuse_definition,
)
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.keys import key_of_account, with_right

__all__ = ["ACCOUNT", "SERVICE"]

ACCOUNT = "azure-native:cosmosdb:DatabaseAccount"
_KIND = "Microsoft.DocumentDB/databaseAccounts"
_PATH = GROUP + f"/providers/{_KIND}/{{accountName}}"
_KEYS = ("primaryMasterKey", "secondaryMasterKey", "primaryReadonlyMasterKey", "secondaryReadonlyMasterKey")


class _Account(Behaviour):
    """Sources: learn.microsoft.com/rest/api/cosmos-db-resource-provider and .../azure/cosmos-db/how-to-disable-key-based-authentication."""

    def fill(self, write: Write) -> None:
        apply_identity(write)
        write.outputs.update(
            {
                "documentEndpoint": f"https://{write.arm.name}.documents.azure.com:443/",
                "provisioningState": "Succeeded",
                "instanceId": text(write.previous.outputs if write.previous else {}, "instanceId") or write.cloud.new_guid(write.id),
            }
        )
        set_default(write.outputs, "kind", "GlobalDocumentDB")
        set_default(write.outputs, "disableLocalAuth", False)
        set_default(write.outputs, "publicNetworkAccess", "Enabled")
        write.private.setdefault("keySeed", write.cloud.new_guid("key " + write.id))

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


class _Assignment(Behaviour):
    """A data role given to somebody. Only role and principal of an assignment decide, and neither can be changed."""

    def refuse(self, write: Write) -> None:
        refuse_assignment(write)

    def fill(self, write: Write) -> None:
        write.outputs["provisioningState"] = "Succeeded"


class _Definition(Behaviour):
    def refuse(self, write: Write) -> None:
        refuse_definition(write)

    def fill(self, write: Write) -> None:
        set_default(write.outputs, "type", "CustomRole")


# learn.microsoft.com/dotnet/api/microsoft.azure.documents.resource.id (characters), learn.microsoft.com/azure/cosmos-db/concepts-limits (length)
_ID = NameRule(
    r"[^/\\?#]{0,254}[^/\\?# ]",
    "1-255 characters without / \\ ? #, not ending with a space",
    source="learn.microsoft.com/dotnet/api/microsoft.azure.documents.resource.id",
)


def _part(token: str, path: str, *names: str) -> ResourceType:
    """Something inside an account; `path` alternates segments and the names that they take."""
    segments = "/".join(f"{segment}/{{{name}}}" for segment, name in zip(path.split("/"), names, strict=True))
    return ResourceType(
        token=f"azure-native:cosmosdb:{token}",
        kind=f"{_KIND}/{path}",
        path=f"{_PATH}/{segments}",
        name=names[-1],
        name_rule=_ID,
    )


def _account(cloud: Cloud, args: JsonDict, action: str) -> Record:
    record = with_right(cloud, ACCOUNT, args, action)
    if flag(record.inputs, "disableLocalAuth"):
        raise AzureError("Forbidden", "Local Authorization is disabled. Use an AAD token to authorize all requests.", 403)
    return record


def _keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    record = _account(cloud, args, "listKeys/action")
    return {name: key_of_account(record, name) for name in _KEYS}


def _connection_strings(cloud: Cloud, args: JsonDict) -> JsonDict:
    record = _account(cloud, args, "listConnectionStrings/action")
    name, key = text(record.outputs, "name") or "", key_of_account(record, _KEYS[0])
    hosts = {
        "Primary SQL Connection String": f"AccountEndpoint=https://{name}.documents.azure.com:443/;AccountKey={key};",
        "Primary MongoDB Connection String": (
            f"mongodb://{name}:{key}@{name}.mongo.cosmos.azure.com:10255/?ssl=true&replicaSet=globaldb&retrywrites=false"
            f"&maxIdleTimeMS=120000&appName=@{name}@"
        ),
    }
    strings: list[JsonValue] = [{"description": words, "connectionString": value} for words, value in hosts.items()]
    return {"connectionStrings": [strings[text(record.inputs, "kind") == "MongoDB"]]}


def _get(cloud: Cloud, args: JsonDict) -> JsonDict:
    record = with_right(cloud, ACCOUNT, args, "read")
    return {**clone(record.outputs), "id": record.id}


SERVICE = Service(
    "Microsoft.DocumentDB",
    (
        ResourceType(
            token=ACCOUNT,
            kind=_KIND,
            path=_PATH,
            name="accountName",
            global_name=GlobalName("BadRequest", "Dns record for {name} under zone Document is already taken.", 400),
            name_rule=NameRule(r"[a-z0-9][a-z0-9-]{1,48}[a-z0-9]", "3-50 small letters, digits and hyphens inside"),
            replaces=frozenset({"location", "kind"}),
            location=True,
            behaviour=_Account(),
        ),
        _part("SqlResourceSqlDatabase", "sqlDatabases", "databaseName"),
        _part("SqlResourceSqlContainer", "sqlDatabases/containers", "databaseName", "containerName"),
        _part("TableResourceTable", "tables", "tableName"),
        _part("MongoDBResourceMongoDBDatabase", "mongodbDatabases", "databaseName"),
        _part("GremlinResourceGremlinDatabase", "gremlinDatabases", "databaseName"),
        _part("GremlinResourceGremlinGraph", "gremlinDatabases/graphs", "databaseName", "graphName"),
        _part("CassandraResourceCassandraKeyspace", "cassandraKeyspaces", "keyspaceName"),
        *(
            ResourceType(
                token=token,
                kind=f"{_KIND}/{segment}",
                path=f"{_PATH}/{segment}/{{roleAssignmentId}}",
                name="roleAssignmentId",
                name_rule=any_name("its behaviour refuses what is no guid in the words of the service"),
                behaviour=_Assignment(),
            )
            for token, segment in ASSIGNMENTS.items()
        ),
        *(
            ResourceType(
                token=token,
                kind=f"{_KIND}/{segment}",
                path=f"{_PATH}/{segment}/{{roleDefinitionId}}",
                name="roleDefinitionId",
                name_rule=any_name(specification("Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions", "2026-03-15")),
                behaviour=_Definition(),
            )
            for token, segment in DEFINITIONS.items()
        ),
    ),
    {
        "azure-native:cosmosdb:getDatabaseAccount": _get,
        "azure-native:cosmosdb:listDatabaseAccountKeys": _keys,
        "azure-native:cosmosdb:listDatabaseAccountConnectionStrings": _connection_strings,
    },
    decide=decide,
)

"""Microsoft.Cache: Azure Cache for Redis, Azure Managed Redis (redisEnterprise), and their access policies.

Sources: learn.microsoft.com/azure/azure-cache-for-redis/cache-configure-role-based-access-control, .../azure/redis/entra-for-authentication,
and the Bicep modules avm/res/cache/redis and avm/res/cache/redis-enterprise.
"""

from __future__ import annotations

from collections.abc import Sequence

from azure_access import Decision
from azure_rehearsal.core.arm_ids import ArmId, is_within
from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.name_rules import GlobalName, NameRule, any_name, specification
from azure_rehearsal.core.plain import clone, flag, set_default, table, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, Invoke, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.keys import key_of_account, with_right

__all__ = ["ASSIGNMENT", "CLUSTER", "DATABASE", "DATABASE_ASSIGNMENT", "REDIS", "SERVICE", "object_id"]

REDIS = "azure-native:redis:Redis"
POLICY = "azure-native:redis:AccessPolicy"
ASSIGNMENT = "azure-native:redis:AccessPolicyAssignment"
CLUSTER = "azure-native:redisenterprise:RedisEnterprise"
DATABASE = "azure-native:redisenterprise:Database"
DATABASE_ASSIGNMENT = "azure-native:redisenterprise:AccessPolicyAssignment"
_PATH = GROUP + "/providers/Microsoft.Cache/redis/{name}"
_CACHE = GROUP + "/providers/Microsoft.Cache/redis/{cacheName}"
_CLUSTER = GROUP + "/providers/Microsoft.Cache/redisEnterprise/{clusterName}"

_POLICIES = {"Data Owner": "+@all", "Data Contributor": "+@all -@dangerous", "Data Reader": "+@read +@connection"}
"""Built-in policies of a cache, and what each allows as a Redis access list."""
_READS, _WRITES = "+@read", "+@write"
_DANGEROUS = "@dangerous"


class _Cache(Behaviour):
    def fill(self, write: Write) -> None:
        apply_identity(write)
        write.outputs.update(
            {
                "hostName": f"{write.arm.name}.redis.cache.windows.net",
                "sslPort": 6380,
                "port": 6379,
                "provisioningState": "Succeeded",
                "instances": [],
                "linkedServers": [],
            }
        )
        set_default(write.outputs, "enableNonSslPort", False)
        set_default(write.outputs, "disableAccessKeyAuthentication", False)
        write.private.setdefault("keySeed", write.cloud.new_guid("key " + write.id))

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


def _entra_is_on(cache: Record) -> bool:
    return (text(table(cache.inputs, "redisConfiguration"), "aadEnabled") or "").lower() == "true"


class _Assignment(Behaviour):
    """Whether assignments are taken while Entra authentication is off isn't documented; the login then fails in any case."""

    def refuse(self, write: Write) -> None:
        name = text(write.inputs, "accessPolicyName") or ""
        own = f"{write.arm.top()}/accessPolicies/{name}"
        if name not in _POLICIES and write.cloud.state.get(own) is None:
            raise bad_request(f"The access policy '{name}' does not exist. Built in are {', '.join(_POLICIES)}.")
        _refuse_second(write, ASSIGNMENT, write.arm.top(), text(write.inputs, "objectId"))

    def fill(self, write: Write) -> None:
        write.outputs["provisioningState"] = "Succeeded"


class _DatabaseAssignment(Behaviour):
    def refuse(self, write: Write) -> None:
        if text(write.inputs, "accessPolicyName") != "default":
            raise bad_request("The access policy 'default' is the only one that a database has.")
        _refuse_second(write, DATABASE_ASSIGNMENT, write.arm.parent() or "", text(write.inputs, "user", "objectId"))

    def fill(self, write: Write) -> None:
        write.outputs["provisioningState"] = "Succeeded"


def object_id(record: Record) -> str:
    """The object id that an assignment is for, in lower case."""
    return (text(record.inputs, "objectId") or text(record.inputs, "user", "objectId") or "").lower()


def _refuse_second(write: Write, token: str, holder: str, asked: str | None) -> None:
    """A principal is one user of the cache, so it has one policy."""
    for one in write.cloud.state.of(token):
        if one.id.lower() != write.id.lower() and is_within(one.id, holder) and object_id(one) == (asked or "").lower():
            raise AzureError("Conflict", f"An access policy assignment for the object id '{asked}' already exists.", 409)


class _Cluster(Behaviour):
    def fill(self, write: Write) -> None:
        apply_identity(write)
        place = (text(write.inputs, "location") or "").replace(" ", "").lower()
        write.outputs.update(
            {"hostName": f"{write.arm.name}.{place}.redis.azure.net", "provisioningState": "Succeeded", "resourceState": "Running"}
        )

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


class _Database(Behaviour):
    def fill(self, write: Write) -> None:
        set_default(write.outputs, "port", 10000)
        # learn.microsoft.com/azure/redis/entra-for-authentication: keys are off in new databases unless asked for
        set_default(write.outputs, "accessKeysAuthentication", "Disabled")
        set_default(write.outputs, "clientProtocol", "Encrypted")
        write.outputs.update({"provisioningState": "Succeeded", "resourceState": "Running"})
        write.private.setdefault("keySeed", write.cloud.new_guid("key " + write.id))


def _cache_keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    record = with_right(cloud, REDIS, args, "listKeys/action")
    if flag(record.inputs, "disableAccessKeyAuthentication"):
        raise bad_request("Access key authentication is disabled on this cache.")
    return {"primaryKey": key_of_account(record, 1, 32), "secondaryKey": key_of_account(record, 2, 32)}


def _database_keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    record = with_right(cloud, DATABASE, args, "listKeys/action")
    if text(record.outputs, "accessKeysAuthentication") != "Enabled":
        raise bad_request("Access keys authentication is disabled on this database.")
    return {"primaryKey": key_of_account(record, 1, 32), "secondaryKey": key_of_account(record, 2, 32)}


def _get(token: str) -> Invoke:
    def get(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = with_right(cloud, token, args, "read")
        return {**clone(record.outputs), "id": record.id}

    return get


def decide(cloud: Cloud, principals: Sequence[str], action: str, resource_id: str) -> Decision:
    """Whether somebody may run a class of commands, named as Redis does: "@read", "@write", "@dangerous"."""
    arm = ArmId.parse(resource_id)
    enterprise = arm.types[:1] == ("redisEnterprise",)
    holder = resource_id if enterprise else arm.top()
    if not enterprise:
        cache = cloud.state.get(holder)
        if cache is None or not _entra_is_on(cache):
            return Decision(False, f"'{holder}' takes no Microsoft Entra tokens: redisConfiguration aad-enabled isn't 'true'", "WRONGPASS")
    asked = {one.lower() for one in principals}
    for one in cloud.state.of(DATABASE_ASSIGNMENT if enterprise else ASSIGNMENT):
        if is_within(one.id, holder) and object_id(one) in asked:
            return _by_policy(cloud, holder, text(one.inputs, "accessPolicyName") or "", action, principals[0])
    return Decision(False, f"no access policy of '{holder}' is assigned to '{principals[0]}'", "WRONGPASS")


def _by_policy(cloud: Cloud, holder: str, name: str, action: str, who: str) -> Decision:
    custom = cloud.state.get(f"{holder}/accessPolicies/{name}")
    allowed = "+@all" if name == "default" else _POLICIES.get(name) or (text(custom.inputs, "permissions") if custom else None) or ""
    words = allowed.split()
    if (f"+{action}" in words or "+@all" in words) and f"-{action}" not in words:
        return Decision(True, f"access policy '{name}' ({allowed}) of '{holder}' is assigned to '{who}'")
    return Decision(False, f"access policy '{name}' ({allowed}) of '{holder}', assigned to '{who}', does not allow {action}", "NOPERM")


SERVICE = Service(
    "Microsoft.Cache",
    (
        ResourceType(
            token=REDIS,
            kind="Microsoft.Cache/redis",
            path=_PATH,
            name="name",
            global_name=GlobalName(words="An error occurred when trying to reserve the DNS name '{name}' for the cache."),
            name_rule=NameRule(
                r"(?!.*--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", "1-63 letters, digits and single hyphens inside", "InvalidName"
            ),
            replaces=frozenset({"location", "subnetId", "staticIP"}),
            location=True,
            behaviour=_Cache(),
        ),
        ResourceType(
            token=POLICY,
            kind="Microsoft.Cache/redis/accessPolicies",
            path=_CACHE + "/accessPolicies/{accessPolicyName}",
            name="accessPolicyName",
            name_rule=NameRule(
                r"[A-Za-z0-9][A-Za-z0-9 -]{1,61}[A-Za-z0-9]",
                "3-63 letters, digits, hyphens and spaces, beginning and ending with a letter or digit",
                source=specification("Microsoft.Cache/redis/accessPolicies", "2024-11-01"),
            ),
        ),
        ResourceType(
            token=ASSIGNMENT,
            kind="Microsoft.Cache/redis/accessPolicyAssignments",
            path=_CACHE + "/accessPolicyAssignments/{accessPolicyAssignmentName}",
            name="accessPolicyAssignmentName",
            name_rule=NameRule(
                r"[A-Za-z0-9][A-Za-z0-9-]{1,61}[A-Za-z0-9]",
                "3-63 letters, digits and hyphens, beginning and ending with a letter or digit",
                source=specification("Microsoft.Cache/redis/accessPolicyAssignments", "2024-11-01"),
            ),
            behaviour=_Assignment(),
        ),
        ResourceType(
            token=CLUSTER,
            kind="Microsoft.Cache/redisEnterprise",
            path=_CLUSTER,
            name="clusterName",
            name_rule=NameRule(
                r"(?=.{1,60}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*",
                "1-60 letters, digits and single hyphens inside",
                source=specification("Microsoft.Cache/redisEnterprise", "2025-07-01"),
            ),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=_Cluster(),
        ),
        ResourceType(
            token=DATABASE,
            kind="Microsoft.Cache/redisEnterprise/databases",
            path=_CLUSTER + "/databases/{databaseName}",
            name="databaseName",
            name_rule=NameRule(
                r"(?=.{1,60}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*",
                "1-60 letters, digits and single hyphens inside",
                source=specification("Microsoft.Cache/redisEnterprise/databases", "2025-07-01"),
            ),
            behaviour=_Database(),
        ),
        ResourceType(
            token=DATABASE_ASSIGNMENT,
            kind="Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments",
            path=_CLUSTER + "/databases/{databaseName}/accessPolicyAssignments/{accessPolicyAssignmentName}",
            name="accessPolicyAssignmentName",
            # The specification says [A-Za-z0-9]{1,60}. No recording shows whether Azure refuses the hyphens of a guid, so nothing is refused.
            name_rule=any_name(specification("Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments", "2025-07-01")),
            behaviour=_DatabaseAssignment(),
        ),
    ),
    {
        "azure-native:redis:listRedisKeys": _cache_keys,
        "azure-native:redisenterprise:listDatabaseKeys": _database_keys,
        "azure-native:redisenterprise:getRedisEnterprise": _get(CLUSTER),
        "azure-native:redisenterprise:getDatabase": _get(DATABASE),
    },
    decide=decide,
)

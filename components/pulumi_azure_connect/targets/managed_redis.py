"""Azure Managed Redis and the Enterprise tiers: one database of a cluster."""

from pulumi_azure_connect.grants import managed_redis_policy
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_CLUSTER, _DATABASE = "Microsoft.Cache/redisEnterprise", "Microsoft.Cache/redisEnterprise/databases"
_NAMES = {"resource_group_name": "resourceGroups", "cluster_name": "redisEnterprise"}
_INNER = {**_NAMES, "database_name": "databases"}
_ADDRESS = {"AZURE_REDIS_HOST": "{host}", "AZURE_REDIS_PORT": "{port}"}

MANAGED_REDIS = Target(
    kind="redis-enterprise",
    title="Azure Managed Redis",
    resource_types={"azure-native:redisenterprise:Database": _DATABASE},
    grant=managed_redis_policy,
    role_is_definition=False,
    access={Access.WRITE: (Role("default"),)},
    exceptions={"default": "the only access policy that the service has: an app gets all of the data or nothing"},
    prefix="AZURE_REDIS",
    settings=_ADDRESS,
    client_id_setting={"AZURE_REDIS_CLIENTID": "{client_id}"},
    lookups={
        "host": Lookup(function="redisenterprise:get_redis_enterprise_output", arguments=_NAMES, result="host_name", of=_CLUSTER),
        "port": Lookup(function="redisenterprise:get_database_output", arguments=_INNER, result="port", of=_DATABASE),
    },
    secret=Secret(
        settings={**_ADDRESS, "AZURE_REDIS_DATABASE": "0", "AZURE_REDIS_PASSWORD": "{key}", "AZURE_REDIS_SSL": "true"},
        python_settings={"AZURE_REDIS_CONNECTIONSTRING": "rediss://:{uri:key}@{host}:{port}/0"},
        keys={"key": Lookup(function="redisenterprise:list_database_keys_output", arguments=_INNER, result="primary_key")},
    ),
    local_auth=LocalAuth(
        "azure-native:redisenterprise:Database", "Microsoft.Cache/redisEnterprise/databases", "access_keys_authentication", off="Disabled"
    ),
    differs=("Service Connector takes a key only. By identity the app gets host and port, and no password.",),
    sources=(
        "https://learn.microsoft.com/azure/service-connector/how-to-integrate-redis-cache",
        "https://learn.microsoft.com/azure/redis/entra-for-authentication",
    ),
)

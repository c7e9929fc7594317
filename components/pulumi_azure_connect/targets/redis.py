"""Azure Cache for Redis (Basic, Standard, Premium) with Entra authentication (`aad-enabled`) on."""

from pulumi_azure_connect.grants import redis_policy
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_NAMES = {"resource_group_name": "resourceGroups", "name": "redis"}
_HOST = "{redis}.{suffix:redis}"

REDIS = Target(
    kind="redis",
    title="Azure Cache for Redis",
    resource_types={"azure-native:redis:Redis": "Microsoft.Cache/redis"},
    grant=redis_policy,
    role_is_definition=False,
    access={Access.READ: (Role("Data Reader"),), Access.WRITE: (Role("Data Contributor"),)},
    prefix="AZURE_REDIS",
    settings={"AZURE_REDIS_HOST": _HOST},
    client_id_setting={"AZURE_REDIS_CLIENTID": "{client_id}"},
    secret=Secret(
        settings={
            "AZURE_REDIS_HOST": _HOST,
            "AZURE_REDIS_PORT": "6380",
            "AZURE_REDIS_DATABASE": "0",
            "AZURE_REDIS_PASSWORD": "{key}",
            "AZURE_REDIS_SSL": "true",
        },
        python_settings={"AZURE_REDIS_CONNECTIONSTRING": f"rediss://:{{uri:key}}@{_HOST}:6380/0"},
        keys={"key": Lookup(function="redis:list_redis_keys_output", arguments=_NAMES, result="primary_key")},
    ),
    local_auth=LocalAuth("azure-native:redis:Redis", "Microsoft.Cache/redis", "disable_access_key_authentication"),
    sources=(
        "https://learn.microsoft.com/azure/service-connector/how-to-integrate-redis-cache",
        "https://learn.microsoft.com/azure/azure-cache-for-redis/cache-configure-role-based-access-control",
    ),
)

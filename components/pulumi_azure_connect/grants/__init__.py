"""The ways in which a target lets an identity in.

Each checks a `GrantRequest` and gives what makes the grant.

A target names the one that it uses; nothing else in the package tells targets apart.
"""

from .access_policy import access_policy, vault_access
from .app_role import app_role, caller_app_role
from .cosmos_role import cosmos_role, cosmos_table_role
from .database_user import database_user, fabric_user, mysql_user, postgres_user
from .kusto_principal import kusto_principal
from .redis_policy import managed_redis_policy, redis_policy
from .role_assignment import role_assignment

__all__ = [
    "access_policy",
    "app_role",
    "caller_app_role",
    "cosmos_role",
    "cosmos_table_role",
    "database_user",
    "fabric_user",
    "kusto_principal",
    "managed_redis_policy",
    "mysql_user",
    "postgres_user",
    "redis_policy",
    "role_assignment",
    "vault_access",
]

"""Who may do what in Azure, and why: access evaluated as Azure evaluates it, without Azure."""

from .arm_ids import ArmId, is_within, key_of
from .assignments import AccessTable, RoleAssignment
from .callers import Caller, Groups
from .decisions import Decision
from .directory import GRAPH_APP_ID, MICROSOFT_TENANT, graph_roles, published_app_ids
from .errors import AccessError, UnknownRole
from .networks import NetworkRules, PrivateEndpoint, admits_address, admits_subnet
from .roles import Permission, Role, builtin_roles, custom_role, find_builtin, role_guid
from .vaults import CERTIFICATE_ACTIONS, KEY_ACTIONS, SECRET_ACTIONS, AccessPolicy, action_of, decide_by_policy, wanted

__all__ = [
    "CERTIFICATE_ACTIONS",
    "GRAPH_APP_ID",
    "KEY_ACTIONS",
    "MICROSOFT_TENANT",
    "SECRET_ACTIONS",
    "AccessError",
    "AccessPolicy",
    "AccessTable",
    "ArmId",
    "Caller",
    "Decision",
    "Groups",
    "NetworkRules",
    "Permission",
    "PrivateEndpoint",
    "Role",
    "RoleAssignment",
    "UnknownRole",
    "action_of",
    "admits_address",
    "admits_subnet",
    "builtin_roles",
    "custom_role",
    "decide_by_policy",
    "find_builtin",
    "graph_roles",
    "is_within",
    "key_of",
    "published_app_ids",
    "role_guid",
    "wanted",
]

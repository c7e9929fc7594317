"""Who may do what in Azure, and why: access evaluated as Azure evaluates it, without Azure."""

from .arm_ids import ArmId, is_within, key_of
from .assignments import AccessTable, RoleAssignment
from .callers import Caller, Groups
from .conditions import Attributes, Verdict, check_condition, evaluate
from .data_actions import is_data_action
from .decisions import Decision, Explanation
from .deny_assignments import EVERYBODY, DenyAssignment
from .directory import GRAPH_APP_ID, MICROSOFT_TENANT, graph_roles, published_app_ids
from .errors import AccessError, InvalidCondition, UnknownRole
from .networks import NetworkRules, PrivateEndpoint, admits_address, admits_subnet
from .roles import Permission, Role, builtin_roles, custom_role, find_builtin, role_guid
from .scopes import Scopes, management_group_id
from .vaults import CERTIFICATE_ACTIONS, KEY_ACTIONS, SECRET_ACTIONS, AccessPolicy, action_of, decide_by_policy, wanted

__all__ = [
    "CERTIFICATE_ACTIONS",
    "EVERYBODY",
    "GRAPH_APP_ID",
    "KEY_ACTIONS",
    "MICROSOFT_TENANT",
    "SECRET_ACTIONS",
    "AccessError",
    "AccessPolicy",
    "AccessTable",
    "ArmId",
    "Attributes",
    "Caller",
    "Decision",
    "DenyAssignment",
    "Explanation",
    "Groups",
    "InvalidCondition",
    "NetworkRules",
    "Permission",
    "PrivateEndpoint",
    "Role",
    "RoleAssignment",
    "Scopes",
    "UnknownRole",
    "Verdict",
    "action_of",
    "admits_address",
    "admits_subnet",
    "builtin_roles",
    "check_condition",
    "custom_role",
    "decide_by_policy",
    "evaluate",
    "find_builtin",
    "graph_roles",
    "is_data_action",
    "is_within",
    "key_of",
    "management_group_id",
    "published_app_ids",
    "role_guid",
    "wanted",
]

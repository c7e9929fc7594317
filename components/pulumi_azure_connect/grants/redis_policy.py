"""The grant on the data of a Redis cache: an access policy, assigned to the identity's object id."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi

from .access import Role
from .own_resource import assignment_name, offered_roles, own_resource
from .request import Grant, GrantRequest, PlannedGrant


@dataclass(frozen=True)
class _Cache:
    """What sets one service's assignments apart from the other's."""

    module: str
    """The module of azure-native that has `AccessPolicyAssignment`."""
    inputs: Callable[[GrantRequest], dict[str, Any]]
    """Where the assignment is, and whom it is for, in that module's words."""


def _classic(request: GrantRequest) -> dict[str, Any]:
    principal = request.principal
    return {"cache_name": request.ref.part("redis"), "object_id": principal.principal_id, "object_id_alias": principal.name}


def _managed(request: GrantRequest) -> dict[str, Any]:
    return {
        "cluster_name": request.ref.part("redisEnterprise"),
        "database_name": request.ref.part("databases"),
        "user": {"object_id": request.principal.principal_id},
    }


def _grant(cache: _Cache) -> Grant:
    def redis_policy(request: GrantRequest) -> PlannedGrant:
        def make(name: str, role: Role, opts: pulumi.ResourceOptions) -> pulumi.Resource:
            resource: Any = importlib.import_module(f"pulumi_azure_native.{cache.module}").AccessPolicyAssignment
            return resource(
                name,
                resource_group_name=request.ref.part("resourceGroups"),
                access_policy_assignment_name=assignment_name(request, request.ref.id, role.name, cache.module),
                access_policy_name=role.name,
                opts=opts,
                **cache.inputs(request),
            )

        return own_resource(request, "redis-policy", cache.module, offered_roles(request, instead="Azure roles"), make)

    return redis_policy


redis_policy = _grant(_Cache("redis", _classic))
"""Assign a policy of an Azure Cache for Redis."""
managed_redis_policy = _grant(_Cache("redisenterprise", _managed))
"""Assign the one policy that a database of Azure Managed Redis has."""

"""Who deploys: a principal like any other, with built-in roles at the subscription or at narrower scopes, and Graph permissions.

Unrestricted, it is Owner of the subscription and administrator of the directory; a pipeline is usually much less.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace

from azure_access import RoleAssignment, builtin_roles, find_builtin
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.problems import ProjectProblem, did_you_mean
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Principal
from azure_rehearsal.services import graph_permissions
from azure_rehearsal.services.entra.graph import DOMAIN

__all__ = ["act_as", "grant_roles", "principal"]

_NAMESPACE = uuid.UUID("6f0a0c1e-5a36-5c51-9d35-8f6f3c1c0b11")


OWN_SUBSCRIPTION = str(uuid.uuid5(_NAMESPACE, "subscription"))
"""The subscription of a cloud whose programs name none."""


def principal(options: Options) -> Principal:
    """Who deploys: a service principal, or somebody who signed in with `az login`."""
    user = options.deployer_is_user
    return Principal(
        object_id=str(uuid.uuid5(_NAMESPACE, "deploying user" if user else "deployer")),
        client_id=str(uuid.uuid5(_NAMESPACE, "deployer client")),
        name=f"deployer@{DOMAIN}" if user else "deployer",
        kind="User" if user else "ServicePrincipal",
    )


def enter(cloud: Cloud, subscription_id: str) -> str:
    """Give the deployer in one more subscription what it has in the cloud's own; see `Cloud.enter`."""
    known = {one.lower(): one for one in (OWN_SUBSCRIPTION, *cloud.options.subscriptions)}
    if subscription_id.lower() not in known:
        cloud.options = replace(cloud.options, subscriptions=(*cloud.options.subscriptions, subscription_id))
        grant_roles(cloud)
    return known.get(subscription_id.lower(), subscription_id)


def grant_roles(cloud: Cloud) -> None:
    """Give the deployer exactly the roles that the cloud's options say; those that a program assigned to it stay."""
    for old in cloud.access.of(cloud.deployer.object_id):
        if cloud.state.get(old.id) is None:
            cloud.access.remove(old.id)
    roles = ("Owner",) if cloud.options.deployer_roles is None else cloud.options.deployer_roles
    everywhere = [f"/subscriptions/{one}" for one in (OWN_SUBSCRIPTION, *cloud.options.subscriptions)]
    given_roles = [(one, scope) for one in roles if isinstance(one, str) for scope in everywhere]
    for name, scope in [*given_roles, *(one for one in roles if not isinstance(one, str))]:
        assignment = f"{everywhere[0]}/providers/Microsoft.Authorization/roleAssignments/{uuid.uuid5(_NAMESPACE, name + scope)}"
        cloud.access.add(RoleAssignment(assignment, cloud.deployer.object_id, find_builtin(name), scope))


def act_as(cloud: Cloud, roles: Sequence[str], permissions: Sequence[str] = (), *, user: bool = False) -> None:
    """Make the deployer somebody else. `roles`: names or guids, each optionally ROLE@SCOPE, where SCOPE is a resource
    group's name or an ARM id; without any, it is unrestricted. `permissions`: Graph application permissions. `user`: a person who
    signed in, in place of a service principal.

    Raises:
        ProjectProblem: no such role or permission; the text has the nearest.
    """
    if permissions and not roles:
        raise ProjectProblem(
            "--graph says what a restricted deployer may do in the directory: give its roles too, for example --as contributor"
        )
    known = graph_permissions()
    for one in permissions:
        if one not in known:
            raise ProjectProblem(f"Microsoft Graph has no application permission '{one}' that is known here.{did_you_mean(one, known)}")
    given = tuple(_role(cloud, one) for one in roles) or None
    for old in cloud.access.of(cloud.deployer.object_id):
        if cloud.state.get(old.id) is None:
            cloud.access.remove(old.id)
    cloud.options = replace(cloud.options, deployer_roles=given, deployer_graph_permissions=tuple(permissions), deployer_is_user=user)
    if cloud.deployer.kind != principal(cloud.options).kind:
        cloud.state.unregister(cloud.deployer.object_id)
    cloud.deployer = principal(cloud.options)
    cloud.state.register(cloud.deployer)
    grant_roles(cloud)


def _role(cloud: Cloud, text: str) -> str | tuple[str, str]:
    name, at, scope = text.partition("@")
    try:
        role = find_builtin(name)
    except ValueError as error:
        names = {one.name.lower(): one.name for one in builtin_roles().values()}
        hint = did_you_mean(name.lower(), names)
        raise ProjectProblem(f"{error}.{hint}") from error
    if not at:
        return role.name
    if re.fullmatch(r"[\w.()-]+", scope):
        return role.name, f"/subscriptions/{cloud.subscription_id}/resourceGroups/{scope}"
    arm = ArmId.parse(scope)
    if arm.subscription is None and not scope.lower().startswith("/providers/"):
        raise ProjectProblem(f"'{scope}' is no scope; give the name of a resource group, or an ARM id that begins with /subscriptions/")
    return role.name, scope

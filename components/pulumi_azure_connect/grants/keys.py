"""What Azure tells grants apart by: the keys under which a program makes each of them once.

Principals, scopes and vaults stand here by their own keys, which are known before their ids are.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class RoleAssignmentKey:
    """A role assignment of Azure."""

    principal: Hashable
    scope: Hashable
    role: str
    """The GUID of the role definition."""


@dataclass(frozen=True)
class AccessPolicyKey:
    """A principal's entry in a vault's access policies: there is one at most."""

    principal: Hashable
    vault: Hashable


@dataclass(frozen=True)
class AppRoleKey:
    """An app role of an API, assigned to a principal."""

    principal: Hashable
    api: Hashable
    role: str


@dataclass(frozen=True)
class OwnResourceKey:
    """A grant that is a resource of the target's own service, such as a Cosmos DB role."""

    token: str
    """The type of the resource."""
    principal: Hashable
    scope: Hashable
    role: str


@dataclass(frozen=True)
class DatabaseUserKey:
    """A user of a database."""

    engine: str
    principal: Hashable
    database: Hashable


@dataclass(frozen=True)
class ServicePrincipalKey:
    """The service principal of an application, looked up once."""

    application: Hashable


@dataclass(frozen=True)
class TenantIdKey:
    """The tenant of the provider that a component asks."""

    asker: pulumi.Resource


@dataclass(frozen=True)
class OwnResourceChainKey:
    """The grants of one kind that a component makes one after the other."""

    kind: str
    component: pulumi.Resource


@dataclass(frozen=True)
class VaultModeKey:
    """How a vault lets principals in."""

    vault: Hashable


@dataclass(frozen=True)
class VaultCheckedKey:
    """A vault whose kind of authorization is checked once."""

    vault: Hashable
    wanted: str
    """`rbac` or `access-policy`."""

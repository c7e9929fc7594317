"""Azure resource ids: parse, build, compare, and derive names from.

Azure ignores the letter case of ids, so equality here does too.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from pulumi_azure_connect.errors import InvalidName, did_you_mean, listed

from .names import check_guid, uuid5_of

# Ours alone, and part of the contract: with another one every role assignment would get a new name.
_ROLE_ASSIGNMENTS: Final = uuid.UUID("5f0c1f6e-8f0a-5d1b-9a53-6c2f3b7de0a4")

# How Azure writes the segments that this library meets; ids from other tools come in other letter cases (`resourcegroups`).
_SPELLINGS: Final = {
    word.lower(): word
    for word in (
        *("subscriptions", "resourceGroups", "providers"),
        *("Microsoft.Authorization", "roleAssignments", "roleDefinitions", "locks"),
        *("Microsoft.AppConfiguration", "configurationStores"),
        *("Microsoft.Cache", "redis", "redisEnterprise", "accessPolicyAssignments"),
        *("Microsoft.CognitiveServices", "accounts", "deployments", "projects"),
        *("Microsoft.DBforMySQL", "Microsoft.DBforPostgreSQL", "flexibleServers"),
        *("Microsoft.DocumentDB", "databaseAccounts", "sqlDatabases", "sqlRoleAssignments", "sqlRoleDefinitions"),
        *("Microsoft.EventGrid", "topics", "domains"),
        *("Microsoft.EventHub", "namespaces", "eventhubs", "consumergroups"),
        *("Microsoft.Insights", "components"),
        *("Microsoft.Kusto", "clusters"),
        *("Microsoft.KeyVault", "vaults", "secrets", "accessPolicies"),
        *("Microsoft.ManagedIdentity", "userAssignedIdentities", "federatedIdentityCredentials"),
        *("Microsoft.Network", "virtualNetworks", "subnets", "privateEndpoints"),
        *("Microsoft.OperationalInsights", "workspaces"),
        *("Microsoft.Search", "searchServices"),
        *("Microsoft.ServiceBus", "subscriptions"),
        *("Microsoft.SignalRService", "signalR", "webPubSub"),
        *("Microsoft.Sql", "servers", "databases", "administrators"),
        *("Microsoft.Storage", "storageAccounts", "blobServices", "containers", "queueServices", "queues"),
        *("tableServices", "tables", "fileServices", "shares"),
        *("Microsoft.Web", "sites", "slots", "serverfarms", "config"),
    )
}

_EXAMPLE = "/subscriptions/.../resourceGroups/.../providers/Microsoft.Storage/storageAccounts/shop"
# A segment: no blank at either end, none of the characters that no Azure resource name has and that would end or alter a URL.
_SEGMENT = re.compile(r"(?![ ])[^/<>%&?#\\\x00-\x1f\x7f]+(?<![ ])\Z")
_NAMESPACE = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*\Z")


@dataclass(frozen=True, eq=False)
class ArmId:
    """One Azure resource id, taken apart.

    Attributes:
        subscription: None for what lies outside a subscription (the tenant's own resources, management groups).
        resource_group: None for what lies outside a resource group.
        type: with all parent types, "Microsoft.Storage/storageAccounts/blobServices/containers". A resource group is
            "Microsoft.Resources/resourceGroups", a subscription "Microsoft.Resources/subscriptions".
        names: one name for each part of the type after the namespace.
        extends: for an extension resource (a role assignment, a lock) the resource that it is attached to; None if it's attached to
            the resource group, to the subscription, or isn't an extension.

    `str()` builds the id. Two ids are equal if they differ in letter case only.
    """

    subscription: str | None
    resource_group: str | None
    type: str
    names: tuple[str, ...]
    extends: ArmId | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take an id apart.

        A slash at the end or a missing one at the start is forgiven, anything else raises InvalidName.
        """
        segments = _segments(text)
        subscription = _take(segments, "subscriptions", text)
        group = _take(segments, "resourceGroups", text) if subscription else None
        found = None
        while segments:
            resource_type, names = _take_resource(segments, text)
            found = cls(subscription, group, resource_type, names, found)
        if found:
            return found
        if group and subscription:
            return cls(subscription, group, "Microsoft.Resources/resourceGroups", (group,))
        if subscription:
            return cls(subscription, None, "Microsoft.Resources/subscriptions", (subscription,))
        raise _bad(text, "it names nothing")

    def __str__(self) -> str:
        """The id as Azure writes it, known segments in Azure's own spelling."""
        return "".join(f"/{segment}" for segment in self._all_segments())

    @property
    def key(self) -> str:
        """The id to compare and to index by: in lower case."""
        return str(self).lower()

    @property
    def name(self) -> str:
        """The resource's own name, without its parents' names."""
        return self.names[-1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArmId) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def parent(self) -> ArmId | None:
        """The parent or extended resource, else the resource group or the subscription; None at the top."""
        if self.type == "Microsoft.Resources/subscriptions":
            return None
        if len(self.names) > 1:
            return ArmId(self.subscription, self.resource_group, self.type.rpartition("/")[0], self.names[:-1], self.extends)
        if self.extends:
            return self.extends
        if self.resource_group and self.type != "Microsoft.Resources/resourceGroups":
            return ArmId(self.subscription, self.resource_group, "Microsoft.Resources/resourceGroups", (self.resource_group,))
        if self.subscription:
            return ArmId(self.subscription, None, "Microsoft.Resources/subscriptions", (self.subscription,))
        return None

    def child(self, child_type: str, name: str) -> ArmId:
        """The id of a child: `account.child("blobServices", "default").child("containers", "photos")`."""
        return ArmId.parse(f"{self}/{child_type}/{name}")

    def extension(self, extension_type: str, name: str) -> ArmId:
        """The id of an extension resource: `account.extension("Microsoft.Authorization/locks", "keep")`."""
        return ArmId.parse(f"{self}/providers/{extension_type}/{name}")

    def is_type(self, resource_type: str) -> bool:
        """Whether the id is of this type, whatever the letter case."""
        return self.type.lower() == resource_type.lower()

    def segment(self, of: str) -> str:
        """The name after a segment: `segment("storageAccounts")`, in any letter case.

        Of two, the last. InvalidName if there is none.
        """
        pairs = list(self._pairs())
        for kind, name in reversed(pairs):
            if kind.lower() == of.lower():
                return name
        kinds = [kind for kind, _ in pairs]
        raise InvalidName(f"'{self}' has no segment '{of}'; it has {listed(kinds)}.{did_you_mean(of, kinds)}")

    def _pairs(self) -> Iterator[tuple[str, str]]:
        if self.subscription:
            yield "subscriptions", self.subscription
        if self.resource_group:
            yield "resourceGroups", self.resource_group
        for resource in self._resources():
            yield from zip(resource.type.split("/")[1:], resource.names, strict=True)

    def _resources(self) -> Iterator[ArmId]:
        """The resource, after all that it extends, without resource groups and subscriptions."""
        if self.extends:
            yield from self.extends._resources()  # noqa: SLF001 (another of our own kind)
        if not self.type.startswith("Microsoft.Resources/") or self.type.split("/")[1] not in {"resourceGroups", "subscriptions"}:
            yield self

    def _all_segments(self) -> Iterator[str]:
        if self.subscription:
            yield from ("subscriptions", self.subscription)
        if self.resource_group:
            yield from ("resourceGroups", self.resource_group)
        for resource in self._resources():
            namespace, *kinds = resource.type.split("/")
            yield from ("providers", namespace)
            for kind, name in zip(kinds, resource.names, strict=True):
                yield from (kind, name)


def id_key(arm_id: str) -> str:
    """The key to compare ids by: equal for two ids of one resource, however they are written."""
    return ArmId.parse(arm_id).key


def role_assignment_name(scope: str, principal_id: str, role_definition_id: str) -> str:
    """The name (a guid) of the role assignment that gives a principal a role on a scope.

    It depends on these three alone: not on letter case, slashes at the ends of the scope, or whether the role definition's id
    has a subscription in front. So every program that uses this library agrees on the name of one grant, a re-created identity
    gets another name, and a lost state meets its own assignment again instead of a conflict.

    Args:
        scope: id of the resource, resource group or subscription; ids of other kinds (a service's own scopes) will do as well.
        principal_id: object id of the service principal, not its client id.
        role_definition_id: an id that ends with the role's guid, or that guid.
    """
    principal = check_guid(principal_id, "the principal id of a role assignment")
    role = check_guid(role_definition_id.rstrip("/").rpartition("/")[2], "the last part of a role definition id")
    return uuid5_of(_ROLE_ASSIGNMENTS, scope.strip("/").lower(), principal, role)


def _segments(text: str) -> list[str]:
    segments = text.removeprefix("/").removesuffix("/").split("/")
    for segment in segments:
        if not segment:
            raise _bad(text, "it has an empty part")
        if not _SEGMENT.match(segment):
            raise _bad(text, f"the part '{segment}' has a character, or a blank at an end, that ids don't have")
    return segments


def _take(segments: list[str], kind: str, text: str) -> str | None:
    """Take `kind` and its name off the front, if they are there."""
    if not segments or segments[0].lower() != kind.lower():
        return None
    if len(segments) == 1:
        raise _bad(text, f"there is no name after '{segments[0]}'")
    del segments[0]
    return segments.pop(0)


def _take_resource(segments: list[str], text: str) -> tuple[str, tuple[str, ...]]:
    """Take one `providers/<namespace>/<type>/<name>/...` off the front."""
    if segments[0].lower() != "providers":
        hint = did_you_mean(segments[0], ("subscriptions", "resourceGroups", "providers"))
        raise _bad(text, f"'{segments[0]}' stands where 'providers' is expected", hint)
    del segments[0]
    if not segments:
        raise _bad(text, "it ends after 'providers'")
    namespace = segments.pop(0)
    if not _NAMESPACE.match(namespace):
        raise _bad(text, f"'{namespace}' isn't the namespace of a resource provider, like 'Microsoft.Web'")
    taken = segments[: _extent(segments)]
    del segments[: len(taken)]
    if not taken or len(taken) % 2:
        raise _bad(text, f"after '{namespace}' there have to be pairs of a type and a name; '{'/'.join(taken)}' isn't")
    return "/".join(_spelt(part) for part in (namespace, *taken[::2])), tuple(taken[1::2])


def _extent(segments: Sequence[str]) -> int:
    """How many segments come before an extension's 'providers', which can only stand where a type would."""
    return next((at for at in range(0, len(segments), 2) if segments[at].lower() == "providers"), len(segments))


def _spelt(segment: str) -> str:
    return _SPELLINGS.get(segment.lower(), segment)


def _bad(text: str, why: str, hint: str = "") -> InvalidName:
    return InvalidName(f"'{text}' isn't an Azure resource id: {why}.{hint} An id looks like '{_EXAMPLE}'.")

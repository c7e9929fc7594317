"""What a connection asks of a grant (who, what, which roles), and what the grant returns."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import id_key
from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.azure.names import check_guid
from pulumi_azure_connect.errors import AccessNotSupported, TargetConflict, did_you_mean, listed
from pulumi_azure_connect.program.children import Children, Ordering, at_once
from pulumi_azure_connect.program.registry import Program

from .access import Access, Role
from .principal import Principal
from .target_ref import TargetRef


class CalledApp(Protocol):
    """What a caller needs to know of an app, of this program or another.

    Its address is made when it is first asked for.
    """

    @property
    def name(self) -> str:
        """The app, as child names call it."""
        ...

    @property
    def url(self) -> pulumi.Output[str]:
        """Where it answers."""
        ...

    @property
    def audience(self) -> pulumi.Output[str]:
        """The application id URI of its registration."""
        ...

    @property
    def service_principal_id(self) -> pulumi.Output[str]:
        """The object id of its registration's service principal."""
        ...

    @property
    def ref(self) -> TargetRef:
        """The app as something to be granted."""
        ...

    def check(self, roles: Sequence[str], connection: str) -> None:
        """Refuse a call that can't be, before anything is made for it.

        Raises:
            AccessNotSupported: it has no such app role.
            ConnectError: nobody can call it.
        """
        ...

    def role_id(self, role: str, connection: str) -> Input[str]:
        """Return the id of an app role; raises AccessNotSupported if the app has none of that name."""
        ...

    def admit(self, principal: Principal, giver: str) -> None:
        """Let an identity in, where that is for this program to say."""
        ...


@dataclass(frozen=True, kw_only=True)
class GrantRequest:
    """A grant to make."""

    children: Children
    program: Program
    cloud: Cloud
    app: str
    """The component's name: the start of every child's name."""
    connection: str
    kind: str
    """The kind of target: `storage-blob`."""
    title: str
    """The service's name as its documentation writes it."""
    ref: TargetRef
    principal: Principal
    roles: tuple[Role, ...]
    access: Access | None
    external: bool
    """Whether somebody else makes the grant."""
    api: "CalledApp | None" = None
    """The app that is called, where the target is one."""
    offered: Mapping[Access, tuple[Role, ...]] = field(default_factory=dict[Access, tuple[Role, ...]])
    """The roles of each access level that the target offers."""
    application_id: str = ""
    """The Entra application whose app roles are granted, where it is always the same."""
    values: Mapping[str, Input[str]] = field(default_factory=dict[str, Input[str]])
    """What the caller gave of the target's `values`."""
    ordering: Ordering = at_once
    """What the app wants done before it is granted anything."""

    def child(
        self,
        label: str,
        role: str,
        *,
        kind: str,
        package: str = "azure-native",
        depends_on: Sequence[pulumi.Resource] = (),
        **options: Any,
    ) -> tuple[str, pulumi.ResourceOptions]:
        """Return the name and the options for one resource of the grant; to be called once for each resource.

        A grant to an identity that several apps have is no app's child: when that app goes, the others need it. Names depend on the
        target, not on the order of connections: where two grants swapped names, the engine would delete both after it has made both.

        Args:
            label: the target, in the name.
            role: what is granted, in the name.
            kind: the type of the resource: Pulumi tells names apart for each type alone.
            package: whose resource it is.
            depends_on: what the grant waits for, beside what the app wants done before.
            options: as `Children.opts` takes them.

        Raises:
            TargetConflict: every name for it is taken.
        """
        shared = self.principal.shared_name
        parent = self.children.parent if shared is None else None
        for target in self._labels(label):
            name = self._names(target, role)[0]
            if not self.program.take_name(kind, parent, name):
                continue
            opts = self.children.opts("grant", depends_on=self.ordering(depends_on), **options)
            short, inside = self._names(label, role)
            if shared is not None:
                opts = self.children.outside(opts, package=package, name=inside)
            if short != name and self.program.take_name(f"former {kind}", parent, short):
                opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=[pulumi.Alias(name=short)]))
            return name, opts
        raise TargetConflict(
            f"connection {self.connection!r} of app {self.app!r} has a grant whose name in the program is taken by another target's. "
            "Rename the connection."
        )

    def _names(self, target: str, role: str) -> tuple[str, str]:
        """Return the name of a grant, and the one that it would have as a child of the app."""
        inside = "-".join(part for part in (self.app, self.principal.label, target, role) if part)
        shared = self.principal.shared_name
        return (inside if shared is None else f"{shared}-{target}-{role}"), inside

    def _labels(self, label: str) -> Iterator[str]:
        """Return the target's name in child names, then the one for where another target has it."""
        more = None if self.ref.distinct is None else self.ref.distinct()
        if more is None and self.ref.named_by_connection and self.principal.shared_name is not None:
            more = self.app
        yield label if more is None else f"{label}-{more}"
        yield re.sub(r"[^A-Za-z0-9-]+", "-", f"{label}-{self.app}-{self.connection}")


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What a grant came to, once it was made."""

    rows: list[dict[str, Any]]
    """Plain data of the grants, one for each role: see `grant` in the schema of `connections`."""
    waits_for: list[pulumi.Resource] = field(default_factory=list)
    """What has to be there before the app's settings are written."""
    pending: Callable[[], Mapping[str, Any]] | None = None
    """Gives what somebody still has to do before the connection works; called once all connections of the program are known."""
    values: dict[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """What only the grant knows and a setting's value needs."""


GRANT_VALUES = ("url", "audience", "application_id", "user")
"""What a grant may know that a setting's value needs: the names in `Granted.values`."""
PlannedGrant = Callable[[], Granted]
"""Makes a grant that was checked. Nothing is registered before it is called."""
Grant = Callable[[GrantRequest], PlannedGrant]
"""Checks a grant, and gives what makes it; raises a `ConnectError` where it can't be."""


def claim(request: GrantRequest, scope: str, principal_id: str, role: str) -> None:
    """Refuse a grant that the program makes a second time in other words, before it is written.

    Raises:
        TargetConflict: the same target or identity was given in two ways.
    """
    check_guid(principal_id, f"the principal id of app {request.app!r}")
    claim_ids(request, (id_key(scope), principal_id.casefold(), role.casefold()), scope)


def claim_ids(request: GrantRequest, ids: Hashable, what: str) -> None:
    """Refuse a grant with the same ids as another one of the program.

    Args:
        request: the grant.
        ids: all that Azure tells it apart by.
        what: what is granted, for the message.

    Raises:
        TargetConflict: the program makes it a second time in other words.
    """
    # Identities that the program makes have different ids. A unit test's mock may give all of them one, and is right for what it tests.
    key = (request.ref.key, "own" if request.principal.own else request.principal.key)
    giver = f"connection {request.connection!r} of app {request.app!r}"
    other = request.program.claim(ids, key, giver)
    if other is not None:
        raise TargetConflict(
            f"{giver} and {other} are the same grant on {what}: the target, or the identity, was given in two ways, such as "
            "once as a resource and once as an id, or by two Outputs. Make it once, and give it the same way in both, so that one grant serves both."
        )


def known_role_id(ids: Mapping[str, Input[str]], role: str, app: str, connection: str) -> Input[str]:
    """Return the id of an app role, out of those that an app has.

    Raises:
        AccessNotSupported: the app has no role of that name.
    """
    if role not in ids:
        raise AccessNotSupported(
            f"connection {connection!r}: app {app!r} has no app role {role!r}.{did_you_mean(role, list(ids))} It has {listed(ids)}."
        )
    return ids[role]

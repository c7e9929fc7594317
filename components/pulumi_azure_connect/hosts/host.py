"""`Host`: what a connection needs of an app.

`ManagedIdentityApp` has one, and so may anything else that has an identity and settings: connections and secrets
are made for a `Host`, and know nothing of App Service.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.grants.principal import Principal
from pulumi_azure_connect.grants.request import CalledApp
from pulumi_azure_connect.program.children import Children, Ordering
from pulumi_azure_connect.program.registry import Program
from pulumi_azure_connect.targets.target import Client


@dataclass(frozen=True, kw_only=True)
class HostConfiguration:
    """What was said of a host that holds for everything its connections make."""

    resource_group_name: Input[str] | None = None
    """The resource group of what is made."""
    location: Input[str] | None = None
    """The region of what is made; the resource group's unless said."""
    tags: dict[str, Input[str]] | None = None
    """Tags of what is made."""
    vault: object = None
    """What was said of the vault for its secrets: `VaultArgs`, or a dict of its arguments."""
    in_subnet: bool = False
    """Whether its outbound traffic comes from a subnet, so that a vault may be closed to all others."""
    external_grants: bool = False
    """Whether somebody else makes the grants."""

    def common(self) -> dict[str, Any]:
        """Return location and tags as arguments of a resource, where they were said."""
        return {name: value for name, value in (("location", self.location), ("tags", self.tags)) if value is not None}


class Place(Protocol):
    """A part of a host that has settings of its own: an app in production, or one of its slots."""

    @property
    def principals(self) -> Mapping[str, Principal]:
        """Its identities by kind: `user-assigned`, `system-assigned`."""
        ...

    @property
    def default_principal(self) -> Principal:
        """The identity that connections use, and that reads references."""
        ...

    @property
    def client(self) -> Client:
        """Whose setting names connections use."""
        ...

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The plain data of its connections, for reports."""
        ...

    def check(self, settings: Iterable[tuple[str, Input[str] | None]], giver: str) -> None:
        """Refuse settings before anything is made for them.

        `settings` maps names to values; None stands for a value that is made later.

        Raises:
            ConnectError: somebody gave another value already, or there can't be such a name.
        """
        ...

    def give(self, name: str, value: Input[str], giver: str, *, sticky: bool = False) -> None:
        """Contribute a setting; `sticky` if it stays with its slot in a swap."""
        ...

    def wait_for(self, resources: list[pulumi.Resource]) -> None:
        """Have the settings written after these resources."""
        ...

    def follow(self, revision: object) -> None:
        """Have the settings written again whenever this value changes."""
        ...

    def described(self) -> dict[str, Any]:
        """Return the start of each of its rows: `app`, `appId`, `slot`."""
        ...


class Attachment(Protocol):
    """One connection of a host, that each of its places gets: those that come later too."""

    @property
    def name(self) -> str:
        """The connection's name; a host has one of each."""
        ...

    @property
    def family(self) -> str | None:
        """The family of targets whose short setting names it writes; None where its names are its own.

        A host has one of each.
        """
        ...

    def plan(self, place: Place) -> Callable[[], None]:
        """Check everything that it does at one place; nothing is registered before the result is called.

        Raises:
            ConnectError: it can't be done.
        """
        ...


class Host(Protocol):
    """An app as connections know it: identities, settings, configuration, and when they are sealed."""

    @property
    def name(self) -> str:
        """The start of the names of what is made for it."""
        ...

    @property
    def owner(self) -> str:
        """The app, for messages: "app 'shop'"."""
        ...

    @property
    def children(self) -> Children:
        """Makes the options of what is made for it."""
        ...

    @property
    def program(self) -> Program:
        """The registry of the program run."""
        ...

    @property
    def cloud(self) -> Cloud:
        """The cloud that it runs in."""
        ...

    @property
    def configuration(self) -> HostConfiguration:
        """What was said of it."""
        ...

    @property
    def reader(self) -> Hashable:
        """What counts as one reader of an access-policy vault: a shared identity, or else the app."""
        ...

    @property
    def places(self) -> Sequence[Place]:
        """Its places so far; the first is production."""
        ...

    @property
    def attachments(self) -> Sequence[Attachment]:
        """Its connections so far."""
        ...

    @property
    def callee(self) -> CalledApp | None:
        """How others call it; None where they can't."""
        ...

    def check_open(self, giver: str) -> None:
        """Refuse what comes too late.

        Raises:
            SettingsSealed: the program's body has run.
        """
        ...

    def check_sticky(self) -> None:
        """Refuse settings that stay with their slot, where the host can't keep them so.

        Raises:
            UnknownArgument: it can't.
        """
        ...

    def keep_sticky(self) -> None:
        """Keep with their slots the settings that are given as sticky."""
        ...

    def attach(self, attachment: Attachment) -> None:
        """Remember a connection, for the places that come later."""
        ...

    def note_exception(self, what: str, because: str) -> None:
        """Have reports show an exception from what is safe, with its reason."""
        ...

    def ordering(self, principal: Principal) -> Ordering:
        """Return what must exist before this identity is granted anything or its secrets are written."""
        ...

    def configure(self, configuration: Mapping[str, Any], principal: Principal, grants: list[pulumi.Resource]) -> None:
        """Have the host itself configured for a connection, where it has to be (a container's registry).

        Args:
            configuration: site configuration by azure-native's Python names.
            principal: the identity of the connection.
            grants: what lets that identity in.
        """
        ...


@runtime_checkable
class Hosted(Protocol):
    """What has a `Host`: a `ManagedIdentityApp`."""

    @property
    def host(self) -> Host:
        """The app as connections know it."""
        ...


def host_of(app: Host | Hosted) -> Host:
    """Return the host of an app; a `Host` is taken as it is."""
    return app.host if isinstance(app, Hosted) else app

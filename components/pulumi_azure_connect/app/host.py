"""The `Host` of a `ManagedIdentityApp`: the app as connections know it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pulumi

from pulumi_azure_connect.app.identity import AppIdentity, apps_with
from pulumi_azure_connect.app.settings.merge import Seal
from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.grants.principal import Principal
from pulumi_azure_connect.hosts.host import Attachment, HostConfiguration
from pulumi_azure_connect.program.children import Children, Ordering, at_once
from pulumi_azure_connect.program.registry import Program

from .authentication import AppCallee
from .settings_resources import AppSettings
from .site import Site
from .sites import SiteMaker


@dataclass(frozen=True, kw_only=True)
class AppHost:
    """A web or function app as a host: its places are production and the slots."""

    name: str
    children: Children
    program: Program
    cloud: Cloud
    configuration: HostConfiguration
    identity: AppIdentity
    seal: Seal
    maker: SiteMaker
    settings: AppSettings
    places: list[Site] = field(default_factory=list[Site])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    callee: AppCallee
    protected: bool
    """Whether the app's arguments say who may call it."""

    @property
    def owner(self) -> str:
        """The app, for messages."""
        return self.seal.owner

    @property
    def reader(self) -> Hashable:
        """What counts as one reader of an access-policy vault: a shared identity, or the app with its slots."""
        shared = self.identity.shared
        return ("app", self.name) if shared is None else shared.key

    def check_open(self, giver: str) -> None:
        """Refuse what comes too late.

        Raises:
            SettingsSealed: the program's body has run.
        """
        self.seal.check(giver)

    def check_sticky(self) -> None:
        """Refuse settings that stay with their slot, where the list of their names is not ours to write.

        Raises:
            UnknownArgument: the app exists already: that list would lose what it holds.
        """
        self.settings.check_sticky()

    def keep_sticky(self) -> None:
        """Have the list of names that stay with their slot written."""
        self.settings.write_sticky_names()

    def attach(self, attachment: Attachment) -> None:
        """Remember a connection, for slots that come later."""
        self.attachments.append(attachment)

    def add(self, site: Site) -> None:
        """Give a site all connections that there are so far, and remember it for those to come."""
        self.places.append(site)
        for make in [attachment.plan(site) for attachment in self.attachments]:
            make()
        self.callee.protect(site)

    def note_exception(self, what: str, because: str) -> None:
        """Have the output `exceptions` show an exception from what is safe, with its reason."""
        self.maker.note(what, because)

    def check_new(self, sketch: Site) -> None:
        """Refuse a site that couldn't have all connections there are so far; nothing is made.

        Raises:
            ConnectError: a setting or a grant can't be.
        """
        for attachment in self.attachments:
            attachment.plan(sketch)

    def ordering(self, principal: Principal) -> Ordering:
        """Have an app that is to be protected granted nothing before it is.

        Not where another app of the program has the identity as well: that one would wait for an app that it has nothing to do with.
        """
        if not self.protected:
            return at_once
        return partial(self.maker.writes.protected, unless=lambda: len(apps_with(principal, self.program)) > 1)

    def configure(self, configuration: Mapping[str, Any], principal: Principal, grants: list[pulumi.Resource]) -> None:
        """Have the sites configured for a connection, where they run a container (see `SiteMaker.connect`)."""
        self.maker.connect(dict(configuration), principal, grants)

"""A connection by the app's identity: the grant, and the settings that say where the target is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.errors import ConnectError, listed
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.grants.principal import SYSTEM_ASSIGNED, Principal
from pulumi_azure_connect.grants.request import GRANT_VALUES, CalledApp, Granted, GrantRequest
from pulumi_azure_connect.grants.target_ref import TargetRef, TenantService
from pulumi_azure_connect.hosts.connection import ROW_VERSION, Connection
from pulumi_azure_connect.hosts.host import Host, Place
from pulumi_azure_connect.program.children import at_once
from pulumi_azure_connect.program.outputs import known_output, mapped
from pulumi_azure_connect.targets.target import Auth, Naming, Target

from .conventions import CONVENTIONS
from .local_auth import described
from .names import family_of
from .values import check_template, setting_value, value_so_far, written


@dataclass(frozen=True, kw_only=True)
class IdentityAttachment:
    """A connection by identity that is checked, and not made yet."""

    host: Host
    name: str
    target: Target
    ref: TargetRef | None
    roles: tuple[Role, ...]
    access: Access | None
    settings: Mapping[str, str]
    """Service Connector's name of each setting to the name that is written."""
    identity: str | None = None
    because: str | None = None
    exceptions: Sequence[str] = ()
    """What the reason is for, in words for a report."""
    sticky: bool = False
    api: CalledApp | None = None
    values: Mapping[str, Input[str]] = field(default_factory=dict[str, Input[str]])
    """What the caller gave of the target's `values`."""
    naming: Naming = Naming.SERVICE_CONNECTOR
    grants: list[pulumi.Resource] = field(default_factory=list[pulumi.Resource])
    """The resources that let the app in, once they are made."""

    @property
    def family(self) -> str | None:
        """The family of targets whose short setting names it writes; None where its names are its own."""
        return self._family

    @cached_property
    def _family(self) -> str | None:
        production = self.host.places[0]
        names = self._templates(self._principal(production).kind, production)
        return family_of(self.target, {name: self.settings[name] for name in names}) if CONVENTIONS[self.naming].short else None

    @property
    def giver(self) -> str:
        """The connection, for messages."""
        return f"connection {self.name!r}"

    def plan(self, place: Place) -> Callable[[], None]:
        """Check the grant and the settings of one place.

        Raises:
            ConnectError: the identity, a role, a setting's name or its value can't be.
        """
        principal = self._principal(place)
        grant = self.target.grant
        assert grant is not None, self.target.kind  # `check_auth` lets no target without identity come here
        host = self.host
        make = grant(
            GrantRequest(
                children=host.children,
                program=host.program,
                cloud=host.cloud,
                app=host.name,
                connection=self.name,
                kind=self.target.kind,
                title=self.target.title,
                ref=self.ref or _tenant_wide(self.target),
                principal=principal,
                roles=self.roles,
                access=self.access,
                external=host.configuration.external_grants,
                api=self.api,
                offered=self.target.access,
                application_id=self.target.application_id,
                values=self.values,
                # What the app's image is pulled with has to be there before the app.
                ordering=at_once if self.target.site_config else host.ordering(principal),
            )
        )
        templates = self._templates(principal.kind, place)
        known = self._known_values(principal)
        for template in templates.values():
            check_template(template, self.target, self.ref, host.cloud, (*known, *GRANT_VALUES))
        settings = [(self.settings[name], value_so_far(template, self.target, host.cloud, known)) for name, template in templates.items()]
        place.check(settings, self.giver)
        return lambda: self._make(place, principal, templates, make())

    def _make(self, place: Place, principal: Principal, templates: Mapping[str, str], granted: Granted) -> None:
        self.grants.extend(granted.waits_for)
        place.wait_for(granted.waits_for)
        self.host.configure(self._site_config(principal), principal, granted.waits_for)
        values = {**self._known_values(principal), **granted.values}
        if self.sticky:
            self.host.keep_sticky()
        for name, template in templates.items():
            value = setting_value(template, self.target, self.ref, self.host.cloud, values)
            place.give(self.settings[name], value, self.giver, sticky=self.sticky)
        identity = principal.described()
        names = [self.settings[name] for name in templates]
        place.rows.extend(self._row(place, identity, row, granted, names) for row in granted.rows)

    def _known_values(self, principal: Principal) -> dict[str, Input[str]]:
        # The client id of a system-assigned identity takes a lookup, and no setting needs it.
        return {**self.values, **({} if principal.kind == SYSTEM_ASSIGNED else {"client_id": principal.client_id()})}

    def _principal(self, place: Place) -> Principal:
        if self.identity is None:
            return place.default_principal
        if self.identity not in place.principals:
            raise ConnectError(
                f"{self.giver} asks for the {self.identity} identity; {self.host.owner} has {listed(list(place.principals))}. "
                "Say identity='both' for the app."
            )
        return place.principals[self.identity]

    def _site_config(self, principal: Principal) -> dict[str, Any]:
        own = principal.kind == SYSTEM_ASSIGNED
        known: dict[str, Any] = {} if own else {"{client_id}": principal.client_id()}
        wanted = self.target.site_config.items()
        return {name: known.get(str(value), value) for name, value in wanted if not (own and value == "{client_id}")}

    def _templates(self, identity: str, place: Place) -> dict[str, str]:
        named = CONVENTIONS[self.naming].templates(self.target, identity, place.client, self.name)
        return written(named, self.target.values, self.values)

    def _row(
        self, place: Place, identity: dict[str, Any], grant: dict[str, Any], granted: Granted, settings: Sequence[str]
    ) -> dict[str, Any]:
        return {
            "version": ROW_VERSION,
            **place.described(),
            "connection": self.name,
            "target": self.target.kind,
            "targetId": None if self.ref is None else self.ref.id,
            "auth": Auth.IDENTITY.value,
            "identity": identity,
            "access": None if self.access is None else self.access.value,
            "grant": grant,
            "settings": list(settings),
            "secrets": [],
            "because": self.because,
            "pending": granted.pending,
            "localAuth": described(self.target),
        }

    def connection(self) -> Connection:
        """Return what the caller gets, once everything is made."""
        grants = tuple(dict.fromkeys(self.grants))
        ready = mapped([self.name, *(grant.urn for grant in grants)], lambda known: str(known[0]))
        return Connection(name=self.name, settings=dict(self.settings), grants=grants, ready=ready)


def settings_by_identity(
    host: Host, target: Target, name: str, *, naming: Naming, named: bool, renamed: Mapping[str, str]
) -> dict[str, str]:
    """Return the names under which a connection's settings are written, whichever identity it uses.

    Args:
        host: the app.
        target: what is connected to.
        name: the connection's name.
        naming: how settings are called.
        named: whether the names hold the connection's name.
        renamed: the caller's own names, by Service Connector's.

    Raises:
        UnknownArgument: a name is renamed that the connection doesn't write.
    """
    production = host.places[0]
    kinds = {SYSTEM_ASSIGNED, *(principal.kind for principal in production.principals.values())}
    convention = CONVENTIONS[naming]
    names = {found for kind in kinds for found in convention.templates(target, kind, production.client, name)}
    return convention.names(target, sorted(names), name, named=named, renamed=renamed)


def _tenant_wide(target: Target) -> TargetRef:
    return TargetRef(key=TenantService(target.kind), label=target.kind, id=known_output(""), type="")

"""The one path from (app, target, resource, access) to grants and settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.clouds import Environment
from pulumi_azure_connect.errors import (
    AccessNotSupported,
    ConnectError,
    EntraIdNotSupported,
    SecretNotSupported,
    UnknownArgument,
    did_you_mean,
    listed,
)
from pulumi_azure_connect.grants.request import SYSTEM_ASSIGNED, CalledApp, Granted, Principal, TargetRef, Wiring
from pulumi_azure_connect.grants.roles import role_definition
from pulumi_azure_connect.program.outputs import known_output
from pulumi_azure_connect.targets.vocabulary import Access, Auth, Client, Naming, Role, Target, Value

from .conventions import CONVENTIONS
from .local_auth import described
from .templates import given_values, look_up, placeholders, setting_value

if TYPE_CHECKING:
    from pulumi_azure_connect.app.managed_identity_app import ManagedIdentityApp
    from pulumi_azure_connect.app.site import Site


def _access(target: Target, access: str | None, connection: str) -> Access:
    offered = [level.value for level in target.access]
    if access is None:
        raise AccessNotSupported(f"connection {connection!r} says neither access nor roles. {target.kind} offers {listed(offered)}.")
    if access not in offered:
        raise AccessNotSupported(
            f"connection {connection!r} asks for access {str(access)!r}; {target.kind} offers {listed(offered)}."
            f"{did_you_mean(access, offered)} Use one of these, or pass roles=[...] to name a role."
        )
    return Access(access)


def wanted_roles(target: Target, access: str | None, roles: list[str] | None, connection: str) -> tuple[Access | None, tuple[Role, ...]]:
    """
    Understand what a connection wants to be allowed.

    Raises:
        AccessNotSupported: the target has no such level, or roles and access are both given, or neither.
    """
    if access is not None and roles is not None:
        raise AccessNotSupported(f"connection {connection!r} has access and roles. `roles` replaces `access`: keep one.")
    if roles is not None:
        if not roles:
            raise AccessNotSupported(f"connection {connection!r} has roles=[]: name at least one.")
        named = tuple(role_definition(role, connection) if target.role_is_definition else Role(role) for role in roles)
        return None, named
    if target.named_roles:
        raise AccessNotSupported(
            f"connection {connection!r}: {target.title} has no levels of access. Name its permissions: roles=['User.Read.All']."
        )
    level = _access(target, access, connection)
    return level, target.access[level]


def check_level(target: Target, level: Access | None, ref: TargetRef | None, connection: str) -> None:
    """
    Refuse an access level that means nothing for what was given, such as sending to a subscription.

    Raises:
        AccessNotSupported: the resource has fewer levels than its service.
    """
    if level is None or ref is None or level in target.levels.get(ref.type, tuple(Access)):
        return
    raise AccessNotSupported(
        f"connection {connection!r} asks for access {level.value!r}; a {ref.type} offers {listed(target.levels[ref.type])}. "
        "Use one of these, or give the resource above it in `to`."
    )


def check_auth(target: Target, auth: str | None, because: str | None, connection: str) -> Auth:
    """
    Understand by what a connection authenticates.

    Raises:
        SecretNotSupported: a secret for a target that has none, or that takes an identity and nobody said why.
        EntraIdNotSupported: an identity for a target that only takes a secret.
    """
    wanted = Auth(auth) if auth in tuple(Auth) else None
    if auth is not None and wanted is None:
        raise ConnectError(
            f"auth={auth!r} of connection {connection!r} is unknown.{did_you_mean(auth, list(Auth))} Use 'identity' or 'secret'."
        )
    by_identity = target.takes_identity
    if wanted is Auth.SECRET:
        if target.secret is None:
            raise SecretNotSupported(
                f"connection {connection!r} asks for a secret; {target.title} is reached by identity alone. Leave auth out."
            )
        if by_identity and not because:
            raise SecretNotSupported(
                f"connection {connection!r} asks for a secret, and {target.title} takes the app's identity. Leave auth out, or "
                "say because='...' with the reason, which every report then shows."
            )
        return Auth.SECRET
    if not by_identity:
        if wanted is Auth.IDENTITY:
            raise EntraIdNotSupported(f"connection {connection!r}: {target.title} takes no identity. Say auth='secret'.")
        return Auth.SECRET
    return Auth.IDENTITY


def refuse_beside_secret(connection: str, **given: object) -> None:
    """
    Refuse what a connection by a secret can't keep: a key opens everything, and the app has one identity for references.

    Raises:
        UnknownArgument: one of these is given.
    """
    for name, value in given.items():
        if value is not None:
            raise UnknownArgument(
                f"connection {connection!r} goes by a secret, and has {name}={value!r}: a secret opens all that it opens, and is "
                f"read by the identity that reads the app's references. Leave {name} out."
            )


def checked_vault(target: Target, ref: TargetRef | None, giver: str) -> TargetRef:
    """
    Refuse the question how a vault lets principals in of what is no vault.

    Returns:
        The vault.

    Raises:
        UnknownArgument: the target is no vault, or a single secret of one.
    """
    if ref is None or ref.type != "Microsoft.KeyVault/vaults":
        raise UnknownArgument(
            f"vault_authorization of {giver} is for a connection to a whole Key Vault; this is one to {target.title}"
            f"{'' if ref is None or not ref.type else f' ({ref.type})'}. Leave it out."
        )
    return ref


@dataclass(kw_only=True)
class Connection:
    """What `connect` gives back: what the app's settings will hold, and what other resources may depend on."""

    name: str
    target: Target
    ref: TargetRef | None
    roles: tuple[Role, ...]
    access: Access | None
    settings: dict[str, str]
    """Service Connector's name of each setting to the name that is written."""
    identity: str | None
    because: str | None
    sticky: bool
    api: CalledApp | None = None
    values: Mapping[str, Input[str]] = field(default_factory=dict[str, Input[str]])
    """What the caller gave of the target's `values`."""
    naming: Naming = Naming.SERVICE_CONNECTOR
    grants: list[pulumi.Resource] = field(default_factory=list)
    """The resources that let the app in."""

    def apply_to(self, app: "ManagedIdentityApp", site: "Site") -> None:
        """Make the grant for a site's identity and contribute the settings."""
        principal = self._principal(app, site)
        ref = self.ref or _tenant_wide(self.target)
        grant = self.target.grant
        assert grant is not None, self.target.kind  # `check_auth` lets no target without identity come here
        granted = grant(
            Wiring(
                children=app.children,
                program=app.program,
                environment=app.environment,
                app=app.name,
                connection=self.name,
                target=self.target,
                ref=ref,
                principal=principal,
                roles=self.roles,
                access=self.access,
                external=app.external_grants_only,
                api=self.api,
                values=self.values,
            )
        )
        self.grants.extend(granted.waits_for)
        site.settings.wait_for(granted.waits_for)
        app.configure_sites(self._site_config(principal), principal, granted.waits_for)
        self._contribute(app.environment, site, principal, granted)
        described = principal.described()
        site.rows.extend(self._row(site, described, row, granted) for row in granted.rows)

    def _principal(self, app: "ManagedIdentityApp", site: "Site") -> Principal:
        if self.identity is None:
            return site.default_principal
        if self.identity not in site.principals:
            raise ConnectError(
                f"connection {self.name!r} asks for the {self.identity} identity; app {app.name!r} has {listed(list(site.principals))}. "
                "Say identity='both' for the app."
            )
        return site.principals[self.identity]

    def _site_config(self, principal: Principal) -> dict[str, Any]:
        own = principal.kind == SYSTEM_ASSIGNED
        known: dict[str, Any] = {} if own else {"{client_id}": principal.client_id()}
        wanted = self.target.site_config.items()
        return {name: known.get(str(value), value) for name, value in wanted if not (own and value == "{client_id}")}

    def _contribute(self, environment: Environment, site: "Site", principal: Principal, granted: Granted) -> None:
        values = {**self.values, **granted.values}
        if principal.kind != SYSTEM_ASSIGNED:
            values["client_id"] = principal.client_id()
        for name, template in self._templates(principal.kind, site).items():
            value = setting_value(template, self.target, self.ref, environment, values)
            site.give(self.settings[name], value, f"connection {self.name!r}", sticky=self.sticky)

    def _templates(self, identity: str, site: "Site") -> dict[str, str]:
        named = CONVENTIONS[self.naming].templates(self.target, identity, site.settings_client, self.name)
        return _written(named, self.target.values, self.values)

    def _row(self, site: "Site", identity: dict[str, Any], grant: dict[str, Any], granted: Granted) -> dict[str, Any]:
        return {
            **site.described(),
            "connection": self.name,
            "target": self.target.kind,
            "targetId": None if self.ref is None else self.ref.id,
            "auth": Auth.IDENTITY.value,
            "identity": identity,
            "access": None if self.access is None else self.access.value,
            "grant": grant,
            "settings": [self.settings[name] for name in self._templates(identity["kind"], site)],
            "secrets": [],
            "because": self.because,
            "pending": granted.pending,
            "localAuth": described(self.target),
        }


def _tenant_wide(target: Target) -> TargetRef:
    return TargetRef(key=("tenant", target.kind), label=target.kind, id=known_output(""), type="")


def connect(app: "ManagedIdentityApp", connection: Connection, *, second: bool, renamed: dict[str, str]) -> Connection:
    """Make a connection on every site that an app has so far."""
    client = app.sites[0].settings_client
    kinds = {SYSTEM_ASSIGNED, *(p.kind for p in app.sites[0].principals.values())}
    convention = CONVENTIONS[connection.naming]
    names = {name for kind in kinds for name in convention.templates(connection.target, kind, client, connection.name)}
    connection.settings = convention.names(connection.target, sorted(names), connection.name, second=second, renamed=renamed)
    for site in app.sites:
        connection.apply_to(app, site)
    return connection


def _written(templates: Mapping[str, str], values: Mapping[str, Value], given: Mapping[str, Input[str]]) -> dict[str, str]:
    """Leave out the settings that need a value which the caller may leave out, and did."""
    absent = {name for name in values if given.get(name) is None}
    return {name: template for name, template in templates.items() if not absent & set(placeholders(template))}


def secret_settings(
    target: Target, ref: TargetRef | None, environment: Environment, client: Client, given: Mapping[str, Input[str]], connection: str
) -> tuple[dict[str, Input[str]], dict[str, Input[str]]]:
    """
    Give the settings of a connection by key.

    Args:
        target: what is connected to; it has a secret.
        ref: which one; None where it is no resource of Azure.
        environment: the cloud.
        client: whose setting names are used.
        given: the caller's `values`.
        connection: its name, for messages.

    Returns:
        Service Connector's names and values: those that are plain, and those that go to Key Vault.

    Raises:
        UnknownArgument: a value is missing, or unknown.
    """
    secret = target.secret
    assert secret is not None
    wanted = {**target.values, **secret.values}
    values = given_values(target, wanted, given, connection)
    hidden_names = {*secret.keys, *(name for name, value in wanted.items() if value.secret)}
    templates = secret.python_settings if client is Client.PYTHON and secret.python_settings is not None else secret.settings
    templates = _written(templates, wanted, values)
    used = {name for template in templates.values() for name in placeholders(template)}
    if ref is not None:
        # What azure-native returns of a key is not marked secret.
        values |= {name: pulumi.Output.secret(look_up(lookup, ref, values)) for name, lookup in secret.keys.items() if name in used}
    plain: dict[str, Input[str]] = {}
    hidden: dict[str, Input[str]] = {}
    for name, template in templates.items():
        part = hidden if hidden_names & set(placeholders(template)) else plain
        part[name] = setting_value(template, target, ref, environment, values)
    return plain, hidden

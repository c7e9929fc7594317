"""`Target`: what an app can be connected to, as data.

A target says which ARM types it covers, which role each access level takes, and which settings the app gets. Nothing
here knows a particular service: those are in `targets/`, one file each.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.grants.request import Grant

NOTHING: Mapping[str, str] = MappingProxyType({})


class Auth(StrEnum):
    """How the app proves to the target who it is."""

    IDENTITY = "identity"
    """By its managed identity: no credential exists."""
    SECRET = "secret"  # noqa: S105 - a word, not a secret
    """By a secret which lies in Key Vault; the setting holds a reference to it."""


class Client(StrEnum):
    """Whose setting names a connection uses, where Service Connector's differ between client libraries."""

    NONE = "none"
    """The generic names."""
    PYTHON = "python"
    """The names that Service Connector gives to Python apps."""


class Destination(StrEnum):
    """What a connection's `to` takes."""

    RESOURCE = "resource"
    """A resource of Azure, or its id."""
    APP = "app"
    """Another `ManagedIdentityApp`, or `RemoteAppArgs`."""
    APPLICATION = "application"
    """The application id (client id) of an API that Entra ID protects."""
    NOTHING = "nothing"
    """Nothing: there is one in the tenant, or it is not in Azure and `values` say all."""


class Naming(StrEnum):
    """How a connection's settings are called."""

    SERVICE_CONNECTOR = "service-connector"
    """As Azure Service Connector calls them."""
    FUNCTIONS = "functions"
    """As triggers and bindings of Azure Functions look for them: `<connection>__fullyQualifiedNamespace` and the like. A trigger gets what
    it needs beside its data: a blob trigger the queues of the account."""
    FUNCTIONS_BINDING = "functions-binding"
    """The same for input and output bindings alone, without what only a trigger needs."""


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A function of azure-native that tells something of a target which its id does not hold."""

    function: str
    """`module:function`, called with names out of the target's id."""
    arguments: Mapping[str, str]
    """Argument of that function to the segment of the id whose name it takes; `{name}` in braces is a value of the caller's."""
    result: str
    """Where in the result it is: `location`, `properties.endpoint`, `keys.0.value`."""
    of: str = ""
    """ARM type whose resource in the program has `result` among its own outputs; nothing is called then."""


@dataclass(frozen=True)
class Value:
    """Something that only the caller of `connect` knows, given in `values={...}`."""

    text: str
    """What it is, for messages and the catalogue."""
    secret: bool = False
    """Whether it goes to Key Vault, with the whole setting that it is part of."""
    optional: bool = False
    """Whether it may be left out; a setting that needs it is then not written."""


@dataclass(frozen=True, kw_only=True)
class Secret:
    """How a target that also takes a key hands it out, and the settings the app then gets."""

    settings: Mapping[str, str]
    """Setting name to value; one that holds a key or a secret value goes to Key Vault whole, every other is plain."""
    python_settings: Mapping[str, str] | None = None
    """`settings` for Python apps, where Service Connector's differ."""
    keys: Mapping[str, Lookup] = field(default_factory=lambda: MappingProxyType({}))
    """Placeholder to where that key comes from."""
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    """Placeholder to what the caller has to give."""


@dataclass(frozen=True)
class LocalAuth:
    """Where a resource turns local authentication (keys, passwords) off."""

    token: str
    """The Pulumi type of the resource that has the property; often it holds what a connection points to."""
    type: str
    """Its ARM type."""
    path: str
    """The property, by azure-native's Python names; dotted where it lies in another."""
    off: bool | str = True
    """Its value when keys don't work."""
    also: Mapping[str, bool | str | None] = field(default_factory=lambda: MappingProxyType({}))
    """What has to be set beside it; None takes a property away."""
    within: bool = False
    """Whether the outer property has to be there already: the switch means nothing without the rest of it."""

    @property
    def wire_name(self) -> str:
        """The property as Azure writes it."""
        return re.sub(r"_([a-z])", lambda found: found[1].upper(), self.path).replace("azureAd", "azureAD")


@dataclass(frozen=True, kw_only=True)
class Target:
    """A kind of thing that an app connects to. Make one to connect to a service that this package lacks.

    Setting values are templates: `{name of an ARM type segment}` is that resource's name (`{storageAccounts}`),
    `{client_id}` the identity's client id, `{suffix:...}` the cloud's own domain for a service, and other names are those
    of `lookups`, `values` and the secret's keys. `{uri:...}`, `{dsn:...}` and `{jaas:...}` write a value as a part of a
    URI, of a libpq connection string, of a JAAS configuration.
    """

    kind: str
    """The short name: `storage-blob`. What `ConnectionArgs.target` takes."""
    title: str
    """The service's name as its documentation writes it."""
    resource_types: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Pulumi type token (without API version) to ARM type, of everything this target may point to."""
    takes: Destination = Destination.RESOURCE
    """What `to` names."""
    application_id: str = ""
    """The Entra application whose app roles are granted, where it is always the same."""
    access: Mapping[Access, tuple[Role, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The narrowest role for each access level offered."""
    grant: Grant | None = None
    """Makes the grant: one of the functions in `grants`; none where a secret is all that is taken."""
    settings: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Setting name to value template, for an app that has a system-assigned identity."""
    client_id_setting: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """What a user-assigned identity adds to `settings`."""
    python_settings: Mapping[str, str] | None = None
    """`settings` for Python apps, where Service Connector's differ."""
    python_client_id_setting: Mapping[str, str] | None = None
    """`client_id_setting` for Python apps, where Service Connector's differ."""
    lookups: Mapping[str, Lookup] = field(default_factory=lambda: MappingProxyType({}))
    """Placeholder to where azure-native tells it; `location` is read off a resource of the program without one."""
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    """Placeholder to what the caller has to give, whatever the authentication."""
    prefix: str = ""
    """What Service Connector puts before each of the names; the name of a connection that is `named` is inserted after it."""
    more_prefixes: tuple[str, ...] = ()
    """Further prefixes, of targets whose names have several."""
    always_named: bool = False
    """Whether the names hold the connection's name, said `named` or not."""
    functions: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """For `naming="functions"`: what follows the connection's name in a trigger's settings, to value template."""
    trigger_only: tuple[str, ...] = ()
    """The settings of `functions` that only triggers read, and bindings don't."""
    trigger_roles: tuple[Role, ...] = ()
    """Roles that a trigger needs beside those of its access level."""
    trigger_type: str = ""
    """ARM type that has to be in `to` of a trigger, where a part of it is not enough."""
    secret: Secret | None = None
    """How it is reached by a key; None where it takes none."""
    named_roles: bool = False
    """Whether `roles=[...]` replaces access levels altogether (app roles)."""
    role_is_definition: bool = True
    """Whether `roles=[...]` names Azure role definitions."""
    id_types: tuple[str, ...] = ()
    """ARM types, narrower than those of `resource_types`, that are given by id since azure-native has no resource for them."""
    levels: Mapping[str, tuple[Access, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """ARM type to the access levels that mean something there, where not all do."""
    site_config: Mapping[str, str | bool] = field(default_factory=lambda: MappingProxyType({}))
    """Site configuration, by azure-native's Python names, that an app which runs a container needs for the connection."""
    local_auth: LocalAuth | None = None
    """How its keys are turned off; None where the resource has no such property."""
    suffixes: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Domains of its own for `{suffix:...}`: placeholder to cloud (`public`, `usgovernment`, `china`) to domain; see `Cloud.suffixes`."""
    differs: tuple[str, ...] = ()
    """Where it differs from Service Connector, and why."""
    exceptions: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Permission of a role that is wider than its access level says, to why no narrower role does."""
    sources: tuple[str, ...] = ()
    """Where each fact of it is written."""

    @property
    def types(self) -> tuple[str, ...]:
        """The ARM types that it may point to."""
        return (*dict.fromkeys(self.resource_types.values()), *self.id_types)

    @property
    def family(self) -> str:
        """Targets of one family share setting names: Service Connector has one prefix for all of Cosmos DB."""
        return self.prefix or self.kind

    @property
    def takes_identity(self) -> bool:
        """Whether an app can reach it by its identity."""
        return bool(self.access) or self.named_roles

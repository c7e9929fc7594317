"""Names of a connection's settings: those of Service Connector, or those of Functions triggers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pulumi_azure_connect.errors import UnknownArgument, UnknownTarget, did_you_mean, listed
from pulumi_azure_connect.grants.access import Role
from pulumi_azure_connect.grants.principal import SYSTEM_ASSIGNED
from pulumi_azure_connect.grants.target_ref import TargetRef
from pulumi_azure_connect.targets.target import Auth, Client, Naming, Target

from .names import refuse_unknown_names, setting_names

# https://learn.microsoft.com/azure/azure-functions/functions-reference#common-properties-for-identity-based-connections: the credential
# is said for a user-assigned identity alone.
_USER_ASSIGNED: Mapping[str, str] = MappingProxyType({"credential": "managedidentity", "clientId": "{client_id}"})


@dataclass(frozen=True)
class Convention:
    """One way to call settings."""

    templates: Callable[[Target, str, Client, str], dict[str, str]]
    """From target, kind of identity, client library and connection name to names and value templates."""
    names: Callable[..., dict[str, str]]
    """As `setting_names`: from those names to the ones that are written."""
    short: bool
    """Whether names may be the same for several connections to one kind of target."""


def setting_templates(target: Target, identity: str, client: Client, _connection: str = "") -> dict[str, str]:
    """Return Service Connector's names and value templates for a kind of identity and of client library."""
    python = client is Client.PYTHON
    plain = target.python_settings if python and target.python_settings is not None else target.settings
    by_client = target.client_id_setting
    if python and target.python_client_id_setting is not None:
        by_client = target.python_client_id_setting
    return {**plain} if identity == SYSTEM_ASSIGNED else {**plain, **by_client}


def _trigger_templates(target: Target, identity: str, _client: Client, connection: str) -> dict[str, str]:
    if not target.functions:
        raise UnknownArgument(
            f"connection {connection!r} has naming='functions', and Functions has no trigger or binding that reaches {target.title} by identity. "
            "Leave naming out."
        )
    plain = target.functions if identity == SYSTEM_ASSIGNED else {**target.functions, **_USER_ASSIGNED}
    return {f"{connection}__{part}": template for part, template in plain.items()}


def _binding_templates(target: Target, identity: str, client: Client, connection: str) -> dict[str, str]:
    left_out = {f"{connection}__{part}" for part in target.trigger_only}
    templates = _trigger_templates(target, identity, client, connection)
    return {name: template for name, template in templates.items() if name not in left_out}


def trigger_roles(target: Target, ref: TargetRef | None, naming: Naming, connection: str) -> tuple[Role, ...]:
    """Return the roles that a trigger needs beside those of its access level.

    Raises:
        UnknownTarget: they can't be granted on what is given in `to`.
    """
    if naming is not Naming.FUNCTIONS or not target.trigger_roles:
        return ()
    if ref is not None and ref.type != target.trigger_type:
        raise UnknownTarget(
            f"connection {connection!r} has naming='functions', and a trigger of {target.title} also needs {listed(role.name for role in target.trigger_roles)} "
            f"on the {target.trigger_type}; `to` is a {ref.type}. Give the account in `to`, or, for input and output bindings alone, say "
            f"naming={Naming.FUNCTIONS_BINDING.value!r}."
        )
    return target.trigger_roles


def _as_they_are(target: Target, names: list[str], connection: str, *, named: bool, renamed: Mapping[str, str]) -> dict[str, str]:
    """Triggers find their settings by the connection's name, which each holds already."""
    del named
    refuse_unknown_names(target, names, connection, renamed)
    return {name: renamed.get(name, name) for name in names}


CONVENTIONS: Mapping[Naming, Convention] = MappingProxyType(
    {
        Naming.SERVICE_CONNECTOR: Convention(setting_templates, setting_names, short=True),
        Naming.FUNCTIONS: Convention(_trigger_templates, _as_they_are, short=False),
        Naming.FUNCTIONS_BINDING: Convention(_binding_templates, _as_they_are, short=False),
    }
)


def naming_of(given: str | None, by: Auth, connection: str) -> Naming:
    """Understand how a connection's settings are to be called.

    Raises:
        UnknownArgument: in no way that there is, or not for a connection by a secret.
    """
    if given is None:
        return Naming.SERVICE_CONNECTOR
    if given not in tuple(Naming):
        raise UnknownArgument(
            f"naming={given!r} of connection {connection!r} is unknown.{did_you_mean(given, list(Naming))} Use {listed(Naming, 'or')}."
        )
    if by is Auth.SECRET and given != Naming.SERVICE_CONNECTOR:
        raise UnknownArgument(
            f"connection {connection!r} goes by a secret, and naming={given!r} is for connections by identity. Leave it out."
        )
    return Naming(given)

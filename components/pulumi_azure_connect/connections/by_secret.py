"""A connection by a secret of the target: the key goes to Key Vault, the rest is plain."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.grants.target_ref import TargetRef
from pulumi_azure_connect.hosts.connection import Connection
from pulumi_azure_connect.hosts.host import Host
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.secrets.kept import SecretPurpose
from pulumi_azure_connect.secrets.secret_backed_connection import keep
from pulumi_azure_connect.targets.target import Client, Target

from .local_auth import refuse_secret
from .names import setting_names
from .values import check_template, given_values, look_up, placeholders, setting_value, written


@dataclass(frozen=True, kw_only=True)
class SecretRequest:
    """A connection by secret, as it was asked for."""

    name: str
    target: Target
    ref: TargetRef | None
    family: str
    second: bool
    because: str | None
    renamed: Mapping[str, str]
    values: Mapping[str, Input[str]]
    sticky: bool


def connect_by_secret(host: Host, request: SecretRequest) -> Connection:
    """
    Connect an app to a target by its key: the key goes to the app's vault, the rest is plain.

    Raises:
        ConnectError: the target takes no key, or a value or a setting can't be; nothing was registered.
    """
    target, ref, name = request.target, request.ref, request.name
    refuse_secret(target, ref, host.program, name)
    plain, hidden = secret_settings(target, ref, host.cloud, host.places[0].client, request.values, name)
    names = setting_names(target, sorted([*plain, *hidden]), name, second=request.second, renamed=request.renamed)
    kept = keep(
        host,
        f"{host.name}-{name}",
        SecretPurpose(
            connection=name,
            kind=target.kind,
            id=None if ref is None else ref.id,
            plain_settings={names[setting]: value for setting, value in plain.items()},
            family=request.family,
            sticky=request.sticky,
        ),
        secrets={names[setting]: value for setting, value in hidden.items()},
        because=request.because,
    )
    references = {secret.setting: secret.reference for secret in kept.secrets}
    grants = tuple(dict.fromkeys(made for grant in kept.grants for made in grant.granted.waits_for))
    ready = mapped([name, *(waited.urn for waited in kept.waits_for)], lambda known: str(known[0]))
    return Connection(name=name, settings=names, grants=grants, secrets=references, ready=ready)


def secret_settings(
    target: Target, ref: TargetRef | None, cloud: Cloud, client: Client, given: Mapping[str, Input[str]], connection: str
) -> tuple[dict[str, Input[str]], dict[str, Input[str]]]:
    """
    Give the settings of a connection by key.

    Args:
        target: what is connected to; it has a secret.
        ref: which one; None where it is no resource of Azure.
        cloud: the cloud.
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
    templates = written(templates, wanted, values)
    for template in templates.values():
        check_template(template, target, ref, cloud, (*values, *(secret.keys if ref is not None else ())))
    used = {name for template in templates.values() for name in placeholders(template)}
    if ref is not None:
        # What azure-native returns of a key is not marked secret.
        values |= {name: pulumi.Output.secret(look_up(lookup, ref, values)) for name, lookup in secret.keys.items() if name in used}
    plain: dict[str, Input[str]] = {}
    hidden: dict[str, Input[str]] = {}
    for name, template in templates.items():
        part = hidden if hidden_names & set(placeholders(template)) else plain
        part[name] = setting_value(template, target, ref, cloud, values)
    return plain, hidden

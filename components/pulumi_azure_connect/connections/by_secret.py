"""A connection by a secret of the target: the key goes to Key Vault, the rest is plain."""

from collections.abc import Callable, Mapping, Sequence
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
from pulumi_azure_connect.secrets.vaults import check_host_vault
from pulumi_azure_connect.targets.target import Client, Target

from .local_auth import refuse_secret
from .names import family_of, refuse_second_of_family, setting_names
from .values import check_template, given_values, look_up, placeholders, setting_value, value_so_far, written


@dataclass(frozen=True, kw_only=True)
class SecretRequest:
    """A connection by secret, as it was asked for."""

    name: str
    target: Target
    ref: TargetRef | None
    named: bool
    because: str | None
    exceptions: Sequence[str]
    """What the reason is for, in words for a report."""
    renamed: Mapping[str, str]
    values: Mapping[str, Input[str]]
    sticky: bool


def connect_by_secret(host: Host, request: SecretRequest) -> Callable[[], Connection]:
    """Check a connection by a target's key, and return the function that makes it.

    Settings with the key go to the app's vault; all others are plain.

    Raises:
        ConnectError: the target takes no key, or a value or a setting can't be.
    """
    target, name = request.target, request.name
    refuse_secret(target, request.ref, host.program, name)
    secret = target.secret
    assert secret is not None, target.kind  # `check_auth` lets no target without a secret come here
    wanted = {**target.values, **secret.values}
    values = given_values(target, wanted, request.values, name)
    python = host.places[0].client is Client.PYTHON and secret.python_settings is not None
    templates = written((secret.python_settings if python else secret.settings) or {}, wanted, values)
    names = setting_names(target, sorted(templates), name, named=request.named, renamed=request.renamed)
    refuse_second_of_family(host, name, family_of(target, names))
    for template in templates.values():
        check_template(template, target, request.ref, host.cloud, (*values, *(secret.keys if request.ref is not None else ())))
    # Before any key is asked for; once more, with its settings, where the secrets are kept.
    settings = [(names[setting], value_so_far(template, target, host.cloud, values)) for setting, template in templates.items()]
    check_host_vault(host)
    for place in host.places:
        place.check(settings, f"connection {name!r}")
    return lambda: _make(host, request, templates, values, names)


def _make(
    host: Host, request: SecretRequest, templates: Mapping[str, str], values: Mapping[str, Input[str]], names: dict[str, str]
) -> Connection:
    target, ref, name = request.target, request.ref, request.name
    plain, hidden = _values(target, ref, host.cloud, templates, values)
    kept = keep(
        host,
        f"{host.name}-{name}",
        SecretPurpose(
            connection=name,
            kind=target.kind,
            id=None if ref is None else ref.id,
            plain_settings={names[setting]: value for setting, value in plain.items()},
            family=family_of(target, names),
            sticky=request.sticky,
        ),
        secrets={names[setting]: value for setting, value in hidden.items()},
        because=request.because,
    )
    for what in request.exceptions:
        host.note_exception(what, request.because or "")
    references = {secret.setting: secret.reference for secret in kept.secrets}
    grants = tuple(dict.fromkeys(made for grant in kept.grants for made in grant.granted.waits_for))
    ready = mapped([name, *(waited.urn for waited in kept.waits_for)], lambda known: str(known[0]))
    return Connection(name=name, settings=names, grants=grants, secrets=references, ready=ready)


def _values(
    target: Target, ref: TargetRef | None, cloud: Cloud, templates: Mapping[str, str], given: Mapping[str, Input[str]]
) -> tuple[dict[str, Input[str]], dict[str, Input[str]]]:
    """Return the settings by Service Connector's names: plain ones, and ones that go to Key Vault."""
    secret = target.secret
    assert secret is not None, target.kind
    hidden_names = {*secret.keys, *(name for name, value in {**target.values, **secret.values}.items() if value.secret)}
    used = {name for template in templates.values() for name in placeholders(template)}
    values = dict(given)
    if ref is not None:
        # What azure-native returns of a key is not marked secret.
        values |= {name: pulumi.Output.secret(look_up(lookup, ref, values)) for name, lookup in secret.keys.items() if name in used}
    plain: dict[str, Input[str]] = {}
    hidden: dict[str, Input[str]] = {}
    for name, template in templates.items():
        part = hidden if hidden_names & set(placeholders(template)) else plain
        part[name] = setting_value(template, target, ref, cloud, values)
    return plain, hidden

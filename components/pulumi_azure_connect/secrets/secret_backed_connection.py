"""`SecretBackedConnection`: secrets in Key Vault that one app sees as ordinary settings."""

from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_azure_connect.azure.clouds import named_cloud
from pulumi_azure_connect.hosts.attach import planned
from pulumi_azure_connect.hosts.host import Host, Hosted, host_of
from pulumi_azure_connect.program.arguments import coerce
from pulumi_azure_connect.program.calls import explains_wrong_calls
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.outputs import as_output
from pulumi_azure_connect.program.registry import current

from .args import SecretBackedConnectionArgs
from .kept import KeptSecrets, SecretPurpose
from .storage import StoragePlan

TYPE = "azure-connect:index:SecretBackedConnection"
CHILDREN = ("vault", "secret", "grant")


class SecretBackedConnection(pulumi.ComponentResource):
    """Secrets that a target requires: kept in Key Vault, seen by the app as ordinary settings.

    The app's identity, and nobody else's, is granted the secrets. With `app` the settings are the app's; without it
    `references` go into any app's settings, which then has to depend on `ready`.

    Raises:
        ConnectError: whatever can be told to be wrong before the deployment, by its subclasses; nothing was registered then.
    """

    references: pulumi.Output[dict[str, str]]
    """Setting name to the reference that its value is."""
    ready: pulumi.Output[str]
    """The vault's id, once every secret is written and every grant made: settings that hold references depend on it."""
    vault_id: pulumi.Output[str]
    """The ARM id of the vault that the secrets are in; of the first, where existing secrets lie in several."""
    connections: pulumi.Output[Any]
    """Plain data of what was connected, for reports."""

    @explains_wrong_calls("Write SecretBackedConnection(name, SecretBackedConnectionArgs(...), app=app).")
    def __init__(
        self,
        name: str,
        args: SecretBackedConnectionArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        app: Host | Hosted | None = None,
        child_opts: Mapping[str, pulumi.ResourceOptions] | None = None,
        _purpose: SecretPurpose | None = None,
        _keeps: list[KeptSecrets] | None = None,
    ) -> None:
        args = coerce(SecretBackedConnectionArgs, args, "args")
        host = None if app is None else host_of(app)
        purpose = _purpose or SecretPurpose(connection=name)
        if host is not None:
            host.check_open(f"connection {purpose.connection!r}")
        children = Children(self, CHILDREN, child_opts, keep_version_aliases=bool(args.keep_version_aliases))
        cloud = host.cloud if host is not None and args.cloud is None else named_cloud(args.cloud)
        plan = StoragePlan(name=name, args=args, host=host, children=children, program=current(), cloud=cloud)
        with plan.program.undone_if_refused():
            kept = plan.checked(purpose)
            apply = None if host is None else planned(host, kept)
        super().__init__(TYPE, name, None, opts)
        plan.store(kept)
        if apply is None:
            rows = plan.grant_given(kept)
        else:
            apply()
            rows = []
        if _keeps is not None:
            _keeps.append(kept)
        self.references = pulumi.Output.all(**{secret.setting: secret.reference for secret in kept.secrets})
        self.vault_id = kept.secrets[0].vault.ref.id
        self.ready = pulumi.Output.all(self.vault_id, *(waited.urn for waited in kept.waits_for)).apply(lambda known: known[0])
        self.connections = as_output(rows)
        self.register_outputs(
            {
                "references": self.references,
                "ready": self.ready,
                "vaultId": self.vault_id,
                "connections": self.connections,
            }
        )


def keep(host: Host, name: str, purpose: SecretPurpose, **what: Any) -> KeptSecrets:
    """Keep secrets inside of an app, with what the app's configuration says of all that is made.

    Args:
        host: the app.
        name: the component's name.
        purpose: what they are for.
        what: further arguments, as `SecretBackedConnectionArgs` takes them.

    Raises:
        ConnectError: by its subclasses, before anything is registered.
    """
    children = host.children
    args = SecretBackedConnectionArgs(tags=host.configuration.tags, keep_version_aliases=children.keep_version_aliases, **what)
    keeps: list[KeptSecrets] = []
    opts = pulumi.ResourceOptions(parent=children.parent)
    SecretBackedConnection(name, args, opts, app=host, child_opts=children.given("secret"), _purpose=purpose, _keeps=keeps)
    return keeps[0]

"""The stack as one writes it with the components: each app has five connections, four by identity and one through Key Vault."""

from __future__ import annotations

import pulumi

from benchmarks.programs.shared import shared
from pulumi_azure_connect import (
    AI_SERVICES,
    KEY_VAULT,
    STORAGE_BLOB,
    Access,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
    VaultArgs,
)


def build(apps: int, *, rounds: int = 1) -> None:
    """Make the shared targets and `apps` apps with five connections each; the four by identity `rounds` times."""
    to = shared()
    for number in range(apps):
        name = f"shop{number}"
        app = ManagedIdentityApp(name, ManagedIdentityAppArgs(resource_group_name=to.group.name, runtime="PYTHON|3.12"))
        for again in range(rounds):
            suffix = f"_{again}" if again else ""
            app.connect(f"uploads{suffix}", STORAGE_BLOB, to=to.container, access=Access.WRITE, named=again > 0)
            app.connect(f"archive{suffix}", STORAGE_BLOB, to=to.account, access=Access.READ, named=True)
            app.connect(f"keys{suffix}", KEY_VAULT, to=to.vault, access=Access.READ, named=again > 0)
            app.connect(f"vision{suffix}", AI_SERVICES, to=to.vision, access=Access.USE, named=again > 0)
        SecretBackedConnection(
            f"{name}-payment",
            SecretBackedConnectionArgs(secrets={"PAYMENT_KEY": pulumi.Output.secret("a key")}, vault=VaultArgs(name=f"{name}-keys")),
            app=app,
        )

"""What to do about refusals whose own words don't say it: a line under the error."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["remedies"]

_REMEDIES: Final = (
    (
        r"A vault with the same name already exists in deleted state",
        (
            "Azure keeps deleted vaults, and their names, until they are purged. To take the vault up again with its secrets, in "
            "a resource group of the same name: recover=True in the "
            "VaultArgs of a connection component, or createMode 'recover' among the properties of a plain keyvault.Vault. To be rid of it: purge "
            "it (here, `azure-rehearsal reset` forgets it)."
        ),
    ),
    (
        r"does not have secrets delete permission on key vault|Action: 'Microsoft\.KeyVault/vaults/secrets/delete",
        (
            "Deleting a secret is an operation on the vault's data: it takes the role 'Key Vault Secrets Officer', or in a vault with access "
            "policies the secret permission 'delete'. To leave secrets in the vault instead: retain_secrets=True in the VaultArgs of a "
            "connection component, or retain_on_delete for a plain keyvault.Secret; deploy that first, then remove the connection."
        ),
    ),
    (
        r"action 'Microsoft\.Authorization/roleAssignments/write'",
        (
            "Granting roles takes 'Role Based Access Control Administrator' at that scope; Contributor is not enough. Where somebody else is to "
            "grant them: grants='external' of a connection component lists what."
        ),
    ),
)


def remedies(text: str) -> list[str]:
    """The remedies for what a text of errors speaks of, each once."""
    return [remedy for pattern, remedy in _REMEDIES if re.search(pattern, text)]

"""What to do about refusals whose own words don't say it: a line under the error."""

from __future__ import annotations

import re
from typing import Final

from azure_access import Role, builtin_roles
from azure_rehearsal.cloud import seeding

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
        r"cannot create already existing resource",
        (
            "It is in Azure already. Where somebody else made it: import it (`pulumi import`, or import_ in its ResourceOptions). Where this "
            "program made it under another name, Pulumi would delete the old one only after making the new: name the old one in `aliases`, or "
            "deploy once without the new one. A secret that passes from one connection component to another is such a case."
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
    (
        r"action 'Microsoft\.Resources/subscriptions/resourceGroups/write'",
        (
            "A role at a resource group counts from the creation of that group on: it can't make the group. Let somebody make it who may write at the "
            "subscription (a deployment without the scope, `azure-rehearsal seed` with the group), and let the stack look it up or import it."
        ),
    ),
    (
        r"UnmatchedPrincipalType",
        (
            "The deployer of a rehearsal is a service principal, as in a pipeline. Where the program grants something to whoever runs it, as a user: "
            "--as-user makes the deployer a person."
        ),
    ),
    (
        r"Client address is not authorized|Code=\"AuthorizationFailure\"",
        (
            "The firewall of the target doesn't admit the deployer's address. Where yours admits the address that you deploy from: --from ADDRESS "
            "says which that is (in a test, Options(deployer_address=...))."
        ),
    ),
    (
        r"Authorization_RequestDenied",
        (
            "Rights in the directory are no ARM roles: an administrator gives the deployer's service principal the Microsoft Graph application "
            "permission that is named (learn.microsoft.com/graph/permissions-reference); here, --graph PERMISSION beside --as."
        ),
    ),
    (
        r"[Nn]o resource plugin|could not find (the )?latest version for provider|no (resource )?plugin 'pulumi-resource-",
        (
            "The program uses a provider that a rehearsal neither simulates nor has installed. Stand-ins exist for random, tls and "
            "time; `azure-rehearsal coverage` lists them. For another: make its resources conditional on the environment variable "
            "PULUMI_REHEARSAL, or install the plugin (`pulumi plugin install`) if it works without a network."
        ),
    ),
)
_FAILED: Final = re.compile(r"does not have authorization to perform action '([^']+)'")
_FEW: Final = 4


def remedies(text: str) -> list[str]:
    """The remedies for what a text of errors speaks of, each once."""
    found = [remedy for pattern, remedy in _REMEDIES if re.search(pattern, text)]
    absent = seeding.hint(text)
    found += [absent] if absent else []
    actions = dict.fromkeys(action for action in _FAILED.findall(text) if not action.startswith("Microsoft.Authorization/roleAssignments/"))
    return [*found, *map(_which_role, actions)]


def _which_role(action: str) -> str:
    """The narrowest of Azure's own roles that allow an action: those that give the least."""
    allowing = [role for role in builtin_roles().values() if role.line(action, data=False)]
    allowing.sort(key=lambda role: (*_breadth(role), role.name))
    names = ", ".join(f"'{role.name}'" for role in allowing[:_FEW]) or "a custom role"
    return f"Action '{action}' takes one of these roles at that scope: {names}; here, --as ROLE or --as ROLE@RESOURCE-GROUP."


def _breadth(role: Role) -> tuple[int, int]:
    """How much a role gives, roughly: its widest line (a wildcard near the beginning is wide), then all lines together."""
    lines = [line for permission in role.permissions for line in permission.actions]
    widths = [1000 // (1 + line.partition("*")[0].count("/")) if "*" in line else 1 for line in lines]
    return max(widths, default=0), sum(widths)

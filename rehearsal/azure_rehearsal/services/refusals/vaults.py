"""What Key Vault refuses of vaults beyond the schema."""

from __future__ import annotations

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import table
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()


@REFUSALS.of("azure-native:keyvault:Vault")
def retention_of_a_vault(write: Write) -> None:
    """learn.microsoft.com/azure/key-vault/general/soft-delete-overview: 7 to 90 days, never changed; the second sentence is quoted in public repositories."""
    days = table(write.inputs, "properties").get("softDeleteRetentionInDays")
    if isinstance(days, int | float) and not 7 <= days <= 90:
        raise bad_request(
            f'The property "softDeleteRetentionInDays" has an invalid value {int(days)}: it must be between 7 and 90.',
            "VaultRetentionInvalid",
        )
    old = table(write.previous.inputs, "properties").get("softDeleteRetentionInDays") if write.previous else None
    if days is not None and write.previous is not None and days != (old if old is not None else 90):
        raise bad_request('The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.')

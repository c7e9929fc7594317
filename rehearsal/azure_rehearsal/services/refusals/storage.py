"""What Azure refuses of storage accounts and containers beyond the schema."""

from __future__ import annotations

from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.plain import flag, text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()


@REFUSALS.of("azure-native:storage:StorageAccount")
def account_of_another_kind(write: Write) -> None:
    """learn.microsoft.com/azure/storage/common/storage-account-overview: which kinds have which performance, and who must name a tier."""
    kind, sku = text(write.inputs, "kind") or "", text(write.inputs, "sku", "name") or ""
    if kind in ("BlockBlobStorage", "FileStorage") and not sku.lower().startswith(("premium", "standardv2", "premiumv2")):
        raise bad_request(f"Account kind '{kind}' doesn't support SKU '{sku}': it is premium.", "InvalidValuesForRequestParameters")
    if kind == "BlobStorage" and text(write.inputs, "accessTier") is None:
        raise bad_request(
            "Values for request parameters are invalid: accessTier is required for account kind 'BlobStorage'.",
            "InvalidValuesForRequestParameters",
        )


@REFUSALS.of("azure-native:storage:BlobContainer")
def public_container(write: Write) -> None:
    """learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure; code: learn.microsoft.com/rest/api/storageservices/blob-service-error-codes."""
    account = write.cloud.state.get(write.arm.top())
    allowed = flag(account.inputs, "allowBlobPublicAccess") if account else True
    if (text(write.inputs, "publicAccess") or "None") != "None" and account is not None and allowed is not True:
        raise AzureError("PublicAccessNotPermitted", "Public access is not permitted on this storage account.", 409)

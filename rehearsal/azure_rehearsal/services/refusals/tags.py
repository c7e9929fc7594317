"""What Azure refuses of tags."""

from __future__ import annotations

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import table
from azure_rehearsal.core.resource_type import Write

__all__ = ["refuse_tags"]

_MOST, _LONGEST_NAME, _LONGEST_VALUE = 50, 512, 256
_FORBIDDEN = frozenset("<>%&\\?/")


def refuse_tags(write: Write) -> None:
    """Raise BadRequest for too many, too long or ill-named tags of an ARM resource.

    Limits: learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations (no quotation of the words).
    """
    if not write.type.token.startswith("azure-native:") or write.type.kind == "Microsoft.KeyVault/vaults/secrets":
        return
    tags = table(write.inputs, "tags")
    if len(tags) > _MOST:
        raise bad_request(f"The number of tags, {len(tags)}, exceeds the limit of {_MOST} for '{write.arm.name}'.", "InvalidTagCount")
    for name, value in tags.items():
        if len(name) > _LONGEST_NAME or _FORBIDDEN & set(name):
            raise bad_request(
                f"The tag name '{name[:40]}' is too long or contains one of {' '.join(sorted(_FORBIDDEN))}.", "InvalidTagNameCharacters"
            )
        if isinstance(value, str) and len(value) > _LONGEST_VALUE:
            raise bad_request(f"The value of tag '{name}' is longer than {_LONGEST_VALUE} characters.", "InvalidTagValueLength")

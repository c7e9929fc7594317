"""Names that azure-native gives to what the program doesn't name (source: provider/pkg/provider/provider.go, getDefaultName)."""

from __future__ import annotations

import hashlib
import secrets
import uuid

from .values import JsonDict

__all__ = ["CREATE_FIRST", "auto_name"]

CREATE_FIRST = "__createBeforeDelete"
"""The provider's own mark among the inputs: the name is random, so a replacement can be made before the old one goes."""


def auto_name(naming: str, urn_name: str, olds: JsonDict | None, key: str, seed: bytes) -> tuple[str, bool]:
    """The name, and whether it is random. An earlier random or copied name is kept; the same seed gives the same name."""
    old = (olds or {}).get(key)
    if isinstance(old, str) and old:
        return old, (olds or {}).get(CREATE_FIRST) is True
    digest = hashlib.sha256((seed or secrets.token_bytes(16)) + urn_name.encode()).digest()
    if naming == "uuid":
        return str(uuid.UUID(bytes=digest[:16], version=4)), True
    if naming == "copy":
        return urn_name, False
    return urn_name + digest.hex()[:8], True

"""Names and locations that azure-native fills in (source: provider/pkg/provider/provider.go, getDefaultName and applyDefaults)."""

from __future__ import annotations

import hashlib
import secrets
import uuid

from .plain import text
from .resource_type import Cloud
from .values import UNKNOWN, JsonDict

__all__ = ["CREATE_FIRST", "auto_name", "fill_location"]

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


def fill_location(cloud: Cloud, inputs: JsonDict, olds: JsonDict | None, *, own_group: bool) -> None:
    """A missing location is the resource's old one, else that of its group; a group (`own_group`) has none to take it from."""
    group = inputs.get("resourceGroupName")
    old = text(olds or {}, "location")
    if old:
        inputs["location"] = old
    elif own_group:
        inputs["location"] = cloud.options.location
    elif group is UNKNOWN:
        inputs["location"] = UNKNOWN
    elif isinstance(group, str):
        record = cloud.state.get(f"/subscriptions/{cloud.subscription_id}/resourceGroups/{group}")
        if record:
            inputs["location"] = text(record.outputs, "location") or cloud.options.location
    else:
        inputs["location"] = cloud.options.location

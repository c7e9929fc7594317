"""Azure's built-in role definitions by name, for `roles=[...]`."""

import functools
import json
import re
from importlib import resources
from typing import cast

from pulumi_azure_connect.errors import AccessNotSupported, did_you_mean

from .access import Role

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@functools.cache
def _definitions() -> dict[str, dict[str, str]]:
    text = resources.files("pulumi_azure_connect.azure").joinpath("role_definitions.json").read_text(encoding="utf-8")
    return {role["name"]: role for role in cast("list[dict[str, str]]", json.loads(text)["roles"])}


def role_definition(name: str, connection: str) -> Role:
    """Return the role definition of that name; a GUID is taken as it is, for custom roles.

    Raises:
        AccessNotSupported: no built-in role has that name.
    """
    if _GUID.match(name.lower()):
        known = [role for role in _definitions().values() if role["id"] == name.lower()]
        found = known[0] if known else {"name": name.lower(), "id": name.lower()}
    elif name in _definitions():
        found = _definitions()[name]
    else:
        raise AccessNotSupported(
            f"connection {connection!r}: Azure has no built-in role {name!r} that this package knows."
            f"{did_you_mean(name, list(_definitions()))} Give the name as the portal shows it, or the role's GUID."
        )
    return Role(found["name"], found["id"])


def warning_of(role: Role) -> str | None:
    """Return why a built-in role is too wide for an app ("lists keys"), or None.

    None for custom roles too.

    With a key an app has all of a service, and keeps it when the role is gone; who hands out access can take any.
    """
    return _definitions().get(role.name, {}).get("warning")

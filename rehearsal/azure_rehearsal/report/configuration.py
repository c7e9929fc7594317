"""The configuration part of a verdict: whether the settings that a connection promises are there, and say what they should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .case import Case
from .verdict import Finding, broken, unchecked

__all__ = ["configuration_findings"]

_CLIENT_ID: Final = re.compile(r"(?i)client_?id$")
_GUID: Final = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def configuration_findings(case: Case) -> Iterator[Finding]:
    """Settings that are missing, or that name something else than the connection does."""
    if not case.line.settings and not case.line.secrets and case.derived:
        yield unchecked("no setting of the app names the target, and nothing says which ones its code reads")
    for name in case.line.settings:
        if name not in case.views:
            yield broken(f"setting {name} is not there")
    yield from _client_ids(case)
    yield from _secrets(case)


def _client_ids(case: Case) -> Iterator[Finding]:
    """An identity that the settings name must be the one that has the right."""
    wanted = case.line.identity.client_id if case.line.identity else None
    for name in case.line.settings if wanted else ():
        value = case.views[name].value if name in case.views and _CLIENT_ID.search(name) else ""
        if _GUID.fullmatch(value) and value.lower() != (wanted or "").lower():
            yield broken(f"setting {name} names the client id {value}, and the connection's identity has {wanted}")


def _secrets(case: Case) -> Iterator[Finding]:
    for secret in case.line.secrets:
        reference = case.references.get(secret.setting)
        if reference is None:
            yield broken(f"setting {secret.setting} is no reference to a vault")
        elif (reference.vault or "").lower() != secret.vault.lower() or (reference.secret or "").lower() != secret.secret.lower():
            yield broken(f"setting {secret.setting} points at {reference.vault}/{reference.secret}, not at {secret.vault}/{secret.secret}")
        elif secret.version and (reference.version or "").lower() != secret.version.lower():
            asked = reference.version or "the newest one"
            yield broken(f"setting {secret.setting} asks for version {asked}, not for {secret.version}")

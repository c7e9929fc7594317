"""Containers whose image App Service can't pull from a registry of the stack, or of which nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import table, text
from azure_rehearsal.core.state import Record

from .case import SITES
from .verdict import AppFinding, Finding, broken, unchecked

__all__ = ["image_findings"]

_REGISTRY: Final = "azure-native:containerregistry:Registry"
_IMAGE: Final = re.compile(r"(?i)docker\|(?:https://)?(?P<host>[a-z0-9]+\.azurecr\.[a-z]+)/")
_SOURCE: Final = "learn.microsoft.com/azure/app-service/configure-custom-container"
# AcrPull holds the first; in a registry of the second mode the repository roles hold the other (built-in roles; learn.microsoft.com/azure/
# container-registry/container-registry-rbac-abac-repository-permissions).
_PULL: Final = ("Microsoft.ContainerRegistry/registries/pull/read", False)
_READ_CONTENT: Final = ("Microsoft.ContainerRegistry/registries/repositories/content/read", True)
_SIGN_IN: Final = ("DOCKER_REGISTRY_SERVER_USERNAME", "DOCKER_REGISTRY_SERVER_PASSWORD")


def image_findings(cloud: Cloud) -> Iterator[AppFinding]:
    """Apps whose image lies in an Azure registry that doesn't let them pull it: such an app doesn't start."""
    registries = {(text(one.outputs, "loginServer") or "").lower(): one for one in cloud.state.of(_REGISTRY)}
    for site in cloud.state.of(*SITES):
        config = table(site.inputs, "siteConfig")
        image = _IMAGE.match(text(config, "linuxFxVersion") or text(config, "windowsFxVersion") or "")
        if image is None:
            continue
        host = image["host"].lower()
        name = "/".join(ArmId.parse(site.id).names)
        by_identity = config.get("acrUseManagedIdentityCreds") is True
        finding = _finding(cloud, site, registries.get(host), by_identity=by_identity)
        if finding is not None:
            words = f"the image of '{name}' comes from {host}, {finding.text}"
            yield AppFinding(site.id, "configuration", Finding(finding.verdict, words, _SOURCE))


def _finding(cloud: Cloud, site: Record, registry: Record | None, *, by_identity: bool) -> Finding | None:
    if registry is None:
        return unchecked("which isn't in the simulated Azure: whether it lets the app in isn't known") if by_identity else None
    if by_identity:
        return _by_identity(cloud, site, registry)
    if registry.inputs.get("anonymousPullEnabled") is True:
        return None
    named = {view.name for view in cloud.site_settings(site.id)}
    if not named.issuperset(_SIGN_IN):
        return broken(f"and nothing says how to sign in there: acrUseManagedIdentityCreds, or the settings {' and '.join(_SIGN_IN)}")
    if registry.inputs.get("adminUserEnabled") is not True:
        return unchecked("and signs in there with a password, though the registry's admin user is off: it may be a token's")
    return None


def _by_identity(cloud: Cloud, site: Record, registry: Record) -> Finding | None:
    chosen = text(table(site.inputs, "siteConfig"), "acrUserManagedIdentityID")
    principal = chosen or text(table(site.outputs, "identity"), "principalId")
    if principal is None:
        return broken("and the app has no system-assigned identity to pull it with, and names no other (acrUserManagedIdentityID)")
    action, data = _READ_CONTENT if text(registry.inputs, "roleAssignmentMode") == "AbacRepositoryPermissions" else _PULL
    decision = cloud.can(principal, action, registry.id, data=data)
    if decision.allowed:
        return None
    return broken(f"and its identity may not pull there ({action}): AcrPull on that registry is missing")

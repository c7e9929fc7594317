"""One of each type of the directory that core.py lacks: people, and how applications sign in."""

from __future__ import annotations

from typing import Any

ROLE = "11111111-1111-1111-1111-111111111111"
OTHER = "44444444-4444-4444-4444-444444444444"
DESCRIBED = {"description": "calls", "displayName": "calls"}


def make(world: Any) -> list[Any]:
    """All of them, in an order that Entra accepts."""
    names = {"displayName": "Ada", "userPrincipalName": "ada@rehearsal.onmicrosoft.com", "password": "Rehearsal-1-only"}
    user = world.make("azuread:index:User", names)
    group = world.make("azuread:index:GroupWithoutMembers", {"displayName": "visitors", "securityEnabled": True})
    app = world.make("azuread:index:ApplicationRegistration", {"displayName": "parts"})
    principal = world.make("azuread:index:ServicePrincipal", {"clientId": app["clientId"]})
    scope = {"adminConsentDescription": "d", "adminConsentDisplayName": "d", "scopeId": OTHER, "value": "read"}
    trust = {"audiences": ["api://AzureADTokenExchange"], "issuer": "https://token.actions.githubusercontent.com"}
    parts: dict[str, dict[str, Any]] = {
        "ApplicationAppRole": {"allowedMemberTypes": ["Application"], **DESCRIBED, "roleId": ROLE, "value": "Call"},
        "ApplicationPermissionScope": scope,
        "ApplicationApiAccess": {"apiClientId": app["clientId"], "roleIds": [ROLE]},
        "ApplicationPreAuthorized": {"authorizedClientId": OTHER, "permissionIds": [OTHER]},
        "ApplicationRedirectUris": {"type": "Web", "redirectUris": ["https://shop.example.com/"]},
        "ApplicationOwner": {"ownerObjectId": user["objectId"]},
        "ApplicationPassword": {"displayName": "pipeline"},
        "ApplicationFederatedIdentityCredential": {"displayName": "main", **trust, "subject": "repo:o/r:ref:refs/heads/main"},
    }
    made = [user, group, app, principal]
    made += [world.make(f"azuread:index:{name}", {"applicationId": app.id, **inputs}) for name, inputs in parts.items()]
    made.append(world.make("azuread:index:ServicePrincipalPassword", {"servicePrincipalId": principal.id}))
    return made

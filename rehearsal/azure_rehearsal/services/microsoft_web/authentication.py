"""App Service authentication (authsettingsV2): who gets through to a site.

Sources: learn.microsoft.com/azure/app-service/configure-authentication-provider-aad (built-in authorization policy: both lists
must hold; 403 otherwise) and learn.microsoft.com/entra/identity-platform/reference-error-codes (AADSTS501051, AADSTS500011).
"""

from __future__ import annotations

from azure_access import Decision
from azure_rehearsal.core.plain import flag, table, text, texts
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.core.values import JsonDict

__all__ = ["may_call"]


def may_call(cloud: Cloud, caller_id: str, site_id: str) -> Decision:
    """First Entra must issue a token for the app's registration, then the site's own policy must let it in."""
    config = cloud.state.get(f"{site_id}/config/authsettingsV2")
    caller = cloud.state.principal(caller_id)
    if cloud.state.get(site_id) is None:
        return Decision(False, f"there is no site '{site_id}'", "404")
    if config is None or not _required(config):
        return Decision(True, "the site doesn't require authentication")
    if caller is None:
        return Decision(False, f"'{caller_id}' is no principal of the tenant", "AADSTS700016")
    provider = table(config.inputs, "identityProviders", "azureActiveDirectory")
    if flag(provider, "enabled") is False or not text(provider, "registration", "clientId"):
        return Decision(False, "no Entra registration is configured, so no token can be valid", "401")
    refused = _token(cloud, caller, text(provider, "registration", "clientId") or "")
    return refused or _policy(caller, table(provider, "validation", "defaultAuthorizationPolicy"))


def _required(config: Record) -> bool:
    platform = flag(config.inputs, "platform", "enabled")
    validation = table(config.inputs, "globalValidation")
    action = text(validation, "unauthenticatedClientAction")
    return platform is True and flag(validation, "requireAuthentication") is True and action != "AllowAnonymous"


def _token(cloud: Cloud, caller: Principal, client_id: str) -> Decision | None:
    api = cloud.state.principal(client_id)
    if api is None:
        return Decision(False, f"no service principal for application '{client_id}' was found in the tenant", "AADSTS500011")
    entry = next(
        (
            one
            for one in cloud.state.of("azuread:index/servicePrincipal:ServicePrincipal")
            if text(one.outputs, "objectId") == api.object_id
        ),
        None,
    )
    if entry is None or flag(entry.inputs, "appRoleAssignmentRequired") is not True:
        return None
    assigned = any(
        text(one.inputs, "principalObjectId") == caller.object_id and text(one.inputs, "resourceObjectId") == api.object_id
        for one in cloud.state.of("azuread:index/appRoleAssignment:AppRoleAssignment")
    )
    if assigned:
        return None
    return Decision(
        False,
        f"Application '{caller.client_id}' is not assigned to a role for the application '{client_id}'",
        "AADSTS501051",
    )


def _policy(caller: Principal, policy: JsonDict) -> Decision:
    applications = [one.lower() for one in texts(policy, "allowedApplications")]
    identities = [one.lower() for one in texts(policy, "allowedPrincipals", "identities")]
    if applications and (caller.client_id or "").lower() not in applications:
        return Decision(False, f"client id '{caller.client_id}' is not among allowedApplications", "403")
    if identities and caller.object_id.lower() not in identities:
        return Decision(False, f"object id '{caller.object_id}' is not among allowedPrincipals.identities", "403")
    if not applications and not identities:
        return Decision(True, "any application of the tenant may call: neither list is set")
    return Decision(True, "the authorization policy names the caller")

"""The tenant's token endpoint (client credentials) and App Service's identity endpoint: who asks rightly gets a token.

Sources: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow and
learn.microsoft.com/azure/app-service/overview-managed-identity (the endpoint's protocol, 2019-08-01).
"""

from __future__ import annotations

import hmac
import secrets
from typing import Final
from urllib.parse import parse_qs

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.doors.https.arm.wire import Answer, Request
from azure_rehearsal.services.entra.credentials import has_password
from azure_rehearsal.services.shared.identity import user_identities

from .source import Source
from .tokens import Token, Tokens

__all__ = ["AppIdentities", "Entra"]

_API_VERSIONS: Final = frozenset({"2019-08-01", "2020-06-01"})


class Entra:
    """The tenant's sign-in for programs that have a client secret: one made for this door, or a password of an application that stands there."""

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self._source = source
        self._tokens = tokens
        self._secrets: dict[str, str] = {}

    def secret_of(self, client_id: str) -> str:
        """A client secret for an application; made at the first call, never written or logged here."""
        return self._secrets.setdefault(client_id.lower(), secrets.token_urlsafe(32))

    def configuration(self, request: Request) -> Answer:
        """What sign-in libraries read first (OpenID Connect discovery)."""
        here = f"{request.base}/{self._tokens.tenant_id}"
        return Answer(
            200,
            {
                "issuer": f"{here}/v2.0",
                "authorization_endpoint": f"{here}/oauth2/v2.0/authorize",
                "token_endpoint": f"{here}/oauth2/v2.0/token",
                "response_types_supported": ["token"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
            },
        )

    def discovery(self, request: Request) -> Answer:
        """What sign-in libraries ask about an authority that they are told of."""
        return Answer(
            200,
            {
                "tenant_discovery_endpoint": f"{request.base}/{self._tokens.tenant_id}/v2.0/.well-known/openid-configuration",
                "api-version": "1.1",
                "metadata": [],
            },
        )

    def token(self, request: Request) -> Answer:
        """Client credentials against a token."""
        form = {key: values[-1] for key, values in parse_qs(request.content.decode("utf-8", "replace")).items()}
        client = form.get("client_id", "")
        if form.get("grant_type") != "client_credentials":
            return _refused("unsupported_grant_type", "AADSTS70003: the simulated tenant issues tokens for client credentials only.")
        with self._source.reading() as cloud:
            principal = cloud.state.principal(client)
            own = has_password(cloud, client, form.get("client_secret", ""))
        if principal is None:
            return _refused("unauthorized_client", f"AADSTS700016: Application with identifier '{client}' was not found in the directory.")
        known = self._secrets.get(client.lower())
        if not own and (known is None or not hmac.compare_digest(known.encode(), form.get("client_secret", "").encode())):
            return _refused("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
        issued = self._tokens.issue(principal, form.get("scope") or form.get("resource") or "")
        left = issued.expires_on - int(self._tokens.now())
        return Answer(200, {"token_type": "Bearer", "expires_in": left, "ext_expires_in": left, "access_token": issued.text})


def _refused(code: str, words: str, status: int = 400) -> Answer:
    return Answer(status, {"error": code, "error_description": words})


class AppIdentities:
    """The identity endpoints of apps. Each app has a secret header of its own, by which it is known."""

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self._source = source
        self._tokens = tokens
        self._sites: dict[str, str] = {}

    def header_for(self, site_id: str) -> str:
        """The value of IDENTITY_HEADER for a site or slot; whoever sends it is that app."""
        known = next((header for header, site in self._sites.items() if key_of(site) == key_of(site_id)), None)
        if known is None:
            known = secrets.token_urlsafe(32)
            self._sites[known] = site_id
        return known

    def answer(self, request: Request) -> Answer:
        """GET IDENTITY_ENDPOINT?resource=...&api-version=2019-08-01[&client_id=|principal_id=|mi_res_id=]."""
        given = request.headers.get("x-identity-header", "")
        site_id = next((site for header, site in self._sites.items() if hmac.compare_digest(header.encode(), given.encode())), None)
        if site_id is None:
            return _no("The X-IDENTITY-HEADER is missing or wrong.", 401)
        if request.version not in _API_VERSIONS:
            return _no(f"api-version must be one of {', '.join(sorted(_API_VERSIONS))}.")
        resource = request.query.get("resource", "")
        if not resource:
            return _no("The resource parameter is missing.")
        with self._source.reading() as cloud:
            site = cloud.state.get(site_id)
            if site is None:
                return _no("The app doesn't exist any more.", 404)
            principal = _chosen(cloud, site, request)
            if principal is None:
                return _no("No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.")
            return _issued(self._tokens.issue(principal, resource, site_id=site.id), resource, principal)


def _chosen(cloud: Cloud, site: Record, request: Request) -> Principal | None:
    """The attached identity that the query names; the system-assigned one where it names none."""
    own = text(site.private, "systemPrincipal")
    attached = [record for one in user_identities(site.inputs) if (record := cloud.state.get(one)) is not None]
    for name, output in (("client_id", "clientId"), ("principal_id", "principalId"), ("object_id", "principalId")):
        wanted = request.query.get(name, "").lower()
        if wanted:
            found = next((one for one in attached if (text(one.outputs, output) or "").lower() == wanted), None)
            system = cloud.state.principal(own) if own else None
            if system is not None and wanted in {system.object_id.lower(), (system.client_id or "").lower()}:
                return system
            return cloud.state.principal(text(found.outputs, "principalId") or "") if found else None
    wanted = request.query.get("mi_res_id", "")
    if wanted:
        found = next((one for one in attached if key_of(one.id) == key_of(wanted)), None)
        return cloud.state.principal(text(found.outputs, "principalId") or "") if found else None
    return cloud.state.principal(own) if own else None


def _issued(token: Token, resource: str, principal: Principal) -> Answer:
    body: JsonDict = {
        "access_token": token.text,
        "expires_on": str(token.expires_on),
        "resource": resource,
        "token_type": "Bearer",
        "client_id": principal.client_id,
    }
    return Answer(200, body)


def _no(words: str, status: int = 400) -> Answer:
    return Answer(status, {"statusCode": status, "message": words})

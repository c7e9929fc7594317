"""Access tokens of the simulated tenant: issued here, and nobody else's are accepted.

They look like Entra's (a signed JWT with `oid`, `appid`, `tid`, `aud`, `exp`), because some clients look inside. The key
lives as long as the door. Neither a token nor the key is ever logged or written to a file.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

from azure_rehearsal.core.state import Principal

__all__ = ["ARM", "VAULT", "Refused", "Token", "Tokens", "audience_of"]

ARM: Final = frozenset({"https://management.azure.com", "https://management.core.windows.net"})
"""The audiences that ARM accepts: learn.microsoft.com/azure/azure-resource-manager/management/authentication."""
VAULT: Final = frozenset({"https://vault.azure.net"})
"""The audience that Key Vault accepts: learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses."""

_LIFETIME: Final = 3600
_HEADER: Final = {"typ": "JWT", "alg": "HS256", "kid": "rehearsal"}


class Refused(Exception):
    """No token, or none that counts here. The text says why and never repeats the token."""


@dataclass(frozen=True)
class Token:
    """An issued token. `expires_on`: seconds since 1970, of the machine's clock (clients renew by it).

    `site_id`: the site or slot whose identity endpoint it came from; its network is where the caller sits.
    """

    text: str = field(repr=False)
    expires_on: int
    object_id: str
    audience: str
    site_id: str | None = None


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def audience_of(scope_or_resource: str) -> str:
    """The audience that a scope ("https://vault.azure.net/.default") or a resource asks for."""
    return scope_or_resource.removesuffix("/.default").rstrip("/")


@dataclass
class Tokens:
    """Issues and checks the tokens of one tenant."""

    tenant_id: str
    now: Callable[[], float] = time.time
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def issue(self, principal: Principal, scope_or_resource: str, *, lifetime: int = _LIFETIME, site_id: str | None = None) -> Token:
        """A token for a principal and an audience."""
        begun = int(self.now())
        audience = audience_of(scope_or_resource)
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{self.tenant_id}/",
            "iat": begun,
            "nbf": begun,
            "exp": begun + lifetime,
            "appid": principal.client_id,
            "oid": principal.object_id,
            "sub": principal.object_id,
            "tid": self.tenant_id,
            "idtyp": "app",
            "ver": "1.0",
        }
        if principal.resource_id:
            claims["xms_mirid"] = principal.resource_id
        if site_id:
            claims["rehearsal_site"] = site_id
        body = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (_HEADER, claims))
        return Token(f"{body}.{self._sign(body)}", begun + lifetime, principal.object_id, audience, site_id)

    def _sign(self, body: str) -> str:
        return _encode(hmac.digest(self._key, body.encode(), hashlib.sha256))

    def check(self, authorization: str | None, audiences: frozenset[str]) -> Token:
        """The token of an Authorization header. Raises Refused where there is none that we issued for one of the audiences."""
        kind, _, text = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not text:
            raise Refused("the request has no bearer token")
        body, _, signature = text.strip().rpartition(".")
        if not hmac.compare_digest(self._sign(body).encode(), signature.encode()):
            raise Refused("the token was not issued by this rehearsal")
        claims = cast("dict[str, Any]", json.loads(_decode(body.partition(".")[2])))
        if claims["exp"] <= self.now():
            raise Refused("the token has expired")
        if claims["aud"] not in audiences:
            raise Refused(f"the token's audience is '{claims['aud']}'; it must be {' or '.join(sorted(audiences))}")
        return Token(text.strip(), claims["exp"], claims["oid"], claims["aud"], claims.get("rehearsal_site"))

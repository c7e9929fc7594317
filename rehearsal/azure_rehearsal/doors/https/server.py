"""The doors for real Azure clients on sockets of the loopback interface: HTTPS for ARM, vaults and sign-in, HTTP for app identities.

Needs the extra `pulumi-azure-rehearsal[https]` (Starlette, uvicorn, cryptography). Nothing of a request is logged.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from azure_rehearsal.core.state import Principal
from azure_rehearsal.doors.https.arm.door import ArmDoor
from azure_rehearsal.doors.https.arm.operations import Operations
from azure_rehearsal.doors.https.arm.wire import Answer, Request
from azure_rehearsal.doors.https.vault.secrets import VaultDoor

from .certificates import Certificates, make_certificates
from .entra import AppIdentities, Entra
from .source import Source
from .tokens import Tokens

__all__ = ["AccessToken", "Credential", "Door", "open_door"]

_METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_VAULT_HOST: Final = ".vault.azure.net"
_STARTS_WITHIN: Final = 20.0


class AccessToken(NamedTuple):
    """What azure-core expects of a credential: `expires_on` in seconds since 1970."""

    token: str
    expires_on: int


class Credential:
    """A token credential for the Azure SDK's clients, for one principal of the rehearsed tenant."""

    def __init__(self, tokens: Tokens, principal: Principal) -> None:
        self._tokens = tokens
        self._principal = principal

    def get_token(self, *scopes: str, **options: object) -> AccessToken:
        """A token for the first scope."""
        del options
        issued = self._tokens.issue(self._principal, scopes[0])
        return AccessToken(issued.text, issued.expires_on)


# -- from HTTP to plain data -----------------------------------------------------------------------------------------------


async def _plain(http: HttpRequest) -> Request:
    host = http.headers.get("host", "localhost")
    return Request(
        http.method,
        str(http.scope["path"]),
        {key.lower(): value for key, value in http.query_params.items()},
        {key.lower(): value for key, value in http.headers.items()},
        await http.body(),
        f"{http.url.scheme}://{host}",
    )


def _response(answer: Answer) -> Response:
    return Response(
        answer.content(), answer.status, dict(answer.headers), media_type="application/json" if answer.body is not None else None
    )


def _endpoint(call: Callable[[Request], Answer]) -> Callable[[HttpRequest], Awaitable[Response]]:
    async def endpoint(http: HttpRequest) -> Response:
        return _response(await run_in_threadpool(call, await _plain(http)))

    return endpoint


def _application(arm: ArmDoor, vaults: VaultDoor, entra: Entra) -> Starlette:
    def anything(request: Request) -> Answer:
        host = request.base.partition("://")[2].partition(":")[0].lower()
        if host.endswith(_VAULT_HOST):
            return vaults.answer(host.removesuffix(_VAULT_HOST), request)
        _, first, name, *rest = [*request.path.split("/"), "", ""]
        if first.lower() == "vaults":
            path = "/" + "/".join(rest).strip("/")
            return vaults.answer(name, replace(request, path=path, base=f"{request.base}/vaults/{name}"))
        return arm.answer(request)

    return Starlette(
        routes=[
            Route("/{tenant}/v2.0/.well-known/openid-configuration", _endpoint(entra.configuration)),
            Route("/common/discovery/instance", _endpoint(entra.discovery)),
            Route("/{tenant}/oauth2/v2.0/token", _endpoint(entra.token), methods=["POST"]),
            Route("/{path:path}", _endpoint(anything), methods=_METHODS),
        ]
    )


# -- running ---------------------------------------------------------------------------------------------------------------


class _Server:
    """One uvicorn server in a thread of its own."""

    def __init__(self, application: Starlette, port: int, certificates: Certificates | None) -> None:
        listening = socket.create_server(("127.0.0.1", port))
        self.port: int = listening.getsockname()[1]
        for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # a traceback may hold what a request held
        self._server = uvicorn.Server(
            uvicorn.Config(
                application,
                log_config=None,
                access_log=False,
                lifespan="off",
                http="h11",
                loop="asyncio",
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=2,
                ssl_certfile=str(certificates.chain) if certificates else None,
                ssl_keyfile=str(certificates.key) if certificates else None,
            )
        )
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + _STARTS_WITHIN
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"the server on port {self.port} didn't start")
            time.sleep(0.005)

    def stop(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=5)


@dataclass
class Door:
    """Running doors. `url`: the base URL of ARM and the authority of sign-in; `identity_url`: the apps' IDENTITY_ENDPOINT.

    `certificates.authority` is what clients must trust (`connection_verify=` of the Azure SDK, REQUESTS_CA_BUNDLE, ...).
    """

    url: str
    identity_url: str
    certificates: Certificates
    tokens: Tokens
    entra: Entra
    apps: AppIdentities
    source: Source
    _servers: tuple[_Server, ...] = field(repr=False)

    @property
    def port(self) -> int:
        """The port of the HTTPS door."""
        return int(self.url.rpartition(":")[2])

    def vault_url(self, name: str) -> str:
        """The `vault_url` of a vault for clients that reach it through the door's own address."""
        return f"{self.url}/vaults/{name}"

    def credential(self, who: str | None = None) -> Credential:
        """A credential of a principal (by object or client id), of the deployer without one. Raises LookupError for a stranger."""
        with self.source.reading() as cloud:
            principal = cloud.deployer if who is None else cloud.state.principal(who)
        if principal is None:
            raise LookupError(f"'{who}' is no principal of the rehearsed tenant; give an object id or a client id")
        return Credential(self.tokens, principal)

    def stop(self) -> None:
        """End the servers; what they issued is void."""
        for server in self._servers:
            server.stop()


def open_door(source: Source, folder: Path, *, port: int = 0, polls: int = 1, retry_after: float = 1.0, page_size: int = 100) -> Door:
    """Start the doors.

    Args:
        source: the cloud behind them.
        folder: where the certificates are written.
        port: the port of the HTTPS door; 0 takes a free one.
        polls: how often a client hears that a long-running operation isn't done.
        retry_after: the seconds that it is told to wait in between.
        page_size: the most resources on one page of a list.

    Raises:
        OSError: the port is taken.
    """
    with source.reading() as cloud:
        tokens = Tokens(cloud.tenant_id)
    certificates = make_certificates(folder)
    entra, apps = Entra(source, tokens), AppIdentities(source, tokens)
    arm = ArmDoor(source, tokens, operations=Operations(polls=polls, retry_after=retry_after), page_size=page_size)
    main = _Server(_application(arm, VaultDoor(source, tokens), entra), port, certificates)
    identities = _Server(Starlette(routes=[Route("/msi/token", _endpoint(apps.answer))]), 0, None)
    return Door(
        f"https://127.0.0.1:{main.port}",
        f"http://127.0.0.1:{identities.port}/msi/token",
        certificates,
        tokens,
        entra,
        apps,
        source,
        (main, identities),
    )

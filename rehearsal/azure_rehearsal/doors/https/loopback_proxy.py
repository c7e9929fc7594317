"""A CONNECT proxy on the loopback interface, so that a program reaches the rehearsed Azure by Azure's own host names.

What the door stands for is led to the door; other hosts of Azure are refused, so that nothing of a rehearsal ever gets to the
real one; everything else passes. It asks for a password of its own, so that it serves only the program that was given it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
import secrets
import threading
from typing import Final

__all__ = ["LoopbackProxy"]

_SIMULATED: Final = ("management.azure.com", "login.microsoftonline.com")
_VAULTS: Final = ".vault.azure.net"
_AZURE: Final = (
    ".azure.com",
    ".azure.net",
    ".windows.net",
    ".microsoftonline.com",
    ".microsoft.com",
    ".azurewebsites.net",
    ".azconfig.io",
    ".azurecr.io",
    ".azure.us",
    ".azure.cn",
)
_HEAD_LIMIT: Final = 64 * 1024


def goes_to_the_door(host: str) -> bool:
    """Whether the door stands for this host."""
    return host in _SIMULATED or host.endswith(_VAULTS)


def is_azure(host: str) -> bool:
    """Whether a host belongs to Azure (or Microsoft): what isn't simulated of it is refused."""
    return f".{host}".endswith(_AZURE)


class LoopbackProxy:
    """Runs in a thread of its own until `stop`. `url` holds the password: for the environment of one program, not for a log."""

    def __init__(self, door_port: int) -> None:
        self._door_port = door_port
        self._password = secrets.token_urlsafe(24)
        self._loop = asyncio.new_event_loop()
        self._port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    @property
    def url(self) -> str:
        """The value of HTTPS_PROXY."""
        return f"http://rehearsal:{self._password}@127.0.0.1:{self._port}"

    def stop(self) -> None:
        """End it, with all connections."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_LIMIT))
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            refused = self._refusal(head)
            if refused:
                writer.write(
                    f'HTTP/1.1 {refused}\r\nProxy-Authenticate: Basic realm="azure-rehearsal"\r\nContent-Length: 0\r\n\r\n'.encode()
                )
                await writer.drain()
            else:
                host, _, port = head[0].split(" ")[1].rpartition(":")
                target = ("127.0.0.1", self._door_port) if goes_to_the_door(host.lower()) else (host, int(port))
                await self._join(reader, writer, target)
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()

    def _refusal(self, head: list[str]) -> str | None:
        """The status line of a request that isn't served; None: it is."""
        method, _, rest = head[0].partition(" ")
        host, _, port = rest.partition(" ")[0].rpartition(":")
        wanted = base64.b64encode(f"rehearsal:{self._password}".encode()).decode()
        given = next((line.partition(":")[2].strip() for line in head[1:] if line.lower().startswith("proxy-authorization:")), "")
        if not hmac.compare_digest(given.removeprefix("Basic ").encode(), wanted.encode()):
            return "407 Proxy Authentication Required"
        if method != "CONNECT" or not port.isdigit():
            return "405 Method Not Allowed"
        if is_azure(host.lower()) and not goes_to_the_door(host.lower()):
            return "502 Not simulated by azure-rehearsal"
        return None

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: tuple[str, int]) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*target)
        except OSError:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            far_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()

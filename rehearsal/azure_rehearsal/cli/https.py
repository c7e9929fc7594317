"""The commands `serve` and `run`: the rehearsed Azure for real clients, and a local program as the app that it stands for."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from azure_rehearsal.cloud.app_environment import AppEnvironment, app_environment
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.problems import RehearsalError
from azure_rehearsal.doors.https.loopback_proxy import LoopbackProxy
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory.kept_cloud import KeptCloud
from azure_rehearsal.memory.locks import Held, exclusive
from azure_rehearsal.memory.workdir import replace_file
from azure_rehearsal.report.report import ExitCode, make_report
from azure_rehearsal.report.verify import sites

from .credentials import without_credentials

if TYPE_CHECKING:
    from azure_rehearsal.doors.https.server import Door

__all__ = ["find_app", "run_app", "serve"]

_EXTRA: Final = "it takes the extra: pip install 'pulumi-azure-rehearsal[https]'"


def _opened(rehearsal: Rehearsal, port: int = 0) -> tuple[Door, LoopbackProxy]:
    try:
        from azure_rehearsal.doors.https.server import open_door
    except ModuleNotFoundError as missing:
        raise RehearsalError(f"there is no module '{missing.name}'; {_EXTRA}") from missing
    try:
        door = open_door(KeptCloud(rehearsal.directory), rehearsal.directory.own / "door", port=port)
    except OSError as error:
        raise RehearsalError(f"port {port} can't be opened: {error.strerror or error}; give another --port, or none") from error
    return door, LoopbackProxy(door.port)


# -- serve -----------------------------------------------------------------------------------------------------------------


def serve(options: argparse.Namespace, out: Console, rehearsal: Rehearsal, *, until: threading.Event | None = None) -> int:
    """Serve until somebody interrupts; other commands may work on the stack meanwhile.

    Raises:
        RehearsalError: the port can't be had, or the stack is served already.
    """
    folder = rehearsal.directory.own / "door"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with exclusive(folder / "serve.lock"):
            return _serve(options, out, rehearsal, folder / "door.env", until or threading.Event())
    except Held as held:
        raise RehearsalError(
            f"stack '{rehearsal.stack}' is served already; use that one (. {shlex.quote(str(folder / 'door.env'))}), or end it first"
        ) from held


def _serve(options: argparse.Namespace, out: Console, rehearsal: Rehearsal, variables: Path, until: threading.Event) -> int:
    door, proxy = _opened(rehearsal, options.port)
    try:
        replace_file(variables, _lines(_sign_in(door, proxy, rehearsal)))
        out.print(Text(f"ARM            {door.url}"))
        out.print(Text(f"a vault        {door.url}/vaults/NAME"))
        out.print(Text(f"trust          {door.certificates.authority}"))
        out.print(Text(f"sign in with   . {shlex.quote(str(variables))}"))
        out.print(Text("Ctrl-C ends it. Its tokens and its client secret end with it."))
        _wait(until)
    finally:
        variables.unlink(missing_ok=True)
        proxy.stop()
        door.stop()
    return ExitCode.FINE


def _sign_in(door: Door, proxy: LoopbackProxy, rehearsal: Rehearsal) -> dict[str, str]:
    """The deployer's sign-in as azure-identity's EnvironmentCredential finds it, and the way to the door by Azure's own names."""
    with door.source.reading() as cloud:
        client = cloud.deployer.client_id or ""
        subscription, tenant = cloud.subscription_id, cloud.tenant_id
    return {
        "AZURE_REHEARSAL_URL": door.url,
        "AZURE_REHEARSAL_STACK": rehearsal.stack,
        "AZURE_SUBSCRIPTION_ID": subscription,
        "AZURE_TENANT_ID": tenant,
        "AZURE_CLIENT_ID": client,
        "AZURE_CLIENT_SECRET": door.entra.secret_of(client),
        **_way(door, proxy),
    }


def _way(door: Door, proxy: LoopbackProxy) -> dict[str, str]:
    """Where programs of several languages look for a proxy and for certificates."""
    bundle = str(door.certificates.bundle)
    return {
        **dict.fromkeys(("HTTPS_PROXY", "https_proxy"), proxy.url),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost"),
        **dict.fromkeys(("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"), bundle),
        "NODE_EXTRA_CA_CERTS": str(door.certificates.authority),
    }


def _lines(variables: Mapping[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def _wait(ended: threading.Event) -> None:
    def end(number: int, frame: object) -> None:
        del number, frame
        ended.set()

    try:
        previous = signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the main thread: whoever started us ends us
        previous = None
    try:
        ended.wait()
    except KeyboardInterrupt:
        return
    finally:
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)


# -- run -------------------------------------------------------------------------------------------------------------------


def run_app(options: argparse.Namespace, out: Console, rehearsal: Rehearsal) -> int:
    """Start a program as an app of the stack; returns its exit code."""
    line = options.line[1:] if options.line[:1] == ["--"] else options.line
    if not line:
        raise RehearsalError("there is nothing to run; give it behind two dashes: azure-rehearsal run APP -- COMMAND")
    site_id = find_app(rehearsal, options.app)
    door, proxy = _opened(rehearsal)
    try:
        found = _environment_of(door, site_id)
        for name, why in found.unresolved.items():
            out.print(Text(f"warning: {name} is an unresolved reference: {why}"))
        surroundings = without_credentials(os.environ, azure_cli=rehearsal.directory.own / "door" / "no-azure-cli")
        return _run(line, {**surroundings, **found.variables, **_platform(door, proxy, site_id)})
    finally:
        proxy.stop()
        door.stop()


def _environment_of(door: Door, site_id: str) -> AppEnvironment:
    """The app's environment. To look at a setting may fetch its reference, which is kept unless a command works on the stack."""
    try:
        with door.source.writing() as cloud:
            return app_environment(cloud, site_id)
    except AzureError as busy:
        if not busy.retryable:
            raise
    with door.source.reading() as cloud:
        return app_environment(cloud, site_id)


def _platform(door: Door, proxy: LoopbackProxy, site_id: str) -> dict[str, str]:
    """The identity endpoint, and the way to Azure's host names."""
    return {
        "IDENTITY_ENDPOINT": door.identity_url,
        "IDENTITY_HEADER": door.apps.header_for(site_id),
        **_way(door, proxy),
    }


def _run(line: list[str], environment: dict[str, str]) -> int:
    try:
        with subprocess.Popen(line, env=environment, cwd=Path.cwd()) as process:
            while True:
                try:
                    return process.wait()
                except KeyboardInterrupt:
                    continue  # the program got it too, and ends as it likes
    except OSError as error:
        raise RehearsalError(f"'{line[0]}' can't be started: {error.strerror}") from error


def find_app(rehearsal: Rehearsal, wanted: str) -> str:
    """The ARM id of an app by its name in the program ("shop", "shop/staging"), its name in Azure, or its id."""
    ids = sites(rehearsal.cloud)
    names = {one.lower(): one for one in ids} | {"/".join(ArmId.parse(one).names).lower(): one for one in ids}
    for checked in make_report(rehearsal.checkpoint(), rehearsal.cloud).lines:
        line = checked.line
        names.setdefault(f"{line.app}/{line.slot}".lower() if line.slot else line.app.lower(), line.app_id)
    found = names.get(wanted.lower())
    if found is None or rehearsal.cloud.state.get(found) is None:
        there = sorted({name for name in names if not name.startswith("/")})
        raise RehearsalError(
            f"there is no app '{wanted}' in stack '{rehearsal.stack}'; there is {', '.join(there) or 'none: run `up` first'}"
        )
    return found

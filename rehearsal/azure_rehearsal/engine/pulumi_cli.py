"""Finds the Pulumi CLI, or gets one: PATH, our cache, the official installer, a build from the Go module proxy.

Which version is pinned in `pulumi_cli_build/go.mod`, a file of this package. What was installed or built is kept outside
of any clone, in the user's cache, by version; two processes that both need it wait for one build.
"""

from __future__ import annotations

import importlib.resources
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from azure_rehearsal.core.problems import NoPulumi
from azure_rehearsal.memory.locks import exclusive

__all__ = ["MINIMUM", "VERSION", "Announce", "Cli", "cache_root", "find"]

Announce = Callable[[str], None]

VERSION: Final = "3.276.0"
# Older engines have no `--import-pending-creates`, or send no old inputs to Delete.
MINIMUM: Final = (3, 130, 0)

MODULE: Final = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_VERSION_VARIABLE: Final = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"

# The installer's first connection either works in a moment or not at all; a download may take its time.
REACH_SECONDS: Final = 8.0
INSTALL_SECONDS: Final = 600.0
BUILD_SECONDS: Final = 3600.0

_INSTALL: Final = """
import sys, urllib.request
urllib.request.urlopen("https://get.pulumi.com/install.sh", timeout=5).read(1)
print("reached", flush=True)
from pulumi.automation import PulumiCommand
from semver import VersionInfo
PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
"""


@dataclass(frozen=True)
class Cli:
    """A Pulumi CLI that can be used."""

    path: Path
    version: tuple[int, int, int]


class _Unavailable(Exception):
    """One way to get a CLI didn't work; the text says why in a few words."""


def cache_root() -> Path:
    """The folder of ours in the user's cache: `$XDG_CACHE_HOME` or `~/.cache` (`%LOCALAPPDATA%` on Windows)."""
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    return Path(base or Path.home() / ".cache") / "azure-rehearsal"


def find(announce: Announce = lambda _: None) -> Cli:
    """A Pulumi CLI that rehearsals can use.

    Args:
        announce: is told each step that takes time, before and after it, in a sentence.

    Raises:
        NoPulumi: nothing worked; the text lists each way and why it failed.
    """
    failures: list[str] = []
    for way in (_on_path, _cached):
        try:
            return way()
        except _Unavailable as reason:
            failures.append(str(reason))
    home = _home()
    home.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(
        home.with_name(f"{VERSION}.lock"), waiting=lambda: announce("Another process is getting the Pulumi CLI; waiting for it.")
    ):
        for way in (_cached, lambda: _installed(announce), lambda: _built(announce)):
            try:
                return way()
            except _Unavailable as reason:
                failures.append(str(reason))
    tried = "\n".join(f"  - {failure}" for failure in dict.fromkeys(failures))
    raise NoPulumi(
        f"no Pulumi CLI can be had:\n{tried}\nInstall Pulumi {'.'.join(map(str, MINIMUM))} or newer so that `pulumi` is on PATH "
        f"(https://www.pulumi.com/docs/install/), or install Go and try again."
    )


def _home() -> Path:
    return cache_root() / "pulumi" / VERSION


def _executable(home: Path) -> Path:
    return home / "bin" / ("pulumi.exe" if os.name == "nt" else "pulumi")


def _on_path() -> Cli:
    found = shutil.which("pulumi")
    if found is None:
        raise _Unavailable("PATH: no `pulumi` there")
    version = _version_of(Path(found))
    if version < MINIMUM:
        raise _Unavailable(f"PATH: {found} is {'.'.join(map(str, version))}, older than {'.'.join(map(str, MINIMUM))}")
    return Cli(Path(found), version)


def _version_of(command: Path) -> tuple[int, int, int]:
    try:
        answer = subprocess.run(
            [str(command), "version"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise _Unavailable(f"{command} doesn't run ({type(error).__name__})") from error
    match = re.search(r"(\d+)\.(\d+)\.(\d+)", answer)
    if match is None:
        raise _Unavailable(f"{command} names no version")
    major, minor, patch = (int(part) for part in match.groups())
    return major, minor, patch


def _cached() -> Cli:
    command = _executable(_home())
    if not command.is_file():
        raise _Unavailable(f"cache: nothing at {command}")
    major, minor, patch = (int(part) for part in VERSION.split("."))
    return Cli(command, (major, minor, patch))


@contextmanager
def _fresh_home() -> Generator[Path]:
    """A folder to fill; it takes the place of the cached version only when the work inside came to its end."""
    home = _home()
    partial = Path(tempfile.mkdtemp(prefix=f".{VERSION}-", dir=home.parent))
    try:
        yield partial
        if home.exists():
            shutil.rmtree(home)
        partial.rename(home)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _installed(announce: Announce) -> Cli:
    announce(f"Trying the official installer for Pulumi {VERSION} ...")
    begun = time.monotonic()
    with _fresh_home() as home:
        command = [sys.executable, "-c", _INSTALL, str(home), VERSION]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True) as process:
            try:
                ended = _within(process, REACH_SECONDS, until="reached")
                if not ended:
                    ended = _within(process, INSTALL_SECONDS)
            finally:
                if process.poll() is None:
                    process.kill()
        seconds = time.monotonic() - begun
        if not ended or process.returncode != 0 or not _executable(home).is_file():
            announce(f"The installer can't be reached or doesn't finish from here ({seconds:.0f} s).")
            raise _Unavailable(f"official installer: not reachable, or it failed ({seconds:.0f} s)")
    announce(f"Installed Pulumi {VERSION} in {seconds:.0f} s at {_home()}.")
    return _cached()


def _within(process: subprocess.Popen[str], seconds: float, until: str | None = None) -> bool:
    """Whether the process ended in time. With `until`, returns False as soon as it prints that word."""
    import threading

    said = threading.Event()

    def listen() -> None:
        for line in process.stdout or ():
            if until is not None and until in line:
                said.set()
                return

    if until is not None:
        threading.Thread(target=listen, daemon=True).start()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return True
        if said.wait(0.05):
            return False
    process.kill()
    return True


def _built(announce: Announce) -> Cli:
    go = shutil.which("go")
    if go is None:
        raise _Unavailable("Go build: no `go` on PATH")
    announce(f"Building Pulumi {VERSION} with Go; this takes 5 to 10 minutes, once ...")
    begun = time.monotonic()
    with _fresh_home() as home, tempfile.TemporaryDirectory(prefix="pulumi-cli-") as folder:
        for name in ("go.mod", "go.sum", "tools.go"):
            pin = importlib.resources.files("azure_rehearsal") / "pulumi_cli_build" / name
            (Path(folder) / name).write_bytes(pin.read_bytes())
        command = [go, "build", "-trimpath", "-ldflags", f"-s -w -X {_VERSION_VARIABLE}=v{VERSION}", "-o", str(_executable(home)), MODULE]
        try:
            build = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise _Unavailable(f"Go build: not done after {BUILD_SECONDS:.0f} s") from error
        if build.returncode != 0:
            last = (build.stderr.strip().splitlines() or ["no message"])[-1]
            raise _Unavailable(f"Go build: {last}")
    announce(f"Built Pulumi {VERSION} in {time.monotonic() - begun:.0f} s at {_home()}.")
    return _cached()

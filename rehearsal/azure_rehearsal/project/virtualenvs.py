"""The virtual environment that Pulumi.yaml names for its program (`runtime.options.virtualenv`).

A rehearsal runs the program in its own process. So the environment can add packages that aren't installed beside the command, and no more:
what is installed there as well, Pulumi and the SDKs above all, is used as it is installed here.
"""

from __future__ import annotations

import re
import site
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Virtualenv"]

_SDKS: Final = ("pulumi", "pulumi_azure_native", "pulumi_azuread")
_VERSION: Final = re.compile(r"-(?P<version>[^-]+)\.dist-info")


@dataclass(frozen=True)
class Virtualenv:
    """A virtual environment at a path, whether it is there or not."""

    path: Path

    @property
    def packages(self) -> Path:
        """Where it keeps packages for this very version of Python."""
        if sys.platform == "win32":
            return self.path / "Lib" / "site-packages"
        return self.path / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"

    @property
    def is_ours(self) -> bool:
        """Whether this process runs in it."""
        return self.path.resolve() == Path(sys.prefix).resolve()

    def add(self) -> None:
        """Let its packages be imported, after those that are installed here; the caller puts `sys.path` back."""
        if not self.is_ours and self.packages.is_dir():
            site.addsitedir(str(self.packages))

    def notes(self) -> list[str]:
        """What of it can't be honoured, in sentences."""
        if self.is_ours:
            return []
        if not self.path.is_dir():
            return [
                f"the virtual environment {self.path} isn't there (`pulumi install` makes it); the packages beside azure-rehearsal are used"
            ]
        if not self.packages.is_dir():
            here = f"{sys.version_info.major}.{sys.version_info.minor}"
            return [f"{self.path} is no virtual environment of Python {here}, on which azure-rehearsal runs; install azure-rehearsal in it"]
        return [
            f"{name} is {theirs} in {self.path}, and {ours} beside azure-rehearsal, which is used; install azure-rehearsal in that environment"
            for name in _SDKS
            if (theirs := _version(name, [self.packages])) and (ours := _version(name, list(map(Path, sys.path)))) and theirs != ours
        ]


def _version(name: str, folders: list[Path]) -> str | None:
    """The version of a distribution by the name of its folder, without importing anything."""
    for folder in folders:
        for found in folder.glob(f"{name}-*.dist-info"):
            match = _VERSION.search(found.name)
            if match:
                return match["version"]
    return None

"""The plugin behind dynamic providers (`pulumi.dynamic`), which a CLI that is built from source lacks.

It is what the installer puts beside the CLI as `pulumi-resource-pulumi-python`: Pulumi's own module `pulumi.dynamic`, here with the Python that
runs the rehearsal, in the folder of the program, so that a provider finds the program's own modules.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from azure_rehearsal.memory.workdir import replace_file
from azure_rehearsal.project.project import Project

__all__ = ["write_dynamic_plugin"]

_NAME = "pulumi-resource-pulumi-python"


def write_dynamic_plugin(project: Project, folder: Path) -> None:
    """Writes the executable into a folder, which belongs on the engine's PATH."""
    main = project.directory / str(project.settings.get("main") or ".")
    place = main if main.is_dir() else main.parent
    packages = [str(project.virtualenv.packages)] if project.virtualenv and not project.virtualenv.is_ours else []
    paths = os.pathsep.join([str(place), *(one for one in sys.path if one), *packages])
    if os.name == "nt":
        content = f'@echo off\r\ncd /d "{place}"\r\nset "PYTHONPATH={paths}"\r\n"{sys.executable}" -u -m pulumi.dynamic %*\r\n'
        replace_file(folder / f"{_NAME}.cmd", content, 0o700)
    else:
        run = f"exec {shlex.quote(sys.executable)} -u -m pulumi.dynamic"
        content = f'#!/bin/sh\ncd {shlex.quote(str(place))} && PYTHONPATH={shlex.quote(paths)} {run} "$@"\n'
        replace_file(folder / _NAME, content, 0o700)

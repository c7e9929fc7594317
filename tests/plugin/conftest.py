"""The plugin as an executable on PATH, where the engine looks for it: nothing is installed, nothing fetched."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation as auto

from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal

ROOT = Path(__file__).resolve().parents[2]

Open = Callable[..., Rehearsal]


@pytest.fixture(scope="session")
def plugin_on_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH whose first folder holds `pulumi-resource-azure-connect`, which runs the plugin folder as Pulumi would."""
    folder = tmp_path_factory.mktemp("plugin")
    executable = folder / "pulumi-resource-azure-connect"
    executable.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "components"}" "$@"\n', encoding="utf-8")
    executable.chmod(0o755)
    return os.pathsep.join([str(folder), os.environ.get("PATH", "")])


@pytest.fixture(scope="module")
def open_rehearsal(pulumi_cli: Cli, plugin_on_path: str, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Opens rehearsals of functions, with the plugin on PATH."""

    def open_(program: auto.PulumiFn, **options: Any) -> Rehearsal:
        state = tmp_path_factory.mktemp("state")
        return Rehearsal(
            program, state=state, project_name="shop", pulumi=pulumi_cli, environment={"PATH": plugin_on_path}, durable=False, **options
        )

    return open_

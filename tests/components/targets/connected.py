"""One app, one target, one connection: what that comes to, as a snapshot of a target shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import Target
from tests.components.programs import app, output, settings_of

OF_THE_APP = ("AZURE_CLIENT_ID",)


def connected(target: Target | str, make: Callable[[], Any], *, name: str = "data", runtime: str = "NODE|20-lts", **arguments: Any) -> Run:
    """Run a program that connects an app to what `make` makes. Arguments of the app start with `app_`."""
    own = {key.removeprefix("app_"): arguments.pop(key) for key in list(arguments) if key.startswith("app_")}
    return run(lambda: app(runtime=runtime, **own).connect(name, target, to=make(), **arguments))


def seen(outcome: Run, *types: str) -> dict[str, Any]:
    """What a reviewer wants to see: the grants as they are sent, the settings, the rows of the report."""
    settings = {key: value for key, value in sorted(settings_of(outcome).items()) if key not in OF_THE_APP}
    made = [one for one in outcome.resources if one.type.rpartition(":")[2] in types]
    return {
        "grants": [{"type": one.type, "name": one.name, "inputs": dict(sorted(one.inputs.items()))} for one in made],
        "settings": settings,
        "rows": [
            {key: row.get(key) for key in ("access", "grant", "settings", "secrets", "pending")} for row in output(outcome, "connections")
        ],
    }


def settings(outcome: Run) -> dict[str, Any]:
    """What the connection alone writes."""
    return {key: value for key, value in sorted(settings_of(outcome).items()) if key not in OF_THE_APP}

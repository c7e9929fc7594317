"""The simulated Azure for the person's own Pulumi: their CLI, their backend, their language, from another terminal."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Mapping
from types import FrameType

from rich.console import Console
from rich.text import Text

from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.project.program import REHEARSING
from azure_rehearsal.report.report import ExitCode

__all__ = ["engine_environment", "serve"]


def engine_environment(debug_providers: str) -> dict[str, str]:
    """What an engine needs to use the simulated Azure, and a program to know of it."""
    return {
        "PULUMI_DEBUG_PROVIDERS": debug_providers,
        # the real plugins are neither needed nor wanted
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        REHEARSING: "true",
    }


def serve(rehearsal: Rehearsal, out: Console, *, as_json: bool = False, until: threading.Event | None = None) -> int:
    """Serve until an interrupt or SIGTERM. The stack's other commands have to wait meanwhile; the cloud is kept as always."""
    ended = until or threading.Event()
    with rehearsal.serving() as providers:
        environment = engine_environment(providers)
        if as_json:
            print(json.dumps({"operation": "serve", "ok": True, "environment": environment}), flush=True)
        else:
            _tell(out, environment)
        _wait(ended)
    return ExitCode.FINE


def _tell(out: Console, environment: Mapping[str, str]) -> None:
    out.print(Text("The simulated Azure is up. In another terminal, before `pulumi up` with any backend and language:\n"))
    for name, value in environment.items():
        out.print(Text(f"export {name}={value}"), soft_wrap=True)
    out.print(Text("\nAny `pulumi` that has these deploys here, also one that was meant for Azure. Ctrl-C ends it."))
    out.file.flush()


def _wait(ended: threading.Event) -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    before = signal.signal(signal.SIGTERM, end) if threading.current_thread() is threading.main_thread() else None
    try:
        while not ended.wait(0.2):
            pass
    except KeyboardInterrupt:
        pass
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)

"""Pulumi's Automation API, fitted to rehearsals: our own CLI process, an environment without the person's accounts, no
questions that were not asked (the stock `up` calls the CLI three more times for outputs and history).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from pulumi import automation as auto
from pulumi.automation._stack import StackInitMode  # the package exports Stack, whose constructor wants one, but not this
from pulumi.automation.errors import create_command_error
from semver import VersionInfo
from typing_extensions import override

from azure_rehearsal.memory.workdir import StackDir

from .pulumi_cli import Cli

__all__ = ["EngineCommand", "EngineStack", "Workspace", "engine_variables"]

# A first interrupt lets the engine finish what is under way; then it gets this long before it is ended.
INTERRUPT_SECONDS: Final = 60.0

# What the engine said last comes at once; a plugin of its that lives on may hold the pipe open for ever.
DRAIN_SECONDS: Final = 5.0

# Nothing is looked up or fetched from the network, and nothing of the person's own Pulumi is used.
_SWITCHES: Final = {
    "PULUMI_SKIP_UPDATE_CHECK": "true",
    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
    "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
    "PULUMI_SUPPRESS_NEO_LINK": "true",
}


def engine_variables(directory: StackDir, *, durable: bool) -> dict[str, str]:
    """What an engine needs to work in a rehearsal's folder. Without `durable` it writes its checkpoint only at the end."""
    variables = {
        **_SWITCHES,
        "PULUMI_BACKEND_URL": directory.backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(directory.passphrase),
    }
    return variables if durable else {**variables, "PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}


class EngineCommand(auto.PulumiCommand):
    """The CLI at a known path. `process` is the one that runs, if one does; `last` is how the last one ended."""

    process: subprocess.Popen[str] | None = None
    last: auto.CommandResult | None = None

    def __init__(self, cli: Cli, plugins: Path | None = None) -> None:
        """`plugins`: a folder of executables that the engine is to find before all others."""
        self._plugins = plugins
        # Not calling super(): it would start a process only to learn the version, which we know.
        self.command = str(cli.path)
        self.version = VersionInfo(*cli.version)

    @override
    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: auto.OnOutput | None = None,
        on_error: auto.OnOutput | None = None,
    ) -> auto.CommandResult:
        """Runs the CLI, not interactively. An interrupt from the keyboard is passed on to it and then raised.

        Raises:
            CommandError: it ended with a code other than 0.
        """
        command = [self.command, "--non-interactive", *args]
        environment = {**_neutral_environment(), **additional_env, "PULUMI_AUTOMATION_API": "true"}
        first = [str(one) for one in (self._plugins, Path(self.command).parent) if one]
        environment["PATH"] = os.pathsep.join([*first, environment.get("PATH", "")])
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        ) as process:
            self.process = process
            streams = [_Lines(process.stdout, on_output), _Lines(process.stderr, on_error)]
            try:
                code = process.wait()
            except KeyboardInterrupt:
                _interrupt(process)
                raise
            finally:
                self.process = None
                for stream in streams:
                    stream.join(DRAIN_SECONDS)
        result = self.last = auto.CommandResult(stdout=streams[0].text, stderr=streams[1].text, code=code)
        if code != 0:
            raise create_command_error(result)
        return result

    def kill(self) -> None:
        """Ends the CLI that runs, if one does, without giving it time for anything; returns when it is dead."""
        process = self.process
        if process is not None:
            process.kill()
            process.wait()


def _interrupt(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(INTERRUPT_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()


def _neutral_environment() -> dict[str, str]:
    """The environment without anything that speaks of the person's own Pulumi: accounts, backends, passphrases, switches."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")}


class _Lines(threading.Thread):
    """Collects a stream's lines, and tells each to a listener."""

    def __init__(self, stream: IO[str] | None, listener: auto.OnOutput | None) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._listener = listener
        self._lines: list[str] = []
        self.start()

    @override
    def run(self) -> None:
        for line in self._stream or ():
            self._lines.append(line.rstrip())
            if self._listener:
                self._listener(line.rstrip())

    @property
    def text(self) -> str:
        return "\n".join(self._lines)


class Workspace(auto.LocalWorkspace):
    """A work folder whose stack is known by its checkpoint, so that nobody needs to ask the CLI for it."""

    def __init__(self, checkpoint: Path, options: auto.LocalWorkspaceOptions) -> None:
        super().__init__(**vars(options))
        self._checkpoint = checkpoint

    @override
    def select_stack(self, stack_name: str) -> None:
        """Nothing to do for a stack that is there: each command names it.

        Raises:
            StackNotFoundError: it isn't there yet.
        """
        if not self._checkpoint.exists():
            raise auto.StackNotFoundError(auto.CommandResult(stdout="", stderr=f"no stack named '{stack_name}'", code=1))


class EngineStack(auto.Stack):
    """A stack whose operations end when the engine has ended; `stack_outputs()` asks for outputs when they are wanted."""

    def __init__(self, name: str, workspace: Workspace) -> None:
        super().__init__(name, workspace, StackInitMode.CREATE_OR_SELECT)

    @override
    def outputs(self) -> auto.OutputMap:
        """Nothing: see `stack_outputs`."""
        return {}

    def set_secrets(self, values: list[tuple[str, str]]) -> None:
        """Stores secret configuration, each value under a path, encrypted by the CLI."""
        arguments = [argument for path, value in values for argument in ("--secret", f"{path}={value}")]
        self._run_pulumi_cmd_sync(["config", "set-all", "--path", *arguments])

    def export_to(self, path: Path) -> None:
        """Writes the checkpoint to a file, secrets encrypted (`export_stack` of the Automation API shows them)."""
        self._run_pulumi_cmd_sync(["stack", "export", "--file", str(path)])

    def edit(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Changes the checkpoint: exported (secrets stay encrypted), changed in place, imported with the engine's checks.

        What operations were pending is gone afterwards: an import drops them.
        """
        with tempfile.TemporaryDirectory(prefix="checkpoint-") as folder:
            path = Path(folder) / "checkpoint.json"
            self.export_to(path)
            exported = json.loads(path.read_text(encoding="utf-8"))
            change(exported["deployment"])
            path.write_text(json.dumps(exported), encoding="utf-8")
            self._run_pulumi_cmd_sync(["stack", "import", "--file", str(path)])

    def stack_outputs(self) -> auto.OutputMap:
        """The stack's outputs, secret ones in the clear, as the CLI tells them."""
        return super().outputs()

    @override
    def info(self, show_secrets: bool = True) -> auto.UpdateSummary | None:
        """A summary without content: the events of the engine say more, and sooner."""
        now = datetime.now(UTC)
        return auto.UpdateSummary(kind="", start_time=now, message="", environment={}, config={}, result="succeeded", end_time=now)

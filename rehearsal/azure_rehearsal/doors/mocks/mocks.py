"""Run a Pulumi program against the simulated cloud, in this process, without the engine; get what it registered as plain data.

The traps of Pulumi's plain mocks are gone: an assertion that fails inside an `apply` fails the run, an output that the simulation leaves out is an
error where it is read, previews have unknowns, secrets stay secret, text made from an Output is an error, and Azure's refusals surface as they are.
"""

from __future__ import annotations

import asyncio
import contextvars
import hashlib
import inspect
import json
import os
import runpy
import threading
from collections.abc import Awaitable, Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from pulumi.runtime import config as pulumi_config
from pulumi.runtime import settings as pulumi_settings
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.stack import run_in_stack

from azure_rehearsal.cloud import seeding
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.stack_names import require_stack_name
from azure_rehearsal.project.program import as_if_alone
from azure_rehearsal.project.project import Configuration, Project, generated_value

from .maker import InputsRefused, Maker, NoStandIn, Script, Standing
from .monitor import Monitor
from .omitted import Given, MissingOutput, strict_outputs
from .recording import LogLine, Registration, Run

__all__ = [
    "DEFAULT_TIMEOUT",
    "Config",
    "InputsRefused",
    "MissingOutput",
    "NoStandIn",
    "Program",
    "Registration",
    "Run",
    "Script",
    "Unfinished",
    "run",
]

Program = Callable[[], Any] | Path | str
Config = Mapping[str, Any]

DEFAULT_TIMEOUT: Final = 300.0  # seconds of real time; a program that waits for itself would otherwise hang the tests
_PATIENCE: Final = 0.5  # seconds in which, after an error, another task must end to be waited for
_SEVERITIES: Final = {engine_pb2.INFO: "info", engine_pb2.WARNING: "warning", engine_pb2.ERROR: "error"}


class Unfinished(TimeoutError):
    """The program's outputs never came to an end within the time allowed: something waits for itself."""


def run(
    program: Program,
    cloud: Cloud | None = None,
    *,
    preview: bool = False,
    config: Config | None = None,
    config_secrets: Config | None = None,
    stack: str = "dev",
    project: str = "project",
    organization: str = "organization",
    script: Script | None = None,
    standing: dict[str, Standing] | None = None,
    check: bool = True,
    timeout: float = DEFAULT_TIMEOUT,
) -> Run:
    """Run a program to its end, all outstanding tasks included.

    Args:
        program: a function without arguments (plain or async), or the path of a program file or project folder. A folder with a Pulumi.yaml gives
            the project's name and the stack's configuration; secrets in it get generated values.
        cloud: the simulated cloud; a fresh one by default.
        preview: simulate a preview: nothing is made, ids and computed outputs are unknown.
        config: `key` or `namespace:key` to values; what isn't text is given as JSON.
        config_secrets: the same, marked secret.
        stack: the stack's name.
        project: the project's name, unless a Pulumi.yaml says it.
        organization: what `pulumi.get_organization()` answers.
        script: answers that the test gives in place of the cloud's, and for packages that aren't simulated.
        standing: what earlier runs of the same stack made; resources in it are updated, replaced, kept or deleted. Changed by the run.
        check: raise the first error (as it was raised, with a note on the resource); else leave all errors in `Run.errors`.
        timeout: seconds of real time until the run counts as hanging.
    """
    require_stack_name(stack)
    cloud = cloud or Cloud()
    outcome = Run(cloud, preview)
    maker = Maker(outcome, script or Script(), {} if standing is None else standing)
    settings = _configuration(program, stack, project, config or {}, config_secrets or {})
    outcome.project, maker.location = settings.project, settings.config.get("azure-native:location")
    monitor = Monitor(outcome, maker, project=settings.project, stack=stack)
    session = _Session(outcome, monitor, settings, stack, organization, timeout)
    context = contextvars.copy_context()  # Pulumi keeps its settings in context variables: a copy leaves nothing behind
    _outside_any_loop(lambda: context.run(session.run, settings.body))
    monitor.over = True
    if not outcome.errors:
        try:
            maker.sweep()
        except Exception as error:  # noqa: BLE001 - reported like any other
            outcome.errors.append(error)
    for error in outcome.errors:
        if absent := seeding.hint(str(error)):
            error.add_note(absent)
    if check and outcome.errors:
        raise outcome.errors[0]
    return outcome


# ---- what to run, and with which configuration ----


@dataclass(frozen=True)
class _Settings:
    body: Callable[[], Any]
    project: str
    root: str
    config: dict[str, str]
    secret_keys: list[str]


def _configuration(program: Program, stack: str, project: str, config: Config, secret: Config) -> _Settings:
    if callable(program):
        body, root, loaded = program, str(Path.cwd()), Configuration()
    else:
        file, root, project, loaded = _project_of(Path(program), stack, project)
        body = lambda: _run_file(file)  # noqa: E731
    values = {**loaded.plain, **_named(config, project), **_named(secret, project)}
    # What stands for an encrypted value is a secret, as `pulumi config set` without --plaintext would keep it.
    secret_keys = {str(path[0]) for path in loaded.secret} | (_named(secret, project).keys() - _named(config, project).keys())
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return _Settings(body, project, root, texts, sorted(secret_keys))


def _project_of(path: Path, stack: str, project: str) -> tuple[Path, str, str, Configuration]:
    folder = path if path.is_dir() else path.parent
    if not ((folder / "Pulumi.yaml").is_file() or (folder / "Pulumi.yml").is_file()):
        return (path / "__main__.py" if path.is_dir() else path), str(folder), project, Configuration()
    found = Project.load(folder)
    loaded = found.configuration(stack, {}, _made_up)
    for at, value in loaded.secret.items():
        _put(loaded.plain, at, value)
    return (found.program if path.is_dir() else path), str(folder), found.name, loaded


def _made_up(name: str, kind: str) -> str:
    """A stand-in for a secret of the real stack; the same in each run, so that a second one changes nothing."""
    return f"Rehearsal-1-{hashlib.sha256(name.encode()).hexdigest()[:24]}" if kind == "string" else generated_value(kind)


def _put(holder: Any, path: tuple[str | int, ...], value: str) -> None:
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value


def _named(config: Config, project: str) -> dict[str, Any]:
    return {key if ":" in key else f"{project}:{key}": value for key, value in config.items()}


def _run_file(file: Path) -> None:
    with as_if_alone(file.resolve().parent):
        runpy.run_path(str(file.resolve()), run_name="__main__")


# ---- running it ----


class _Engine:
    """The engine's service that isn't about resources: it takes log messages."""

    def __init__(self, outcome: Run) -> None:
        self._outcome = outcome

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802
        if request.severity in _SEVERITIES:
            self._outcome.logs.append(LogLine(_SEVERITIES[request.severity], request.message))

    def RequirePulumiVersion(self, request: object) -> None:  # noqa: N802
        """Any version will do: no engine is there."""


class _Workers(ThreadPoolExecutor):
    """The loop's pool. What Pulumi sends to the engine is answered at once, on the program's own thread: each run of a program is the same,
    whatever the machine is busy with. Everything else that a program hands to the pool gets its thread.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if getattr(fn, "__module__", "") != "pulumi.runtime._context":
            return super().submit(fn, *args, **kwargs)
        answered: Future[Any] = Future()
        try:
            answered.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - whoever asked gets it
            answered.set_exception(error)
        return answered


@dataclass
class _Session:
    outcome: Run
    monitor: Monitor
    settings: _Settings
    stack: str
    organization: str
    timeout: float

    def run(self, body: Callable[[], Any]) -> None:
        """Within a context of its own: configure Pulumi, run the program, gather all errors."""
        pulumi_settings.ROOT.set(None)
        pulumi_settings.configure(
            pulumi_settings.Settings(
                project=self.settings.project,
                stack=self.stack,
                monitor=self.monitor,
                engine=_Engine(self.outcome),
                dry_run=self.outcome.preview,
                organization=self.organization,
                root_directory=self.settings.root,
            )
        )
        pulumi_config.set_all_config(self.settings.config, self.settings.secret_keys)
        given = Given(self.monitor.maker.as_none)
        with _environment("PULUMI_ERROR_OUTPUT_STRING", "true"), strict_outputs(given), asyncio.Runner(loop_factory=self._loop) as runner:
            try:
                runner.run(self._whole(body))
            except Exception as error:  # noqa: BLE001 - every error of the program is gathered, and the first raised again
                self._add(self._original(error))
                if not isinstance(error, Unfinished):
                    runner.run(self._drain())
                self._sort()

    def _loop(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        loop.set_default_executor(_Workers())
        loop.set_exception_handler(lambda _, __: None)  # failures that nobody awaits any more: the first of them is raised
        return loop

    async def _whole(self, body: Callable[[], Any]) -> None:
        async def program() -> None:
            try:
                result = body()
                if inspect.isawaitable(result):
                    await cast("Awaitable[object]", result)
            except Exception as error:
                self._add(self._original(error))
                self.monitor.failures.append(self._original(error))
                raise

        try:
            await asyncio.wait_for(run_in_stack(program), self.timeout)
        except TimeoutError as error:
            waiting = [f"{one.type} {one.name!r}" for one in self.outcome.resources if not one.finished]
            raise Unfinished(
                f"the program didn't come to an end in {self.timeout:g} s. Unanswered: {', '.join(waiting) or 'nothing'}"
            ) from error

    def _add(self, error: BaseException) -> None:
        if not any(error is known for known in self.outcome.errors):
            self.outcome.errors.append(error)

    def _sort(self) -> None:
        """The errors in the order in which they came about; those of the program's own tasks, of which nobody knows when, at the end."""
        order = {id(error): at for at, error in enumerate(self.monitor.failures)}
        self.outcome.errors.sort(key=lambda error: order.get(id(error), len(order)))

    def _original(self, error: BaseException) -> BaseException:
        """What the cloud raised, where the SDK made an exception of its own of it."""
        return self.monitor.invoke_errors.get(str(error), error)

    async def _drain(self) -> None:
        """Let the rest of the program's tasks come to their ends, for their errors: Pulumi stops at the first."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        while tasks:
            done, waiting = await asyncio.wait(tasks, timeout=_PATIENCE)
            for task in done:
                if not task.cancelled() and (error := task.exception()) is not None:
                    self._add(self._original(error))
            if not done:
                return
            tasks = (asyncio.all_tasks() - {asyncio.current_task()}) | waiting


@contextmanager
def _environment(name: str, value: str) -> Generator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _outside_any_loop(work: Callable[[], None]) -> None:
    """Call it here, or in a thread of its own where this one already runs an event loop (an async test, a notebook)."""
    if asyncio._get_running_loop() is None:  # noqa: SLF001 - the public question raises, which would be the context of every error
        work()
        return
    thread = threading.Thread(target=work, name="azure-rehearsal-run")
    thread.start()
    thread.join()

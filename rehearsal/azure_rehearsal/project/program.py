"""Runs a stack's own program inside this process, each time as if for the first time.

What `pulumi-language-python` does in a process of its own is imitated here: the program's folder is the working
directory and comes first in `sys.path`, and modules of that folder are imported afresh.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import re
import runpy
import sys
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CoroutineType, FrameType, ModuleType
from typing import Final, TypeGuard

from pulumi import RunError
from pulumi.automation import PulumiFn
from pulumi.automation import _server as server  # what runs a program inside this process
from pulumi.runtime import stack

from .channels import keep_apart
from .project import Project
from .virtualenvs import Virtualenv

__all__ = ["REHEARSING", "TRACEBACK_HEAD", "Program", "as_if_alone", "plain_traceback", "run", "without_epitaphs"]

_FRAME: Final = re.compile(r'^\s+File "(?P<file>[^"]+)", line \d+')
# A program whose engine was killed fails at its next call, after the connection's own retries.
END_SECONDS: Final = 10.0

REHEARSING: Final = "PULUMI_REHEARSAL"
"""The environment variable by which a program can know that it is rehearsed."""

TRACEBACK_HEAD: Final = "Traceback (most recent call last):"


@dataclass(frozen=True)
class Program:
    """What is run: a function, or the `__main__.py` of a project."""

    project: Project
    function: PulumiFn | None = None

    @contextmanager
    def running(self) -> Generator[PulumiFn]:
        """The function to give to the engine, in surroundings as `pulumi up` would make them."""
        if self.function is not None:
            yield self.function
            return
        main = self.project.program
        with as_if_alone(main.parent, packages=self.project.virtualenv):
            yield lambda: run(main)


def run(program: Path) -> None:
    """Executes the program file; an exception of its becomes a RunError with the program's own traceback lines.

    Raises:
        RunError: the program raised, or ended the process with a code other than 0.
    """
    try:
        runpy.run_path(str(program), run_name="__main__")
    except RunError:
        raise
    except SystemExit as end:
        if end.code not in (None, 0):
            raise RunError(f"the program ended itself with {end.code!r}") from end
    except Exception as error:
        text = "".join(traceback.format_exception(error))
        raise RunError(f"the program failed:\n{plain_traceback(text, program.parent)}") from error


def plain_traceback(text: str, folder: Path) -> str:
    """A traceback with only the frames in files of a folder (installed packages beneath it aside).

    Where no frame is in the folder, all are kept: then they are all there is to go by.
    """
    lines = text.splitlines()
    kept: list[str] = []
    own = keep = False
    for line in lines:
        frame = _FRAME.match(line)
        if frame:
            keep = _is_own(Path(frame["file"]), folder)
            own = own or keep
        elif not line.startswith("    "):
            keep = True
        if keep:
            kept.append(line)
    return "\n".join(kept if own else lines).strip()


@contextmanager
def without_epitaphs() -> Generator[Callable[[], None]]:
    """Silence about what a program leaves behind when its engine ends before it.

    Pulumi's runtime then stops its event loop, can't tell an engine that is gone, and logs that; and Python tells on standard
    error, some time later, of every coroutine that was never finished. Nobody needs either. Gives a function that waits
    for the program's end and collects its remains, while nobody listens.
    """
    keep_apart()
    before = sys.unraisablehook

    def hook(unraisable: sys.UnraisableHookArgs, /) -> None:
        if not _of_the_runtime(unraisable.object):
            before(unraisable)

    def bury() -> None:
        _await_the_end()
        for remains in filter(_of_the_runtime, gc.get_objects()):
            with contextlib.suppress(RuntimeError):  # it tries to end in good order, without a loop to do it on
                remains.close()
        gc.collect()

    logger = logging.getLogger("grpc._server")
    sys.unraisablehook = hook
    logger.addFilter(_not_of_the_runtime)
    try:
        yield bury
    finally:
        logger.removeFilter(_not_of_the_runtime)
        sys.unraisablehook = before


def _of_the_runtime(thing: object) -> TypeGuard[CoroutineType[object, object, object]]:
    """Whether this is a program, as Pulumi's runtime runs it."""
    return isinstance(thing, CoroutineType) and thing.cr_code.co_filename == stack.__file__


def _not_of_the_runtime(record: logging.LogRecord) -> bool:
    """Whether a server's complaint is about anything but the runtime's own program: about a provider of ours, say."""
    trace = record.exc_info[2] if record.exc_info else None
    return not any(frame.f_code.co_filename == server.__file__ for frame, _ in traceback.walk_tb(trace))


def _await_the_end() -> None:
    """Waits until no thread runs a program any more: one whose engine was killed needs a moment to notice."""
    deadline = time.monotonic() + END_SECONDS
    while time.monotonic() < deadline and any(map(_runs_a_program, _frames())):
        time.sleep(0.02)


def _frames() -> list[FrameType]:
    """What each thread is at; Python offers no public way to ask."""
    return list(sys._current_frames().values())  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _runs_a_program(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == server.__file__:
            return True
        frame = frame.f_back
    return False


def _is_own(path: Path, folder: Path) -> bool:
    return path.is_relative_to(folder) and "site-packages" not in path.parts


@contextmanager
def as_if_alone(folder: Path, packages: Virtualenv | None = None) -> Generator[None]:
    """A working directory, `sys.path` and module table for the program in a folder; all is put back afterwards.

    What isn't installed beside this command is looked for among the `packages` of the project's own virtual environment.

    The module table loses, for the time, every module that the folder would itself provide, so that edits between two
    runs, and another project's module of the same name, don't matter.
    """
    before_directory, before_path, before_arguments = Path.cwd(), list(sys.path), list(sys.argv)
    names = _provided(folder)
    hidden = _take(names)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    if packages is not None:
        packages.add()
    sys.argv[:] = [str(folder)]
    os.environ[REHEARSING] = "true"
    try:
        yield
    finally:
        _take(names)
        sys.modules.update(hidden)
        sys.path[:] = before_path
        sys.argv[:] = before_arguments
        os.environ.pop(REHEARSING, None)
        os.chdir(before_directory)


def _provided(folder: Path) -> frozenset[str]:
    """Names of the modules that lie directly in the folder."""
    files = {path.stem for path in folder.glob("*.py")}
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return frozenset(files | packages) - {"__main__"}


def _take(names: frozenset[str]) -> dict[str, ModuleType]:
    mine = [name for name in sys.modules if name.partition(".")[0] in names]
    return {name: sys.modules.pop(name) for name in mine}

"""The command `azure-rehearsal`: a Pulumi stack, the real engine, a simulated Azure.

Exit codes: 0 all works, or what is left is pending (`--strict`: then 1); 1 something is broken, or the engine or the
program failed; 2 the command was given wrongly; 3 all that is left is to wait for grants to take effect.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from azure_rehearsal.core.problems import Busy, RehearsalError
from azure_rehearsal.memory.checkpoint import name_of, token_of
from azure_rehearsal.report.exit_codes import ExitCode

from .arguments import parser

# A command imports what it needs when it runs: `--help` needs nothing, and `report` doesn't need Pulumi.
if TYPE_CHECKING:
    from rich.console import Console

    from azure_rehearsal.cloud.cloud import Cloud
    from azure_rehearsal.engine.events import Result
    from azure_rehearsal.engine.progress import Progress
    from azure_rehearsal.engine.rehearsal import Rehearsal
    from azure_rehearsal.project.stack import ProjectStack
    from azure_rehearsal.report.left_users import Users
    from azure_rehearsal.report.report import Report

__all__ = ["main"]

# Where nobody can make the window wider, tables may be as wide as they need.
_WIDTH_OF_PIPES: Final = 180
_INTERRUPTED: Final = 130
# A request to `serve --https` takes the stack for milliseconds.
_PATIENCE_SECONDS: Final = 5.0
_HURRY_SECONDS: Final = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    options = parser().parse_args(arguments)
    out = _console(sys.stderr if options.json else sys.stdout)
    try:
        return int(_COMMANDS[options.command](options, out))
    except RehearsalError as problem:
        return _refuse(options, str(problem))
    except BrokenPipeError:
        # Who read our output has enough of it; the interpreter must not complain about it while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.WRONG
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _refuse(options, f"{place}{error.strerror or error}. A rehearsal keeps its files in .rehearsal/ beside Pulumi.yaml")
    except KeyboardInterrupt:
        _console(sys.stderr).print("Interrupted. What was under way is put right by the next `azure-rehearsal up`.")
        return _INTERRUPTED


def _console(file: Any) -> Console:
    from rich.console import Console

    console = Console(file=file, highlight=False)
    return console if console.is_terminal else Console(file=file, highlight=False, width=_WIDTH_OF_PIPES)


def _refuse(options: argparse.Namespace, problem: str) -> int:
    from rich.text import Text

    if options.json:
        print(json.dumps({"operation": options.command, "ok": False, "error": problem, "exitCode": int(ExitCode.WRONG)}, indent=2))
    _console(sys.stderr).print(Text.assemble(("error: ", "bold red"), problem), soft_wrap=True)
    return ExitCode.WRONG


# -- commands ------------------------------------------------------------------------------------------------------------


def _operate(options: argparse.Namespace, out: Console) -> int:
    """preview, up, refresh, destroy."""
    from azure_rehearsal.engine.progress import Progress
    from azure_rehearsal.report.left_users import Users

    if options.export:
        _require_place(options.export)
    with Progress(out, preview=options.command == "preview") as progress:
        rehearsal = _at(options, progress)
        for note in rehearsal.configuration.notes:
            progress.announce(note)
        with rehearsal.alone():
            _become(options, rehearsal.cloud)
            Users(rehearsal.directory).remember(rehearsal.checkpoint())
            result: Result = getattr(rehearsal, options.command)(check=False)
            report = _report(rehearsal, complete=options.complete) if result.ok and options.command == "up" else None
    if options.export:
        rehearsal.export(options.export)
    if report is None:
        return _answer(options, out, rehearsal, result, None, ExitCode.FINE if result.ok else ExitCode.WRONG)
    return _answer(options, out, rehearsal, result, report, report.exit_code(strict=options.strict))


def _require_place(path: Path) -> None:
    """Raises RehearsalError, before anything is deployed, for a path at which no file can be written."""
    folder = path.resolve().parent
    if path.is_dir():
        raise RehearsalError(f"--export {path} is a folder; name a file in it")
    if not folder.is_dir():
        raise RehearsalError(f"--export {path}: there is no folder {folder}; make it, or name another")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise RehearsalError(f"--export {path} can't be written by you; name a file in a folder of your own")


def _report(rehearsal: ProjectStack, *, complete: bool = False) -> Report:
    """The report on the stack as it is now, for this process alone. To look at a setting may fetch its reference, which is kept."""
    from azure_rehearsal.report.left_users import Users
    from azure_rehearsal.report.report import make_report

    users = Users(rehearsal.directory)
    if complete:
        _complete(rehearsal, users)
    report = make_report(rehearsal.checkpoint(), rehearsal.cloud, users.known())
    users.settle(rehearsal.cloud, rehearsal.checkpoint())
    rehearsal.save()
    return report


def _complete(rehearsal: ProjectStack, users: Users) -> None:
    """Runs the drop script of each user that is left, and then every pending script, in the simulated Azure."""
    from azure_rehearsal.core.errors import AzureError
    from azure_rehearsal.report.report import make_report
    from azure_rehearsal.report.verdict import Verdict

    report = make_report(rehearsal.checkpoint(), rehearsal.cloud, users.known())
    # First those: an identity that was made anew takes the name of the old one's user.
    todo = [(user.server, user.database_id, user.user, user.drop) for user in report.left_users if user.drop]
    for checked in report.lines:
        pending = checked.line.pending
        if pending is not None and checked.permission.verdict is Verdict.PENDING:
            todo.append((pending.server, pending.database_id, pending.user, pending.script))
    for server, database, user, script in todo:
        try:
            rehearsal.cloud.run_sql(database, script)
        except AzureError as error:
            raise RehearsalError(f"the script for user '{user}' on {server} failed: {error}") from error


def _look(options: argparse.Namespace, out: Console) -> int:
    """report, advance, refetch: no engine takes part, and who deploys stays as it was."""
    from azure_rehearsal.report.left_users import Users
    from azure_rehearsal.report.report import make_report

    rehearsal = _left(options)
    try:
        with rehearsal.alone(_HURRY_SECONDS if options.command == "report" else _PATIENCE_SECONDS):
            _change(options, rehearsal.cloud)
            report = _report(rehearsal)
    except Busy:
        if options.command != "report":
            raise
        users = Users(rehearsal.directory).known()
        report = make_report(rehearsal.checkpoint(), rehearsal.cloud, users)  # as far as it has come; nothing is written
    return _answer(options, out, rehearsal, None, report, report.exit_code(strict=options.strict))


def _change(options: argparse.Namespace, cloud: Cloud) -> None:
    from azure_rehearsal.report.verify import sites

    if options.command == "advance":
        try:
            cloud.clock.advance(options.seconds)
        except ValueError as error:
            raise RehearsalError(str(error)) from error
    if options.command == "refetch":
        for site in sites(cloud):
            cloud.refresh_references(site)


def _reset(options: argparse.Namespace, out: Console) -> int:
    rehearsal = _left(options)  # what is forgotten need not be readable
    rehearsal.reset()
    if options.json:
        print(json.dumps({"operation": "reset", "ok": True, "stack": rehearsal.stack, "exitCode": 0}, indent=2))
    else:
        out.print(f"Forgot stack '{rehearsal.stack}' and its simulated Azure.")
    return ExitCode.FINE


def _coverage(options: argparse.Namespace, out: Console) -> int:
    """What is simulated; no project is needed."""
    from . import coverage  # reads whole SDKs: only who asks pays

    found = coverage.coverage()
    if options.json:
        print(json.dumps(coverage.as_json(found), indent=2))
    elif options.markdown:
        print(coverage.as_markdown(found), end="")
    else:
        out.print(coverage.as_text(found), soft_wrap=True)
    return ExitCode.FINE


def _serve(options: argparse.Namespace, out: Console) -> int:
    if options.https:
        from .https import serve

        return serve(options, out, _open(options))
    from .serve_engine import serve as serve_providers

    if options.port:
        raise RehearsalError("--port is the port of --https; each of Pulumi's providers has one of its own, which `serve` prints")
    rehearsal = _at(options, None)
    with rehearsal.alone():
        _become(options, rehearsal.cloud)
        return serve_providers(rehearsal, out, as_json=options.json)


def _run_app(options: argparse.Namespace, out: Console) -> int:
    from .https import run_app

    del out  # standard output is the program's
    return run_app(options, _console(sys.stderr), _open(options))


def _share(options: argparse.Namespace, out: Console) -> int:
    from azure_rehearsal.memory.shared_cloud import start_sharing

    path = start_sharing(options.directory)
    if options.json:
        print(json.dumps({"operation": "share", "ok": True, "cloud": str(path), "exitCode": 0}, indent=2))
    else:
        out.print(f"The stacks of {path.parent.parent} share one simulated Azure from now on: {path}", soft_wrap=True)
    return ExitCode.FINE


def _seed(options: argparse.Namespace, out: Console) -> int:
    from .seed import seed

    return seed(options, out, _left(options))


_COMMANDS: Final[dict[str, Callable[[argparse.Namespace, Console], int]]] = {
    "preview": _operate,
    "up": _operate,
    "refresh": _operate,
    "destroy": _operate,
    "report": _look,
    "advance": _look,
    "refetch": _look,
    "reset": _reset,
    "seed": _seed,
    "share": _share,
    "coverage": _coverage,
    "serve": _serve,
    "run": _run_app,
}


def _at(options: argparse.Namespace, progress: Progress | None) -> Rehearsal:
    """The stack that the command is about; its simulated Azure isn't looked at yet."""
    from azure_rehearsal.engine.rehearsal import Rehearsal
    from azure_rehearsal.project.outside import StackOutputs

    return Rehearsal(
        options.directory,
        stack=options.stack,
        config=dict(options.config),
        on_event=progress,
        on_print=progress.printed if progress else None,
        announce=progress.announce if progress else lambda _: None,
        trouble=getattr(options, "trouble", None),
        seed=getattr(options, "seed", 0),
        allow_commands=getattr(options, "allow_commands", False),
        stack_outputs=StackOutputs.parse(texts=getattr(options, "stack_output", [])),
    )


def _left(options: argparse.Namespace) -> ProjectStack:
    """The stack as it was left, for commands in which no engine takes part."""
    from azure_rehearsal.project.stack import ProjectStack

    return ProjectStack.load(options.directory, options.stack, config=dict(options.config))


def _become(options: argparse.Namespace, cloud: Cloud) -> None:
    """Who deploys, and how long grants take, as the command says it."""
    from azure_rehearsal.cloud.deployer import act_as

    act_as(cloud, options.roles, options.graph, user=options.as_user)
    if options.address is not None:
        cloud.options = replace(cloud.options, deployer_address=options.address)
    if options.grant_delay is not None:
        cloud.options = replace(cloud.options, grant_delay_seconds=options.grant_delay)


def _open(options: argparse.Namespace) -> Rehearsal:
    """The stack for clients that come by HTTPS. Who deploys stays as it was, unless the command says something else."""
    rehearsal = _at(options, None)
    if options.roles or options.graph or options.as_user or options.address is not None or options.grant_delay is not None:
        with rehearsal.alone(_PATIENCE_SECONDS):
            _become(options, rehearsal.cloud)
            rehearsal.save()
    return rehearsal


# -- answers -------------------------------------------------------------------------------------------------------------


def _answer(
    options: argparse.Namespace, out: Console, rehearsal: ProjectStack, result: Result | None, report: Report | None, code: ExitCode
) -> int:
    from rich.text import Text

    from azure_rehearsal.report.report import Report
    from azure_rehearsal.report.text import print_changes, print_report, print_troubles

    if options.json:
        print(json.dumps(_document(options, rehearsal, result, report, code), indent=2))
        return code
    if result is not None:
        print_troubles(out, result, getattr(options, "seed", 0))
    if result is not None and not result.ok:
        _console(sys.stderr).print(Text.assemble(("error: ", "bold red"), result.error or ""), soft_wrap=True)
        if options.command != "preview":
            _console(sys.stderr).print(Text(_after_failure(options.command, result, len(rehearsal.cloud.remaining()))), soft_wrap=True)
    elif report is not None:
        print_report(out, report, result)
    elif result is not None:
        print_changes(out, result)
        if options.command == "destroy":
            print_report(out, Report(remaining=rehearsal.cloud.remaining(), soft_deleted=rehearsal.cloud.soft_deleted()))
    return code


def _after_failure(command: str, result: Result, resources: int) -> str:
    """What came of an operation that failed, and what to do next."""
    did = Counter(step.op for step in result.changed if step.urn not in result.failed and step.op != "read")
    for urn in result.failed:
        did[f"failed ({token_of(urn)} '{name_of(urn)}')"] += 1
    counts = ", ".join(f"{count} {op}" for op, count in did.items()) or "nothing was changed"
    return (
        f"{command} failed: {counts}. {resources} resources are in the simulated Azure. Mend the cause and run `azure-rehearsal {command}` again: "
        "it goes on from there; `azure-rehearsal reset` begins anew."
    )


def _document(
    options: argparse.Namespace, rehearsal: ProjectStack, result: Result | None, report: Report | None, code: ExitCode
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "operation": options.command,
        "project": rehearsal.project.name,
        "stack": rehearsal.stack,
        "ok": result is None or result.ok,
        "exitCode": int(code),
        "notes": rehearsal.configuration.notes,
    }
    if result is not None:
        steps = [{"op": step.op, "type": step.type, "name": step.name, "urn": step.urn, "diff": dict(step.diff)} for step in result.changed]
        document |= {
            "error": result.error,
            "changes": result.changes,
            "seconds": round(result.seconds, 3),
            "repaired": result.repaired,
            "troubles": result.troubles,
            "makespan": round(result.makespan, 3),
            "steps": steps,
        }
        if result.ok and options.command == "up":
            document["outputs"] = rehearsal.shown_outputs()
    if report is not None:
        document["report"] = report.as_json()
    else:
        document |= {"resources": len(rehearsal.cloud.remaining()), "softDeleted": rehearsal.cloud.soft_deleted()}
    return document


def run() -> NoReturn:
    """For `python -m azure_rehearsal.cli.main`."""
    sys.exit(main())


if __name__ == "__main__":
    run()

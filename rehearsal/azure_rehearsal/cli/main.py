"""The command `azure-rehearsal`: a Pulumi stack, the real engine, a simulated Azure.

Exit codes: 0 all works, or what is left is pending (`--strict`: then 1); 1 something is broken, or the engine or the
program failed; 2 the command was given wrongly; 3 all that is left is to wait for grants to take effect.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NoReturn

from rich.console import Console
from rich.text import Text

from azure_rehearsal.cloud.deployer import act_as
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.problems import RehearsalError
from azure_rehearsal.engine.events import Result
from azure_rehearsal.engine.progress import Progress
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.report.report import ExitCode, Report, make_report
from azure_rehearsal.report.text import print_changes, print_report, print_troubles
from azure_rehearsal.report.verify import Verdict, sites
from azure_rehearsal.trouble import PRESETS

__all__ = ["main"]

# Where nobody can make the window wider, tables may be as wide as they need.
_WIDTH_OF_PIPES: Final = 180
_INTERRUPTED: Final = 130
_LAST_PORT: Final = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    options = _parser().parse_args(arguments)
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
    console = Console(file=file, highlight=False)
    return console if console.is_terminal else Console(file=file, highlight=False, width=_WIDTH_OF_PIPES)


def _refuse(options: argparse.Namespace, problem: str) -> int:
    if options.json:
        print(json.dumps({"operation": options.command, "ok": False, "error": problem, "exitCode": int(ExitCode.WRONG)}, indent=2))
    _console(sys.stderr).print(Text.assemble(("error: ", "bold red"), problem), soft_wrap=True)
    return ExitCode.WRONG


# -- commands ------------------------------------------------------------------------------------------------------------


def _operate(options: argparse.Namespace, out: Console) -> int:
    """preview, up, refresh, destroy."""
    if options.export:
        _require_place(options.export)
    with Progress(out, preview=options.command == "preview") as progress:
        rehearsal = _open(options, progress)
        for note in rehearsal.configuration.notes:
            progress.announce(note)
        result: Result = getattr(rehearsal, options.command)(check=False)
    if options.export:
        rehearsal.export(options.export)
    if not result.ok:
        return _answer(options, out, rehearsal, result, None, ExitCode.WRONG)
    if options.command != "up":
        return _answer(options, out, rehearsal, result, None, ExitCode.FINE)
    if options.complete:
        _complete(rehearsal)
    report = make_report(rehearsal.checkpoint(), rehearsal.cloud)
    rehearsal.save()  # to look at a setting may fetch its reference
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


def _complete(rehearsal: Rehearsal) -> None:
    """Runs every pending script in the simulated Azure."""
    for checked in make_report(rehearsal.checkpoint(), rehearsal.cloud).lines:
        pending = checked.line.pending
        if pending is None or checked.verdict is not Verdict.PENDING:
            continue
        try:
            rehearsal.cloud.run_sql(pending.database_id, pending.script)
        except AzureError as error:
            raise RehearsalError(f"the script for user '{pending.user}' on {pending.server} failed: {error}") from error
    rehearsal.save()


def _look(options: argparse.Namespace, out: Console) -> int:
    """report, advance, refetch: no engine takes part."""
    rehearsal = _open(options, None)
    if options.command == "advance":
        try:
            rehearsal.cloud.clock.advance(options.seconds)
        except ValueError as error:
            raise RehearsalError(str(error)) from error
    if options.command == "refetch":
        for site in sites(rehearsal.cloud):
            rehearsal.cloud.refresh_references(site)
    report = make_report(rehearsal.checkpoint(), rehearsal.cloud)
    rehearsal.save()
    return _answer(options, out, rehearsal, None, report, report.exit_code(strict=options.strict))


def _reset(options: argparse.Namespace, out: Console) -> int:
    rehearsal = _at(options, None)  # what is forgotten need not be readable
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

        return serve(options, out, _open(options, None))
    from .serve_engine import serve as serve_providers

    if options.port:
        raise RehearsalError("--port is the port of --https; each of Pulumi's providers has one of its own, which `serve` prints")
    return serve_providers(_open(options, None), out, as_json=options.json)


def _run_app(options: argparse.Namespace, out: Console) -> int:
    from .https import run_app

    del out  # standard output is the program's
    return run_app(options, _console(sys.stderr), _open(options, None))


_COMMANDS: Final[dict[str, Callable[[argparse.Namespace, Console], int]]] = {
    "preview": _operate,
    "up": _operate,
    "refresh": _operate,
    "destroy": _operate,
    "report": _look,
    "advance": _look,
    "refetch": _look,
    "reset": _reset,
    "coverage": _coverage,
    "serve": _serve,
    "run": _run_app,
}


def _at(options: argparse.Namespace, progress: Progress | None) -> Rehearsal:
    """The stack that the command is about; its simulated Azure isn't looked at yet."""
    return Rehearsal(
        options.directory,
        stack=options.stack,
        config=dict(options.config),
        on_event=progress,
        on_print=progress.printed if progress else None,
        announce=progress.announce if progress else lambda _: None,
        trouble=getattr(options, "trouble", None),
        seed=getattr(options, "seed", 0),
    )


def _open(options: argparse.Namespace, progress: Progress | None) -> Rehearsal:
    rehearsal = _at(options, progress)
    act_as(rehearsal.cloud, options.roles, options.graph)
    if options.grant_delay is not None:
        rehearsal.cloud.options = replace(rehearsal.cloud.options, grant_delay_seconds=options.grant_delay)
    return rehearsal


# -- answers -------------------------------------------------------------------------------------------------------------


def _answer(
    options: argparse.Namespace, out: Console, rehearsal: Rehearsal, result: Result | None, report: Report | None, code: ExitCode
) -> int:
    if options.json:
        print(json.dumps(_document(options, rehearsal, result, report, code), indent=2))
        return code
    if result is not None:
        print_troubles(out, result, getattr(options, "seed", 0))
    if result is not None and not result.ok:
        _console(sys.stderr).print(Text.assemble(("error: ", "bold red"), result.error or ""), soft_wrap=True)
    elif report is not None:
        print_report(out, report, result)
    elif result is not None:
        print_changes(out, result)
        if options.command == "destroy":
            print_report(out, Report(remaining=rehearsal.cloud.remaining(), soft_deleted=rehearsal.cloud.soft_deleted()))
    return code


def _document(
    options: argparse.Namespace, rehearsal: Rehearsal, result: Result | None, report: Report | None, code: ExitCode
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
    if report is not None:
        document["report"] = report.as_json()
    else:
        document |= {"resources": len(rehearsal.cloud.remaining()), "softDeleted": rehearsal.cloud.soft_deleted()}
    return document


# -- arguments -----------------------------------------------------------------------------------------------------------


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise argparse.ArgumentTypeError(f"'{text}' is no KEY=VALUE")
    return key, value


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of seconds; give 0 or more")
    return value


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 <= int(text) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"'{text}' is no port; give a number from 1 to {_LAST_PORT}, or leave it out for a free one")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="azure-rehearsal",
        description="Deploy a Pulumi azure-native stack with the real engine onto a simulated Azure. Nothing leaves this machine.",
        epilog="Exit codes: 0 works or pending, 1 broken or failed, 2 wrong usage, 3 waits for grants to take effect.",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("-C", dest="directory", metavar="DIR", type=Path, default=Path(), help="the folder of Pulumi.yaml (default: here)")
    common.add_argument("--stack", metavar="NAME", help="the stack (default: dev, or the only one there is)")
    common.add_argument(
        "--config", metavar="K=V", type=_setting, action="append", default=[], help="overrides a configuration value; may be repeated"
    )
    common.add_argument("--json", action="store_true", help="one JSON document on standard output, progress on standard error")
    common.add_argument("--strict", action="store_true", help="what is pending counts as broken (exit code 1)")
    common.add_argument("--complete", action="store_true", help="up: run pending database scripts in the simulated Azure")
    common.add_argument(
        "--grant-delay", metavar="SECONDS", type=_seconds, help="new role assignments take effect after this simulated time"
    )
    common.add_argument(
        "--as",
        dest="roles",
        metavar="ROLE[@SCOPE]",
        action="append",
        default=[],
        help="deploy with this built-in role only, at the subscription or at a resource group or ARM id; may be repeated (default: Owner)",
    )
    common.add_argument(
        "--graph",
        metavar="PERMISSION",
        action="append",
        default=[],
        help="with --as: a Microsoft Graph application permission of the deployer; may be repeated",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, words in _HELP.items():
        command = commands.add_parser(name, parents=[common], help=words, description=words)
        if name in _ENGINES:
            command.add_argument("--export", metavar="FILE", type=Path, help="write the engine's checkpoint, as `pulumi stack export` does")
        if name in _TROUBLED:
            command.add_argument(
                "--trouble", metavar="FILE|PRESET", help=f"what goes wrong: a TOML file, or one of {', '.join(PRESETS)} (default: calm)"
            )
            command.add_argument(
                "--seed", metavar="N", type=int, default=0, help="repeats the troubles, from the same state on (default: 0)"
            )
        if name == "advance":
            command.add_argument("seconds", metavar="SECONDS", type=_seconds, help="simulated seconds")
        if name == "serve":
            command.add_argument(
                "--https", action="store_true", help="ARM and Key Vault on the loopback interface, instead of Pulumi's providers"
            )
            command.add_argument("--port", metavar="PORT", type=_port, default=0, help="the port (default: a free one)")
        if name == "run":
            command.add_argument("app", metavar="APP", help="the app, or APP/SLOT")
            command.add_argument("line", metavar="-- COMMAND", nargs=argparse.REMAINDER, help="the program to start, with its arguments")
    coverage = commands.add_parser("coverage", help="what is simulated, and how faithfully", description=_COVERAGE)
    coverage.add_argument("--json", action="store_true", help="one JSON document, with the tests behind each behaviour")
    coverage.add_argument("--markdown", action="store_true", help="the page docs/simulated-azure.md")
    return parser


_ENGINES: Final = ("preview", "up", "refresh", "destroy")
_TROUBLED: Final = ("up", "refresh", "destroy")
_COVERAGE: Final = "Lists exact types, behaviours, functions, how many other types are taken generically, and what is absent."
_HELP: Final = {
    "preview": "show what up would do",
    "up": "deploy, and report on every connection",
    "refresh": "bring the stack's state in line with the simulated Azure",
    "destroy": "delete what the stack made",
    "report": "report on every connection as it is now",
    "advance": "let simulated time pass",
    "refetch": "let every app fetch its Key Vault references again (POST config/configreferences/appsettings/refresh)",
    "serve": "let your own `pulumi` deploy here from another terminal; with --https, let real Azure clients in",
    "run": "start a local program as an app of the stack: with its settings and its identity",
    "reset": "forget the stack and its simulated Azure, soft-deleted vaults included",
}


def run() -> NoReturn:
    """For `python -m azure_rehearsal.cli.main`."""
    sys.exit(main())


if __name__ == "__main__":
    run()

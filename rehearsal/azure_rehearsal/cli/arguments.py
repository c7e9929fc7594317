"""The command line of `azure-rehearsal`: commands, options, and what is wrong with them."""

from __future__ import annotations

import argparse
import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from typing_extensions import override

from azure_rehearsal.trouble import PRESETS

__all__ = ["parser"]

_LAST_PORT: Final = 65535
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
    "seed": "put existing resources, roles and people into the simulated Azure, from YAML or from what Azure's tools export",
    "share": "let all stacks of this Git repository share one simulated Azure",
    "reset": "forget the stack and its simulated Azure, soft-deleted vaults included",
}


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


def _address(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no IPv4 address; give one such as 198.51.100.7") from None


class _Version(argparse.Action):
    """Prints versions and ends; they are looked up only when somebody asks."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    @override
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        from azure_rehearsal.engine.pulumi_cli import VERSION

        sdks = ", ".join(f"{name} {version(name)}" for name in ("pulumi", "pulumi-azure-native", "pulumi-azuread"))
        print(f"azure-rehearsal {version('pulumi-azure-rehearsal')} (engine {VERSION} where no other is on PATH; {sdks})")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The command line: every command with its options."""
    made = argparse.ArgumentParser(
        prog="azure-rehearsal",
        description="Deploy a Pulumi azure-native stack with the real engine onto a simulated Azure. Nothing leaves this machine.",
        epilog="Exit codes: 0 works, pending or not checked, 1 broken or failed, 2 wrong usage, 3 waits for grants to take effect.",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("-C", dest="directory", metavar="DIR", type=Path, default=Path(), help="the folder of Pulumi.yaml (default: here)")
    common.add_argument("--stack", metavar="NAME", help="the stack (default: dev, or the only one there is)")
    common.add_argument(
        "--config", metavar="K=V", type=_setting, action="append", default=[], help="overrides a configuration value; may be repeated"
    )
    common.add_argument("--json", action="store_true", help="one JSON document on standard output, progress on standard error")
    common.add_argument("--strict", action="store_true", help="what is pending or wasn't checked counts as broken (exit code 1)")
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
    common.add_argument("--as-user", action="store_true", help="deploy as a person who signed in, in place of a service principal")
    common.add_argument(
        "--graph",
        metavar="PERMISSION",
        action="append",
        default=[],
        help="with --as: a Microsoft Graph application permission of the deployer; may be repeated",
    )
    common.add_argument(
        "--from",
        dest="address",
        metavar="ADDRESS",
        type=_address,
        help="deploy from this public IPv4 address, which firewalls see (default: 203.0.113.10, or as it was)",
    )
    made.add_argument("--version", action=_Version, help="the versions of this command, of its engine and of Pulumi's SDK")
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, words in _HELP.items():
        command = commands.add_parser(name, parents=[common], help=words, description=words)
        if name in _ENGINES:
            command.add_argument("--export", metavar="FILE", type=Path, help="write the engine's checkpoint, as `pulumi stack export` does")
            command.add_argument(
                "--stack-output",
                metavar="NAME.KEY=VALUE",
                action="append",
                default=[],
                help="an output of a stack that the program refers to; also NAME=FILE (what `pulumi stack output --json` writes) or "
                "NAME=FOLDER (a rehearsed project); may be repeated (default: rehearsed projects of this repository)",
            )
            command.add_argument(
                "--allow-commands", action="store_true", help="let the installed provider `command` run what the program says, for real"
            )
        if name in _TROUBLED:
            command.add_argument(
                "--trouble", metavar="FILE|PRESET", help=f"what goes wrong: a TOML file, or one of {', '.join(PRESETS)} (default: calm)"
            )
            command.add_argument(
                "--seed", metavar="N", type=int, default=0, help="repeats the troubles, from the same state on (default: 0)"
            )
        if name == "advance":
            command.add_argument("seconds", metavar="SECONDS", type=_seconds, help="simulated seconds")
        if name == "seed":
            command.add_argument(
                "files", metavar="FILE", nargs="*", type=Path, help="YAML, or JSON of `az resource list`, `az graph query`"
            )
            command.add_argument("--list", action="store_true", help="show what was seeded")
            command.add_argument(
                "--remove", metavar="ID", nargs="*", help="take out what was seeded: these ids with all that lies under them, or all of it"
            )
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
    return made

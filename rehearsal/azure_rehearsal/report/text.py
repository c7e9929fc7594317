"""The report for people: tables with rich, which fall back to plain text where the output is no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from azure_rehearsal.core.arm_ids import ArmId

from .connections import Connection
from .left_users import LeftUser
from .references import REFETCH, Reference
from .report import Report
from .verdict import Checked, Finding, Verdict

if TYPE_CHECKING:
    from azure_rehearsal.engine.events import Result  # which loads Pulumi

__all__ = ["print_changes", "print_report", "print_troubles"]

_STYLES: Final = {
    Verdict.WORKS: "green",
    Verdict.UNCHECKED: "cyan",
    Verdict.PENDING: "bold yellow",
    Verdict.WAITING: "yellow",
    Verdict.BROKEN: "bold red",
}
_ORDER: Final = ("create", "update", "replace", "delete", "import", "same")
_FUTURE: Final = {
    "create": "to create",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
    "import": "to import",
    "same": "unchanged",
}
_PAST: Final = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "import": "imported",
    "same": "unchanged",
}


def print_report(console: Console, report: Report, result: Result | None = None) -> None:
    """All of it, the things to do last, where the eye ends up."""
    if report.lines:
        console.print(_connections(report))
    if report.references:
        console.print(_references(report.references))
    for exception in report.exceptions:
        where = f"{exception.app}/{exception.slot}" if exception.slot else exception.app
        console.print(Text.assemble(("! ", "yellow"), f"{where}: {exception.what}, because: {exception.because}"), soft_wrap=True)
    for door in report.open_doors:
        who = ", ".join(door.connections)
        console.print(
            Text.assemble(("! ", "yellow"), f"keys of {_short(door.resource_id)} still work ({door.property}); {who} need none of them"),
            soft_wrap=True,
        )
    for one in report.apps:
        where = "/".join(ArmId.parse(one.app_id).names)
        console.print(Text.assemble(("x ", "bold red"), f"{where}: {one.finding.text}{_source(one.finding)}"), soft_wrap=True)
    for leak in report.leaks:
        console.print(Text.assemble(("x ", "bold red"), leak.text), soft_wrap=True)
    for problem in report.problems:
        console.print(Text.assemble(("x ", "bold red"), problem), soft_wrap=True)
    _to_do(console, report)
    if report.soft_deleted:
        console.print(
            f"Soft-deleted, kept by Azure until purged (`azure-rehearsal reset` forgets them): {', '.join(map(_short, report.soft_deleted))}"
        )
    if result is not None:
        print_changes(console, result)
    console.print(f"{len(report.remaining)} resources in the simulated Azure.", soft_wrap=True)


def print_changes(console: Console, result: Result) -> None:
    """Counts and time, in one line."""
    words = _FUTURE if result.operation == "preview" else _PAST
    known = [f"{result.changes[op]} {words[op]}" for op in _ORDER if result.changes.get(op)]
    others = [f"{count} {op}" for op, count in result.changes.items() if op not in _ORDER]
    console.print(f"{', '.join([*known, *others]) or 'nothing to do'}; {result.seconds:.1f} s.", soft_wrap=True)


def print_troubles(console: Console, result: Result, seed: int) -> None:
    """What went wrong on request, and what it came to; nothing where nothing did."""
    for sentence in result.troubles:
        console.print(Text.assemble(("~ ", "yellow"), sentence), soft_wrap=True)
    if result.troubles or result.makespan:
        took = f"The changes took {result.makespan:.0f} s of simulated time" if result.makespan else "No change was made"
        console.print(f"{took}; {len(result.troubles)} troubles, which --seed {seed} repeats from the same state on.", soft_wrap=True)


def _connections(report: Report) -> Table:
    table = _table(
        "Connections" if report.declared else "Connections, read off grants and settings", "App", "Target", "Right", "Settings", "State"
    )
    for first, *others in _agreeing(report.lines):
        table.add_row(*_row(first, [one.line.slot or "production" for one in others]))
    return table


def _agreeing(lines: Iterable[Checked]) -> list[list[Checked]]:
    """The lines, those of one app's slots together where they say the same of one connection: a person reads that once."""
    found: dict[tuple[str, ...], list[Checked]] = {}
    for checked in lines:
        said = [str(cell) for cell in _row(checked)[1:]]
        found.setdefault((checked.line.app, checked.line.name, *said), []).append(checked)
    return list(found.values())


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _row(checked: Checked, slots: Sequence[str] = ()) -> list[Text]:
    line = checked.line
    target = f"{line.target} {_short(line.target_id)}" if line.target_id else line.target
    if line.because:
        target += f"\nby secret, because: {line.because}"
    state = Text(_headline(checked), style=_STYLES[checked.verdict])
    for part in checked.parts:
        for finding in part.findings:
            state.append(f"\n{part.name}: {finding.text}{_source(finding)}", style="default")
    where = f"{line.where}, {', '.join(slots)}" if slots else line.where
    return [Text(f"{where}\n{line.name}"), Text(target), Text(_right(line)), Text("\n".join(line.settings) or "-"), state]


def _headline(checked: Checked) -> str:
    return checked.summary if checked.verdict in (Verdict.WORKS, Verdict.UNCHECKED) else checked.verdict.value


def _source(finding: Finding) -> str:
    return f" ({finding.source})" if finding.source else ""


def _right(line: Connection) -> str:
    """Which right, where, to whom: one under the other."""
    lines: list[str] = []
    if line.grant is not None:
        lines += [line.grant.role or line.grant.kind, f"at {_short(line.grant.scope)}"]
    if line.identity is not None:
        name = f" {_short(line.identity.resource_id)}" if line.identity.resource_id else ""
        lines.append(f"to {line.identity.kind}{name}")
    if line.grant is not None and line.grant.external:
        lines.append("(granted by somebody else)")
    return "\n".join(lines) or "-"


def _references(found: Iterable[Reference]) -> Table:
    table = _table("References, as the apps see them", "App", "Setting", "Secret", "Status")
    for one in found:
        secret = f"{one.vault}/{one.secret}{'/' + one.version if one.version else ''}" if one.vault else "-"
        status = Text(one.status, style=_STYLES[one.verdict])
        if one.verdict is not Verdict.WORKS:
            status.append(f"\n{one.detail if one.cause == one.status else one.words}", style="default")
        table.add_row(Text("/".join(ArmId.parse(one.app_id).names)), Text(one.setting), Text(secret), status)
    return table


def _to_do(console: Console, report: Report) -> None:
    verdicts = report.verdicts
    for checked in report.lines:
        for finding in checked.findings:
            if finding.verdict is Verdict.PENDING:
                console.print(
                    Text.assemble(("PENDING ", "bold yellow"), f"{checked.line.where} -> {checked.line.name}: {finding.text}"),
                    soft_wrap=True,
                )
    for user in report.left_users:
        console.print(Text.assemble(("LEFT ", "bold yellow"), _left(user)), soft_wrap=True)
        if user.drop:
            console.print(Text(user.drop), soft_wrap=True)
    if report.left_users or any(line.line.pending and line.permission.verdict is Verdict.PENDING for line in report.lines):
        console.print("`azure-rehearsal up --complete` runs the pending scripts in the simulated Azure.", soft_wrap=True)
    if Verdict.WAITING in verdicts:
        console.print(
            Text.assemble(
                ("WAITING ", "yellow"),
                "for grants to take effect. Simulated time passes with `azure-rehearsal advance SECONDS`; App Service then fetches its references "
                f"again after 24 hours, at any change of settings, or at once with `{REFETCH}` "
                "(POST .../config/configreferences/appsettings/refresh).",
            ),
            soft_wrap=True,
        )


def _left(user: LeftUser) -> str:
    do = "run its drop script:" if user.drop else "drop it by hand; its component told no script for that."
    where = f"{_short(user.database_id)} on {user.server}"
    return f"user '{user.user}' is still in {where}, and connection '{user.connection}' of '{user.app}' is gone: {do}"


def _short(id: str) -> str:
    """The telling end of an ARM id; anything else as it is."""
    arm = ArmId.parse(id)
    return "/".join(arm.names) if arm.names else id.rsplit("/", 1)[-1]

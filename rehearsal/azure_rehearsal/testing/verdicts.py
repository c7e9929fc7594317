"""What a test asks of the connections that it deployed: each one's verdict, in five parts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, cast

from azure_rehearsal.core.problems import did_you_mean
from azure_rehearsal.core.values import Path
from azure_rehearsal.doors.mocks.recording import STACK, Run
from azure_rehearsal.memory.checkpoint import SECRET

if TYPE_CHECKING:
    from azure_rehearsal.report.report import Report
    from azure_rehearsal.report.verdict import Checked

__all__ = ["CheckedRun", "Verdicts", "checked_run"]


class Verdicts:
    """Verdicts on the connections of a stack, as the simulated Azure stands at the time of asking."""

    def report(self) -> Report:
        """The whole report, as `azure-rehearsal report` prints it."""
        raise NotImplementedError

    @property
    def connections(self) -> list[Checked]:
        """The verdict on each connection of the stack."""
        return self.report().lines

    def connection(self, app: str, name: str, *, slot: str | None = None) -> Checked:
        """The verdict on one connection, as the simulated Azure stands now.

        Args:
            app: The app's logical name; of a stack whose components tell no connections, the app's name in Azure.
            name: The connection's name; of such a stack, the name of the target.
            slot: The name of the app's slot; without it the app itself is meant.

        Raises:
            LookupError: there is no such connection, or more than one.
        """
        lines = self.report().lines
        found = [one for one in lines if (one.line.app, one.line.name, one.line.slot) == (app, name, slot)]
        if len(found) == 1:
            return found[0]
        asked = f"'{f'{app}/{slot}' if slot else app}' -> '{name}'"
        if found:
            rights = ", ".join(one.line.grant.role or one.line.grant.kind for one in found if one.line.grant)
            raise LookupError(f"{len(found)} connections are {asked} ({rights}): look through `connections`")
        known = sorted({f"'{one.line.where}' -> '{one.line.name}'" for one in lines})
        hint = did_you_mean(asked, set(known)) or (f" There are: {', '.join(known)}." if known else " The stack has no connections.")
        raise LookupError(f"there is no connection {asked}.{hint}")


@dataclass(repr=False)
class CheckedRun(Verdicts, Run):
    """The outcome of one run of a program, and the verdicts on its connections."""

    def report(self) -> Report:
        """The whole report on the stack, as `azure-rehearsal report` prints it."""
        from azure_rehearsal.report.report import make_report  # only who asks pays for tables and schemas

        return make_report(self._checkpoint(), self.cloud)

    def _checkpoint(self) -> dict[str, Any]:
        """The run as the engine's checkpoint would have it."""
        stack = {"urn": f"urn:pulumi:stack::{self.project}::{STACK}::{self.project}-stack", "type": STACK, "custom": False}
        return {
            "resources": [
                {**stack, "outputs": _without(self.exports, self.secret_exports)},
                *(
                    {
                        "urn": one.urn,
                        "type": one.type,
                        "id": one.id,
                        "custom": one.custom,
                        "external": one.operation == "read",
                        "inputs": _without(one.inputs, one.secrets),
                        "outputs": _without(one.outputs, one.secret_outputs) if one.custom else self.outputs(one),
                    }
                    for one in self.resources
                ),
            ]
        }


def _without(value: Any, secrets: frozenset[Path], path: Path = ()) -> Any:
    """The same data with the engine's mark in the place of each secret."""
    if path in secrets:
        return dict(SECRET)
    if isinstance(value, dict):
        return {key: _without(inner, secrets, (*path, key)) for key, inner in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_without(inner, secrets, (*path, at)) for at, inner in enumerate(cast("list[Any]", value))]
    return value


def checked_run(run: Run) -> CheckedRun:
    """The run, with verdicts."""
    return CheckedRun(**{one.name: getattr(run, one.name) for one in fields(run)})

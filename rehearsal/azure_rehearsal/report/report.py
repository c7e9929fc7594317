"""What a person wants to know after `up`: is everything connected, does every reference resolve, what is left to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud

from .apps import app_findings
from .connections import ExceptionLine, read_declared
from .derive import derive
from .exit_codes import ExitCode
from .leaks import Leak, leaks
from .left_users import LeftUser, left_users
from .local_auth import OpenDoor, open_doors
from .references import Reference, references
from .verdict import AppFinding, Checked, Finding, Verdict
from .verify import check, sites

__all__ = ["ExitCode", "Report", "make_report"]


@dataclass
class Report:
    """The state of a stack's connections.

    `declared` says whether the lines come from the stack's components; else they were read off the cloud. `problems` are
    outputs that aren't as documented; `apps`: what is wrong with apps as a whole; `remaining` and `soft_deleted` are ARM ids; `open_doors`
    are targets whose keys still work though nobody needs them; `left_users` are database users whose connection was removed; `leaks` are
    keys in the open.
    """

    lines: list[Checked] = field(default_factory=list[Checked])
    references: list[Reference] = field(default_factory=list[Reference])
    exceptions: list[ExceptionLine] = field(default_factory=list[ExceptionLine])
    problems: list[str] = field(default_factory=list[str])
    apps: list[AppFinding] = field(default_factory=list[AppFinding])
    declared: bool = False
    remaining: list[str] = field(default_factory=list[str])
    soft_deleted: list[str] = field(default_factory=list[str])
    open_doors: list[OpenDoor] = field(default_factory=list[OpenDoor])
    left_users: list[LeftUser] = field(default_factory=list[LeftUser])
    leaks: list[Leak] = field(default_factory=list[Leak])

    @property
    def verdicts(self) -> list[Verdict]:
        """Of each line, of each reference that no line speaks of, of what is wrong with apps, and of each user that is still to be dropped."""
        spoken = {(line.line.app_id.lower(), secret.setting) for line in self.lines for secret in line.line.secrets}
        others = [one.verdict for one in self.references if (one.app_id.lower(), one.setting) not in spoken]
        left = [Verdict.PENDING for _ in self.left_users]
        return [*(line.verdict for line in self.lines), *others, *(one.finding.verdict for one in self.apps), *left]

    def exit_code(self, *, strict: bool = False) -> ExitCode:
        """1 if anything is broken or a key is in the open, 3 if something only waits; what is pending or wasn't checked counts as wrong if `strict`."""
        verdicts = set(self.verdicts)
        if self.problems or self.leaks or Verdict.BROKEN in verdicts or (strict and verdicts & {Verdict.PENDING, Verdict.UNCHECKED}):
            return ExitCode.WRONG
        return ExitCode.WAITING if Verdict.WAITING in verdicts else ExitCode.FINE

    def as_json(self) -> dict[str, Any]:
        """Plain data, camelCase keys as in the components' outputs."""
        return {
            "declared": self.declared,
            "connections": [_line_json(line) for line in self.lines],
            "references": [_camel({**asdict(one), "verdict": one.verdict.value}) for one in self.references],
            "exceptions": [_camel(asdict(one)) for one in self.exceptions],
            "problems": self.problems,
            "apps": [{"appId": one.app_id, "part": one.part, **_finding_json(one.finding)} for one in self.apps],
            "resources": len(self.remaining),
            "softDeleted": self.soft_deleted,
            "keysStillWork": [_camel(asdict(one)) for one in self.open_doors],
            "leaks": [{**_camel(asdict(one)), "text": one.text} for one in self.leaks],
            "leftUsers": [_camel(asdict(one)) for one in self.left_users],
        }


def make_report(checkpoint: Mapping[str, Any], cloud: Cloud, users: Sequence[LeftUser] = ()) -> Report:
    """Reads what the components tell, and checks all of it against the cloud. `users`: database users of earlier deployments."""
    declared = read_declared(checkpoint)
    lines = declared.connections if declared.found else derive(cloud)
    apps = app_findings(checkpoint, cloud)
    return Report(
        lines=[check(cloud, line, apps, among=lines, derived=not declared.found) for line in lines],
        references=[one for site in sites(cloud) for one in references(cloud, site)],
        exceptions=declared.exceptions,
        problems=declared.problems,
        apps=apps,
        declared=declared.found,
        remaining=cloud.remaining(),
        soft_deleted=cloud.soft_deleted(),
        open_doors=open_doors(cloud, lines),
        left_users=left_users(cloud, users, lines),
        leaks=leaks(checkpoint, cloud, declared.exceptions),
    )


def _line_json(checked: Checked) -> dict[str, Any]:
    line = _camel(asdict(checked.line))
    line["connection"] = line.pop("name")
    parts = {part.name: {"state": part.state.value, "findings": [_finding_json(one) for one in part.findings]} for part in checked.parts}
    return {
        **line,
        "verdict": checked.verdict.value,
        "summary": checked.summary,
        "parts": parts,
        "findings": [_finding_json(one) for one in checked.findings],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    source = {"source": finding.source} if finding.source else {}
    return {"verdict": finding.verdict.value, "text": finding.text, **source}


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {_camel_word(key): _camel(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list | tuple):
        return [_camel(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def _camel_word(word: str) -> str:
    first, *rest = word.split("_")
    return first + "".join(part.capitalize() for part in rest)

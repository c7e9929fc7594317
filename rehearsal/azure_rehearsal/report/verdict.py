"""A verdict on a connection: five parts, as in Service Connector's own validation, and the worst of them.

Its `validateLinker` answers, by identity, "The target existence is validated", "The target service firewall is validated", "The configured values
is validated", "The identity existence is validated" and "The identity permission is validated" (recorded 2022-03-02, api 2021-11-01-preview:
azure-cli, serviceconnector/tests/latest/recordings/test_webapp_cosmossql_e2e.yaml).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from .connections import Connection

__all__ = ["PARTS", "AppFinding", "Checked", "Finding", "Part", "PartState", "Verdict", "broken", "pending", "unchecked", "waiting"]


class Verdict(Enum):
    """How something stands, from good to bad."""

    WORKS = "works"
    UNCHECKED = "not checked"
    PENDING = "pending"
    WAITING = "waiting"
    BROKEN = "broken"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Verdict).index(self)


class PartState(Enum):
    """How one part of a connection stands."""

    PASSED = "passed"
    NOT_CHECKED = "not checked"
    WAITING = "waiting"
    FAILED = "failed"


_STATES: Final = {
    Verdict.WORKS: PartState.PASSED,
    Verdict.UNCHECKED: PartState.NOT_CHECKED,
    Verdict.PENDING: PartState.WAITING,
    Verdict.WAITING: PartState.WAITING,
    Verdict.BROKEN: PartState.FAILED,
}


@dataclass(frozen=True)
class Finding:
    """One thing that isn't as it should be, or that nobody checked. `source`: where Azure's documentation says so."""

    verdict: Verdict
    text: str
    source: str = ""


def broken(text: str, source: str = "") -> Finding:
    """Something that keeps the connection from working."""
    return Finding(Verdict.BROKEN, text, source)


def waiting(text: str, source: str = "") -> Finding:
    """Something that is only a matter of time, or of fetching again."""
    return Finding(Verdict.WAITING, text, source)


def pending(text: str, source: str = "") -> Finding:
    """Something that a person still has to do."""
    return Finding(Verdict.PENDING, text, source)


def unchecked(text: str, source: str = "") -> Finding:
    """Something that the rehearsal can't tell, and why."""
    return Finding(Verdict.UNCHECKED, text, source)


@dataclass(frozen=True)
class AppFinding:
    """Something wrong with an app as a whole, and the part of its connections' verdicts that fails by it.

    `settings`: the settings it is about; empty: it concerns every connection of the app.
    """

    app_id: str
    part: str
    finding: Finding
    settings: frozenset[str] = frozenset()

    def concerns(self, line: Connection) -> bool:
        """Whether it is about that connection."""
        mine = line.app_id.lower() == self.app_id.lower()
        return mine and (not self.settings or not self.settings.isdisjoint(line.settings))


@dataclass(frozen=True)
class Part:
    """One of the five parts; no finding means that it passed."""

    name: str
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings."""
        return max((finding.verdict for finding in self.findings), key=lambda one: one.rank, default=Verdict.WORKS)

    @property
    def state(self) -> PartState:
        """Passed, not checked, waiting (for time, or for somebody), or failed."""
        return _STATES[self.verdict]

    @property
    def passed(self) -> bool:
        """Whether it was checked and is as it should be."""
        return self.state is PartState.PASSED

    @property
    def failed(self) -> bool:
        """Whether it keeps the connection from working."""
        return self.state is PartState.FAILED

    @property
    def reason(self) -> str:
        """Why it didn't pass; "" where it did."""
        return "; ".join(finding.text for finding in self.findings)


@dataclass(frozen=True)
class Checked:
    """A connection and the five parts of its verdict."""

    line: Connection
    target: Part = Part("target")
    network: Part = Part("network")
    configuration: Part = Part("configuration")
    identity: Part = Part("identity")
    permission: Part = Part("permission")

    @property
    def parts(self) -> tuple[Part, ...]:
        """The five, in the order in which Service Connector checks them."""
        return (self.target, self.network, self.configuration, self.identity, self.permission)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that isn't as it should be, whatever the part."""
        return tuple(finding for part in self.parts for finding in part.findings)

    @property
    def verdict(self) -> Verdict:
        """The worst of the parts: it works only if all five passed."""
        return max((part.verdict for part in self.parts), key=lambda one: one.rank)

    @property
    def works(self) -> bool:
        """Whether all five parts passed."""
        return self.verdict is Verdict.WORKS

    @property
    def summary(self) -> str:
        """The verdict in words: "works"; "broken: network, permission"; "nothing broken; network not checked"."""
        named = ", ".join(part.name for part in self.parts if part.verdict is self.verdict)
        if self.works:
            return self.verdict.value
        return f"nothing broken; {named} not checked" if self.verdict is Verdict.UNCHECKED else f"{self.verdict.value}: {named}"


PARTS: Final = tuple(part.name for part in Checked(Connection("", "", "", "", "")).parts)
"""The names of the parts, in the order in which they are checked."""

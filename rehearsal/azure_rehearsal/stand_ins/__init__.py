"""Stand-ins for other providers whose effect is plain: they make values and touch nothing outside.

A package is a table of resource types; what isn't in it is refused with what to do. No stand-in keeps anything: what a
resource made is its outputs, which the engine remembers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import UNKNOWN, JsonDict
from azure_rehearsal.schema import types as schema

from ._made import Function, Imitated, Made
from .random_values import RANDOM
from .time_values import TIME
from .tls import FUNCTIONS as TLS_FUNCTIONS
from .tls import TLS

if TYPE_CHECKING:
    from azure_rehearsal.cloud.cloud import Cloud

__all__ = [
    "PACKAGES",
    "Made",
    "call",
    "change",
    "end",
    "faults",
    "make",
    "outdated",
    "package_of",
    "preview",
    "refusal",
    "replacing",
    "types",
]


@dataclass(frozen=True)
class Package:
    """One package. `version`: of the SDK whose types and functions are imitated. `advice`: what to do about its other ones."""

    version: str
    types: Mapping[str, Imitated]
    advice: str
    functions: Mapping[str, Function] = field(default_factory=dict[str, Function])


_MOCK: Final = "In unit tests, give its outputs: outputs={'TYPE': {...}}"

PACKAGES: Final[Mapping[str, Package]] = {
    "random": Package("4.21.4", RANDOM, _MOCK),
    "time": Package("0.1.1", TIME, f"Leave it out of a rehearsed stack. {_MOCK}"),
    "tls": Package("5.6.2", TLS, f"Nothing is asked of the network here; give what it would tell by configuration. {_MOCK}", TLS_FUNCTIONS),
    "command": Package(
        "1.2.1",
        {},
        "A command's effect isn't known without running it, and a rehearsal runs nothing on this machine or elsewhere unless you say so: "
        "--allow-commands of azure-rehearsal lets the real provider run (`pulumi plugin install resource command`). Or make it conditional: "
        f"`if not os.environ.get('PULUMI_REHEARSAL')`, which is set while a program is rehearsed. {_MOCK}",
    ),
}


def package_of(token: str) -> str:
    """The package of a token."""
    return token.partition(":")[0]


def types() -> frozenset[str]:
    """All resource types that are imitated."""
    return frozenset(token for package in PACKAGES.values() for token in package.types)


def refusal(token: str) -> AzureError:
    """What a type or function without a stand-in is refused with."""
    package = PACKAGES.get(package_of(token))
    advice = package.advice if package else _MOCK
    return AzureError("", f"'{token}' has no stand-in in a rehearsal. {advice}", 0)


def faults(token: str, inputs: JsonDict) -> list[schema.Fault]:
    """What the installed SDK says is wrong with the inputs; nothing where it isn't installed."""
    try:
        return schema.check(token, inputs)
    except schema.UnknownToken:
        return []


def make(token: str, inputs: JsonDict, *, seed: str | None, cloud: Cloud) -> Made:
    """Make a resource. `seed`: the same makes the same values; None makes other ones each time. Raises AzureError."""
    source: random.Random = random.SystemRandom() if seed is None else random.Random(seed)
    return _imitated(token).make(inputs, source, cloud)


def preview(token: str, inputs: JsonDict) -> JsonDict:
    """What is known before: the inputs; every other output that the installed SDK has is unknown."""
    _imitated(token)
    try:
        names = schema.describe(token).outputs
    except schema.UnknownToken:
        return dict(inputs)
    return {name: inputs.get(name, UNKNOWN) for name in names}


def replacing(token: str, *inputs: JsonDict) -> frozenset[str]:
    """Those of the names in the inputs, old and new ones, whose change makes a new resource: all, as most of these providers have it."""
    return frozenset(name for one in inputs for name in one) - _imitated(token).in_place


def outdated(token: str, outputs: JsonDict, cloud: Cloud) -> str | None:
    """The output of a resource that is out of date by now, so that the next deployment makes a new one; None: it still holds."""
    return _imitated(token).outdated(outputs, cloud.clock.now)


def change(token: str, outputs: JsonDict, inputs: JsonDict) -> JsonDict:
    """The outputs after a change in place. Raises AzureError."""
    return _imitated(token).change(outputs, inputs)


def end(token: str, inputs: JsonDict, cloud: Cloud) -> None:
    """What a delete does."""
    ended = _imitated(token).ended
    if ended is not None:
        ended(inputs, cloud)


def call(token: str, args: JsonDict) -> JsonDict:
    """The result of a function. Raises AzureError for one that has no stand-in."""
    package = PACKAGES.get(package_of(token))
    function = package.functions.get(token) if package else None
    if function is None:
        raise refusal(token)
    return function(args)


def _imitated(token: str) -> Imitated:
    package = PACKAGES.get(package_of(token))
    found = package.types.get(token) if package else None
    if found is None:
        raise refusal(token)
    return found

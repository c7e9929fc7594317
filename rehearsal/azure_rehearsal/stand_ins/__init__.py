"""Stand-ins for other providers whose effect is plain: they make values and touch nothing outside.

A package is a table of resource types; what isn't in it is refused with what to do. No stand-in keeps anything: what a
resource made is its outputs, which the engine remembers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from azure_rehearsal import schema
from azure_rehearsal.errors import AzureError
from azure_rehearsal.values import UNKNOWN, JsonDict

from ._made import Made, Maker
from .random_values import RANDOM
from .time_values import TIME
from .tls_keys import TLS

if TYPE_CHECKING:
    from azure_rehearsal.cloud import Cloud

__all__ = ["PACKAGES", "Made", "faults", "make", "package_of", "preview", "refusal", "types"]


@dataclass(frozen=True)
class Package:
    """One package. `version`: of the SDK whose types are imitated. `advice`: what to do about its other types."""

    version: str
    types: Mapping[str, Maker]
    advice: str


_MOCK: Final = "In unit tests, give its outputs: outputs={'TYPE': {...}}"

PACKAGES: Final[Mapping[str, Package]] = {
    "random": Package("4.21.4", RANDOM, _MOCK),
    "time": Package("0.1.1", TIME, f"Use time.Sleep or time.Static, or leave it out of a rehearsed stack. {_MOCK}"),
    "tls": Package("5.6.2", TLS, f"Only private keys are made; give certificates by configuration. {_MOCK}"),
    "command": Package(
        "1.2.1",
        {},
        "A command's effect isn't known without running it, and a rehearsal runs nothing on this machine or elsewhere. Make it conditional: "
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
    maker = _maker(token)
    return maker(inputs, source, cloud)


def preview(token: str, inputs: JsonDict) -> JsonDict:
    """What is known before: the inputs; every other output that the installed SDK has is unknown."""
    _maker(token)
    try:
        names = schema.describe(token).outputs
    except schema.UnknownToken:
        return dict(inputs)
    return {name: inputs.get(name, UNKNOWN) for name in names}


def _maker(token: str) -> Callable[[JsonDict, random.Random, Cloud], Made]:
    package = PACKAGES.get(package_of(token))
    maker = package.types.get(token) if package else None
    if maker is None:
        raise refusal(token)
    return maker

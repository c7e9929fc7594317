"""The package `random`: texts, passwords, pets, ids, numbers, guids, shuffles.

Ids, defaults and the alphabet: registry.terraform.io/providers/hashicorp/random, the provider that pulumi-random bridges.
"""

# ruff: noqa: ARG001 - all makers share one signature

from __future__ import annotations

import base64
import random
import string
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import entries, text
from azure_rehearsal.core.values import JsonDict

from ._made import Imitated, Made, number, switch

if TYPE_CHECKING:
    from azure_rehearsal.cloud.cloud import Cloud

__all__ = ["RANDOM"]

_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
_HOW: Final = (
    "amply",
    "barely",
    "calmly",
    "deeply",
    "evenly",
    "firmly",
    "gently",
    "highly",
    "justly",
    "kindly",
    "lively",
    "mildly",
    "neatly",
    "openly",
)
_LIKE: Final = (
    "able",
    "bold",
    "calm",
    "deep",
    "easy",
    "fair",
    "glad",
    "holy",
    "just",
    "keen",
    "lean",
    "mild",
    "neat",
    "open",
    "pure",
    "rare",
    "safe",
    "tidy",
    "vast",
    "warm",
)
_PET: Final = (
    "ant",
    "bee",
    "cat",
    "doe",
    "elk",
    "fox",
    "gnu",
    "hen",
    "ibis",
    "jay",
    "koi",
    "lynx",
    "mole",
    "newt",
    "owl",
    "pig",
    "quail",
    "ram",
    "seal",
    "toad",
    "wolf",
    "yak",
)


def _characters(inputs: JsonDict, source: random.Random) -> tuple[str, JsonDict]:
    """A text from the character classes that are on, with the least number of each."""
    length = number(inputs, "length")
    numeric = switch(inputs, "numeric", fallback=switch(inputs, "number"))
    special = text(inputs, "overrideSpecial") or _SPECIAL
    classes = (
        ("upper", "minUpper", string.ascii_uppercase, switch(inputs, "upper")),
        ("lower", "minLower", string.ascii_lowercase, switch(inputs, "lower")),
        ("numeric", "minNumeric", string.digits, numeric),
        ("special", "minSpecial", special, switch(inputs, "special")),
    )
    least = [(letters, number(inputs, minimum)) for _, minimum, letters, _ in classes]
    if length < 1 or sum(count for _, count in least) > length:
        raise AzureError(
            "", f"length is {length}; it must be at least 1 and at least the sum of minUpper, minLower, minNumeric, minSpecial", 0
        )
    alphabet = "".join(letters for _, _, letters, on in classes if on)
    if not alphabet:
        raise AzureError("", "at least one of upper, lower, numeric and special must be true", 0)
    chosen = [source.choice(letters) for letters, count in least for _ in range(count)]
    chosen += [source.choice(alphabet) for _ in range(length - len(chosen))]
    source.shuffle(chosen)
    told: JsonDict = {name: on for name, _, _, on in classes}
    told |= {"number": numeric, **{minimum: number(inputs, minimum) for _, minimum, _, _ in classes}}
    return "".join(chosen), told


def _string(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    made, told = _characters(inputs, source)
    return Made(made, {**inputs, **told, "result": made})


def _password(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    made, told = _characters(inputs, source)
    hashed = "$2a$10$" + "".join(source.choice(string.ascii_letters + string.digits + "./") for _ in range(53))  # of bcrypt's shape alone
    return Made("none", {**inputs, **told, "result": made, "bcryptHash": hashed})


def _pet(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    length = number(inputs, "length", 2)
    separator = text(inputs, "separator")
    words = [*(source.choice(_HOW) for _ in range(length - 2)), source.choice(_LIKE), source.choice(_PET)][-max(length, 1) :]
    prefix = text(inputs, "prefix")
    name = (separator if separator is not None else "-").join([prefix, *words] if prefix else words)
    return Made(name, {"length": length, "separator": separator if separator is not None else "-", **inputs})


def _id(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    raw = source.randbytes(max(number(inputs, "byteLength"), 1))
    prefix = text(inputs, "prefix") or ""
    url = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    forms = {"b64Std": base64.b64encode(raw).decode(), "b64Url": url, "hex": raw.hex(), "dec": str(int.from_bytes(raw, "big"))}
    return Made(url, {**inputs, **{name: prefix + form for name, form in forms.items()}})


def _bytes(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    raw = source.randbytes(max(number(inputs, "length"), 1))
    return Made("none", {**inputs, "base64": base64.b64encode(raw).decode(), "hex": raw.hex()})


def _seeded(inputs: JsonDict, source: random.Random) -> random.Random:
    """The provider's own way to the same values each time; other ones than its, which come from Go."""
    seed = text(inputs, "seed")
    return random.Random(seed) if seed else source


def _integer(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    low, high = number(inputs, "min"), number(inputs, "max")
    if low > high:
        raise AzureError("", f"min ({low}) is greater than max ({high})", 0)
    drawn = _seeded(inputs, source).randint(low, high)
    return Made(str(drawn), {**inputs, "result": drawn})


def _uuid(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    guid = str(uuid.UUID(int=source.getrandbits(128), version=4))
    return Made(guid, {**inputs, "result": guid})


def _uuid7(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    """RFC 9562, 5.7: milliseconds since 1970 (simulated), then chance."""
    stamp = int(cloud.clock.now * 1000) & ((1 << 48) - 1)
    bits = stamp << 80 | 0x7 << 76 | source.getrandbits(12) << 64 | 0b10 << 62 | source.getrandbits(62)
    guid = str(uuid.UUID(int=bits))
    return Made(guid, {**inputs, "result": guid})


def _shuffle(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    given = entries(inputs, "inputs")
    wanted = number(inputs, "resultCount", len(given))
    drawn: list[object] = []
    source = _seeded(inputs, source)
    while given and len(drawn) < wanted:  # more than there are: the list over again, as the provider has it
        drawn += source.sample(given, len(given))
    return Made("-", {**inputs, "results": drawn[:wanted]})  # type: ignore[dict-item]


def _token(name: str) -> str:
    return f"random:index/{name[0].lower()}{name[1:]}:{name}"


_MAKERS: Final = {
    "RandomString": _string,
    "RandomPassword": _password,
    "RandomPet": _pet,
    "RandomId": _id,
    "RandomBytes": _bytes,
    "RandomInteger": _integer,
    "RandomUuid": _uuid,
    "RandomUuid4": _uuid,
    "RandomUuid7": _uuid7,
    "RandomShuffle": _shuffle,
}

RANDOM: Final[Mapping[str, Imitated]] = {_token(name): Imitated(make) for name, make in _MAKERS.items()}

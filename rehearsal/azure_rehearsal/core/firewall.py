"""Where a resource type keeps its network rules, and how it refuses a caller whom they don't admit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Firewall"]


@dataclass(frozen=True)
class Firewall:
    """Where a resource type keeps its network rules, and how it refuses.

    `noun`: what people call it; `code` and `words`: of a refusal ({address} is the caller's). `rules`, `public`: the paths of the rule set and
    of publicNetworkAccess; `address`, `subnet`: the keys inside of an ip rule and of a virtual network rule. `doors`: the part
    of a resource's id below it -> the group id of the private endpoints that lead there; without it all lead everywhere.
    """

    noun: str
    code: str
    words: str
    rules: tuple[str, ...]
    public: tuple[str, ...]
    address: str
    subnet: str
    doors: Mapping[str, str] = field(default_factory=dict[str, str])

"""The answer to "may they?", with its reason in words and as data."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

__all__ = ["Decision", "Explanation"]


@dataclass(frozen=True)
class Explanation:
    """What a decision rests on, as plain data: the grant that allows, the one that denies, or the nearest that doesn't reach.

    Fields are "" or empty where they don't apply.
    """

    by: str = ""
    """What decided: "role assignment", "deny assignment", "access policy", "network rules", or "" where there is no grant at all."""
    principal: str = ""
    """The object id of who asked."""
    action: str = ""
    resource: str = ""
    data: bool = False
    assignment: str = ""
    """The id of the role or deny assignment."""
    role: str = ""
    """The role's name."""
    role_id: str = ""
    """The role's guid."""
    line: str = ""
    """The role's line that the action fits."""
    scope: str = ""
    """Where the grant was given: the resource itself, or what it lies in."""
    condition: str = ""
    """The text of the condition that counted."""
    condition_outcome: str = ""
    """What became of the condition, in words: "is met", "is not met", or what isn't known."""
    policy: str = ""
    """The object id of the vault's access policy."""
    permission: str = ""
    """The permission of the access policy."""
    groups: tuple[str, ...] = ()
    """The groups on the way from who asked to the grant, the one that has it last."""

    def plain(self) -> dict[str, str | bool | list[str]]:
        """The fields that say something, ready for JSON."""
        found: dict[str, str | bool | tuple[str, ...]] = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items() if value}


@dataclass(frozen=True)
class Decision:
    """An answer with its reason. `code`: Azure's error code of a refusal, "" where allowed.

    `waiting`: the grant is there and only isn't effective yet; asking again later may succeed. `why`: what it rests on, as data.
    """

    allowed: bool
    reason: str
    code: str = ""
    waiting: bool = False
    why: Explanation = field(default=Explanation(), compare=False)

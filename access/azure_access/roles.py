"""Role definitions: what a role allows, with Azure's wildcards and its subtractions.

Built-in roles come from data/builtin_roles.json, where each names the public sources it was compared in. How actions are
matched: learn.microsoft.com/azure/role-based-access-control/role-definitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from .errors import UnknownRole
from .plain import packaged, tables, text, texts

__all__ = ["Permission", "Role", "action_fits", "builtin_roles", "custom_role", "find_builtin", "role_guid"]

_REMEMBERED = 10_000


@cache
def _pattern(action: str) -> re.Pattern[str]:
    """`*` stands for any text, slashes included; letter case doesn't count."""
    return re.compile(re.escape(action).replace(r"\*", ".*"), re.IGNORECASE | re.DOTALL)


def action_fits(action: str, pattern: str) -> bool:
    """Whether an action fits a pattern, as a role's lines and `ActionMatches` compare them."""
    return _pattern(pattern).fullmatch(action) is not None


def _match(action: str, patterns: Iterable[str]) -> str | None:
    return next((one for one in patterns if action_fits(action, one)), None)


@dataclass(frozen=True)
class Permission:
    """One permission entry of a role: what is allowed, less what is taken away again."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, body: Mapping[str, object]) -> Permission:
        """An entry as ARM writes it: `actions`, `notActions`, `dataActions`, `notDataActions`."""
        return cls(*(tuple(texts(body, key)) for key in ("actions", "notActions", "dataActions", "notDataActions")))

    def line(self, action: str, *, data: bool) -> str | None:
        """The line of the entry that allows the action, or None."""
        allowed, denied = (self.data_actions, self.not_data_actions) if data else (self.actions, self.not_actions)
        return None if _match(action, denied) else _match(action, allowed)


@dataclass(frozen=True)
class Role:
    """A role definition. `id` is its guid, in lower case."""

    id: str
    name: str
    permissions: tuple[Permission, ...]
    assignable_scopes: tuple[str, ...] = ("/",)
    """Where it may be assigned: at these scopes and within them."""
    condition: str | None = None
    """A condition that each assignment of the role carries: some built-in roles have one."""
    _lines: dict[tuple[str, bool], str | None] = field(
        default_factory=dict[tuple[str, bool], "str | None"], init=False, repr=False, compare=False
    )

    def line(self, action: str, *, data: bool) -> str | None:
        """The first line that allows the action; None: this role doesn't."""
        asked = (action, data)
        if asked not in self._lines:
            if len(self._lines) >= _REMEMBERED:
                self._lines.clear()
            self._lines[asked] = next((found for one in self.permissions if (found := one.line(action, data=data))), None)
        return self._lines[asked]


def role_guid(role_definition_id: str) -> str:
    """The guid at the end of a role definition id, in lower case."""
    return role_definition_id.rstrip("/").rsplit("/", 1)[-1].lower()


@cache
def builtin_roles() -> dict[str, Role]:
    """Azure's own roles by guid."""
    roles = [
        Role((text(body, "id") or "").lower(), text(body, "name") or "", (Permission.parse(body),), condition=text(body, "condition"))
        for body in tables({"roles": packaged("builtin_roles.json")}, "roles")
    ]
    return {role.id: role for role in roles}


def find_builtin(name_or_id: str) -> Role:
    """A built-in role by name (letter case doesn't count) or guid. Raises UnknownRole naming what was given."""
    wanted = name_or_id.lower()
    for guid, role in builtin_roles().items():
        if wanted in (guid, role.name.lower()):
            return role
    raise UnknownRole(
        f"no built-in role is called '{name_or_id}'; give the name as Azure writes it (for example 'Contributor') or the role's guid"
    )


def custom_role(guid: str, definition: Mapping[str, object]) -> Role:
    """A role from the properties of a role definition: `roleName`, `permissions`, `assignableScopes`."""
    permissions = tuple(Permission.parse(entry) for entry in tables(definition, "permissions"))
    return Role(guid.lower(), text(definition, "roleName") or guid, permissions, tuple(texts(definition, "assignableScopes")))

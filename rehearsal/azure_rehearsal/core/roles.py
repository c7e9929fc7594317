"""Role definitions: what a role allows, with Azure's wildcards and its subtractions.

Built-in roles come from data/builtin_roles.json, where each names the public sources it was compared in. How actions are
matched: learn.microsoft.com/azure/role-based-access-control/role-definitions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .plain import tables, text, texts
from .values import JsonDict

__all__ = ["Permission", "Role", "builtin_roles", "custom_role", "find_builtin", "role_guid"]


@cache
def _pattern(action: str) -> re.Pattern[str]:
    """`*` stands for any text, slashes included; letter case doesn't count."""
    return re.compile(re.escape(action).replace(r"\*", ".*"), re.IGNORECASE)


def _match(action: str, patterns: Iterable[str]) -> str | None:
    return next((one for one in patterns if _pattern(one).fullmatch(action)), None)


@dataclass(frozen=True)
class Permission:
    """One permission entry of a role: what is allowed, less what is taken away again."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    def line(self, action: str, *, data: bool) -> str | None:
        """The line of the role that allows the action, or None."""
        allowed, denied = (self.data_actions, self.not_data_actions) if data else (self.actions, self.not_actions)
        return None if _match(action, denied) else _match(action, allowed)


@dataclass(frozen=True)
class Role:
    """A role definition. `id` is its guid, in lower case."""

    id: str
    name: str
    permissions: tuple[Permission, ...]

    def line(self, action: str, *, data: bool) -> str | None:
        """The first line that allows the action; None: this role doesn't."""
        return next((found for one in self.permissions if (found := one.line(action, data=data))), None)


def role_guid(role_definition_id: str) -> str:
    """The guid at the end of a role definition id, in lower case."""
    return role_definition_id.rstrip("/").rsplit("/", 1)[-1].lower()


@cache
def builtin_roles() -> dict[str, Role]:
    """Azure's own roles by guid."""
    found = resources.files("azure_rehearsal").joinpath("data/builtin_roles.json").read_text(encoding="utf-8")
    return {
        one["id"].lower(): Role(
            one["id"].lower(),
            one["name"],
            (
                Permission(
                    tuple(one["actions"]),
                    tuple(one["notActions"]),
                    tuple(one["dataActions"]),
                    tuple(one.get("notDataActions", ())),
                ),
            ),
        )
        for one in json.loads(found)
    }


def find_builtin(name_or_id: str) -> Role:
    """A built-in role by name (letter case doesn't count) or guid. Raises ValueError naming what was given."""
    wanted = name_or_id.lower()
    for guid, role in builtin_roles().items():
        if wanted in (guid, role.name.lower()):
            return role
    raise ValueError(
        f"no built-in role is called '{name_or_id}'; give the name as Azure writes it (for example 'Contributor') or the role's guid"
    )


def custom_role(guid: str, definition: JsonDict) -> Role:
    """A role from the inputs of a RoleDefinition resource (`roleName`, `permissions`)."""
    permissions = tuple(
        Permission(
            tuple(texts(one, "actions")),
            tuple(texts(one, "notActions")),
            tuple(texts(one, "dataActions")),
            tuple(texts(one, "notDataActions")),
        )
        for one in tables(definition, "permissions")
    )
    return Role(guid.lower(), text(definition, "roleName") or guid, permissions)

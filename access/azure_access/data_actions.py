"""Which actions Azure knows as data actions only, told from the lines of its own roles and from vaults' permissions."""

from __future__ import annotations

from functools import cache

from .roles import action_fits, builtin_roles
from .vaults import CERTIFICATE_ACTIONS, KEY_ACTIONS, SECRET_ACTIONS

__all__ = ["is_data_action"]


@cache
def _lines() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Control actions written out, data actions written out, and patterns of data actions that name what is done ("*/send/action")."""
    entries = [entry for role in builtin_roles().values() for entry in role.permissions]
    control = {line.lower() for entry in entries for line in (*entry.actions, *entry.not_actions) if "*" not in line}
    lines = {line.lower() for entry in entries for line in (*entry.data_actions, *entry.not_data_actions)}
    lines |= {line.lower() for table in (SECRET_ACTIONS, KEY_ACTIONS, CERTIFICATE_ACTIONS) for line in table.values()}
    data = frozenset(line for line in lines if "*" not in line)
    return (
        frozenset(control),
        data,
        tuple(sorted(line for line in lines if "*" in line and line.endswith("/action") and not line.endswith("*/action"))),
    )


def is_data_action(action: str) -> bool:
    """Whether an action is a data action and no control action.

    What no built-in role writes out as either counts as a control action, as Azure takes it where nobody says more.
    """
    control, data, patterns = _lines()
    asked = action.lower()
    if asked in control:
        return False
    return asked in data or any(action_fits(asked, pattern) for pattern in patterns)

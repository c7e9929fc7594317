"""Everything that the library refuses, in one place.

Each message says what was wrong, what was given, what is allowed and what to change. None ever holds a secret's value: what looks like
one is left out of every message (`secret_shapes`), and what is a secret by its place is never put into one.

    ValueError
    └── ConnectError
        ├── InvalidName            a name, id or setting name has a shape that Azure refuses
        ├── InvalidReference       a Key Vault reference string is malformed (with the column of the fault)
        ├── UnknownArgument        an argument or key that nothing reads
        ├── UnknownTarget          the kind of target can't be told, or isn't in the list
        ├── AccessNotSupported     the target has no such level of access
        ├── EntraIdNotSupported    the target takes no managed identity
        ├── SecretNotSupported     the target has no secret, or its secret isn't ours to fetch
        ├── TargetConflict         one target described in two ways that disagree
        ├── SettingConflict        two givers of one app setting
        ├── SettingsSealed         a contribution after the app's settings were registered
        ├── VaultModeConflict      an access policy on a vault that uses roles, or the reverse
        ├── InsecureSetting        a security default was lowered without a reason
        └── ScriptFailed           a SQL script wasn't run, or was rolled back
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from .secret_shapes import concealed


class ConnectError(ValueError):
    """What every refusal of this library is.

    The message says what to change, and shows no text that looks like a secret.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(concealed(message))


class InvalidName(ConnectError):
    """A name, id or setting name has a shape that Azure refuses."""


class InvalidReference(ConnectError):
    """A Key Vault reference string is malformed.

    Attributes:
        column: where the fault starts in the given text, counted from 1; None if there is no text to point into.
    """

    def __init__(self, message: str, column: int | None = None) -> None:
        super().__init__(message)
        self.column = column


class UnknownArgument(ConnectError):
    """An argument or key that nothing reads, most often a misspelt one."""


class UnknownTarget(ConnectError):
    """The kind of a target can't be told from what was given, or isn't in the list."""


class AccessNotSupported(ConnectError):
    """The target doesn't offer the level of access that was asked for."""


class EntraIdNotSupported(ConnectError):
    """The target takes no managed identity; it needs a secret, kept in Key Vault."""


class SecretNotSupported(ConnectError):
    """The target has no secret, or needs none because it takes the app's identity."""


class TargetConflict(ConnectError):
    """One target was described in two ways that disagree."""


class SettingConflict(ConnectError):
    """Two givers of one app setting, or two names that App Service can't tell apart."""


class SettingsSealed(ConnectError):
    """A contribution came after the app's settings had been registered."""


class VaultModeConflict(ConnectError):
    """An access policy for a vault that uses role assignments, or the reverse."""


class InsecureSetting(ConnectError):
    """A security default was lowered without a reason in `insecure`."""


class ScriptFailed(ConnectError):
    """A SQL script wasn't run, or was rolled back."""


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """The end of an error message that offers the nearest option.

    Letter case and the order of the parts don't count: `blob-storage` is near `storage-blob`. A part alone is near if
    one option has it.

    Returns " Did you mean 'x'?" (with its leading blank), or "" if nothing is near.
    """
    by_folded = {option.casefold(): option for option in options}
    by_parts = {" ".join(sorted(_parts(option))): option for option in by_folded.values()}
    same_parts = by_parts.get(" ".join(sorted(_parts(word))))
    if same_parts is not None:
        return f" Did you mean '{same_parts}'?"
    nearest = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    if nearest:
        return f" Did you mean '{by_folded[nearest[0]]}'?"
    holders = [option for option in by_folded.values() if _parts(word) and set(_parts(word)) <= set(_parts(option))]
    return f" Did you mean '{holders[0]}'?" if len(holders) == 1 else ""


def _parts(word: str) -> list[str]:
    return [part for part in re.split(r"[^a-z0-9]+", word.casefold()) if part]


def listed(options: Iterable[str], joint: str = "and") -> str:
    """Options as words for a message: "'read', 'write' and 'admin'"; "nothing" if there are none."""
    quoted = [f"'{option}'" for option in options]
    if len(quoted) < 2:
        return quoted[0] if quoted else "nothing"
    return f"{', '.join(quoted[:-1])} {joint} {quoted[-1]}"

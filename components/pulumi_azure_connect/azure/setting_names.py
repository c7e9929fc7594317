"""Names of app settings, as App Service on each operating system takes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pulumi_azure_connect.errors import InvalidName, SettingConflict

OperatingSystem = Literal["linux", "windows"]


@dataclass(frozen=True)
class _Rule:
    """What one operating system does with setting names."""

    allowed: re.Pattern[str]
    words: str
    as_seen: Callable[[str], str]
    remedy: str


# Sources: learn.microsoft.com/azure/app-service/configure-common (periods become underscores, colons have to be written as
# two underscores on Linux); MicrosoftDocs/azure-docs issues 69795, 118979 and 71095 (hyphens). App Service itself answers
# "Conflict" to two names that differ in letter case only, on either system. That .NET reads `:` and `__` as the same
# separator is learn.microsoft.com/aspnet/core/fundamentals/configuration.
_RULES: Final[Mapping[str, _Rule]] = {
    "linux": _Rule(
        allowed=re.compile(r"[A-Za-z0-9_.]+\Z"),
        words="letters, digits, '_' and '.' (which the app sees as '_')",
        as_seen=lambda name: name.replace(".", "_"),
        remedy="Write '__' for ':' and '_' for '-'",
    ),
    "windows": _Rule(
        allowed=re.compile(r"[A-Za-z0-9_.:-]+\Z"),
        words="letters, digits, '_', '.', ':' and '-'",
        as_seen=lambda name: name.replace(":", "__"),
        remedy="Use letters, digits and '_', which work on every operating system",
    ),
}


def check_setting_names(names: Iterable[str], os: OperatingSystem, owner: str) -> None:
    """Refuse names that App Service would refuse, alter or mix up.

    Args:
        names: the settings' names. The same spelling twice is no fault here: whose value counts is the caller's business.
        os: of the app's plan.
        owner: who asks, for the message: "app 'shop'".

    Raises:
        InvalidName: a name with a character that this operating system refuses or loses.
        SettingConflict: two spellings that the app can't tell apart.
    """
    rule = _RULES[os]
    seen: dict[str, str] = {}
    for name in names:
        if not rule.allowed.match(name):
            raise InvalidName(
                f"{owner} has the setting name '{name}', which App Service on {os.capitalize()} can't hold: names have "
                f"{rule.words}. {rule.remedy}: '{_suggestion(name)}'."
            )
        other = seen.setdefault(rule.as_seen(name).casefold(), name)
        if other != name:
            raise SettingConflict(
                f"{owner} has the settings '{other}' and '{name}', which are one and the same to the app on "
                f"{os.capitalize()}{_why(other, name)}. Rename or drop one of them."
            )


def _suggestion(name: str) -> str:
    cleaned = re.sub(r"[^A-Za-z0-9_]", "_", name.replace(":", "__"))
    return cleaned or "MY_SETTING"


def _why(one: str, other: str) -> str:
    if one.casefold() == other.casefold():
        return " (letter case doesn't count)"
    marks = sorted((set(one) ^ set(other)) & {".", ":"})
    return f" ('{marks[0]}' counts as '{'__' if marks[0] == ':' else '_'}')" if marks else ""

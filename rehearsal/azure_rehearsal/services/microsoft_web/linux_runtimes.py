"""The runtimes that Linux apps of App Service can have, as `linuxFxVersion` says them.

As of November 2026, from learn.microsoft.com/azure/app-service/language-support-policy and the output of `az webapp list-runtimes
--os linux` in the documentation; versions whose support ended stay, since App Service goes on taking them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["is_runtime"]

_JAVA = r"(-(java|jre|jdk)\d+)?"
_ANY = r".+"
STACKS: Mapping[str, str] = MappingProxyType(
    {
        "PYTHON": r"2\.7|3\.([6-9]|1[0-4])",
        "NODE": r"lts|(4|6|8|9|1[0-9]|2[0-4])([.-](\d+|lts))?",
        "DOTNETCORE": r"(LTS|[1-3]\.[01]|2\.2|[5-9]\.0|10\.0)",
        "DOTNET": r"[5-9]\.0|10\.0|[46]",
        "DOTNET-ISOLATED": r"[5-9]\.0|10\.0|4\.8",
        "PHP": r"5\.6|7\.[0-4]|8\.[0-5]",
        "RUBY": r"2\.\d(\.\d)?|3\.\d",
        "GO": r"1(\.\d+)?",
        "JAVA": rf"(7|8|11|17|21|25)({_JAVA}|[.u-][\w.-]+)?",
        "TOMCAT": rf"(8\.5|9\.0|10\.[01]|11\.0)[\w.]*{_JAVA}|(8\.5|9\.0|10\.[01]|11\.0)-[\w.-]+",
        "JBOSSEAP": rf"[78](\.\d)?[\w.]*{_JAVA}[\w.-]*",
        "WILDFLY": _ANY,
        "POWERSHELL": r"7(\.[0-6])?",
        "CUSTOM": r".*",
        "STATICSITE": _ANY,
        "DOCKER": _ANY,
        "COMPOSE": _ANY,
        "KUBE": _ANY,
        "SITECONTAINERS": r".*",
    }
)
"""Stack, in capitals -> pattern of its versions."""


def is_runtime(given: str) -> bool:
    """Whether App Service has that runtime: `STACK|version`, in any letter case."""
    stack, mark, version = given.partition("|")
    pattern = STACKS.get(stack.strip().upper())
    if pattern is None:
        return False
    return (bool(mark) or stack.upper() == "SITECONTAINERS") and re.fullmatch(pattern, version.strip(), re.IGNORECASE) is not None

"""What Azure accepts as the name of a resource, and which names nobody else may have.

Two kinds of source: Microsoft's page of name rules (`PAGE`), and the `pattern`, `minLength` and `maxLength` of azure-rest-api-specs, as
github.com/Azure/bicep-types-az lists them by type (`specification`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["AUTHORIZATION_RULE", "GUID", "NETWORK_NAME", "PAGE", "GlobalName", "NameRule", "any_name", "only", "specification"]

PAGE = "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"


def specification(kind: str, version: str) -> str:
    """The source of a rule that stands in azure-rest-api-specs. `kind`: ARM namespace or type; `version`: of its API."""
    return f"github.com/Azure/azure-rest-api-specs, {kind}@{version}"


@dataclass(frozen=True)
class NameRule:
    """What Azure accepts as a name."""

    pattern: str
    """A regular expression that the whole name fits."""
    words: str
    """The rule as the error says it."""
    code: str = "InvalidResourceName"
    """Azure's code of the refusal."""
    source: str = PAGE
    """Where the rule is written."""

    def accepts(self, name: str) -> bool:
        """Whether the whole name fits the pattern."""
        return re.fullmatch(self.pattern, name) is not None


def any_name(source: str) -> NameRule:
    """No rule is known. `source`: where there is none, or who refuses names instead."""
    return NameRule(r"(?s).+", "any text", source=source)


def only(name: str, source: str) -> NameRule:
    """The one name that a resource can have; letter case doesn't count."""
    return NameRule(f"(?i){re.escape(name)}", f"'{name}', the only one", source=source)


NETWORK_NAME = NameRule(
    r"[A-Za-z0-9](?:[\w.-]{0,78}\w)?", "1-80 letters, digits, . _ -, beginning with a letter or digit, ending with one of these or _"
)
"""The rule of most types of Microsoft.Network."""
AUTHORIZATION_RULE = NameRule(
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,48}[A-Za-z0-9])?", "1-50 letters, digits, . _ -, beginning and ending with a letter or digit"
)
"""The rule of shared access policies of namespaces, of consumer groups and of subscriptions to topics."""
GUID = NameRule(
    r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "a guid",
    source="learn.microsoft.com/azure/role-based-access-control/role-assignments",
)
"""The rule of role assignments and definitions."""


@dataclass(frozen=True)
class GlobalName:
    """A name that is unique in all of Azure, and what Azure says to the second resource that wants it."""

    code: str = "NameNotAvailable"
    words: str = "The name '{name}' is already in use. Choose a different name."
    """In it, {name} is the name."""
    status: int = 409
    source: str = PAGE
    """Where it says that the name is global, or who saw the words."""

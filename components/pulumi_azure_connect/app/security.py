"""The security defaults of a site, and what lowering one takes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from pulumi_azure_connect.errors import InsecureSetting


@dataclass(frozen=True)
class Rule:
    """One thing that a site may not have without a reason."""

    argument: str
    """The argument of `ManagedIdentityAppArgs`."""
    part: str
    """`site`, `site_config`, or `publishing` for the policies beside the site."""
    property: str
    """The property's name there."""
    is_low: Callable[[Any], bool]
    words: str
    """What a report says of it."""


def _old_tls(value: Any) -> bool:
    return str(value) in {"1.0", "1.1"}


RULES: tuple[Rule, ...] = (
    Rule("https_only", "site", "https_only", lambda value: not value, "plain HTTP is let in"),
    Rule("minimum_tls_version", "site_config", "min_tls_version", _old_tls, "TLS below 1.2"),
    Rule("scm_minimum_tls_version", "site_config", "scm_min_tls_version", _old_tls, "TLS below 1.2 on the deployment site"),
    Rule("ftps_state", "site_config", "ftps_state", lambda value: str(value).casefold() == "allallowed", "plain FTP"),
    Rule("remote_debugging", "site_config", "remote_debugging_enabled", bool, "remote debugging"),
    Rule("basic_publishing_credentials", "publishing", "allow", bool, "basic publishing credentials"),
)


def snake_case(name: str) -> str:
    """Return azure-native's Python name of a property, of either spelling."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def lowered(parts: Mapping[str, Mapping[str, Any]], reason: Callable[[str], str | None], owner: str) -> list[tuple[str, str]]:
    """Check what is about to be written against the rules.

    Args:
        parts: `site`, `site_config` and `publishing`, each property name to value.
        reason: from the name of an argument to the caller's reason.
        owner: for messages: "app 'shop'".

    Returns:
        What is lowered, in words, and the reason of each.

    Raises:
        InsecureSetting: a default is lowered without a reason.
    """
    found: list[tuple[str, str]] = []
    for rule in RULES:
        value = parts[rule.part].get(rule.property)
        if value is None:
            continue
        if isinstance(value, pulumi.Output):
            raise InsecureSetting(
                f"{rule.property} of {owner} is only known during the deployment, so it can't be checked. "
                f"Give {rule.argument} as a plain value."
            )
        value = getattr(value, "value", value)  # an enum of azure-native
        if not rule.is_low(value):
            continue
        because = reason(rule.argument)
        if because is None:
            raise InsecureSetting(
                f"{rule.argument}={value!r} of {owner} means {rule.words}. Leave it out, or say insecure={{{rule.argument!r}: 'why'}} "
                "with the reason, which every report then shows."
            )
        found.append((rule.words, because))
    return found

"""The reasons of an app: what of it is less secure than the default, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pulumi_azure_connect.errors import UnknownArgument, did_you_mean, listed
from pulumi_azure_connect.program.arguments import reason_in

from .security import RULES, snake_case

TEXTS = ("startup_command", "health_check_path")
PARTS = ("settings", "connection_strings", "site_config", "site", "tags")


def _plain(place: str) -> str:
    """Return a place by azure-native's Python names.

    `site_config.appCommandLine` is `site_config.app_command_line`.
    """
    first, *rest = place.split(".")
    return ".".join((first, *(map(snake_case, rest) if first in ("site_config", "site") else rest)))


@dataclass(frozen=True)
class Reasons:
    """The argument `insecure`: an argument's name or a secret's place (`settings.NAME`), to the reason.

    One reason holds for one argument or one place. A blank one is none.
    """

    given: Mapping[str, str] = field(default_factory=dict[str, str])

    @staticmethod
    def of(insecure: Mapping[str, str] | None, owner: str) -> "Reasons":
        """Understand what was said.

        Raises:
            UnknownArgument: a reason is for an argument that needs none, or for more than one place.
        """
        arguments = [*(rule.argument for rule in RULES), *TEXTS]
        for name in insecure or {}:
            part, dot, rest = name.partition(".")
            if name in PARTS:
                raise UnknownArgument(
                    f"insecure of {owner} has {name!r}: a reason is for one value. Write its place, such as '{name}.NAME'."
                )
            if name not in arguments and not (part in PARTS and dot and rest):
                raise UnknownArgument(
                    f"insecure of {owner} has {name!r}, which takes no reason.{did_you_mean(name, arguments)} It takes {listed(arguments)}, and the place "
                    f"of a secret in {listed(PARTS)}, such as 'settings.NAME'."
                )
        found = {_plain(name): reason_in(text) for name, text in (insecure or {}).items()}
        return Reasons({name: reason for name, reason in found.items() if reason is not None})

    def for_(self, place: str) -> str | None:
        """Return the reason for an argument, or for a secret at a place; None where nothing was said."""
        return self.given.get(_plain(place))

    def unknown_settings(self, names: Iterable[str]) -> list[str]:
        """Return the names of settings that were given a reason but don't exist."""
        return [name for place in self.given if (name := place.removeprefix("settings.")) != place and name not in names]

    @property
    def of_secrets(self) -> dict[str, str]:
        """The reasons for a secret anywhere but in a setting, by place."""
        arguments = {rule.argument for rule in RULES}
        return {place: reason for place, reason in self.given.items() if place not in arguments and not place.startswith("settings.")}


def say(place: str) -> str:
    """Return the words by which a message asks for a reason."""
    return f"insecure={{{place!r}: 'why'}}"

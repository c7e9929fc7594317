"""Keys and other secrets where they don't belong: in what Azure Resource Manager shows of an app.

A key out of a `list...` function is no Pulumi secret, and no Output tells where its value came from: the text is looked at, of plain
values at once and of Outputs before anything is written with them. See docs/decisions/0018-keys-are-known-by-their-shape.md.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import pulumi

from pulumi_azure_connect.errors import InsecureSetting, UnknownArgument
from pulumi_azure_connect.program.outputs import deferred
from pulumi_azure_connect.secret_shapes import secret_in

from .args import ManagedIdentityAppArgs
from .reasons import TEXTS, Reasons, say
from .security import snake_case
from .settings.merge import Contribution, SettingsRule

Excused = Callable[[str], str | None]
"""From a place (`settings.NAME`, `startup_command`, `tags.NAME`) to the reason why a secret may stand there; None where it may not."""

# Properties that are a secret whatever they look like. App Service takes a reference to a setting instead of a mount's key.
_SECRET_PROPERTIES = frozenset({"access_key", "accesskey", "publishing_password", "publishingpassword"})
_REFERENCES = ("@AppSettingRef(", "@Microsoft.KeyVault(")


def refuse_secret(value: object, where: str, remedy: str, place: str) -> None:
    """Refuse a text that looks like a secret.

    Args:
        value: the text.
        where: it stands, for messages: "setting 'KEY' of app 'shop'".
        remedy: where to put it instead.
        place: by which a reason is given: `settings.KEY`.

    Raises:
        InsecureSetting: it does; the message says where, never what.
    """
    words = secret_in(value) if isinstance(value, str) else None
    if words is not None:
        raise InsecureSetting(
            f"{where} holds what looks like {words}: whoever may see the app's configuration could read it. {remedy}, or say "
            f"{say(place)} if it is no secret, or has to stand there."
        )


async def refuse_secret_output(value: pulumi.Output[Any], where: str, remedy: str, place: str) -> None:
    """Refuse an Output that is a Pulumi secret or whose value looks like one.

    A preview may not know the value yet; it is then checked during the deployment.

    Raises:
        InsecureSetting: it does.
    """
    if await value.is_secret():
        raise InsecureSetting(f"{where} is a secret: whoever may see the app's configuration could read it. {remedy}, or say {say(place)}.")
    refuse_secret(await value.future(), where, remedy, place)


SETTING_REMEDY = "Give it in secrets={...}, or by a SecretBackedConnection, so that it goes to Key Vault"
STRING_REMEDY = "Give it in secret=..., so that it goes to Key Vault"
SITE_REMEDY = "Give it to the app as a setting, in secrets={...}, and refer to that setting"


def settings_rule(owner: str, excused: Excused) -> SettingsRule:
    """Return the rule that no setting of an app holds what looks like a key."""

    async def look(given: Mapping[str, Contribution]) -> None:
        for name, contribution in given.items():
            if excused(f"settings.{name}") is not None:
                continue
            value = contribution.value
            text = await value.future() if isinstance(value, pulumi.Output) else value
            refuse_secret(text, f"setting {name!r} of {owner}, given by {contribution.giver},", SETTING_REMEDY, f"settings.{name}")

    return look


def check_plain(args: ManagedIdentityAppArgs, excused: Excused, owner: str) -> None:
    """Refuse plain text that looks like a secret in what ARM shows of an app, before anything is made.

    Raises:
        InsecureSetting: an argument holds some.
    """
    for name, value in (args.settings or {}).items():
        if excused(f"settings.{name}") is None:
            refuse_secret(value, f"setting {name!r} of {owner}", SETTING_REMEDY, f"settings.{name}")
    for argument in (*TEXTS, "site_config", "site", "tags"):
        _refuse_plain(getattr(args, argument), f"{argument} of {owner}", excused)


def check_places(args: ManagedIdentityAppArgs, reasons: Reasons, owner: str) -> None:
    """Refuse reasons for places that an app's arguments don't have.

    Raises:
        UnknownArgument: there is one.
    """
    for place in reasons.of_secrets:
        first, *rest = place.split(".")
        if not _has(getattr(args, first), rest):
            raise UnknownArgument(f"insecure of {owner} has a reason for {place!r}, and there is no such value. Leave it out.")


def _has(value: object, path: Sequence[str]) -> bool:
    if value is None or isinstance(value, pulumi.Output) or not path:
        return value is not None  # what is inside of an Output is not known yet
    if isinstance(value, list):
        return any(_has(part, path) for part in cast("list[object]", value))
    if not isinstance(value, dict) and not _is_args(value):
        return False
    known = cast("dict[str, object]", value if isinstance(value, dict) else vars(value))
    # A name may hold a dot itself.
    heads = [(".".join(path[:size]), path[size:]) for size in range(1, len(path) + 1)]
    return any(_has(part, rest) for name, part in known.items() for head, rest in heads if head in (name, snake_case(name)))


def guarded(value: Any, where: str, excused: Excused) -> Any:
    """Return an app's argument as it is, but its Outputs checked before anything is made with them.

    Args:
        value: plain data or azure-native's args objects, with Outputs somewhere in it.
        where: the argument, for messages: "site_config of app 'shop'".
        excused: tells whether a secret may stand there.
    """
    return _guarded(value, where, excused)


def _place(where: str) -> str:
    return where.partition(" of ")[0]


def _parts(value: object, where: str) -> list[tuple[str, Any, str]]:
    """The parts of a dict or of an args object of azure-native: name, value and place of each."""
    known = cast("dict[str, Any]", value if isinstance(value, dict) else vars(value))
    place, _, owner = where.partition(" of ")
    return [(key, part, f"{place}.{key} of {owner}") for key, part in known.items()]


def _is_args(value: object) -> bool:
    return bool(getattr(type(value), "_pulumi_input_type", False))


def _is_key(where: str) -> bool:
    return _place(where).rpartition(".")[2].lower() in _SECRET_PROPERTIES


def _refuse_plain(value: object, where: str, excused: Excused) -> None:
    if isinstance(value, str):
        if excused(_place(where)) is not None:
            return
        if _is_key(where) and not value.startswith(_REFERENCES):
            raise InsecureSetting(_key_property(where))
        refuse_secret(value, where, SITE_REMEDY, _place(where))
    elif isinstance(value, list):
        for part in cast("list[object]", value):
            _refuse_plain(part, where, excused)
    elif isinstance(value, dict) or _is_args(value):
        for _, part, place in _parts(cast("object", value), where):
            _refuse_plain(part, place, excused)


def _guarded(value: Any, where: str, excused: Excused) -> Any:
    if isinstance(value, pulumi.Output):
        late = cast("pulumi.Output[Any]", value)
        return late if excused(_place(where)) is not None else deferred(lambda: _looked_at(late, where, excused), lambda: [late])
    if isinstance(value, dict):
        return {key: _guarded(part, place, excused) for key, part, place in _parts(cast("object", value), where)}
    if isinstance(value, list):
        return [_guarded(part, where, excused) for part in cast("list[Any]", value)]
    if _is_args(value):
        copied = copy.copy(value)
        copied.__dict__.update({key: _guarded(part, place, excused) for key, part, place in _parts(value, where)})
        return copied
    return value


def _key_property(where: str) -> str:
    return (
        f"{where} takes a key, and whoever may see the app's configuration could read it. Give the key in secrets={{...}} and "
        f"write '@AppSettingRef(NAME)' here; or say {say(_place(where))}."
    )


async def _looked_at(value: pulumi.Output[Any], where: str, excused: Excused) -> pulumi.Output[Any]:
    await refuse_secret_output(value, where, SITE_REMEDY, _place(where))
    _refuse_plain(await value.future(), where, excused)
    return value

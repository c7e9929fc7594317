"""Keys and other secrets where they don't belong: in what Azure Resource Manager shows of an app.

A key out of a `list...` function is no Pulumi secret, and no Output tells where its value came from: the text is looked at, of plain
values at once and of Outputs before anything is written with them. See docs/decisions/0018-keys-are-known-by-their-shape.md.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any, cast

import pulumi

from pulumi_azure_connect.errors import InsecureSetting
from pulumi_azure_connect.program.outputs import deferred
from pulumi_azure_connect.secret_shapes import secret_in

from .args import ManagedIdentityAppArgs
from .settings.merge import Contribution, SettingsRule

Excused = Callable[[str], str | None]
"""From the name of an argument, or `settings.NAME`, to the reason why a secret may stand there; None where it may not."""

# Properties that are a secret whatever they look like. App Service takes a reference to a setting instead of a mount's key.
_SECRET_PROPERTIES = frozenset({"access_key", "accesskey", "publishing_password", "publishingpassword"})
_REFERENCES = ("@AppSettingRef(", "@Microsoft.KeyVault(")


def refuse_secret(value: object, where: str, remedy: str) -> None:
    """
    Refuse a text that looks like a secret.

    Raises:
        InsecureSetting: it does; the message says where, never what.
    """
    words = secret_in(value) if isinstance(value, str) else None
    if words is not None:
        raise InsecureSetting(
            f"{where} holds what looks like {words}: whoever may see the app's configuration could read it. {remedy}, or say "
            "insecure_because='...' if it is no secret, or has to stand there."
        )


async def refuse_secret_output(value: pulumi.Output[Any], where: str, remedy: str) -> None:
    """
    Refuse an Output that is a Pulumi secret, or whose value looks like one; a preview may not know the value yet.

    Raises:
        InsecureSetting: it does.
    """
    if await value.is_secret():
        raise InsecureSetting(
            f"{where} is a secret: whoever may see the app's configuration could read it. {remedy}, or say insecure_because='...'."
        )
    refuse_secret(await value.future(), where, remedy)


SETTING_REMEDY = "Give it in secrets={...}, or by a SecretBackedConnection, so that it goes to Key Vault"
STRING_REMEDY = "Give it in secret=..., so that it goes to Key Vault"
SITE_REMEDY = "Give it to the app as a setting, in secrets={...}, and refer to that setting"


def settings_rule(owner: str, excused: Excused) -> SettingsRule:
    """Give the rule that no setting of an app holds what looks like a key."""

    async def look(given: Mapping[str, Contribution]) -> None:
        for name, contribution in given.items():
            if excused(f"settings.{name}") is not None:
                continue
            value = contribution.value
            text = await value.future() if isinstance(value, pulumi.Output) else value
            refuse_secret(text, f"setting {name!r} of {owner}, given by {contribution.giver},", SETTING_REMEDY)

    return look


def check_plain(args: ManagedIdentityAppArgs, owner: str) -> None:
    """
    Refuse plain text that looks like a secret in what ARM shows of an app, before anything is made.

    Raises:
        InsecureSetting: an argument holds some.
    """
    if args.insecure_because is not None:
        return
    for name, value in (args.settings or {}).items():
        refuse_secret(value, f"setting {name!r} of {owner}", SETTING_REMEDY)
    for argument in ("startup_command", "health_check_path", "site_config", "site", "tags"):
        _refuse_plain(getattr(args, argument), f"{argument} of {owner}")


def guarded(value: Any, where: str, excused: Excused) -> Any:
    """
    Give an app's argument as it is, but its Outputs checked before anything is made with them.

    Args:
        value: plain data or azure-native's args objects, with Outputs somewhere in it.
        where: the argument, for messages: "site_config of app 'shop'".
        excused: tells whether a secret may stand there.
    """
    return value if excused(where.partition(" of ")[0]) is not None else _guarded(value, where)


def _parts(value: object, where: str) -> list[tuple[str, Any, str]]:
    """The parts of a dict or of an args object of azure-native: name, value and place of each."""
    known = cast("dict[str, Any]", value if isinstance(value, dict) else vars(value))
    place, _, owner = where.partition(" of ")
    return [(key, part, f"{place}.{key} of {owner}") for key, part in known.items()]


def _is_args(value: object) -> bool:
    return bool(getattr(type(value), "_pulumi_input_type", False))


def _is_key(where: str) -> bool:
    return where.partition(" of ")[0].rpartition(".")[2].lower() in _SECRET_PROPERTIES


def _refuse_plain(value: object, where: str) -> None:
    if isinstance(value, str):
        if _is_key(where) and not value.startswith(_REFERENCES):
            raise InsecureSetting(_key_property(where))
        refuse_secret(value, where, SITE_REMEDY)
    elif isinstance(value, list):
        for part in cast("list[object]", value):
            _refuse_plain(part, where)
    elif isinstance(value, dict) or _is_args(value):
        for _, part, place in _parts(cast("object", value), where):
            _refuse_plain(part, place)


def _guarded(value: Any, where: str) -> Any:
    if isinstance(value, pulumi.Output):
        late = cast("pulumi.Output[Any]", value)
        return deferred(lambda: _looked_at(late, where), lambda: [late])
    if isinstance(value, dict):
        return {key: _guarded(part, place) for key, part, place in _parts(cast("object", value), where)}
    if isinstance(value, list):
        return [_guarded(part, where) for part in cast("list[Any]", value)]
    if _is_args(value):
        copied = copy.copy(value)
        copied.__dict__.update({key: _guarded(part, place) for key, part, place in _parts(value, where)})
        return copied
    return value


def _key_property(where: str) -> str:
    return (
        f"{where} takes a key, and whoever may see the app's configuration could read it. Give the key in secrets={{...}} and "
        "write '@AppSettingRef(NAME)' here; or say insecure_because='...'."
    )


async def _looked_at(value: pulumi.Output[Any], where: str) -> pulumi.Output[Any]:
    await refuse_secret_output(value, where, SITE_REMEDY)
    _refuse_plain(await value.future(), where)
    return value

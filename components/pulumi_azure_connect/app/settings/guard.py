"""Settings that a raw `WebApp` of the program was made with.

They and those of connections would erase each other in turn.

No output of azure-native holds them, not even in a preview, and Pulumi keeps a resource's inputs only in the task that
registers it. They are looked up there; where Pulumi comes to keep them elsewhere, nothing is found, and the settings
are met in `up`, before anything of ours is written.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import pulumi

from pulumi_azure_connect.errors import SettingConflict


def _registered_with(task: asyncio.Task[Any], resource: pulumi.Resource) -> Mapping[str, Any] | None:
    frame = getattr(task.get_coro(), "cr_frame", None)
    register = None if frame is None else frame.f_locals.get("rpc_function")
    names: tuple[str, ...] = getattr(getattr(register, "__code__", None), "co_freevars", ())
    cells: tuple[Any, ...] = getattr(register, "__closure__", None) or ()
    try:
        known: dict[str, Any] = {name: cell.cell_contents for name, cell in zip(names, cells, strict=True)}
    except ValueError:
        return None  # a cell that is not filled yet
    return known.get("props") if known.get("res") is resource else None


def site_config_of(resource: pulumi.Resource) -> object:
    """Return the `site_config` that a resource was made with; None if it can't be determined."""
    for task in asyncio.all_tasks():
        inputs = _registered_with(task, resource)
        if inputs is not None:
            return inputs.get("site_config", inputs.get("siteConfig"))
    return None


def _part(value: object, *names: str) -> Any:
    if isinstance(value, Mapping):
        return next((found for name in names if (found := cast("Mapping[str, Any]", value).get(name)) is not None), None)
    return next((found for name in names if (found := getattr(value, name, None)) is not None), None)


async def refuse_inline_settings(site_config: object, owner: str) -> None:
    """Refuse a site that was made with settings of its own.

    Args:
        site_config: what `site_config_of` found.
        owner: the app, for the message.

    Raises:
        SettingConflict: it has some; they are named, never shown.
    """
    config = await pulumi.Output.from_input(site_config).future()
    settings: list[Any] = _part(config, "app_settings", "appSettings") or []
    if settings:
        names = ", ".join(str(_part(setting, "name")) for setting in settings)
        raise SettingConflict(
            f"{owner} is made with site_config.app_settings ({names}): those and the ones of connections would erase each other in "
            "turn. Move them to settings={...} of the component."
        )

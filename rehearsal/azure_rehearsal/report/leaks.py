"""Keys in the open: in what Azure shows of an app, in tags, and in the engine's state as plain text.

azure-native marks none of the keys that its `list*` functions answer with as secret. The simulated Azure has made each of them, so it
knows them wherever they turn up. What is said of a leak never holds the key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import quote

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.plain import table
from azure_rehearsal.core.state import Record
from azure_rehearsal.memory.checkpoint import is_secret, name_of, resources_of, token_of

from .case import SITES
from .connections import ExceptionLine

__all__ = ["Leak", "leaks"]

_WEB: Final = "azure-native:web:"
_ENVIRONMENTS: Final = frozenset({"env", "environmentVariables"})
_SETTINGS: Final = {"appSettings": "app setting", "connectionStrings": "connection string"}
_SHORTEST: Final = 16
# Places that the components call by another name than Azure.
_PROPERTIES: Final = {"startup_command": "appCommandLine", "health_check_path": "healthCheckPath"}
_STATE: Final = "state"
_REMEDY: Final = {
    _STATE: "Mark it as secret: pulumi.Output.secret(...), or the option additional_secret_outputs",
    "azure": "Keep it in Key Vault and refer to it, or let the app use its identity",
}


@dataclass(frozen=True)
class Leak:
    """A key where others can read it.

    `where`: "azure", or "state" for the engine's; `place`: what holds it, and in which property; `holder`: the id of the resource whose key it
    is. `resource`: the id of the Azure resource, or the URN, that holds it; `path`: where in it.
    """

    where: str
    resource: str
    place: str
    holder: str
    path: str

    @property
    def text(self) -> str:
        """What a person is told; never the key."""
        seen = " as plain text in the engine's state" if self.where == _STATE else ""
        return f"a key of {_named(self.holder)} is in the open{seen}: {self.place}. {_REMEDY[self.where]}"


def leaks(checkpoint: Mapping[str, Any], cloud: Cloud, exceptions: Iterable[ExceptionLine] = ()) -> list[Leak]:
    """Every key of a resource that still exists, in each place where it is in the open and no exception gives a reason for that place."""
    keys = _Keys(cloud)
    found = dict.fromkeys([*_in_azure(cloud, keys), *_in_state(checkpoint, keys)]) if keys.forms else {}
    excused = _excused(exceptions)
    apps = _apps(checkpoint) if excused else {}
    return [one for one in found if not excused.get(apps.get(key_of(one.resource), ""), frozenset()) & _words(one.path)]


def _excused(exceptions: Iterable[ExceptionLine]) -> dict[str, frozenset[str]]:
    """App to the last words of the places that have a reason: one reason is for one place."""
    given: dict[str, frozenset[str]] = {}
    for one in exceptions:
        if one.place:
            given[one.app] = given.get(one.app, frozenset()) | {_plain(_PROPERTIES.get(one.place, one.place).rpartition(".")[2])}
    return given


def _apps(checkpoint: Mapping[str, Any]) -> dict[str, str]:
    """Id and URN of each resource to the name of the component that it belongs to."""
    parents: dict[str, str] = {}
    for entry in resources_of(checkpoint):
        parent = name_of(str(entry["parent"])) if entry.get("parent") else ""
        parents[key_of(str(entry["urn"]))] = parent
        if entry.get("id"):
            parents[key_of(str(entry["id"]))] = parent
    return parents


def _words(path: str) -> frozenset[str]:
    return frozenset(_plain(word) for word in re.split(r"[.\[\]]", path) if word)


def _plain(name: str) -> str:
    """The same for `appCommandLine` and `app_command_line`."""
    return name.replace("_", "").lower()


class _Keys:
    """The keys that work, in each form in which they may be written."""

    def __init__(self, cloud: Cloud) -> None:
        self.forms: dict[str, str] = {}
        for issued in cloud.state.issued.values():
            holder = _holder(cloud, issued.holder)
            if holder is not None and len(issued.value) >= _SHORTEST:
                self.forms |= dict.fromkeys((issued.value, quote(issued.value, safe=""), json.dumps(issued.value)[1:-1]), holder)

    def within(self, document: object) -> dict[str, str]:
        """Those that a document holds anywhere: searched as one text, so that large documents are quick to look through."""
        text = json.dumps(document)
        return {form: holder for form, holder in self.forms.items() if form in text}


def _holder(cloud: Cloud, id: str) -> str | None:
    """The resource that takes a key; None where it is gone, and the key with it."""
    here: str | None = id
    while here is not None:
        if cloud.state.get(here) is not None:
            return here
        here = ArmId.parse(here).parent() if here.lower().startswith("/subscriptions/") else here.rpartition("/")[0] or None
    return None


def _found(value: object, keys: Mapping[str, str], path: str = "") -> Iterator[tuple[str, str]]:
    """(path, holder) of each text below a value that holds one of these keys; what the engine keeps encrypted holds none."""
    if isinstance(value, str):
        yield from ((path, holder) for holder in dict.fromkeys(holder for form, holder in keys.items() if form in value))
    elif isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value)
        if not is_secret(entries):
            for name, inner in entries.items():
                yield from _found(inner, keys, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(cast("list[object]", value)):
            yield from _found(inner, keys, f"{path}[{at}]")


# -- in Azure ------------------------------------------------------------------------------------------------------------


def _in_azure(cloud: Cloud, keys: _Keys) -> Iterator[Leak]:
    for record in cloud.state.records.values():
        for words, document in _shown(record):
            for path, holder in _found(document, keys.within(document)):
                yield Leak("azure", record.id, f"{words.format(path)} of {_named(record.id)}", holder, path)


def _shown(record: Record) -> Iterator[tuple[str, object]]:
    """What whoever may read a resource sees of it, each with its words; {} is the path in it."""
    yield "tag {}", record.inputs.get("tags")
    if record.token in SITES:
        for name, words in _SETTINGS.items():
            yield words + " {}", table(record.private, name)
        config = table(record.inputs, "siteConfig")
        yield "siteConfig.{}", {key: value for key, value in config.items() if key not in _SETTINGS}
        yield "property {}", {key: value for key, value in record.inputs.items() if key not in ("siteConfig", "tags")}
    elif record.token.startswith(_WEB) and not record.token.removesuffix("Slot").endswith(("ApplicationSettings", "ConnectionStrings")):
        yield "property {}", {key: value for key, value in record.inputs.items() if key != "tags"}
    elif not record.token.startswith(_WEB):
        yield "environment variable {}", dict(_environment(record.inputs))


def _environment(value: object) -> Iterator[tuple[str, object]]:
    """Plain environment variables of containers, wherever a resource has them: name and value."""
    if isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _environment(inner)
    elif isinstance(value, dict):
        for name, inner in cast("dict[str, object]", value).items():
            if name in _ENVIRONMENTS and isinstance(inner, list):
                entries = [cast("dict[str, object]", one) for one in cast("list[object]", inner) if isinstance(one, dict)]
                yield from ((str(one.get("name")), one.get("value")) for one in entries)
            else:
                yield from _environment(inner)


# -- in the engine's state -----------------------------------------------------------------------------------------------


def _in_state(checkpoint: Mapping[str, Any], keys: _Keys) -> Iterator[Leak]:
    for entry in resources_of(checkpoint):
        documents: dict[str, object] = {"inputs": entry.get("inputs") or {}, "outputs": entry.get("outputs") or {}}
        held = keys.within(documents)
        own = key_of(str(entry.get("id") or ""))
        told: set[str] = set()
        for name, document in documents.items() if held else ():
            for path, holder in _found(document, held):
                # A resource's own key among its outputs is the provider's choice; what an input holds is in its outputs, too.
                if path not in told and not (name == "outputs" and key_of(holder) == own):
                    told.add(path)
                    yield Leak(
                        _STATE, str(entry["urn"]), f"{name} {path} of {token_of(entry['urn'])} '{name_of(entry['urn'])}'", holder, path
                    )


def _named(id: str) -> str:
    arm = ArmId.parse(id)
    return f"{arm.kind} '{'/'.join(arm.names)}'" if arm.names else f"'{id}'"

"""A text that is the same for the same values in every process, for every kind of property.

`str()` of an args object holds its address, and sets are in another order in each process: what is made of those changes by itself.
"""

import enum
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pulumi

from pulumi_azure_connect.errors import UnknownArgument


def plain(value: object, what: str) -> Any:
    """Return nested values as plain data; Outputs and other awaitables in it stay what they are.

    Args:
        value: args objects, mappings, sequences, enums, assets and archives, text, numbers, resources.
        what: how a message names it.

    Raises:
        UnknownArgument: it holds something of another kind, which Pulumi couldn't send either.
    """
    if isinstance(value, enum.Enum):
        return plain(value.value, what)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value  # a number that went through the engine has lost which it was
    if isinstance(value, pulumi.Output | pulumi.output.Unknown) or hasattr(value, "__await__"):
        return cast("Any", value)
    if isinstance(value, Mapping):
        return {_key(key, what): plain(part, f"{what}[{key!r}]") for key, part in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(part, f"{what}[{index}]") for index, part in enumerate(cast("list[object]", value))]
    if getattr(type(value), "_pulumi_input_type", False):
        return {name: plain(part, f"{what}.{name}") for name, part in vars(value).items()}
    if isinstance(value, pulumi.Asset | pulumi.Archive):
        return _file(value, what)
    if isinstance(value, pulumi.Resource):
        return value.urn
    raise UnknownArgument(
        f"{what} is of type {type(value).__name__}, of which can't be told whether it changed. Give text, numbers, lists, dicts, "
        "args classes, enums, assets, or Outputs of such."
    )


def _key(key: object, what: str) -> str:
    if not isinstance(key, str):
        raise UnknownArgument(f"a key of {what} is of type {type(key).__name__}. Give text.")
    return str(plain(key, what))


def _file(value: pulumi.Asset | pulumi.Archive, what: str) -> Any:
    """Return what tells an asset's content, as Pulumi looks at it: not where it lies on this machine."""
    if isinstance(value, pulumi.StringAsset):
        return {"text": _digest(value.text.encode())}
    if isinstance(value, pulumi.RemoteAsset | pulumi.RemoteArchive):
        return {"uri": value.uri}
    if isinstance(value, pulumi.AssetArchive):
        return {"assets": {name: _file(part, f"{what}[{name!r}]") for name, part in value.assets.items()}}
    path = Path(cast("pulumi.FileAsset | pulumi.FileArchive", value).path)
    if not path.exists():
        raise UnknownArgument(f"{what} is an asset of {str(path)!r}, which doesn't exist.")
    if path.is_file():
        return {"file": _digest(path.read_bytes())}
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return {"folder": {file.relative_to(path).as_posix(): _digest(file.read_bytes()) for file in files}}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def marker(value: object, what: str) -> str:
    """Return 16 characters that change with the values.

    Raises:
        UnknownArgument: see `plain`.
    """

    def refuse(part: object) -> None:
        raise UnknownArgument(f"{what} is not known to its end: an Output in it has a {type(part).__name__} inside that nobody waited for.")

    text = json.dumps(plain(value, what), sort_keys=True, default=refuse)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

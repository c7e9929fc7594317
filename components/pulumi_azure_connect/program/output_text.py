"""Refuses text that was made by printing a Pulumi Output (an f-string, str(), repr())."""

from __future__ import annotations

import dataclasses
import functools
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pulumi_azure_connect.errors import ConnectError

_SWITCH = "PULUMI_ERROR_OUTPUT_STRING"
# What repr() gives for an object that has none of its own: Output, and every resource, are such.
_BARE_REPR = re.compile(r"<[\w.<>]+ object at 0x[0-9a-fA-F]+>")


def refuse_output_text(value: object, what: str) -> None:
    """Raise ConnectError if text anywhere in `value` holds a printed Output or a printed resource.

    Pulumi only warns about `f"{output}"` and puts a sentence about it into the text, which would then be deployed. Outputs
    themselves are fine and are left alone.

    Args:
        value: text, or any nesting of lists, sets, mappings (keys too), dataclasses and Pulumi input types.
        what: how the message names it: "app setting 'URL' of app 'shop'".
    """
    for path, text in _texts(value):
        if _is_printed(text):
            # The text is not shown: what surrounds the printed Output may be a secret.
            raise ConnectError(
                f"{what}{path} was made by turning a Pulumi Output or resource into text (an f-string, str(), '+' or repr()), so it "
                "holds a remark instead of the value. Pass the Output itself, or build the text with pulumi.Output.concat(...) "
                "or pulumi.Output.format(...)."
            )


def _is_printed(text: str) -> bool:
    return _BARE_REPR.search(text) is not None or _lecture() in text


@functools.cache
def _lecture() -> str:
    """The first line of the text of str(Output), taken from the installed Pulumi."""
    import pulumi  # here, because most users of the pure modules never need it

    before = os.environ.get(_SWITCH)
    os.environ[_SWITCH] = "true"  # makes str() raise its remark instead of also logging a warning
    try:
        str(cast(object, object.__new__(cast(type[Any], pulumi.Output))))
    except Exception as remark:  # noqa: BLE001 (its class is private to Pulumi)
        return str(remark).splitlines()[0]
    finally:
        if before is None:
            del os.environ[_SWITCH]
        else:
            os.environ[_SWITCH] = before
    raise AssertionError("str(Output) gave no remark although PULUMI_ERROR_OUTPUT_STRING asks for it")


def _texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text in a nest of plain data, with the path to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in cast(Mapping[object, object], value).items():
            yield from _texts(key, f"{path} (a key)")
            yield from _texts(item, f"{path}[{key!r}]" if not _printed_key(key) else path)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for index, item in enumerate(cast(Iterable[object], value)):
            yield from _texts(item, f"{path}[{index}]")
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}")
    elif getattr(type(value), "_pulumi_input_type", False):
        for name, item in vars(value).items():
            yield from _texts(item, f"{path}.{name}")


def _printed_key(key: object) -> bool:
    return isinstance(key, str) and _is_printed(key)

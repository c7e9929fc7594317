"""Targets, by kind: those of `builtin`, and what people call them."""

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from pulumi_azure_connect.errors import UnknownTarget, did_you_mean
from pulumi_azure_connect.targets import builtin
from pulumi_azure_connect.targets.target import Target

ALL: tuple[Target, ...] = tuple(value for value in vars(builtin).values() if isinstance(value, Target))
BY_KIND: Mapping[str, Target] = MappingProxyType({target.kind: target for target in ALL})


def target(kind: "str | Target") -> Target:
    """Return the target of that kind; a `Target` of the caller's own is taken as it is.

    Raises:
        UnknownTarget: no target has that kind.
    """
    if isinstance(kind, Target):
        return kind
    if not isinstance(cast("object", kind), str):
        raise UnknownTarget(f"a target is a Target or the text of its kind, such as 'storage-blob', not a {type(kind).__name__}.")
    if kind not in BY_KIND:
        meant = _by_other_names().get(_squashed(kind))
        hint = f" Did you mean {meant!r}?" if meant is not None else did_you_mean(kind, list(BY_KIND))
        raise UnknownTarget(f"{kind!r} is not a kind of target.{hint} There are: {', '.join(BY_KIND)}.")
    return BY_KIND[kind]


def _squashed(name: str) -> str:
    """A name without letter case, punctuation and the words that all of Azure's names have."""
    words = [word for word in re.split(r"[^a-z0-9]+", name.casefold()) if word not in {"", "azure", "for", "service", "database"}]
    return "".join(words)


@functools.cache
def _by_other_names() -> Mapping[str, str]:
    """Names that people use for a target beside its kind: Azure's title, and our constant."""
    constants = {name: known.kind for name, known in vars(builtin).items() if isinstance(known, Target)}
    titles = {known.title: known.kind for known in ALL}
    return {_squashed(name): kind for names in (titles, constants) for name, kind in names.items()}

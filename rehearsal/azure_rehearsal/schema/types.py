"""What every resource type and function of an installed Pulumi SDK takes and gives, read from the SDK's own Python classes.

Nothing is generated or stored: a token names a module, the module is imported when its first type is asked for, and annotations are read one type at a
time. So the check is as new as the installed SDK, and costs the memory of the modules that the program uses anyway. It works for any package
whose SDK Pulumi generated (azure-native, azuread, random, ...).

Two things an SDK doesn't say: which arguments of a function are required (Python gives each a default), and patterns or lengths of strings.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import threading
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path as FilePath
from types import ModuleType, UnionType
from typing import Any, Union, cast, get_args, get_origin

from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.schema import shapes

from .shapes import Fault, Field, Fields, Shape

__all__ = [
    "Fault",
    "Field",
    "TypeSchema",
    "UnknownToken",
    "check",
    "check_invoke",
    "check_outputs",
    "describe",
    "describe_function",
    "load",
    "tokens",
]


# Enumerations that no SDK can hold complete, by the ends of their names: machine sizes, places, currencies, versions of products.
_GROWING = re.compile(
    r"(Sizes?|SizeTypes|SizeEnum|SizeNamesEnum|InstanceType|VmFamily|Location|Region|CultureCode|Currency|OfferCode|(Server|Major|Sql)Version)$"
)


class UnknownToken(LookupError):
    """No installed SDK has a resource type or function of this token."""


class _UnknownName(UnknownToken):
    """The package has no such name. The nearest one takes long to find, so it is looked for only when the message is read."""

    def __init__(self, what: str, token: str, known: Sequence[str] | Mapping[str, object]) -> None:
        super().__init__(token)
        self._what, self._token, self._known = what, token, known

    def __str__(self) -> str:
        name = self._token.rpartition(":")[2]
        same_name = [item for item in self._known if item.rpartition(":")[2] == name]
        hint = shapes.suggestion(self._token, same_name, cutoff=0.0) or shapes.suggestion(self._token, self._known)
        return f"unknown {self._what} {self._token!r}.{hint}"


@dataclass(frozen=True)
class TypeSchema:
    """A resource type or a function. Keys are names on the wire. Outputs lack `id` and `urn`, which every resource has."""

    token: str
    takes: Fields
    gives: Fields

    @property
    def inputs(self) -> dict[str, Field]:
        """What may be given."""
        return self.takes.fields

    @property
    def outputs(self) -> dict[str, Field]:
        """What comes back; `required` where the SDK says that it is always there."""
        return self.gives.fields

    @property
    def required(self) -> tuple[str, ...]:
        """The inputs that must be given."""
        return self.takes.required


def check(token: str, inputs: JsonDict) -> list[Fault]:
    """What is wrong with the inputs of a resource, at any depth: unknown, missing, of the wrong type, outside an enumeration.

    `inputs` is wire JSON: camelCase keys, secrets unwrapped, UNKNOWN wherever a value isn't known. Raises UnknownToken.
    """
    faults: list[Fault] = []
    describe(token).takes.check_fields(inputs, (), faults)
    return faults


def check_invoke(token: str, args: JsonDict) -> list[Fault]:
    """As `check`, for the arguments of a function. Nothing is missing here: the SDK doesn't say what is required."""
    faults: list[Fault] = []
    describe_function(token).takes.check_fields(args, (), faults)
    return faults


def check_outputs(token: str, outputs: JsonDict) -> list[Fault]:
    """What is wrong with outputs that a mock or a simulated service gives: misspelt, of the wrong type, left out though always there."""
    faults: list[Fault] = []
    known = describe_function(token) if _is_function(token) else describe(token)
    known.gives.check_fields({key: value for key, value in outputs.items() if key not in {"id", "urn"}}, (), faults)
    return faults


@cache
def describe(token: str) -> TypeSchema:
    """The inputs and outputs of a resource type, such as "azure-native:web:WebApp". A version in the token ("web/v20240401") that the SDK
    lacks is passed over, for the unversioned type. Raises UnknownToken, with the nearest that there is.
    """
    classes = _classes(_package(token))
    entry = classes.get(token) or classes.get(_unversioned(token)) or classes.get(_bridged(token))
    if entry is None:
        raise _UnknownName("resource type", token, classes)
    module_name, class_name = entry
    resource: type = getattr(load(module_name), class_name)
    module = load(resource.__module__)
    args = next(name for name in module.__all__ if name.endswith("Args"))
    return TypeSchema(token, takes=_object(getattr(module, args)), gives=_object(resource))


def _bridged(token: str) -> str:
    """The long form of a token of a bridged provider: "azuread:index:Application" is "azuread:index/application:Application"."""
    package, module, name = token.split(":")
    return f"{package}:{module}/{name[:1].lower()}{name[1:]}:{name}"


@cache
def describe_function(token: str) -> TypeSchema:
    """The arguments and results of a function, such as "azure-native:keyvault:getSecret". Raises UnknownToken."""
    package, module_part, name = (*token.split(":"), "", "")[:3]
    home = _module_of(package, module_part)
    files = _function_files(home)
    stem = files.get(name.lower())
    if stem is None:
        raise _UnknownName("function", token, [f"{package}:{module_part}:{known}" for known in files])
    load(home)
    module = load(f"{home}.{stem}")
    function = getattr(module, stem)
    plain = getattr(function, "_pulumi_deprecated_callable", function)
    result = next((item for item in module.__all__ if item.endswith("Result") and not item.startswith("Awaitable")), None)
    takes = Fields(name, lambda: _parameters(plain, module))
    return TypeSchema(token, takes, _object(getattr(module, result)) if result else Fields(name, dict))


def class_fields(cls: type) -> dict[str, Field]:
    """The Pulumi properties of any class of an SDK (args, output type, resource), by wire name."""
    return _object(cls).fields


def tokens(package: str = "azure-native") -> list[str]:
    """Every resource type of a package, sorted."""
    return sorted(_classes(package))


def _is_function(token: str) -> bool:
    return token.rpartition(":")[2][:1].islower()


# ---- from tokens to Python ----


_loading = threading.RLock()


def load(name: str) -> ModuleType:
    """A module of an SDK, all of it. SDKs load their modules when these are first looked into, which isn't safe from several threads
    at once before Python 3.12.3 (github.com/python/cpython issue 114763): a second one finds a module without its classes.
    """
    with _loading:
        module = importlib.import_module(name)
        vars(module)
        getattr(module, "__all__", None)  # the first look loads it
        return module


def _package(token: str) -> str:
    return token.partition(":")[0]


def _unversioned(token: str) -> str:
    return re.sub(r"/v\d{8}\w*:", ":", token)


def _root(package: str) -> str:
    return f"pulumi_{package.replace('-', '_')}"


@cache
def _classes(package: str) -> dict[str, tuple[str, str]]:
    """Token -> (module, class) of a package, from the table that its SDK registers for rehydrating resources."""
    root = _root(package)
    if importlib.util.find_spec(root) is None:
        raise UnknownToken(f"package {package!r} has no Python SDK here; install {root.replace('_', '-')}")
    importlib.import_module(root)
    from pulumi.runtime import rpc

    found: dict[str, tuple[str, str]] = {}
    for modules in cast("dict[str, list[object]]", getattr(rpc, "_RESOURCE_MODULES")).values():  # noqa: B009 - Pulumi has no public way
        for module in modules:
            info = cast("dict[str, Any]", getattr(module, "mod_info", {}))
            if info.get("pkg") == package:
                found.update({token: (info["fqn"], name) for token, name in info["classes"].items()})
    return found


def _module_of(package: str, module_part: str) -> str:
    """The Python module that holds the functions of one part of a token: "web" -> "pulumi_azure_native.web"."""
    root = _root(package)
    for name in (module_part.replace("/", "."), module_part.partition("/")[0]):
        try:
            if importlib.util.find_spec(f"{root}.{name}") is not None:
                return f"{root}.{name}"
        except ModuleNotFoundError:
            continue
    return root


@cache
def _function_files(home: str) -> dict[str, str]:
    """Function name in lower case -> file stem; each function has a file of its own name."""
    spec = importlib.util.find_spec(home)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    stems = [file.stem for folder in folders for file in FilePath(folder).glob("*.py") if not file.stem.startswith("_")]
    return {stem.replace("_", ""): stem for stem in stems}


# ---- from Python to shapes ----


@cache
def _object(cls: type) -> Fields:
    return Fields(cls.__name__, lambda: _fields(cls))


def _fields(cls: type) -> dict[str, Field]:
    """The Pulumi properties of an args, output or resource class; not those of Pulumi's own base classes (`id`, `urn`)."""
    home = load(cls.__module__)
    found: dict[str, Field] = {}
    members = {
        name: member for base in reversed(cls.__mro__) if not base.__module__.startswith("pulumi.") for name, member in vars(base).items()
    }
    for python_name, member in members.items():
        wire_name = getattr(getattr(member, "fget", None), "_pulumi_name", None)
        if wire_name is None:
            continue
        hint = member.fget.__annotations__["return"]
        constant = re.search(r"Expected value is '([^']*)'", member.__doc__ or "")
        found[wire_name] = Field(
            wire_name, python_name, _shape(hint, home), required=not _optional(hint), constant=constant[1] if constant else None
        )
    return found


def _parameters(function: Any, module: ModuleType) -> dict[str, Field]:
    """A function's arguments; the names on the wire stand in its body, one assignment each."""
    source = FilePath(cast("str", module.__file__)).read_text(encoding="utf-8")
    wire_names = {python: wire for wire, python in re.findall(r"__args__\['(\w+)'\] = (\w+)", source)}
    hints = function.__annotations__
    return {wire: Field(wire, python, _shape(hints[python], module)) for python, wire in wire_names.items() if python in hints}


def _optional(hint: Any) -> bool:
    """Whether None is among the options, at the top or inside an Output."""
    from pulumi import Output

    if get_origin(hint) is Output:
        return _optional(get_args(hint)[0])
    return type(None) in get_args(hint) and get_origin(hint) in {Union, UnionType}


def _shape(hint: Any, home: ModuleType) -> Shape:
    """The shape of an annotation, as Pulumi's generator writes them."""
    from pulumi import Output

    origin = get_origin(hint)
    if origin is Output:
        return _shape(get_args(hint)[0], home)
    if origin in {Union, UnionType}:
        return _union([arg for arg in get_args(hint) if not _plumbing(arg)], home)
    if origin is not None and issubclass(origin, Mapping):
        return shapes.MapOf(_shape(get_args(hint)[1], home))
    if origin is not None and issubclass(origin, Sequence):
        return shapes.ListOf(_shape(get_args(hint)[0], home))
    if isinstance(hint, str | typing.ForwardRef):
        return _named(hint if isinstance(hint, str) else hint.__forward_arg__, home)
    return _plain_class(hint)


def _plumbing(hint: Any) -> bool:
    """What `Input[T]` adds to T: None, an awaitable, an output; and the dict twin of an args class."""
    from pulumi import Output

    if hint is type(None) or get_origin(hint) is Output:
        return True
    if isinstance(hint, typing.ForwardRef):
        return hint.__forward_arg__.startswith("Output[") or hint.__forward_arg__.endswith("ArgsDict")
    return getattr(get_origin(hint), "__name__", "") == "Awaitable"


def _union(hints: list[Any], home: ModuleType) -> Shape:
    options = tuple(_shape(hint, home) for hint in hints)
    if len(options) == 1:
        return options[0]
    named = [option for option in options if isinstance(option, shapes.OneOfValues)]
    if len(named) == 1 and len(options) == 2 and any(option is shapes.STRING for option in options):
        # `Union[str, SkuName]`: the SDK lets any string through; Azure doesn't, unless the list grows without the SDK
        return replace(named[0], free=_GROWING.search(named[0].name) is not None)
    if any(option is shapes.ANYTHING for option in options):
        return shapes.ANYTHING
    return shapes.OneOfShapes(options)


def _named(name: str, home: ModuleType) -> Shape:
    """A quoted class name, such as "SkuArgs" or "outputs.SkuResponse"."""
    target: Any = home
    for part in name.split("."):
        target = getattr(target, part)
    return _plain_class(target)


_SCALARS: dict[Any, Shape] = {str: shapes.STRING, bool: shapes.BOOLEAN, int: shapes.INTEGER, float: shapes.NUMBER, Any: shapes.ANYTHING}


@cache
def _plain_class(cls: Any) -> Shape:
    import pulumi

    known = _SCALARS.get(cls)
    if known is not None:
        return known
    if not isinstance(cls, type):
        return shapes.ANYTHING
    if issubclass(cls, Enum):
        return shapes.OneOfValues(cls.__name__, tuple(cast("str | float", member.value) for member in cls))
    if issubclass(cls, pulumi.Asset | pulumi.Archive):
        return shapes.ASSET
    return _object(cast("type[object]", cls))

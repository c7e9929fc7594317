"""What a run of a program registered, as plain data: the subject of unit tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from azure_rehearsal.core.problems import did_you_mean
from azure_rehearsal.core.values import JsonDict, JsonValue, Path, get

if TYPE_CHECKING:
    import networkx as nx

    from azure_rehearsal.cloud.cloud import Cloud

__all__ = ["STACK", "LogLine", "Operation", "Registration", "Run"]

STACK = "pulumi:pulumi:Stack"
Operation = Literal["create", "update", "replace", "same", "read", "import", "component", "provider", "stand-in"]


@dataclass(eq=False)
class Registration:
    """One resource as the program registered it.

    `inputs` is what the program sent, in the provider's spelling, secrets unwrapped, UNKNOWN where a value wasn't known; `secrets` are the paths
    in it that were secret. `checked` adds the provider's names and defaults. `outputs` is what the simulated Azure answered. `options` holds the
    resource options that were given, under their Python names. `started` and `finished` count the requests that reached the engine, in order;
    `finished` is 0 where the registration failed.
    """

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    inputs: JsonDict
    secrets: frozenset[Path]
    started: int
    dependencies: frozenset[str] = frozenset()
    property_dependencies: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    provider: str = ""
    providers: Mapping[str, str] = field(default_factory=dict[str, str])
    aliases: tuple[Mapping[str, Any], ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    operation: Operation = "component"
    id: str | None = None
    checked: JsonDict = field(default_factory=dict[str, JsonValue])
    outputs: JsonDict = field(default_factory=dict[str, JsonValue])
    secret_outputs: frozenset[Path] = frozenset()
    component_outputs: dict[str, Any] | None = None
    finished: int = 0
    error: BaseException | None = None

    def input(self, *path: str | int) -> Any:
        """One input by its path; None where it wasn't given. `reg.input("properties", "accessPolicies", 0, "objectId")`."""
        return _get(self.inputs, path)

    def output(self, *path: str | int) -> Any:
        """One output by its path; None where there is none."""
        return _get(self.outputs, path)

    def is_secret(self, *path: str | int) -> bool:
        """Whether an input, or something around it, was secret."""
        return any(path[:length] in self.secrets for length in range(len(path) + 1))

    def __repr__(self) -> str:
        return f"<{self.type} {self.name!r}>"


def _get(value: JsonDict, path: Path) -> JsonValue:
    try:
        return get(value, path)
    except (KeyError, IndexError):
        return None


def _at(data: JsonDict, paths: Iterable[Path]) -> Iterator[JsonValue]:
    return (_get(data, path) for path in paths)


@dataclass(frozen=True)
class LogLine:
    """A message that the program or the SDK logged: "info", "warning" or "error"."""

    severity: str
    message: str


@dataclass(repr=False)
class Run:
    """The outcome of one run of a program."""

    cloud: Cloud
    preview: bool
    project: str = "project"
    resources: list[Registration] = field(default_factory=list[Registration])
    deleted: list[str] = field(default_factory=list[str])  # URNs that a later run of the same stack took away
    exports: dict[str, Any] = field(default_factory=dict[str, Any])  # plain data, secrets unwrapped, UNKNOWN where not known
    secret_exports: frozenset[Path] = frozenset()
    errors: list[BaseException] = field(default_factory=list[BaseException])
    logs: list[LogLine] = field(default_factory=list[LogLine])

    def __repr__(self) -> str:
        kind = "preview" if self.preview else "run"
        return f"<{kind}: {len(self.resources)} resources, exports {sorted(self.exports)}, {len(self.errors)} errors>"

    def secret_values(self) -> Iterator[JsonValue]:
        """What was secret in this run: inputs, outputs and exports. For looking for it where it mustn't be."""
        yield from _at(self.exports, self.secret_exports)
        for one in self.resources:
            for data in (one.inputs, one.checked):
                yield from _at(data, one.secrets)
            yield from _at(one.outputs, one.secret_outputs)

    # -- finding -------------------------------------------------------------------------------------------------------

    def find(self, type: str | Callable[..., Any] | None = None, name: str | None = None) -> Registration:
        """The one resource of this type and logical name. `type`: a token ("azure-native:web:WebApp"), its end ("web:WebApp", "WebApp"), or the
        SDK's class. Raises LookupError where there is none, or more than one.
        """
        found = [one for one in self._of(type) if name is None or one.name == name]
        if len(found) == 1:
            return found[0]
        asked = " ".join(part for part in (_token(type), repr(name) if name else "") if part)
        if found:
            raise LookupError(f"{len(found)} resources are {asked}: {', '.join(one.name for one in found)}. Name one.")
        names = [one.name for one in self._of(type)]
        hint = (
            f" Of this type there are: {', '.join(names)}." if names else did_you_mean(_token(type), {one.type for one in self.resources})
        )
        raise LookupError(f"no resource is {asked}.{hint}")

    def of_type(self, type: str | Callable[..., Any]) -> list[Registration]:
        """All resources of a type, in the order of registration; `type` as for `find`."""
        return self._of(type)

    def _of(self, type: str | Callable[..., Any] | None) -> list[Registration]:
        token = _token(type)
        return [one for one in self.resources if not token or one.type == token or one.type.endswith((f":{token}", f"/{token}"))]

    @cached_property
    def by_urn(self) -> dict[str, Registration]:
        """The registrations by URN."""
        return {one.urn: one for one in self.resources}

    def __getitem__(self, urn: str) -> Registration:
        return self.by_urn[urn]

    @cached_property
    def _children(self) -> Mapping[str, list[Registration]]:
        found: defaultdict[str, list[Registration]] = defaultdict(list)
        for one in self.resources:
            found[one.parent].append(one)
        return found

    def children(self, parent: Registration) -> list[Registration]:
        """The resources directly under a parent."""
        return list(self._children.get(parent.urn, ()))

    def outputs(self, component: Registration) -> dict[str, Any]:
        """What a component registered as its outputs; empty where it registered none."""
        return component.component_outputs or {}

    def secrets(self, registration: Registration) -> frozenset[Path]:
        """The input paths that were secret."""
        return registration.secrets

    # -- order ---------------------------------------------------------------------------------------------------------

    def depends(self, one: Registration | str, other: Registration | str) -> bool:
        """Whether `one` is made after `other`, whatever the timing: by its dependencies, those of its properties, its parent, and theirs in turn.

        A component as `other` stands for all that is under it; as `one`, each resource under it must depend on `other`.
        """
        goals = self._made_by(other)
        return bool(goals) and all(goals <= self._closure(start) for start in self._made_by(one))

    def _made_by(self, one: Registration | str) -> set[str]:
        registration = self.by_urn[one] if isinstance(one, str) else one
        if registration.custom:
            return {registration.urn}
        return {urn for child in self.children(registration) for urn in self._made_by(child)}

    def _closure(self, urn: str) -> set[str]:
        known = self._closures.get(urn)
        if known is None:
            known, waiting = set[str](), list(self._direct(urn))
            while waiting:
                step = waiting.pop()
                if step not in known:
                    known.add(step)
                    waiting.extend(self._direct(step))
            self._closures[urn] = known
        return known

    @cached_property
    def _closures(self) -> dict[str, set[str]]:
        return {}

    def _direct(self, urn: str) -> Iterable[str]:
        one = self.by_urn.get(urn)
        if one is None:
            return ()
        provider = one.provider.rpartition("::")[0]
        return {*one.dependencies, *(dep for deps in one.property_dependencies.values() for dep in deps), one.parent, provider} - {"", urn}

    def graph(self) -> nx.DiGraph[str]:
        """The direct dependencies, as a graph of URNs: an edge leads from a resource to what it needs first."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        for one in self.resources:
            graph.add_node(one.urn, registration=one)
        for one in self.resources:
            graph.add_edges_from((one.urn, needed) for needed in self._direct(one.urn) if needed in self.by_urn)
        return graph


def _token(type: str | Callable[..., Any] | None) -> str:
    if type is None or isinstance(type, str):
        return type or ""
    token = getattr(type, "pulumi_type", None)
    if not isinstance(token, str):
        raise TypeError(f"{type!r} has no type token; give one as text, such as 'azure-native:web:WebApp'")
    return token

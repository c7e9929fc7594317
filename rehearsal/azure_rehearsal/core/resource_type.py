"""What a service module declares: its resource types as data, and behaviour only where Azure has some."""

# ruff: noqa: ARG002, D102 - hooks and functions share one signature; what the cloud answers is documented there

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from azure_access import AccessTable, Attributes, Decision

from .answers import Read
from .arm_ids import ArmId, parameters
from .clock import Clock
from .firewall import Firewall
from .name_rules import GlobalName, NameRule
from .options import Options
from .plain import clone
from .state import Principal, Record, State
from .values import JsonDict

__all__ = ["Behaviour", "Cloud", "Decide", "Invoke", "NameRule", "Refusals", "Refuse", "ResourceType", "Service", "Write"]

SUBSCRIPTION = "/subscriptions/{subscriptionId}"
GROUP = SUBSCRIPTION + "/resourceGroups/{resourceGroupName}"


class Cloud(Protocol):
    """What a service may ask of the simulated Azure that it is part of; `azure_rehearsal.cloud.cloud.Cloud` is one."""

    state: State
    options: Options
    clock: Clock
    access: AccessTable
    delays: Callable[[str, str], float]
    deployer: Principal
    tenant_id: str

    @property
    def subscription_id(self) -> str: ...
    @property
    def caller(self) -> Principal: ...
    def new_guid(self, hint: str) -> str: ...
    def type_of(self, token: str) -> ResourceType: ...
    def id_of(self, token: str, inputs: JsonDict) -> str | None: ...
    def read(self, token: str, id: str, inputs: JsonDict | None = None) -> Read | None: ...
    def put(self, resource_id: str, body: JsonDict) -> str: ...
    def apply(self, kind: ResourceType, resource_id: str, inputs: JsonDict, *, action: str | None = None) -> Record: ...
    def can(self, principal_id: str, action: str, resource_id: str, *, data: bool = False) -> Decision: ...
    def authorise(self, resource_id: str, action: str, attributes: Attributes | None = None) -> None: ...
    def make_default(self, token: str, inputs: JsonDict) -> None: ...
    def forget(self, record: Record) -> None: ...


@dataclass
class Write:
    """One create or update on its way in. `record` is None while a create hasn't been stored."""

    cloud: Cloud
    type: ResourceType
    id: str
    inputs: JsonDict
    previous: Record | None
    outputs: JsonDict = field(default_factory=JsonDict)
    private: JsonDict = field(default_factory=JsonDict)

    @property
    def creating(self) -> bool:
        """Whether nothing of that id stood there before."""
        return self.previous is None

    @property
    def arm(self) -> ArmId:
        """The id in parts."""
        return ArmId.parse(self.id)


class Behaviour:
    """The hooks of a type, in the order in which the cloud calls them. The defaults echo, as plain ARM resources do."""

    deletes_otherwise: bool = False
    """Whether the provider deletes it without a DELETE to ARM: as data, or by a write of what holds it. Locks don't stop that."""

    def check(self, cloud: Cloud, inputs: JsonDict) -> list[tuple[str, str]]:
        """Faults of the inputs that are known before any call: (property path, reason)."""
        return []

    def requested(self, inputs: JsonDict) -> Attributes | None:
        """What a write says to the conditions of those who may do it."""
        return None

    def refuse(self, write: Write) -> None:
        """Raise AzureError where Azure would say no to this write."""

    def fill(self, write: Write) -> None:
        """Complete `write.outputs` (prepared with the echoed inputs) and `write.private`."""

    def written(self, write: Write, record: Record) -> None:
        """What happens elsewhere once the write is accepted."""

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        """Raise AzureError unless the deployer may delete it; by default through ARM."""
        cloud.authorise(record.id, f"{kind.action or kind.kind}/{'write' if kind.comes_with_parent else 'delete'}")

    def refuse_delete(self, cloud: Cloud, record: Record) -> None:
        """Raise AzureError where Azure would say no to this delete."""

    def deleted(self, cloud: Cloud, record: Record) -> None:
        """What happens elsewhere once the record is gone; called for each record that goes with a parent too."""

    def read(self, cloud: Cloud, record: Record) -> JsonDict | None:
        """What a read answers now; None: it is gone."""
        return clone(record.outputs)

    def inputs_now(self, cloud: Cloud, record: Record, inputs: JsonDict) -> JsonDict:
        """The inputs that a program would need to arrive at what stands there now."""
        return clone(record.inputs)


@dataclass(frozen=True)
class ResourceType:
    """A resource type as data.

    `path`: id template; names in braces are inputs. `name`: the input that auto-naming fills, None where the program
    must name it; `name_rule`: what Azure accepts as a name; `global_name`: it is unique in all of Azure; `replaces`: inputs besides those of the path that force a new resource. `hidden`: inputs that no output echoes. `singleton`: it comes
    with its parent and ARM can't delete it. `default`: its state as Azure makes it, which a delete restores; a create
    takes it over only in that state unless it is a singleton. `lock`: writes to the top resource of the id, and to all inside it, must not overlap. `action`, `read_action`: where the ARM
    action isn't made from `kind`. `grade`: "exact" or "generic". `parents`: whether what its id lies in must exist. `firewall`: its network rules, if it has any.
    """

    token: str
    kind: str
    path: str
    name: str | None = None
    name_rule: NameRule | None = None
    global_name: GlobalName | None = None
    replaces: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    singleton: bool = False
    default: Mapping[str, object] | None = None
    lock: bool = False
    location: bool = False
    action: str = ""
    read_action: str = ""
    behaviour: Behaviour = field(default_factory=Behaviour)
    grade: str = "exact"
    parents: bool = True
    firewall: Firewall | None = None

    @property
    def path_inputs(self) -> tuple[str, ...]:
        """The inputs that make the id; a change of one is another resource."""
        return tuple(one for one in parameters(self.path) if one != "subscriptionId")

    @property
    def naming(self) -> str:
        """How azure-native names it: "random" (8 hex digits follow), "copy" for what has a parent, "uuid".

        Source: provider/pkg/resources/resources.go, AutoName.
        """
        if self.name in ("roleAssignmentName", "roleDefinitionId"):
            return "uuid"
        nested = "microsoft." in self.path.lower() and self.path.lower().rpartition("microsoft.")[2].count("{") > 1
        return "copy" if nested else "random"

    @property
    def blank(self) -> str | None:
        """What stands for a text that nobody knows: the azuread provider writes "", and of generic types it is said so."""
        if self.grade == "generic":
            return "simulated"
        return "" if self.token.startswith("azuread:") else None

    def first_state(self) -> JsonDict:
        """Its inputs as Azure makes it with its parent."""
        return dict(clone(self.default or {}))  # type: ignore[arg-type]

    def in_first_state(self, record: Record) -> bool:
        """Whether nobody has changed it since."""
        return all(record.inputs.get(key) == value for key, value in self.first_state().items())

    @property
    def comes_with_parent(self) -> bool:
        """Whether Azure makes it together with its parent."""
        return self.singleton or self.default is not None


Invoke = Callable[["Cloud", JsonDict], JsonDict]
Decide = Callable[["Cloud", Sequence[str], str, str], Decision]
"""Whether somebody (object id, then those of the groups) may do a data action on a resource."""


Refuse = Callable[[Write], None]
"""Raises AzureError where Azure would refuse this write, and does nothing otherwise."""


@dataclass
class Refusals:
    """What Azure refuses beyond the schema: functions by the token of the type whose writes they look at, in order."""

    by_token: dict[str, list[Refuse]] = field(default_factory=dict[str, list[Refuse]])

    def of(self, *tokens: str) -> Callable[[Refuse], Refuse]:
        """Decorate a function that refuses some writes of these types."""

        def register(refuse: Refuse) -> Refuse:
            for token in tokens:
                self.by_token.setdefault(token, []).append(refuse)
            return refuse

        return register


@dataclass(frozen=True)
class Service:
    """All of one ARM namespace: its types, and the functions that programs call.

    `decide`: who may do what with its data, where the service has rights of its own and Azure's roles give none.
    `refusals`: writes that Azure refuses though they fit the schema.
    """

    namespace: str
    types: tuple[ResourceType, ...]
    invokes: Mapping[str, Invoke] = field(default_factory=dict[str, Invoke])
    decide: Decide | None = None
    refusals: tuple[Refusals, ...] = ()

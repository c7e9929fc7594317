"""What is in Azure before a stack is deployed: existing resources, roles and people, put into the simulated cloud.

Nobody's rights are asked and nothing is refused that Azure has accepted already; types, ids and properties are checked by the schema.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast

from azure_access import Role, find_builtin
from azure_rehearsal.core.arm_ids import ArmId, key_of, parameters
from azure_rehearsal.core.caller import in_subscription
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import clone, table, text
from azure_rehearsal.core.problems import RehearsalError, did_you_mean
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.rest_bodies import lost_properties, to_inputs, to_outputs
from azure_rehearsal.services import ResourceType, find_type, kind_of_id, microsoft_authorization
from azure_rehearsal.services.entra.graph import is_uuid

from .cloud import Cloud
from .writes import require_holder, write_record

__all__ = ["DIRECTORY", "Planted", "Seed", "SeedProblem", "hint", "plant", "remove", "seeded"]

_NAMESPACE: Final = uuid.UUID("6f0a0c1e-5a36-5c51-9d35-8f6f3c1c0b11")
_MARK: Final = "seeded"
_GROUP: Final = "azure-native:resources:ResourceGroup"
_SECRET: Final = "azure-native:keyvault:Secret"  # noqa: S105 - a type's token
_SUBSCRIPTION: Final = re.compile(r"/subscriptions/[^/]+", re.IGNORECASE)
_ABSENT: Final = re.compile(
    r'Code="(ResourceNotFound|ResourceGroupNotFound|ParentResourceNotFound|VaultNotFound)"|resource \'[^\']+\' does not exist'
    r"|azuread:index/get\S+ 1 error occurred:\s+\* .*([Nn]ot found|[Nn]o \S+ found)"
)
_HINT: Final = (
    "It isn't in the simulated Azure. If your real Azure has it, outside of this stack, put it there first: `azure-rehearsal seed FILE`, or in a test "
    "azure.seed(...), with what `az resource show --ids ID` writes or with a few lines of YAML (docs/rehearsing-your-stack.md, What exists already)."
)
_MOST: Final = 12  # faults that one message tells

DIRECTORY: Final = {
    "users": ("azuread:index/user:User", "users"),
    "groups": ("azuread:index/group:Group", "groups"),
    "servicePrincipals": ("azuread:index/servicePrincipal:ServicePrincipal", "servicePrincipals"),
}
"""What a seed may hold of the directory: the type and Graph's collection of each."""

_APPLICATION: Final = "azuread:index/application:Application"


class SeedProblem(RehearsalError):
    """A seed can't be planted as it is; nothing of it was."""


@dataclass(frozen=True)
class Seed:
    """`resources`: ARM bodies with `id`; `roles`: each `principal`, `role`, `scope`; `directory`: see `DIRECTORY`.

    `exported`: Azure's own tools wrote it. Then what the installed SDK doesn't know is left out, and what wasn't exported may be missing.
    """

    resources: Sequence[JsonDict] = ()
    roles: Sequence[JsonDict] = ()
    directory: dict[str, list[JsonDict]] = field(default_factory=dict[str, list[JsonDict]])
    exported: bool = False


@dataclass(frozen=True)
class Planted:
    """`ids`: what was put into the cloud, in order. `notes`: a sentence for each thing that the seed doesn't tell."""

    ids: list[str]
    notes: list[str]


@dataclass(frozen=True)
class _Entry:
    kind: ResourceType
    id: str
    inputs: JsonDict
    given: JsonDict = field(default_factory=dict[str, JsonValue])  # outputs that the seed tells


def plant(cloud: Cloud, seed: Seed) -> Planted:
    """Put a seed into the cloud; what an earlier seed put there under the same id is replaced.

    Raises:
        SeedProblem: something in it is wrong, or stands in the cloud as a stack's own. Nothing is planted then.
    """
    _plant(Cloud.load(cloud.dump()), seed)  # what fails half-way leaves nothing behind
    return _plant(cloud, seed)


def _plant(cloud: Cloud, seed: Seed) -> Planted:
    faults: list[str] = []
    notes: list[str] = []
    entries = [*_directory(seed, faults), *_resources(cloud, seed, faults, notes)]
    faults += [f"{entry.id}: a stack made it; it can't be seeded as well" for entry in entries if _is_a_stacks(cloud, entry.id)]
    _refuse(faults)
    for entry in entries:
        if subscription := ArmId.parse(entry.id).subscription:
            cloud.enter(subscription)
    try:
        done = [_put(cloud, entry) for entry in entries]
        done += [_put(cloud, entry) for entry in _roles(cloud, seed.roles)]
    except AzureError as error:
        raise SeedProblem(f"the seed can't be planted, and nothing of it was: {error}") from error
    return Planted(done, notes)


def hint(problem: str) -> str | None:
    """What to do where a program looks for something that isn't in the cloud; None for other problems."""
    return _HINT if _ABSENT.search(problem) else None


def seeded(cloud: Cloud) -> list[str]:
    """The ids of what seeds put into the cloud and is still there."""
    return [record.id for record in cloud.state.records.values() if record.private.get(_MARK) is True]


def remove(cloud: Cloud, ids: Sequence[str] = ()) -> list[str]:
    """Take out what seeds put in, by id with all that lies under it, or all of it; returns the ids.

    Raises:
        SeedProblem: an id is none of a seed's, or a stack made something under it.
    """
    there = {key_of(one): one for one in seeded(cloud)}
    for one in ids:
        if key_of(one) not in there:
            raise SeedProblem(f"'{one}' isn't seeded; `azure-rehearsal seed --list` shows what is.{did_you_mean(one, there.values())}")
    chosen = list(ids) or list(there.values())
    for one in chosen:
        own = [inner.id for inner in cloud.state.within(one) if not inner.made_by_azure and inner.private.get(_MARK) is not True]
        if own:
            raise SeedProblem(f"'{one}' holds what a stack made ({own[0]}); destroy that stack first")
    gone = [inner.id for one in chosen for inner in cloud.state.within(one) if inner.private.get(_MARK) is True]
    _forget(cloud, chosen)
    return list(dict.fromkeys(gone))


def _forget(cloud: Cloud, ids: Sequence[str]) -> None:
    for one in reversed(ids):
        for inner in cloud.state.within(one):
            cloud.forget(inner)
            cloud.state.deleted.pop(key_of(inner.id), None)


def _is_a_stacks(cloud: Cloud, resource_id: str) -> bool:
    record = cloud.state.get(resource_id)
    return record is not None and not record.made_by_azure and record.private.get(_MARK) is not True


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        more = [f"... and {len(faults) - _MOST} more"] if len(faults) > _MOST else []
        raise SeedProblem("the seed can't be planted, and nothing of it was:\n  " + "\n  ".join([*faults[:_MOST], *more]))


# -- resources -------------------------------------------------------------------------------------------------------------


def _resources(cloud: Cloud, seed: Seed, faults: list[str], notes: list[str]) -> list[_Entry]:
    found: dict[str, _Entry] = {}
    for body in seed.resources:
        entry = _entry(body, seed, faults, notes)
        if entry is not None and key_of(entry.id) in found:
            faults.append(f"{entry.id}: it is in the seed twice")
        elif entry is not None:
            found[key_of(entry.id)] = entry
    for entry in list(found.values()):
        _add_group(cloud, entry, found)
        parent = ArmId.parse(entry.id).parent()
        if entry.kind.parents and parent and key_of(parent) not in found and cloud.state.get(parent) is None:
            faults.append(f"{entry.id}: its parent is neither in the seed nor in the simulated Azure; add {parent}")
    return sorted(
        found.values(), key=lambda entry: (ArmId.parse(entry.id).kind.lower() in _LAST, _uses_identities(entry), entry.id.count("/"))
    )


_LAST: Final = frozenset({"microsoft.authorization/roleassignments"})


def _uses_identities(entry: _Entry) -> bool:
    return "identity" in entry.inputs


def _entry(body: JsonDict, seed: Seed, faults: list[str], notes: list[str]) -> _Entry | None:
    resource_id = "/" + (text(body, "id") or "").strip("/")
    if not _SUBSCRIPTION.match(resource_id):
        faults.append(
            f"{text(body, 'name') or 'a resource'}: its `id` must be an ARM id that begins with /subscriptions/, not '{text(body, 'id')}'"
        )
        return None
    matched = kind_of_id(resource_id)
    if matched is None:
        faults.append(f"{resource_id}: no resource type that is simulated has ids like this{_and_type(body)}")
        return None
    kind, keys = matched
    if kind.path.startswith("/{"):  # of an extension: the resource that it extends
        holder = parameters(kind.path)[0]
        keys[holder] = "/" + str(keys[holder]).strip("/")
    said = text(body, "type")
    if said and said.lower() not in {kind.kind.lower(), "microsoft.resources/subscriptions/resourcegroups"}:
        faults.append(f"{resource_id}: its `type` is '{said}', but by its id it is {kind.kind}")
        return None
    parts: JsonDict = {key: clone(value) for key, value in body.items() if value is not None}
    inputs = {**to_inputs(kind.token, parts), **keys}
    given = to_outputs(kind.token, parts)
    if not seed.exported:
        known = {*schema.describe(kind.token).inputs, *schema.describe(kind.token).outputs}
        lost = lost_properties(parts, inputs, given)
        faults += [f"{resource_id}: {kind.kind} has no property '{one}'.{did_you_mean(one.rpartition('.')[2], known)}" for one in lost]
    if kind.token == _SECRET and text(inputs, "properties", "value") is None:
        inputs["properties"] = {**table(inputs, "properties"), "value": f"Seeded-1-{uuid.uuid5(_NAMESPACE, key_of(resource_id)).hex}"}
    _check(kind, resource_id, inputs, seed, faults, notes)
    return _Entry(kind, resource_id, inputs, given)


def _and_type(body: JsonDict) -> str:
    said = text(body, "type")
    return f" ({said})" if said else ""


def _check(kind: ResourceType, resource_id: str, inputs: JsonDict, seed: Seed, faults: list[str], notes: list[str]) -> None:
    wrong = schema.check(kind.token, inputs)
    missing = [fault for fault in wrong if fault.missing]
    if kind.location and not text(inputs, "location") and not seed.exported:
        faults.append(f"{resource_id}: it has no `location`")
    if seed.exported:
        if missing:
            names = ", ".join(fault.property for fault in missing)
            notes.append(
                f"{resource_id}: the file doesn't tell {names}; plain values stand in. `az resource list` leaves properties out, Resource Graph "
                "(az graph query -q Resources) has them"
            )
        for fault in wrong:
            if not fault.missing:  # newer than the SDK, or read back in another shape: what Azure has can't be wrong
                inputs.pop(fault.property.partition(".")[0].partition("[")[0], None)
        return
    faults += [f"{resource_id}: {fault}" for fault in wrong]


def _add_group(cloud: Cloud, entry: _Entry, found: dict[str, _Entry]) -> None:
    """A resource's group stands with it: `az resource list` doesn't list groups."""
    arm = ArmId.parse(entry.id)
    group_id = f"/subscriptions/{arm.subscription}/resourceGroups/{arm.group}"
    if arm.group is None or key_of(group_id) in found or cloud.state.get(group_id) is not None:
        return
    kind = cast("ResourceType", find_type(_GROUP))
    inside = [text(one.inputs, "location") for key, one in found.items() if key.startswith(key_of(group_id) + "/")]
    place = next(filter(None, inside), cloud.options.location)
    found[key_of(group_id)] = _Entry(kind, group_id, {"resourceGroupName": arm.group, "location": place})


def _put(cloud: Cloud, entry: _Entry) -> str:
    """Write one; returns its id."""
    with in_subscription(ArmId.parse(entry.id).subscription):
        require_holder(cloud, entry.kind, entry.id)
        record = write_record(cloud, entry.kind, entry.id, entry.inputs, _before(cloud, entry), exists=True)
    record.private[_MARK] = True
    for key, value in entry.given.items():
        if isinstance(value, str) and key not in entry.inputs and key not in {"name", "type", "provisioningState"}:
            record.outputs[key] = value
    cloud.state.put(record)
    return record.id


def _before(cloud: Cloud, entry: _Entry) -> Record | None:
    """The record to write over: an earlier seed's, or one with the principal that the seed tells."""
    standing = cloud.state.get(entry.id)
    name = ArmId.parse(entry.id).name
    principal, client = text(entry.given, "principalId"), text(entry.given, "clientId")
    if entry.kind.token.startswith("azuread:"):
        kept = {key: value for key, value in entry.given.items() if key in {"objectId", "clientId"}}
        return standing or Record(entry.id, entry.kind.token, {}, kept)
    if principal and client and "identity" not in entry.inputs:
        cloud.state.register(Principal(principal, client, name, resource_id=entry.id, since=cloud.clock.now))
        return Record(entry.id, entry.kind.token, {}, {"principalId": principal, "clientId": client}, standing.private if standing else {})
    own = text(entry.given, "identity", "principalId")
    if own and (standing is None or standing.private.get("systemPrincipal") != own):
        known = cloud.state.principal(own) or Principal(own, str(uuid.uuid5(_NAMESPACE, own)), name)
        cloud.state.register(replace(known, resource_id=entry.id))
        private = {**(standing.private if standing else {}), "systemPrincipal": own}
        return Record(entry.id, entry.kind.token, {}, {}, private, made_by_azure=True)
    return standing


# -- people and roles ------------------------------------------------------------------------------------------------------


def _directory(seed: Seed, faults: list[str]) -> list[_Entry]:
    entries: list[_Entry] = []
    for name, objects in seed.directory.items():
        token, collection = DIRECTORY[name]
        for one in objects:
            entries += _object(token, collection, one, faults)
    return entries


def _object(token: str, collection: str, given: JsonDict, faults: list[str]) -> list[_Entry]:
    """One user, group or service principal; a service principal's application comes with it."""
    named = {**given, **{new: given[old] for old, new in (("appId", "clientId"), ("id", "objectId")) if old in given}}
    for key in ("appId", "id"):
        named.pop(key, None)
    title = text(named, "displayName") or text(named, "userPrincipalName") or ""
    where = f"directory: {collection}: {title or 'an entry'}"
    for key in ("objectId", "clientId"):
        value = named.get(key)
        if value is not None and not (isinstance(value, str) and is_uuid(value)):
            faults.append(f"{where}: `{key}` is no guid")
            return []
    if not title:
        faults.append(f"{where}: it needs a `displayName`")
        return []
    object_id = text(named, "objectId") or str(uuid.uuid5(_NAMESPACE, f"{collection} {title}"))
    client = text(named, "clientId") or str(uuid.uuid5(_NAMESPACE, f"client {title}"))
    known: JsonDict = {"objectId": object_id}
    inputs = {key: value for key, value in named.items() if key != "objectId"}
    entries: list[_Entry] = []
    if collection == "servicePrincipals":
        known["clientId"] = inputs["clientId"] = client
        application = str(uuid.uuid5(_NAMESPACE, f"application {client}"))
        behind: JsonDict = {"objectId": application, "clientId": client}
        entries.append(
            _Entry(cast("ResourceType", find_type(_APPLICATION)), f"/applications/{application}", {"displayName": title}, behind)
        )
        inputs.pop("displayName", None)
    if collection == "groups":
        inputs.setdefault("securityEnabled", True)
    faults += [f"{where}: {fault}" for fault in schema.check(token, inputs)]
    return [*entries, _Entry(cast("ResourceType", find_type(token)), f"/{collection}/{object_id}", inputs, known)]


def _roles(cloud: Cloud, roles: Sequence[JsonDict]) -> list[_Entry]:
    kind = cast("ResourceType", find_type(microsoft_authorization.ASSIGNMENT))
    return [_assignment(cloud, kind, one) for one in roles]


def _assignment(cloud: Cloud, kind: ResourceType, one: JsonDict) -> _Entry:
    named, wanted, scope = (text(one, key) for key in ("principal", "role", "scope"))
    if not (named and wanted and scope) or set(one) - {"principal", "role", "scope", "condition"}:
        raise SeedProblem(
            f"roles: an entry needs `principal`, `role` and `scope`, and may have `condition`; it has {', '.join(one) or 'nothing'}"
        )
    if not _SUBSCRIPTION.match(scope):
        raise SeedProblem(f"roles: '{scope}' is no scope; give an ARM id that begins with /subscriptions/")
    principal, role = _principal(cloud, named), _role(wanted)
    name = uuid.uuid5(_NAMESPACE, f"{principal.object_id} {role.id} {key_of(scope)}")
    inputs: JsonDict = {
        "scope": scope,
        "roleAssignmentName": str(name),
        "principalId": principal.object_id,
        "principalType": principal.kind,
        "roleDefinitionId": f"/subscriptions/{ArmId.parse(scope).subscription}/providers/Microsoft.Authorization/roleDefinitions/{role.id}",
    }
    if condition := text(one, "condition"):
        inputs |= {"condition": condition, "conditionVersion": "2.0"}
    return _Entry(kind, f"/{scope.strip('/')}/providers/Microsoft.Authorization/roleAssignments/{name}", inputs)


def _role(wanted: str) -> Role:
    try:
        return find_builtin(wanted)
    except ValueError as error:
        raise SeedProblem(f"roles: {error}") from error


def _principal(cloud: Cloud, named: str) -> Principal:
    """By object or client id, by the id of a managed identity, by name; "deployer" is who deploys."""
    found = cloud.state.principal(named)
    if found is None:
        fitting = [one for one in cloud.state.principals.values() if named in (one.name, one.resource_id)]
        if len(fitting) > 1:
            raise SeedProblem(f"roles: {len(fitting)} principals are called '{named}'; give the object id of one")
        found = fitting[0] if fitting else None
    if found is None and is_uuid(named):
        return Principal(named, None, named)
    if found is None:
        names = [one.name for one in cloud.state.principals.values()]
        raise SeedProblem(
            f"roles: nobody in the seed or the directory is called '{named}'; give an object id, or add it to `directory`.{did_you_mean(named, names)}"
        )
    return found

"""The simulated Azure: one tenant, one subscription, and every resource in it.

Doors (the provider protocol, mocks, tests) call it with plain camelCase data. It denies by default, and it refuses with
Azure's own codes and words; see `errors.AzureError`.
"""

# ruff: noqa: ARG002 - the doors pass on what the provider protocol has

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from azure_access import AccessTable, Attributes, Decision, is_data_action
from azure_rehearsal.cloud import deployer, imports, rights
from azure_rehearsal.core import caller, errors
from azure_rehearsal.core.answers import Checked, Created, Failure, Read, ReferenceStatus, SettingView
from azure_rehearsal.core.arm_ids import ArmId, fill, key_of
from azure_rehearsal.core.changes import Diff, difference
from azure_rehearsal.core.clock import Clock
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.naming import CREATE_FIRST, auto_name, fill_location
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.plain import at, clone
from azure_rehearsal.core.state import Principal, Record, State
from azure_rehearsal.core.tables import Rows, row
from azure_rehearsal.core.values import UNKNOWN, JsonDict
from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.outputs import fail, preview_outputs
from azure_rehearsal.services import ResourceType, database_access, find_invoke, find_type
from azure_rehearsal.services.entra import directory
from azure_rehearsal.services.microsoft_authorization import assignments, definitions, locks
from azure_rehearsal.services.microsoft_keyvault import service as microsoft_keyvault
from azure_rehearsal.services.microsoft_web import authentication as web_access
from azure_rehearsal.services.microsoft_web import references
from azure_rehearsal.services.microsoft_web import swap as web_swap
from azure_rehearsal.services.shared import keys

from .overlaps import Overlaps
from .rest_requests import put_request
from .writes import require_holder, write_record

__all__ = ["AzureError", "Checked", "Cloud", "Created", "Decision", "Diff", "Failure", "Options", "Read", "ReferenceStatus", "SettingView"]

_NAMESPACE = uuid.UUID("6f0a0c1e-5a36-5c51-9d35-8f6f3c1c0b11")
OWN_SUBSCRIPTION = deployer.OWN_SUBSCRIPTION


class Cloud:
    """State and rules. Thread-safe: doors may call it from several threads; writes that Azure refuses to overlap do."""

    def __init__(self, *, options: Options | None = None, clock: Clock | None = None) -> None:
        self.options = options or Options()
        self.clock = clock or Clock()
        self.state = State()
        self.access = AccessTable()
        self.tenant_id = str(uuid.uuid5(_NAMESPACE, "tenant"))
        self.delays: Callable[[str, str], float] = lambda kind, _id: getattr(self.options, f"{kind}_delay_seconds")
        self._lock = threading.RLock()
        self._overlaps = Overlaps(self._lock)
        self.deployer = deployer.principal(self.options)
        self.state.register(self.deployer)
        deployer.grant_roles(self)
        directory.start(self)

    # -- keeping and restoring ----------------------------------------------------------------------------------------

    def dump(self) -> dict[str, Any]:
        """Everything as plain JSON, secrets in the clear: for its owner's eyes only."""
        with self._lock:
            return {**self._own(), "state": self.state.dump()}

    def changed(self, *, everything: bool = False) -> Rows:
        """What may have changed since this was asked last, or all there is; secrets in the clear."""
        with self._lock:
            own = row("", {**self._own(), "counter": self.state.counter})
            return {"cloud": [own], **{name: table.changed(everything=everything) for name, table in self.state.tables.items()}}

    def _own(self) -> dict[str, Any]:
        return {"version": 1, "now": self.clock.now, "options": self.options.dump()}

    @classmethod
    def load(cls, data: dict[str, Any], *, options: Options | None = None) -> Cloud:
        """The inverse of `dump`. `options` replace the stored ones where given."""
        cloud = cls(options=options or Options.load(data["options"]), clock=Clock(float(data["now"])))
        cloud.state = State.load(clone(data["state"]))
        assignments.restore(cloud)
        return cloud

    @property
    def subscription_id(self) -> str:
        """The subscription that the present call is about: that of the provider that makes it, else the cloud's own."""
        return caller.subscription() or OWN_SUBSCRIPTION

    def enter(self, subscription_id: str) -> str:
        """Know one more subscription: the deployer has there what it has in the cloud's own. Returns its id as it is written in resource ids."""
        with self._lock:
            return deployer.enter(self, subscription_id)

    @property
    def caller(self) -> Principal:
        """Who asks: whom a door says, else the deployer."""
        return caller.current() or self.deployer

    def new_guid(self, hint: str) -> str:
        """A fresh guid: the same sequence of operations gives the same ones."""
        self.state.counter += 1
        return str(uuid.uuid5(_NAMESPACE, f"{self.state.counter} {hint}"))

    # -- the provider's operations ------------------------------------------------------------------------------------

    def type_of(self, token: str) -> ResourceType:
        """The type behind a token. Raises AzureError for one that neither we nor the SDK know."""
        found = find_type(token)
        if found is None:
            raise AzureError("", f"the simulated Azure has no resource type '{token}'", 0)
        return found

    def check(self, token: str, inputs: JsonDict, *, urn_name: str, olds: JsonDict | None = None, random_seed: bytes = b"") -> Checked:
        """Fill in names and defaults, and say what is wrong before anything is asked of Azure."""
        kind = self.type_of(token)
        filled = clone(inputs)
        if kind.name and filled.get(kind.name) is None:
            filled[kind.name], random = auto_name(kind.naming, urn_name, olds, kind.name, random_seed)
            if random:
                filled[CREATE_FIRST] = True
        if kind.location and filled.get("location") is None:
            fill_location(self, filled, olds, own_group=kind.kind == "Microsoft.Resources/resourceGroups")
        failures = [Failure(fault.property, fault.reason, unknown=fault.unknown) for fault in schema.check(kind.token, filled)]
        name = filled.get(kind.name) if kind.name else None
        if kind.name and kind.name_rule and isinstance(name, str) and not kind.name_rule.accepts(name):
            failures.append(Failure(kind.name, f"'{name}' is no valid name: {kind.name_rule.words}"))
        with self._lock:
            failures += [Failure(path, reason) for path, reason in kind.behaviour.check(self, filled)]
        return Checked(filled, failures)

    def diff(self, token: str, id: str, old_inputs: JsonDict, old_outputs: JsonDict, new_inputs: JsonDict) -> Diff:
        """What changes, and what of it needs a new resource."""
        return difference(self.type_of(token), old_inputs, new_inputs)

    def id_of(self, token: str, inputs: JsonDict) -> str | None:
        """The id that these inputs make; None while one of its parts is unknown or absent."""
        return fill(self.type_of(token).path, {"subscriptionId": self.subscription_id, **inputs})

    def create(self, token: str, inputs: JsonDict, *, preview: bool = False) -> Created:
        """Make a resource. Raises AzureError where Azure or the provider refuses."""
        kind = self.type_of(token)
        if preview:
            return Created(UNKNOWN, preview_outputs(kind.token, inputs))
        resource_id = fill(kind.path, {"subscriptionId": self.subscription_id, **inputs})
        if resource_id is None:
            missing = [one for one in kind.path_inputs if not isinstance(at(inputs, *one.split(".")), str)]
            raise AzureError("", f"'{kind.token}' needs {', '.join(missing)} to form its resource id", 0)
        with self.operation(self.lock_key(token, resource_id)), self._lock:
            require_holder(self, kind, resource_id)
            self.authorise(resource_id, f"{kind.action or kind.kind}/write", kind.behaviour.requested(inputs))
            previous = self._standing(resource_id)
            if previous and not kind.singleton:
                if not previous.made_by_azure:
                    raise errors.already_exists(previous.id)
                if not kind.in_first_state(previous):
                    raise errors.subresource_already_exists(previous.id)
            record = write_record(self, kind, resource_id, inputs, previous)
            return Created(record.id, clone(record.outputs))

    def read(self, token: str, id: str, inputs: JsonDict | None = None) -> Read | None:
        """The resource as it stands now; None where it is gone."""
        kind = self.type_of(token)
        with self._lock:
            record = self.state.get(id) or definitions.builtin_definition(kind.token, id)
            if record is None:
                return None
            self.authorise(record.id, kind.read_action or f"{kind.action or kind.kind}/read")
            outputs = kind.behaviour.read(self, record)
            if outputs is None:
                return None
            told = kind.behaviour.inputs_now(self, record, inputs) if inputs else imports.inputs_of(self, kind, record, id)
            return Read(record.id, told, outputs)

    def update(self, token: str, id: str, old_inputs: JsonDict, new_inputs: JsonDict, *, preview: bool = False) -> JsonDict:
        """Change a resource in place. Raises AzureError where Azure refuses."""
        kind = self.type_of(token)
        if preview:
            return preview_outputs(kind.token, new_inputs)
        with self.operation(self.lock_key(token, id)), self._lock:
            previous = self.state.get(id)
            self.authorise(id, f"{kind.action or kind.kind}/write", kind.behaviour.requested(new_inputs))
            require_holder(self, kind, id)
            return clone(write_record(self, kind, previous.id if previous else id, new_inputs, previous).outputs)

    def put(self, resource_id: str, body: JsonDict) -> str:
        """Create or update as ARM itself does, for templates: whether it exists already is not asked. Returns the id."""
        kind, inputs = put_request(resource_id, body)
        return self.apply(kind, resource_id, inputs, action=f"{kind.action or kind.kind}/write").id

    def apply(self, kind: ResourceType, resource_id: str, inputs: JsonDict, *, action: str | None = None) -> Record:
        """Create or update. Without an ARM `action`, the rights were asked elsewhere: by a service's data plane."""
        with self.operation(self.lock_key(kind.token, resource_id)), self._lock:
            require_holder(self, kind, resource_id)
            if action is not None:
                self.authorise(resource_id, action, kind.behaviour.requested(inputs))
            return write_record(self, kind, resource_id, inputs, self._standing(resource_id))

    def delete(self, token: str, id: str, inputs: JsonDict | None = None) -> None:
        """Delete a resource with all that lies under it. What is gone already is no fault."""
        kind = self.type_of(token)
        with self.operation(self.lock_key(token, id)), self._lock:
            record = self.state.get(id)
            if record is None:
                return
            if not (kind.comes_with_parent or kind.behaviour.deletes_otherwise):
                locks.refuse_locked(self, record.id)
            kind.behaviour.authorise_delete(self, kind, record)
            kind.behaviour.refuse_delete(self, record)
            if kind.comes_with_parent:
                self._reset(kind, record)
                return
            for inner in self.state.within(record.id):  # outermost first: a vault takes its secrets along
                self.forget(inner)

    def undo(self, token: str, id: str) -> None:
        """Take a creation back as though it had never been asked for: nobody is asked, and nothing stays soft-deleted."""
        kind = self.type_of(token)
        with self._lock:
            record = self.state.get(id)
            if record is not None and kind.comes_with_parent:
                self._reset(kind, record)
                return
            for inner in self.state.within(id):
                self.forget(inner)
                self.state.deleted.pop(key_of(inner.id), None)

    def mark_failed(self, id: str) -> None:
        """Say of a resource that its last operation failed, where it says how that went."""
        with self._lock:
            record = self.state.get(id)
            if record is not None:
                fail(record.outputs)

    def invoke(self, token: str, args: JsonDict) -> JsonDict:
        """Call a provider function. Raises AzureError for one that isn't simulated."""
        call = find_invoke(token)
        if call is None:
            raise AzureError("", f"the simulated Azure has no function '{token}'", 0)
        with self._lock, keys.collected() as told:
            answer = clone(call(self, clone(args)))
            self.state.issue(told)
            return answer

    # -- how a write goes ---------------------------------------------------------------------------------------------

    def _standing(self, resource_id: str) -> Record | None:
        """The record, unless what it stood for went another way (an access policy with its vault's inline list)."""
        record = self.state.get(resource_id)
        return None if record is None or self.type_of(record.token).behaviour.read(self, record) is None else record

    def make_default(self, token: str, inputs: JsonDict) -> None:
        """Make what Azure makes with a parent; nobody owns it until a create takes it over."""
        kind = self.type_of(token)
        resource_id = fill(kind.path, {"subscriptionId": self.subscription_id, **inputs})
        if resource_id is not None and self.state.get(resource_id) is None:
            state: JsonDict = {**{key: inputs[key] for key in kind.path_inputs if key in inputs}, **kind.first_state()}
            outputs: JsonDict = {"name": ArmId.parse(resource_id).name, "type": kind.kind}
            self.state.put(Record(resource_id, kind.token, state, outputs, made_by_azure=True))

    def _reset(self, kind: ResourceType, record: Record) -> None:
        keys = {key: record.inputs[key] for key in kind.path_inputs if key in record.inputs}
        write_record(self, kind, record.id, {**keys, **kind.first_state()}, record).made_by_azure = True

    def forget(self, record: Record) -> None:
        """Take one record out, with what its type does then; nothing is asked of anybody."""
        if self.state.remove(record.id) is not None:
            self.type_of(record.token).behaviour.deleted(self, record)

    def operation(self, lock_key: str | None) -> AbstractContextManager[None]:
        """Hold a write lock without waiting: a second writer gets 409 ConflictError, as Azure answers."""
        return self._overlaps.operation(lock_key, self.options.operation_seconds)

    def lock_key(self, token: str, resource_id: str) -> str | None:
        """What a write to this resource must have for itself; None where writes may overlap."""
        return key_of(ArmId.parse(resource_id).top()) if self.type_of(token).lock else None

    # -- who may do what ----------------------------------------------------------------------------------------------

    def can(
        self,
        principal_id: str,
        action: str,
        resource_id: str,
        *,
        data: bool = False,
        origin: str | None = None,
        attributes: Attributes | None = None,
    ) -> Decision:
        """Whether a principal (by object or client id) may do an action, and why (not).

        `data`: whether it is a data action; one that Azure only knows as such needn't be said to be. `origin`: where a call for data comes
        from (a public IP address, or a site's ARM id); then network rules count, too. `attributes`: what conditions may ask for.
        """
        with self._lock:
            data = data or is_data_action(action)
            return rights.decide(self, principal_id, action, resource_id, data=data, origin=origin, attributes=attributes)

    def authorise(self, resource_id: str, action: str, attributes: Attributes | None = None) -> None:
        """Raise AuthorizationFailed unless the caller may do the control-plane action; `attributes` are for conditions."""
        if not resource_id.lower().startswith(("/subscriptions", "/providers")):
            return
        who, arm = self.caller, ArmId.parse(resource_id)
        # What isn't there carries no role: to make a group takes a role at its subscription.
        absent = arm.group is not None and arm.namespace is None and self.state.get(resource_id) is None
        where = f"/subscriptions/{arm.subscription}" if absent else resource_id
        if not rights.decide(self, who.object_id, action, where, data=False, origin=None, attributes=attributes).allowed:
            name = who.name if who.kind == "User" else who.client_id or who.object_id
            raise errors.authorization_failed(name, who.object_id, action, resource_id)
        locks.refuse_read_only(self, resource_id, action)

    def may_call(self, caller_id: str, site_id: str) -> Decision:
        """Whether a caller (principal or client id) gets past a site's App Service authentication."""
        with self._lock:
            return web_access.may_call(self, caller_id, site_id)

    # -- what the app sees --------------------------------------------------------------------------------------------

    def site_settings(self, site_id: str) -> list[SettingView]:
        """The app settings and connection strings of a site or slot, references resolved as at the last fetch."""
        with self._lock:
            return references.settings(self, site_id)

    def refresh_references(self, site_id: str) -> None:
        """POST config/configreferences/appsettings/refresh: fetch all references again."""
        with self._lock:
            references.fetch(self, site_id)

    def swap_slots(self, site_id: str, target_slot: str, *, preserve_vnet: bool = True) -> None:
        """Swap a site or slot with another slot of its app ("production": the app itself); see `web_swap.swap`."""
        with self.operation(key_of(ArmId.parse(site_id).top())), self._lock:
            web_swap.swap(self, site_id, target_slot, preserve_vnet=preserve_vnet)

    def run_sql(self, database_id: str, script: str, *, as_principal: str | None = None) -> None:
        """Run a user script in a database, by default as the deployer, who must be the server's Entra administrator."""
        with self._lock:
            database_access.run(self, database_id, script, as_principal or self.deployer.object_id)

    def sql_login(self, database_id: str, who: str) -> list[str] | None:
        """The database roles, or rights, of the user that a client or object id logs in as; None: the login fails."""
        with self._lock:
            return database_access.login(self, database_id, who)

    # -- what is left -------------------------------------------------------------------------------------------------

    def remaining(self) -> list[str]:
        """The ids of all that a stack or person created and nobody deleted; what was seeded is somebody else's."""
        with self._lock:
            owned = [one.id for one in self.state.records.values() if not one.made_by_azure and one.private.get("seeded") is not True]
            return [one for one in owned if self._standing(one)]

    def purge(self, resource_id: str) -> None:
        """Remove a soft-deleted vault or secret for good, so that its name is free again."""
        with self._lock:
            microsoft_keyvault.purge(self, resource_id)

    def soft_deleted(self) -> list[str]:
        """The ids of soft-deleted vaults, and of soft-deleted secrets of live vaults."""
        with self._lock:
            return microsoft_keyvault.soft_deleted(self)

"""What the engine would do with a registered resource: check it, then create, update, replace or leave it; delete what is registered no more.

A small stand-in for the engine, for unit tests that run a program twice. It knows no aliases and no pending operations: the real engine does.
"""

from __future__ import annotations

import copy
import hashlib
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from azure_rehearsal import stand_ins
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.values import UNKNOWN, JsonDict, JsonValue, Path, get, parse_path
from azure_rehearsal.doors.provider.wire import UNKNOWN_WORDS
from azure_rehearsal.project.outside import StackName, stack_name
from azure_rehearsal.schema import types as schema

from .recording import Operation, Registration, Run

__all__ = ["InputsRefused", "Maker", "NoStandIn", "Script", "Standing"]

_OLD: Final = "\0"  # in a key of `standing`: what was replaced, and still has to be deleted
AZURE_PACKAGES: Final = ("azure-native", "azuread")
RETRIES: Final = 5  # what Azure calls retryable is tried again, as the provider does
FIRST_RETRY_SECONDS: Final = 0.05

Answer = TypeVar("Answer")
Outputs = Mapping[str, JsonValue]


class InputsRefused(Exception):
    """The check of a resource's inputs, or of a function's arguments, found faults; `failures` are pairs of property and reason."""

    def __init__(self, what: str, failures: Sequence[tuple[str, str]]) -> None:
        super().__init__("\n  ".join([f"{what} is refused:", *(f"{path}: {reason}" if path else reason for path, reason in failures)]))
        self.failures = list(failures)


class NoStandIn(LookupError):
    """The program uses something of a package that isn't simulated, and the test gives no answer for it."""


@dataclass(frozen=True)
class Script:
    """What a test adds to the simulated cloud.

    `outputs`: by type token, outputs that override or complete the cloud's, or stand in for a package that isn't simulated ("id" gives the id);
    a callable gets the registration. `invokes`: by function token, results instead of the cloud's; a callable gets the arguments.
    `stack_references`: by the name that the program says, that stack's outputs. `earlier`: the last run of other stacks, by project and stack;
    asked for what `stack_references` hasn't got.
    """

    outputs: Mapping[str, Outputs | Callable[[Registration], Outputs]] = field(default_factory=dict[str, Outputs])
    invokes: Mapping[str, Outputs | Callable[[JsonDict], Outputs]] = field(default_factory=dict[str, Outputs])
    stack_references: Mapping[str, Outputs] = field(default_factory=dict[str, Outputs])
    earlier: Mapping[StackName, Run] = field(default_factory=dict[StackName, Run])


@dataclass(frozen=True)
class Standing:
    """A resource that an earlier run of the same stack made: what the engine would keep in its state."""

    registration: Registration
    id: str
    outputs: JsonDict


@dataclass
class Maker:
    """Makes the resources of one run. `as_none` gathers outputs that the test gave as None: (type, name, output).

    `location`: of the default provider; `locations`: of explicit ones, by their references.
    """

    run: Run
    script: Script
    standing: dict[str, Standing]
    as_none: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    location: str | None = None
    locations: dict[str, str | None] = field(default_factory=dict[str, "str | None"])

    def make(self, one: Registration, import_id: str = "") -> None:
        """Fill in what became of a registered resource. Raises InputsRefused, NoStandIn, AzureError."""
        if one.type.startswith("pulumi:providers:"):
            one.operation, one.id, one.outputs = "provider", str(uuid.uuid5(uuid.NAMESPACE_URL, one.urn)), dict(one.inputs)
            self.locations[f"{one.urn}::{one.id}"] = text(one.inputs, "location")
        elif package_of(one.type) not in AZURE_PACKAGES:
            self._stand_in(one)
        elif import_id and one.urn not in self.standing:
            self._import(one, import_id)
        else:
            self._write(one)
        self._apply_script(one)
        if not self.run.preview:
            self.standing[one.urn] = Standing(one, one.id or "", one.outputs)

    def look_up(self, one: Registration, id: str) -> None:
        """The same for a resource that the program only reads."""
        if one.type == "pulumi:pulumi:StackReference":
            self._refer(one, id)
        elif package_of(one.type) not in AZURE_PACKAGES:
            self._stand_in(one)
        else:
            self._read(one, id, "read")
        self._apply_script(one)

    def invoke(self, token: str, args: JsonDict) -> JsonDict:
        """The result of a function."""
        given = self.script.invokes.get(token)
        if given is not None:
            return dict(given(args) if callable(given) else given)
        if package_of(token) in stand_ins.PACKAGES:
            return stand_ins.call(token, args)
        if package_of(token) not in AZURE_PACKAGES:
            raise NoStandIn(f"package {package_of(token)!r} isn't simulated. Say what the function answers: invokes={{{token!r}: {{...}}}}")
        faults = schema.check_invoke(token, args)
        if faults:
            raise InputsRefused(token, [(fault.property, fault.reason) for fault in faults])
        return patiently(lambda: self.run.cloud.invoke(token, args))

    def sweep(self) -> None:
        """Delete what earlier runs made and this one didn't register, last made first; in a preview only note it in `run.deleted`."""
        kept = {one.urn for one in self.run.resources}
        gone = [urn for urn in reversed(self.standing) if urn not in kept]
        for urn in gone:
            before = self.standing[urn]
            if _OLD in urn:
                if not self.run.preview:
                    self._delete(before, gone)
                    del self.standing[urn]
                continue
            if before.registration.options.get("protect"):
                raise InputsRefused(f"deleting {before.registration!r}", [("", "it is protected; set protect=False first")])
            self.run.deleted.append(urn)
            if not self.run.preview:
                self._delete(before, gone)
                del self.standing[urn]

    # -- one by one ----------------------------------------------------------------------------------------------------

    def _write(self, one: Registration) -> None:
        before = self.standing.get(one.urn)
        wanted = _ignoring(one.inputs, before.registration.inputs, one.options.get("ignore_changes", ())) if before else one.inputs
        one.checked = self._checked(one, wanted, before.registration.checked if before else None)
        if before is None:
            one.operation = "create"
            self._create(one)
        else:
            self._change(one, before, wanted)

    def _checked(self, one: Registration, wanted: JsonDict, old: JsonDict | None, replaced: str = "") -> JsonDict:
        """The inputs with names and defaults. `replaced`: the id of what it replaces. Raises InputsRefused."""
        seed = hashlib.sha256((one.urn + replaced).encode()).digest()  # the same program gets the same names in each run
        place = text(old or {}, "location") or self.locations.get(one.provider, self.location)
        if place and "location" not in wanted and self.run.cloud.type_of(one.type).location:
            wanted = {**wanted, "location": place}  # of the provider; the cloud knows the group's
        checked = self.run.cloud.check(one.type, wanted, urn_name=one.name, olds=old, random_seed=seed)
        if checked.failures:
            raise InputsRefused(
                f"{one.type} {one.name!r}",
                [(failure.property, failure.reason.removeprefix(f"{failure.property}: ")) for failure in checked.failures],
            )
        return checked.inputs

    def _change(self, one: Registration, before: Standing, wanted: JsonDict) -> None:
        old = before.registration.checked
        verdict = self.run.cloud.diff(one.type, before.id, old, before.outputs, one.checked)
        one.operation, one.id, one.outputs = "same", before.id, before.outputs
        if verdict.replaces:
            one.operation = "replace"
            one.checked = self._checked(one, wanted, None, before.id)  # as the engine does: what made up its name gets another
            self._replace(one, before, delete_first=bool(one.options.get("delete_before_replace", verdict.delete_before_replace)))
        elif verdict.changed:
            one.operation = "update"
            one.outputs = patiently(lambda: self.run.cloud.update(one.type, before.id, old, one.checked, preview=self.run.preview))

    def _replace(self, one: Registration, before: Standing, *, delete_first: bool) -> None:
        if delete_first and not self.run.preview:
            self._delete(before)
        self._create(one)
        if not delete_first and not self.run.preview:
            self.standing[f"{one.urn}{_OLD}{before.id}"] = before  # the engine, too, deletes it when all else is done

    def _create(self, one: Registration) -> None:
        made = patiently(lambda: self.run.cloud.create(one.type, one.checked, preview=self.run.preview))
        one.id, one.outputs = None if made.id is UNKNOWN else cast("str", made.id), made.outputs

    def _delete(self, before: Standing, gone: Sequence[str] = ()) -> None:
        one = before.registration
        ours = one.operation in {"create", "update", "replace", "same", "import"}
        if package_of(one.type) not in AZURE_PACKAGES:
            if one.type in stand_ins.types():
                stand_ins.end(one.type, one.checked, self.run.cloud)
        elif ours and not one.options.get("retain_on_delete") and one.options.get("deleted_with") not in gone:
            patiently(lambda: self.run.cloud.delete(one.type, before.id, one.checked))

    def _import(self, one: Registration, id: str) -> None:
        """Take up what is there, and then change it to what the program says, as the engine does."""
        self._read(one, id, "import")
        if one.id is None:
            return
        there = Standing(copy.copy(one), one.id, one.outputs)
        one.checked = self._checked(one, one.inputs, there.registration.checked)
        self._change(one, there, one.inputs)
        if one.operation != "replace":
            one.operation = "import"

    def _read(self, one: Registration, id: str, operation: Operation) -> None:
        if id in UNKNOWN_WORDS:
            one.operation = operation  # the engine asks for nothing then, and every output is unknown
            return
        found = self.run.cloud.read(one.type, id, one.inputs or None)
        if found is None:
            raise AzureError("", f"resource '{id}' does not exist", 0)  # the engine's words: pulumi/pulumi, pkg/resource/deploy/step.go
        one.operation, one.id, one.outputs, one.checked = operation, found.id, found.outputs, found.inputs

    def _refer(self, one: Registration, name: str) -> None:
        outputs = self.script.stack_references.get(name)
        secret = frozenset[Path]()
        if outputs is None:
            run = self.script.earlier.get(stack_name(name, one.urn.split("::")[1]))
            if run is None:
                raise NoStandIn(
                    f"the program refers to stack {name!r}; run that stack before with the same fixture, or give its outputs: "
                    f"stack_references={{{name!r}: {{...}}}}"
                )
            outputs, secret = run.exports, run.secret_exports
        one.operation, one.id = "stand-in", name
        names = sorted({str(path[0]) for path in secret})
        one.outputs = {"name": name, "outputs": dict(outputs), "secretOutputNames": list(names)}
        one.secret_outputs |= {("outputs", *path) for path in secret}

    def _stand_in(self, one: Registration) -> None:
        if one.type not in self.script.outputs:
            if one.type in stand_ins.types():
                self._imitate(one)
                return
            raise NoStandIn(
                f"package {package_of(one.type)!r} isn't simulated. Say what the resource answers: outputs={{{one.type!r}: {{...}}}}"
            )
        one.operation, one.id = "stand-in", None if self.run.preview else f"{one.name}-id"
        one.outputs = dict(one.inputs)

    def _imitate(self, one: Registration) -> None:
        """What another provider would make; the same inputs get the same values in each run."""
        faults = stand_ins.faults(one.type, one.inputs)
        if faults:
            raise InputsRefused(f"{one.type} {one.name!r}", [(fault.property, fault.reason) for fault in faults])
        before, one.checked = self.standing.get(one.urn), one.inputs
        if before and not stand_ins.outdated(one.type, before.outputs, self.run.cloud):
            old = before.registration.checked
            changed = {name for name in (*old, *one.inputs) if old.get(name) != one.inputs.get(name)}
            if not changed & stand_ins.replacing(one.type, old, one.inputs):
                one.operation, one.id = "update" if changed else "same", before.id
                one.outputs = stand_ins.change(one.type, before.outputs, one.inputs) if changed else before.outputs
                return
        one.operation = "replace" if before else "create"
        if self.run.preview:
            one.outputs = stand_ins.preview(one.type, one.inputs)
            return
        made = stand_ins.make(one.type, one.inputs, seed=f"{one.urn} {sorted(one.inputs.items())!r}", cloud=self.run.cloud)
        one.id, one.outputs = made.id, made.outputs

    def _apply_script(self, one: Registration) -> None:
        given = self.script.outputs.get(one.type)
        if given is None:
            return
        extra = dict(given(one) if callable(given) else given)
        if package_of(one.type) in AZURE_PACKAGES:
            faults = [fault for fault in schema.check_outputs(one.type, extra) if not fault.missing]
            if faults:
                raise InputsRefused(f"what the test gives as outputs of {one.type}", [(fault.property, fault.reason) for fault in faults])
        if self.run.preview and one.operation != "read":
            return
        self.as_none.update((one.type, one.name, key) for key, value in extra.items() if value is None)
        if isinstance(identifier := extra.pop("id", None), str):
            one.id = identifier
        one.outputs = _merged(one.outputs, extra)


def _merged(under: JsonDict, over: Outputs) -> JsonDict:
    """Objects merged at every depth; anything else replaced."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _ignoring(new: JsonDict, old: JsonDict, paths: Sequence[str]) -> JsonDict:
    """The new inputs with what lies at these paths as it was before: the engine's `ignore_changes`, without wildcards."""
    kept = copy.deepcopy(new)
    for path in map(parse_path, paths):
        try:
            holder = cast("Any", get(kept, path[:-1]))
            holder[path[-1]] = copy.deepcopy(get(old, path))
        except (KeyError, IndexError, TypeError):
            continue
    return kept


def package_of(token: str) -> str:
    """The package of a resource or function token."""
    return token.partition(":")[0]


def patiently(call: Callable[[], Answer]) -> Answer:
    """Call again, a few times, where Azure says that it may help."""
    for attempt in range(RETRIES):
        try:
            return call()
        except AzureError as error:
            if not error.retryable:
                raise
            time.sleep(FIRST_RETRY_SECONDS * 2**attempt)
    return call()

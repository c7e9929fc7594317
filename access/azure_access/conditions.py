"""Conditions of role assignments, decided: met, not met, or not known, and then why it isn't known.

A condition is evaluated with three values. What isn't known (an attribute that nobody told, a suboperation that wasn't said) stays
unknown under `!`, so that a negation never turns a missing fact into a permission. Unknown in the end counts as not met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from .arm_ids import ArmId
from .condition_operators import QUANTIFIERS, Value
from .condition_syntax import (
    CONDITION_VERSION,
    ActionMatches,
    Attribute,
    Chain,
    Compare,
    Exists,
    Node,
    Not,
    SubOperationMatches,
    parse_condition,
)
from .errors import InvalidCondition
from .roles import action_fits

__all__ = ["Attributes", "Verdict", "check_condition", "evaluate", "resource_names"]

AttributeValue = str | int | bool | Sequence[str | int]
LONGEST: Final = 8192
"""Characters of a condition: learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-rbac-limits."""


class Attributes:
    """What is known of a request, for its conditions. What isn't named here is unknown; None says that it is absent."""

    def __init__(
        self,
        *,
        resource: Mapping[str, AttributeValue | None] | None = None,
        request: Mapping[str, AttributeValue | None] | None = None,
        principal: Mapping[str, AttributeValue | None] | None = None,
        environment: Mapping[str, AttributeValue | None] | None = None,
        suboperation: str | None = None,
    ) -> None:
        """Take the attributes by source.

        Args:
            resource: of the resource, as "Microsoft.Storage/storageAccounts/blobServices/containers:name"; names that its id tells are known anyway.
            request: of the request, as "Microsoft.Authorization/roleAssignments:RoleDefinitionId".
            principal: custom security attributes of the principal, as "Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project".
            environment: of the environment, as "UtcNow" or "isPrivateLink".
            suboperation: the suboperation, as "Blob.List"; "" for a request without one, None where it isn't known.
        """
        sources = (("Resource", resource), ("Request", request), ("Principal", principal), ("Environment", environment))
        self._values: dict[Attribute, tuple[Value, ...]] = {
            Attribute.named(source, name): _listed(value) for source, values in sources for name, value in (values or {}).items()
        }
        self.suboperation = suboperation
        if suboperation is not None:  # the older way to ask for it: conditions-format of 2021
            self._values.setdefault(Attribute.named("Request", "subOperation"), (suboperation,) if suboperation else ())

    def adding(
        self, *, environment: Mapping[str, AttributeValue | None] | None = None, resource: Mapping[str, AttributeValue | None] | None = None
    ) -> Attributes:
        """These attributes with more; what is known here already stays."""
        more = Attributes(environment=environment, resource=resource, suboperation=self.suboperation)
        more._values.update(self._values)
        return more

    def values(self, attribute: Attribute) -> tuple[Value, ...] | None:
        """The values of an attribute; none of an absent one; None where it isn't known."""
        return self._values.get(attribute)


def _listed(value: AttributeValue | None) -> tuple[Value, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, (str, int)) else tuple(value)


NOTHING_KNOWN: Final = Attributes()


@dataclass(frozen=True)
class Verdict:
    """How a condition came out. `met` is None where it can't be known; `missing` says then what isn't known."""

    met: bool | None
    missing: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The outcome in words: "is met", "is not met", or what can't be known."""
        if self.met is None:
            return f"can't be known, and counts as not met: {'; '.join(self.missing)}"
        return "is met" if self.met else "is not met"


def check_condition(condition: str, version: str | None = None) -> None:
    """Refuse a condition that Azure wouldn't take. Raises InvalidCondition saying why.

    Source: learn.microsoft.com/azure/role-based-access-control/conditions-troubleshoot.
    """
    if version not in (None, CONDITION_VERSION):
        raise InvalidCondition(f"the version of a condition is '{CONDITION_VERSION}', not '{version}'")
    if len(condition) > LONGEST:
        raise InvalidCondition(f"a condition has at most {LONGEST} characters, not {len(condition)}")
    parse_condition(condition)


def evaluate(condition: str, action: str, resource_id: str, attributes: Attributes | None = None) -> Verdict:
    """Decide a condition for an action on a resource.

    One that can't be read is unknown: nobody gets through by it.
    """
    try:
        node = parse_condition(condition)
    except InvalidCondition as error:
        return Verdict(None, (str(error),))
    asked = _Asked(action, resource_names(resource_id), attributes or NOTHING_KNOWN)
    met = asked.decide(node)
    return Verdict(met, tuple(dict.fromkeys(asked.missing)) if met is None else ())


def resource_names(resource_id: str) -> dict[Attribute, tuple[Value, ...]]:
    """The names that an id tells: of the resource and of those that it lies in, and a blob's path."""
    arm = ArmId.parse(resource_id)
    found: dict[Attribute, tuple[Value, ...]] = {}
    kind = arm.namespace or ""
    for at, (part, name) in enumerate(zip(arm.types, arm.names, strict=False)):
        kind = f"{kind}/{part}"
        if kind.lower() == "microsoft.storage/storageaccounts/blobservices/containers/blobs":
            # A blob's name may have slashes; learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes, "Blob path"
            segments = [part for part in resource_id.split("/") if part]
            start = len(segments) - len(arm.types) - len(arm.names) + 2 * at + 1
            found[Attribute.named("Resource", f"{kind}:path")] = ("/".join(segments[start:]),)
            break
        found[Attribute.named("Resource", f"{kind}:name")] = (name,)
    return found


@dataclass
class _Asked:
    """One question to a condition, and what is missing to answer it."""

    action: str
    names: Mapping[Attribute, tuple[Value, ...]]
    attributes: Attributes
    missing: list[str] = field(default_factory=list[str])

    def decide(self, node: Node) -> bool | None:
        match node:
            case ActionMatches(patterns):
                return any(action_fits(self.action, pattern) for pattern in patterns)
            case SubOperationMatches(patterns):
                return self._suboperation(patterns)
            case Exists(attribute):
                values = self._values(attribute)
                return None if values is None else bool(values)
            case Not(operand):
                inner = self.decide(operand)
                return None if inner is None else not inner
            case Chain(operands, ands):
                return self._chain([self.decide(operand) for operand in operands], ands)
            case Compare():
                return self._compare(node)

    def _suboperation(self, patterns: Sequence[str]) -> bool | None:
        said = self.attributes.suboperation
        if said is None:
            self.missing.append("the suboperation isn't said")
            return None
        return bool(said) and any(action_fits(said, pattern) for pattern in patterns)

    def _values(self, attribute: Attribute) -> tuple[Value, ...] | None:
        values = self.attributes.values(attribute)
        if values is None:
            values = self.names.get(attribute)
        if values is None:
            self.missing.append(f"{attribute} isn't known")
        return values

    def _side(self, side: Attribute | tuple[Value, ...], node: Compare) -> tuple[Value, ...] | None:
        if not isinstance(side, Attribute):
            return side
        values = self._values(side)
        if values is None:
            return None
        if not values:
            # What a comparison says of an attribute that isn't there is documented nowhere; `Exists` asks for that
            self.missing.append(f"{side} is absent")
            return None
        read = tuple(found for value in values if (found := node.comparison.family.read(value)) is not None)
        if len(read) < len(values):
            self.missing.append(f"{side} isn't among {node.comparison.family.words}, which {node.comparison.name} compares")
            return None
        return read

    def _compare(self, node: Compare) -> bool | None:
        left, right = self._side(node.left, node), self._side(node.right, node)
        if left is None or right is None:
            return None
        if not node.quantifier and (len(left) > 1 or len(right) > 1):
            self.missing.append(
                f"{node.comparison.name} compares single values; several take ForAnyOfAnyValues:{node.comparison.name} or the like"
            )
            return None
        rows = [[node.comparison.holds(one, other) for other in right] for one in left]
        return QUANTIFIERS[node.quantifier or "foranyofanyvalues"](rows)

    def _chain(self, values: list[bool | None], ands: Sequence[bool]) -> bool | None:
        """Fold operands. Azure asks for parentheses between AND and OR; without them, only what each reading says counts."""
        answers = {_and_first(values, ands), _or_first(values, ands), _in_order(values, ands)}
        if len(answers) > 1:
            self.missing.append("AND and OR stand side by side without parentheses, and what they say depends on which comes first")
            return None
        return answers.pop()


def _all(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return False if False in found else None if None in found else True


def _any(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return True if True in found else None if None in found else False


def _runs(values: Sequence[bool | None], ands: Sequence[bool], joined: bool) -> list[list[bool | None]]:
    """The operands in runs that are joined by AND (`joined`), or by OR."""
    runs = [[values[0]]]
    for value, is_and in zip(values[1:], ands, strict=True):
        if is_and is joined:
            runs[-1].append(value)
        else:
            runs.append([value])
    return runs


def _and_first(values: Sequence[bool | None], ands: Sequence[bool]) -> bool | None:
    return _any(_all(run) for run in _runs(values, ands, joined=True))


def _or_first(values: Sequence[bool | None], ands: Sequence[bool]) -> bool | None:
    return _all(_any(run) for run in _runs(values, ands, joined=False))


def _in_order(values: Sequence[bool | None], ands: Sequence[bool]) -> bool | None:
    met = values[0]
    for value, is_and in zip(values[1:], ands, strict=True):
        met = _all((met, value)) if is_and else _any((met, value))
    return met

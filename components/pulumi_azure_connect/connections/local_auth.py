"""Local authentication of targets: whether their keys and passwords still work.

An identity with a narrow role helps little while a key that opens everything is accepted beside it. `local_auth_off` turns
keys and passwords off where a resource has a switch for it, as the program makes it; a connection by secret to such a
resource is then refused.
"""

import copy
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import pulumi

from pulumi_azure_connect.azure.arm_ids import id_key
from pulumi_azure_connect.errors import SecretNotSupported
from pulumi_azure_connect.grants.target_ref import TargetRef
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.program.registry import Program, current
from pulumi_azure_connect.targets import ALL
from pulumi_azure_connect.targets.target import LocalAuth, Target

_OFF = "local-auth-off"


def switches() -> Mapping[str, LocalAuth]:
    """Return every known way to turn local authentication off, by the Pulumi type of the resource."""
    return {target.local_auth.token: target.local_auth for target in ALL if target.local_auth is not None}


def _with(value: Any, name: str, wanted: Any) -> Any:
    """Return nested arguments with one of them changed.

    They are a dict, an args object, an Output of either, or None.
    """
    if value is None:
        return {name: wanted}
    if isinstance(value, pulumi.Output) or inspect.isawaitable(value):
        return pulumi.Output.from_input(cast("Any", value)).apply(lambda known: _with(known, name, wanted))
    if isinstance(value, Mapping):
        camel = re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
        return {**{key: part for key, part in cast("Mapping[str, Any]", value).items() if key != camel}, name: wanted}
    changed = copy.copy(value)  # what the program holds stays as it is
    setattr(changed, name, wanted)
    return changed


def _set(props: dict[str, Any], path: str, wanted: bool | str | None) -> None:
    outer, _, inner = path.rpartition(".")
    props[outer or inner] = _with(props.get(outer), inner, wanted) if outer else wanted


def local_auth_off(
    *, keep: Sequence[str] = ()
) -> Callable[[pulumi.ResourceTransformationArgs], pulumi.ResourceTransformationResult | None]:
    """Return a transformation that turns keys and passwords off on every resource that has a switch.

    Put it on one resource, `opts=pulumi.ResourceOptions(transformations=[local_auth_off()])`, or on all that the program
    makes from then on: `pulumi.runtime.register_stack_transformation(local_auth_off(keep=["scans"]))`.

    Args:
        keep: names of resources to leave alone, because something still needs their key.

    Returns:
        The transformation. Of a SQL server it says so only where Entra administrators are given: it can't do without.
    """

    def transformation(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        package, _, rest = args.type_.partition(":")
        module, _, name = rest.partition(":")
        switch = switches().get(f"{package}:{module.partition('/')[0]}:{name}")
        if switch is None or args.name in keep:
            return None
        props = dict(cast("Mapping[str, Any]", args.props))
        if switch.within and props.get(switch.path.partition(".")[0]) is None:
            return None
        for path, wanted in {switch.path: switch.off, **switch.also}.items():
            _set(props, path, wanted)
        current().once((_OFF, args.resource), lambda: switch)
        _marked(current()).append((args.resource, switch))
        return pulumi.ResourceTransformationResult(props=props, opts=args.opts)

    return transformation


def _marked(program: Program) -> list[tuple[pulumi.Resource, LocalAuth]]:
    return program.once((_OFF, "all"), list[tuple[pulumi.Resource, LocalAuth]])


def described(target: Target) -> dict[str, Any] | None:
    """Return the plain data of a `connections` row: which property turns keys off, on which type."""
    switch = target.local_auth
    return None if switch is None else {"type": switch.type, "property": switch.wire_name, "off": switch.off}


def refuse_secret(target: Target, ref: TargetRef | None, program: Program, connection: str) -> None:
    """Refuse a connection by secret to a resource whose local authentication the program turned off.

    What is known only during the deployment (the target was given by its id, or lies in such a resource) is refused then.

    Raises:
        SecretNotSupported: keys of the target don't work.
    """
    if ref is None:
        return

    def refusal(name: str) -> SecretNotSupported:
        return SecretNotSupported(
            f"connection {connection!r} asks for a secret of {target.title}, and {name!r} has local authentication off: its keys "
            "and passwords don't work. Use the app's identity; or leave it out: local_auth_off(keep=[...])."
        )

    for resource, _ in _marked(program):
        name = resource.pulumi_resource_name
        if resource is ref.resource:
            raise refusal(name)

        def check(known: list[str], name: str = name) -> None:
            if f"{id_key(known[0])}/".startswith(f"{id_key(known[1])}/"):
                raise refusal(name)

        if isinstance(resource, pulumi.CustomResource):
            mapped([ref.id, resource.id], check)
    _refuse_by_property(target, ref, refusal)


def _refuse_by_property(target: Target, ref: TargetRef, refusal: Callable[[str], SecretNotSupported]) -> None:
    """The program may have said it in the resource's own arguments."""
    resource = ref.resource
    switch = target.local_auth
    if resource is None or switch is None or switch.type.casefold() != ref.type.casefold():
        return
    first, *rest = switch.path.split(".")

    def check(found: Any) -> None:
        for step in rest:
            found = None if found is None else getattr(found, step)
        if found == switch.off and found is not None:
            raise refusal(resource.pulumi_resource_name)

    value = getattr(resource, first, None)
    if value is not None:
        mapped(value, check)

"""What is said where a resource's output is absent, or its id isn't one of Azure's.

Neither happens in a deployment. `pulumi.runtime.set_mocks` lets a unit test answer in Azure's stead, and a mock that leaves
something out should be told what, by the name of the resource: the error comes up far from there.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import pulumi

from pulumi_azure_connect.errors import ConnectError, InvalidName

T = TypeVar("T")

BY_ABSENCE = (AttributeError, TypeError, InvalidName)
"""What code raises that goes on with an absent output, or with an id that is none."""


def present(value: T | None) -> T:
    """Return a value that has to be there; for use in `mapped`, which says which output it was.

    Raises:
        TypeError: it is absent.
    """
    if value is None:
        raise TypeError("an output is absent")
    return value


async def explained(error: Exception, outputs: Iterable[pulumi.Output[Any]]) -> Exception:
    """Return the error to raise instead, if an output that the value needs is absent or no id of Azure.

    Args:
        error: what was raised.
        outputs: what it was made of.
    """
    for output in outputs:
        value = await output.future()
        resources = [one for one in await output.resources() if isinstance(one, pulumi.CustomResource)]
        if value is None and resources:
            return absent(_name(output, resources), resources)
        owner = await _with_id(value, resources)
        if isinstance(error, InvalidName) and owner is not None:
            return InvalidName(
                f"the id of {_described([owner])} isn't one of Azure's: {error} Give one in your mock's new_resource, such as "
                "'/subscriptions/<guid>/resourceGroups/<group>/providers/<Microsoft.Type/kinds>/<name>'."
            )
    return error


def absent(output: str, resources: list[pulumi.CustomResource]) -> ConnectError:
    """Return the error to raise where an output is absent."""
    return ConnectError(f"output `{output}` of {_described(resources)} is absent; give it in your mock's new_resource, as Azure would.")


def _name(output: pulumi.Output[Any], resources: list[pulumi.CustomResource]) -> str:
    names = (name for one in resources for name, own in vars(one).items() if own is output)
    return next(names, "(part of one)")


def _described(resources: list[pulumi.CustomResource]) -> str:
    return " or ".join(sorted(f"{one.pulumi_resource_name} ({one.pulumi_resource_type})" for one in resources))


async def _with_id(value: object, resources: list[pulumi.CustomResource]) -> pulumi.CustomResource | None:
    """Return the resource whose id a value is."""
    for one in resources:
        if isinstance(value, str) and await one.id.future() == value:
            return one
    return None

"""Which apps of the program are on one plan: Flex Consumption takes one app for each."""

from collections.abc import Hashable

from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.runtimes import is_flex
from pulumi_azure_connect.errors import ConnectError
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.program.registry import Program


def take_place(program: Program, plan_id: Input[str], sku: str | None, owner: str) -> Input[str]:
    """Note that an app is on a plan, and give the plan's id.

    An id that is known only during the deployment is looked at again then: the same plan may have been given in several ways.

    Args:
        program: what else the program has registered.
        plan_id: the plan's ARM id, as text or as an output.
        sku: the plan's SKU, where the app says it.
        owner: the app, for messages.

    Raises:
        ConnectError: a Flex Consumption plan has another app already.
            Source: https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#considerations
    """
    if isinstance(plan_id, str):
        _take_place(program, ArmId.parse(plan_id).key, sku, owner)
        return plan_id
    _take_place(program, program.owner_of(plan_id) or id(plan_id), sku, owner)
    if not is_flex(sku):
        return plan_id

    def looked_at(known: str) -> str:
        _take_place(program, ArmId.parse(known).key, sku, owner)
        return known

    program.name_output(plan_id, program.key_of(plan_id) or id(plan_id))  # keeps the output alive, so that its identity is not used again
    return mapped(plan_id, looked_at)


def _take_place(program: Program, plan: Hashable, sku: str | None, owner: str) -> None:
    apps = program.once(("plan", plan), dict[str, bool])
    others = [app for app in apps if app != owner]
    if others and (is_flex(sku) or any(apps.values())):
        raise ConnectError(
            f"{owner} is on the plan of {others[0]}, which is a Flex Consumption plan: such a plan takes one app. Leave plan_id out, so that "
            f"{owner} gets a plan of its own, or give it another plan and that plan's sku."
        )
    apps[owner] = is_flex(sku)

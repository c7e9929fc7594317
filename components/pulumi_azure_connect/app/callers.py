"""What callers from outside of a program are called in it: a name that stays, whatever their order."""

from collections.abc import Sequence

from pulumi import Input

from pulumi_azure_connect.app.args import AuthenticationArgs, CallerArgs
from pulumi_azure_connect.azure.names import check_guids
from pulumi_azure_connect.errors import ConnectError
from pulumi_azure_connect.program.arguments import coerce_all
from pulumi_azure_connect.program.registry import current


def labelled_callers(app: str, args: AuthenticationArgs) -> list[tuple[CallerArgs, str, str]]:
    """Return each caller from outside, with its name in child names, and its former one by position.

    Raises:
        ConnectError: two callers are the same, or have one name, or nothing to be named by but their position.
    """
    callers = coerce_all(CallerArgs, args.callers, f"callers of app {app!r}")
    found: list[tuple[CallerArgs, str, str]] = []
    for position, caller in enumerate(callers, 1):
        formerly = _start(caller.principal_id) or str(position)
        check_guids(f"caller {caller.name or formerly} of app {app!r}", principal_id=caller.principal_id, client_id=caller.client_id)
        label = caller.name or _start(caller.principal_id) or _resource_name(caller.principal_id)
        if label is None and len(callers) > 1:
            raise ConnectError(
                f"caller {position} of app {app!r} is known only during the deployment, and would be named by its place in the list: another order "
                "would take access away. Give it a name that stays: CallerArgs(..., name='...')."
            )
        found.append((caller, label or formerly, formerly))
    return [(caller, _own_label(app, caller, label, found), formerly) for caller, label, formerly in found]


def _start(principal_id: Input[str]) -> str | None:
    return principal_id[:8] if isinstance(principal_id, str) else None


def _resource_name(principal_id: Input[str]) -> str | None:
    owner = current().resource_of(principal_id)
    return None if owner is None else owner.pulumi_resource_name


def _own_label(app: str, caller: CallerArgs, label: str, all_callers: Sequence[tuple[CallerArgs, str, str]]) -> str:
    same = [other for other, given, _ in all_callers if given == label]
    if len(same) == 1:
        return label
    ids = [str(one.principal_id).lower() if isinstance(one.principal_id, str) else id(one.principal_id) for one in same]
    if len(set(ids)) < len(ids):
        raise ConnectError(f"app {app!r} names one caller twice: {label!r}. Leave one out.")
    if caller.name is None and isinstance(caller.principal_id, str):
        return caller.principal_id.lower()  # two ids that start alike
    raise ConnectError(f"app {app!r} has two callers named {label!r}. Give each a name of its own: CallerArgs(..., name='...').")

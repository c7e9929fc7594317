"""Azure Functions as the connected app: runtimes, plans, and the storage account of its host.

The host reaches that account by identity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.azure.runtimes import Runtime, is_flex
from pulumi_azure_connect.errors import ConnectError, UnknownArgument, did_you_mean, listed
from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Role
from pulumi_azure_connect.grants.principal import Principal
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.targets.target import Target

from .args import FunctionsArgs

HOST_STORAGE = "AzureWebJobsStorage"
"""The connection of the host itself: its name is the Functions runtime's."""

_ACCOUNT = "Microsoft.Storage/storageAccounts"
_OWNER = Role("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b")
_BLOBS = Role("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe")
_QUEUES = Role("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88")
_TABLES = Role("Storage Table Data Contributor", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3")
_ACCOUNTS = Role("Storage Account Contributor", "17d1049b-9a84-46fb-8f53-869881c3d3ab")

# https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity (its include
# functions-azurewebjobsstorage-permissions.md). The host itself always needs the first; triggers that keep nothing there add nothing.
TRIGGER_ROLES: Mapping[str, tuple[Role, ...]] = MappingProxyType(
    {
        "http": (_OWNER,),
        "timer": (_OWNER,),
        "event-hub": (_OWNER,),
        "service-bus": (_OWNER,),
        "event-grid": (_OWNER,),
        "queue": (_OWNER,),
        "cosmos": (_OWNER,),
        "sql": (_OWNER,),
        "signalr": (_OWNER,),
        "blob": (_OWNER, _QUEUES, _ACCOUNTS),
        "durable": (_OWNER, _BLOBS, _QUEUES, _TABLES),
        "diagnostics": (_OWNER, _TABLES),
    }
)
"""What the host needs in its storage account, by what triggers functions."""
WIDE: Mapping[str, str] = MappingProxyType(
    {
        _ACCOUNTS.name: (
            "the host's storage: role 'Storage Account Contributor' may list the account's keys; the documentation asks for it where blobs "
            "trigger functions"
        )
    }
)
"""Roles that do more than the host needs, in the words of a report. No narrower one is documented."""

_SERVICES: Mapping[str, str] = MappingProxyType(
    {f"{service}ServiceUri": f"https://{{storageAccounts}}.{service}.{{suffix:storage}}" for service in ("blob", "queue", "table")}
)


def host_storage_target(cloud: Cloud) -> Target:
    """Return the host's storage account as something that an app connects to.

    The account's name is enough where its addresses end as in the public cloud; elsewhere all three are said:
    https://learn.microsoft.com/azure/azure-functions/functions-app-settings#azurewebjobsstorage__accountname
    """
    return Target(
        kind="functions-host-storage",
        title="the storage account of the Functions host",
        resource_types={"azure-native:storage:StorageAccount": _ACCOUNT},
        grant=role_assignment,
        functions={"accountName": "{storageAccounts}"} if cloud.is_public else _SERVICES,
    )


def host_roles(triggers: Sequence[str] | None, owner: str) -> tuple[Role, ...]:
    """Return the roles that the host needs in its storage account, each once.

    A role that another one holds is left out: the owner of blobs may do all that a contributor may.

    Raises:
        UnknownArgument: there is no such trigger.
    """
    wanted = list(triggers or ["http"])
    for trigger in wanted:
        if trigger not in TRIGGER_ROLES:
            raise UnknownArgument(
                f"triggers of {owner} have {trigger!r}.{did_you_mean(trigger, list(TRIGGER_ROLES))} There are {listed(TRIGGER_ROLES)}."
            )
    roles = dict.fromkeys(role for trigger in wanted for role in TRIGGER_ROLES[trigger])
    return tuple(role for role in roles if role is not _BLOBS)


@dataclass(frozen=True)
class _Stack:
    """A language of Azure Functions.

    The keys of `windows` are azure-native's Python names of site configuration.
    """

    worker: str
    windows: Mapping[str, str] | None = None
    """Site configuration on Windows, `{version}` filled in; None where there is no such thing."""
    windows_settings: Mapping[str, str] = field(default_factory=dict[str, str])


# https://learn.microsoft.com/azure/azure-functions/supported-languages and .../functions-infrastructure-as-code
_STACKS: Mapping[str, _Stack] = MappingProxyType(
    {
        "PYTHON": _Stack("python"),
        "NODE": _Stack("node", {}, {"WEBSITE_NODE_DEFAULT_VERSION": "~{version}"}),
        "DOTNET-ISOLATED": _Stack("dotnet-isolated", {"net_framework_version": "v{version}"}),
        "JAVA": _Stack("java", {"java_version": "{version}"}),
        "POWERSHELL": _Stack("powershell", {"power_shell_version": "{version}"}),
        "CUSTOM": _Stack("custom", {}),
    }
)


def functions_runtime(text: str, os: str | None, sku: str | None, args: FunctionsArgs, owner: str) -> Runtime:
    """Understand `STACK|version` for an app that runs Functions.

    Raises:
        UnknownArgument: no such operating system or stack, or no version, or something that the plan doesn't take.
    """
    if os not in (None, "linux", "windows"):
        raise UnknownArgument(f"os={os!r} is not an operating system of Azure Functions. Use 'linux' or 'windows'.")
    flex, windows = is_flex(sku), os == "windows"
    stack, mark, version = text.partition("|")
    stack, version = stack.upper(), version.removesuffix("-lts")
    container = stack == "DOCKER"
    known = [name for name, one in _STACKS.items() if not windows or one.windows is not None]
    if (stack not in known and not container) or (container and (windows or flex)):
        raise UnknownArgument(
            f"runtime={text!r} of {owner}: {stack!r} is not a stack of Azure Functions there.{did_you_mean(stack, known)} There are "
            f"{listed(known)}, each with a version: 'PYTHON|3.12'."
        )
    if not mark or not version:
        raise UnknownArgument(f"runtime={text!r} of {owner} has no version. Write it behind a bar: '{stack}|...'.")
    if flex and windows:
        raise UnknownArgument(f"os='windows' of {owner}: Flex Consumption runs Linux. Leave os out, or choose another SKU.")
    worker = args.worker_runtime or (None if container else _STACKS[stack].worker)
    if worker is None:
        raise UnknownArgument(f"{owner} runs a container: say which language worker is in it, as functions.worker_runtime='python'.")
    settings = {"FUNCTIONS_EXTENSION_VERSION": args.version or "~4", "FUNCTIONS_WORKER_RUNTIME": worker}
    plain = Runtime(os="windows" if windows else "linux", stack=stack, kind="", plan_kind="app" if windows else "linux", settings=settings)
    if windows:
        own = _STACKS[stack]
        filled = {name: value.format(version=version) for name, value in (own.windows or {}).items()}
        more = {name: value.format(version=version) for name, value in own.windows_settings.items()}
        return replace(plain, kind="functionapp", site_config=filled, settings={**settings, **more})
    if flex:
        _refuse_on_flex(args, owner)
        site = {"function_app_config": {"runtime": {"name": worker, "version": version}}}
        return replace(plain, kind="functionapp,linux", settings={}, site=site)
    kind = "functionapp,linux,container" if container else "functionapp,linux"
    return replace(plain, kind=kind, container=container, site_config={"linux_fx_version": f"{stack}|{version}"})


def _refuse_on_flex(args: FunctionsArgs, owner: str) -> None:
    if args.version is not None:
        raise UnknownArgument(f"functions.version of {owner}: Flex Consumption has one version of the runtime. Leave it out.")


def refuse_flex_only(args: FunctionsArgs, sku: str | None, owner: str) -> None:
    """Refuse arguments that only Flex Consumption has.

    Raises:
        UnknownArgument: one of them is given for another plan.
    """
    for name in ("deployment_container", "maximum_instance_count", "instance_memory_mb", "always_ready"):
        if getattr(args, name) is not None and not is_flex(sku):
            raise UnknownArgument(
                f"functions.{name} of {owner} is for Flex Consumption: say sku='FC1' (beside plan_id too), or leave it out."
            )


def flex_config(args: FunctionsArgs, container: Input[str], principal: Principal | None, cloud: Cloud) -> dict[str, Any]:
    """Return the configuration of a Flex Consumption app: where its package is stored, and how it scales.

    Args:
        args: of the app.
        container: the blob container's name.
        principal: the user-assigned identity that fetches the package; None for the app's own.
        cloud: the cloud.
    """
    suffix = cloud.suffixes["storage"]
    account = mapped(args.storage_account_id, lambda known: ArmId.parse(known).segment("storageAccounts"))
    ready = [{"name": name, "instance_count": count} for name, count in (args.always_ready or {}).items()]
    own = {"type": "SystemAssignedIdentity"}
    shared = None if principal is None else {"type": "UserAssignedIdentity", "user_assigned_identity_resource_id": principal.resource_id}
    return {
        "deployment": {
            "storage": {
                "type": "blobContainer",
                "value": pulumi.Output.concat("https://", account, ".blob.", suffix, "/", container),
                "authentication": shared or own,
            }
        },
        "scale_and_concurrency": {
            "maximum_instance_count": args.maximum_instance_count or 100,
            "instance_memory_mb": args.instance_memory_mb or 2048,
            **({"always_ready": ready} if ready else {}),
        },
    }


def check_functions(args: FunctionsArgs, *, exists: bool, owner: str) -> None:
    """Check what can be told at once.

    Raises:
        ConnectError: the app exists already, or the storage account's id is none.
    """
    if exists:
        raise ConnectError(
            f"{owner} exists already: functions is for an app that is made here. Connect its triggers with naming='functions'."
        )
    if isinstance(args.storage_account_id, str) and not ArmId.parse(args.storage_account_id).is_type(_ACCOUNT):
        raise UnknownArgument(
            f"functions.storage_account_id of {owner} is {args.storage_account_id!r}: give the ARM id of a storage account."
        )

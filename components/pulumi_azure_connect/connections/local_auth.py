"""
The target's own door: whether it still lets in whoever has its key.

An identity with a narrow role helps little while a key that opens everything is accepted beside it. `local_auth_off` turns
keys and passwords off where a resource has a switch for it, as the program makes it; a connection by secret to such a
resource is then refused.
"""

import copy
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

import pulumi

from pulumi_azure_connect.azure.arm_ids import id_key
from pulumi_azure_connect.errors import SecretNotSupported
from pulumi_azure_connect.grants.target_ref import TargetRef
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.program.registry import Program, current
from pulumi_azure_connect.targets.target import Target


@dataclass(frozen=True)
class Switch:
    """Where a type of resource turns local authentication off."""

    type: str
    """The ARM type."""
    path: str
    """The property, by azure-native's Python names; dotted where it lies in another."""
    off: bool | str = True
    """Its value when keys don't work."""
    also: Mapping[str, bool | str | None] = field(default_factory=lambda: MappingProxyType({}))
    """What has to be said beside; None takes a property away."""
    within: bool = False
    """Whether the outer property has to be there already: the switch means nothing without the rest of it."""

    @property
    def wire_name(self) -> str:
        """The property as Azure writes it."""
        return re.sub(r"_([a-z])", lambda found: found[1].upper(), self.path).replace("azureAd", "azureAD")


# Each property's meaning is in the documentation of the service's "disable local authentication" or "disable key access".
# Of Event Grid namespaces and MySQL servers azure-native knows no such property.
SWITCHES: Mapping[str, Switch] = MappingProxyType(
    {
        "azure-native:storage:StorageAccount": Switch("Microsoft.Storage/storageAccounts", "allow_shared_key_access", off=False),
        "azure-native:cognitiveservices:Account": Switch("Microsoft.CognitiveServices/accounts", "properties.disable_local_auth"),
        "azure-native:appconfiguration:ConfigurationStore": Switch("Microsoft.AppConfiguration/configurationStores", "disable_local_auth"),
        "azure-native:eventhub:Namespace": Switch("Microsoft.EventHub/namespaces", "disable_local_auth"),
        "azure-native:servicebus:Namespace": Switch("Microsoft.ServiceBus/namespaces", "disable_local_auth"),
        "azure-native:signalrservice:SignalR": Switch("Microsoft.SignalRService/signalR", "disable_local_auth"),
        "azure-native:webpubsub:WebPubSub": Switch("Microsoft.SignalRService/webPubSub", "disable_local_auth"),
        "azure-native:cosmosdb:DatabaseAccount": Switch("Microsoft.DocumentDB/databaseAccounts", "disable_local_auth"),
        "azure-native:redis:Redis": Switch("Microsoft.Cache/redis", "disable_access_key_authentication"),
        "azure-native:redisenterprise:Database": Switch(
            "Microsoft.Cache/redisEnterprise/databases", "access_keys_authentication", off="Disabled"
        ),
        # A search service takes either this or a choice of how keys are answered, not both.
        "azure-native:search:Service": Switch("Microsoft.Search/searchServices", "disable_local_auth", also={"auth_options": None}),
        "azure-native:eventgrid:Topic": Switch("Microsoft.EventGrid/topics", "disable_local_auth"),
        "azure-native:eventgrid:Domain": Switch("Microsoft.EventGrid/domains", "disable_local_auth"),
        "azure-native:maps:Account": Switch("Microsoft.Maps/accounts", "properties.disable_local_auth"),
        "azure-native:containerregistry:Registry": Switch("Microsoft.ContainerRegistry/registries", "admin_user_enabled", off=False),
        "azure-native:applicationinsights:Component": Switch("Microsoft.Insights/components", "disable_local_auth"),
        "azure-native:operationalinsights:Workspace": Switch("Microsoft.OperationalInsights/workspaces", "features.disable_local_auth"),
        "azure-native:communication:CommunicationService": Switch("Microsoft.Communication/communicationServices", "disable_local_auth"),
        "azure-native:sql:Server": Switch("Microsoft.Sql/servers", "administrators.azure_ad_only_authentication", within=True),
        "azure-native:dbforpostgresql:Server": Switch(
            "Microsoft.DBforPostgreSQL/flexibleServers",
            "auth_config.password_auth",
            off="Disabled",
            also={"auth_config.active_directory_auth": "Enabled"},
        ),
    }
)
_OFF = "local-auth-off"


def _with(value: Any, name: str, wanted: Any) -> Any:
    """Give nested arguments (a dict, an args object, an Output of either, or nothing) with one of them changed."""
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


def _say(props: dict[str, Any], path: str, wanted: bool | str | None) -> None:
    outer, _, inner = path.rpartition(".")
    props[outer or inner] = _with(props.get(outer), inner, wanted) if outer else wanted


def local_auth_off(
    *, keep: Sequence[str] = ()
) -> Callable[[pulumi.ResourceTransformationArgs], pulumi.ResourceTransformationResult | None]:
    """
    Give a transformation that turns keys and passwords off on every resource that has a switch for it.

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
        switch = SWITCHES.get(f"{package}:{module.partition('/')[0]}:{name}")
        if switch is None or args.name in keep:
            return None
        props = dict(cast("Mapping[str, Any]", args.props))
        if switch.within and props.get(switch.path.partition(".")[0]) is None:
            return None
        for path, wanted in {switch.path: switch.off, **switch.also}.items():
            _say(props, path, wanted)
        current().once((_OFF, args.resource), lambda: switch)
        _marked(current()).append((args.resource, switch))
        return pulumi.ResourceTransformationResult(props=props, opts=args.opts)

    return transformation


def _marked(program: Program) -> list[tuple[pulumi.Resource, Switch]]:
    return program.once((_OFF, "all"), list[tuple[pulumi.Resource, Switch]])


def switch_of(target: Target) -> Switch | None:
    """Give the switch of what a target's resources lie in, where it has one."""
    return next((one for one in SWITCHES.values() if any(_lies_in(arm_type, one.type) for arm_type in target.types)), None)


def _lies_in(arm_type: str, outer: str) -> bool:
    return f"{arm_type}/".casefold().startswith(f"{outer}/".casefold())


def described(target: Target) -> dict[str, Any] | None:
    """Give the plain data of a `connections` row: which property of which resource says that keys don't work."""
    switch = switch_of(target)
    return None if switch is None else {"type": switch.type, "property": switch.wire_name, "off": switch.off}


def refuse_secret(target: Target, ref: TargetRef | None, program: Program, connection: str) -> None:
    """
    Refuse a connection by secret to a resource whose local authentication the program turned off.

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
    _refuse_by_property(ref, refusal)


def _refuse_by_property(ref: TargetRef, refusal: Callable[[str], SecretNotSupported]) -> None:
    """The program may have said it in the resource's own arguments."""
    resource = ref.resource
    switch = next((one for one in SWITCHES.values() if one.type.casefold() == ref.type.casefold()), None)
    if resource is None or switch is None:
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

"""One site of an app, production or a slot: its resource types, arguments and dependencies."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, cast

import pulumi
from pulumi import Input

from pulumi_azure_connect.app.args import ManagedIdentityAppArgs
from pulumi_azure_connect.app.identity import AppIdentity
from pulumi_azure_connect.app.settings.merge import Seal, Settings
from pulumi_azure_connect.azure.runtimes import Runtime, has_always_on, is_flex
from pulumi_azure_connect.errors import SettingConflict, UnknownArgument, did_you_mean
from pulumi_azure_connect.grants.principal import Principal
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.outputs import deferred
from pulumi_azure_connect.program.registry import WriteChain, current
from pulumi_azure_connect.targets.target import Client

from .exposed import guarded
from .reasons import Reasons
from .security import lowered, snake_case


@dataclass(frozen=True)
class SiteKind:
    """The resource types of a site, as names in azure-native's `web`."""

    suffix: str
    segment: str
    """The last part of its ARM type."""

    def type(self, name: str) -> Any:
        """Return the class of that name for this kind of site."""
        from pulumi_azure_native import web

        return getattr(web, f"{name}{self.suffix}")

    def site_type(self) -> Any:
        """Return the class of the site itself, with `identity` as the plain data that came back."""
        return _site_type(self)


@cache
def _site_type(kind: SiteKind) -> Any:
    # Of user-assigned identities azure-native takes a list, and Azure answers with a map. Where a unit test's mock answers with
    # the inputs, as in Pulumi's guide, its SDK raises because of the declared type, and no output of the site is to be had.
    def identity(self: Any) -> Any:
        return cast("Any", pulumi).get(self, "identity")

    identity.__annotations__["return"] = pulumi.Output  # without an argument: Pulumi then leaves the value as it came
    base = kind.type("WebApp")
    own = property(cast("Any", pulumi).getter(identity))
    return type(base.__name__, (base,), {"identity": own, "__module__": base.__module__})


PRODUCTION = SiteKind("", "sites")
SLOT = SiteKind("Slot", "slots")


class SiteWrites:
    """The order of writes to one app and its slots, which App Service refuses to do at the same time.

    What is known at once forms a chain: the sites, with their publishing policies. Then comes what protects them, and last what waits for
    grants and secrets as well: the settings. So an app that is to be protected is, before there is anything to be had through it.
    Sites never wait for protection: that may wait for the sites of callers, who may be protected and called themselves.
    """

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        self.fixed = WriteChain()
        self._protection: list[pulumi.Resource] = []
        self._late: list[pulumi.Resource] = []

    def _sealed(self, needs: Callable[[], list[pulumi.Resource]]) -> pulumi.Output[Any]:
        async def resolve() -> list[pulumi.Resource]:
            await self._seal.passed()
            return needs()

        return deferred(resolve, needs)

    def before_protection(self) -> pulumi.Output[Any]:
        """Return the `depends_on` of the next write that protects a site."""
        before = self._protection[-1:]
        return self._sealed(lambda: [*self.fixed.tail, *before])

    def protect(self, resource: pulumi.Resource) -> None:
        """Put a write that protects a site in its place."""
        self._protection.append(resource)

    def protected(self, first: Sequence[pulumi.Resource], *, unless: Callable[[], bool]) -> pulumi.Output[Any]:
        """Return the `depends_on` of what must not be there before the sites are protected.

        Args:
            first: what else it waits for.
            unless: tells at the end of the program's body whether it need not wait.
        """
        return self._sealed(lambda: [*first, *([] if unless() else self._protection[-1:])])

    def after(self, waits_for: Callable[[], Sequence[pulumi.Resource]], *, checked: Awaitable[object] | None = None) -> pulumi.Output[Any]:
        """Return the `depends_on` of the next late write.

        Args:
            waits_for: what else the write waits for.
            checked: the write's properties. What is wrong with them is raised here, in its own words: where Pulumi reads
                the properties it would wrap it in a sentence about tasks.
        """
        before = self._late[-1:]

        async def resolve() -> list[pulumi.Resource]:
            await self._seal.passed()
            if checked is not None:
                await checked
            return needs()

        def needs() -> list[pulumi.Resource]:
            return [*self.fixed.tail, *self._protection[-1:], *before, *waits_for()]

        return deferred(resolve, needs)

    def late(self, resource: pulumi.Resource) -> None:
        """Put a late write in its place."""
        self._late.append(resource)
        current().waits.mark(resource, self._seal.component, f"{self._seal.owner} ({resource.pulumi_resource_name})")

    @property
    def all_late(self) -> list[pulumi.Resource]:
        """What protects the sites, and all late writes so far."""
        return [*self._protection, *self._late]


@dataclass(frozen=True, kw_only=True)
class Site:
    """One site that connections apply to."""

    kind: SiteKind
    slot: str | None
    address: Mapping[str, Input[str]]
    """`name`, `resource_group_name` and, for a slot, `slot`: how azure-native names its configuration's owner."""
    id: pulumi.Output[str]
    host_name: pulumi.Output[str]
    principals: Mapping[str, Principal]
    """By kind of identity."""
    default_principal: Principal
    """The one that connections use, and that reads references."""
    settings: Settings
    client: Client
    """Whose setting names connections use."""
    app: str
    """The component's name."""
    sticky: list[str] = field(default_factory=list)
    """Names of settings that stay with their slot."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    """The plain data of its connections."""

    @property
    def prefix(self) -> str:
        """The start of its children's names."""
        return self.app if self.slot is None else f"{self.app}-{self.slot}"

    def check(self, settings: Iterable[tuple[str, Input[str] | None]], giver: str) -> None:
        """Refuse settings, before anything is made for them (see `Settings.check`)."""
        self.settings.check(settings, giver)

    def wait_for(self, resources: list[pulumi.Resource]) -> None:
        """Have the settings written after these resources."""
        self.settings.wait_for(resources)

    def follow(self, revision: object) -> None:
        """Have the settings written again whenever this value changes."""
        self.settings.follow(revision)

    def give(self, name: str, value: Input[str], giver: str, *, sticky: bool = False) -> None:
        """Contribute a setting (see `Settings.give`)."""
        self.settings.give(name, value, giver)
        if sticky:
            self.sticky.append(name)

    def described(self) -> dict[str, Any]:
        """Return the start of each of its rows in `connections`."""
        return {"app": self.app, "appId": self.id, "slot": self.slot}


# What the component decides, and by which of its own arguments it is said.
_OWNED: Mapping[str, str] = MappingProxyType(
    {
        "name": "Use app_name.",
        "slot": "Use slots=[...], or add_slot.",
        "resource_group_name": "Use resource_group_name of the component.",
        "location": "Use location of the component.",
        "tags": "Use tags of the component.",
        "server_farm_id": "Use plan_id.",
        "identity": "Use identity, user_assigned_identity and additional_identity_ids.",
        "key_vault_reference_identity": "It follows from identity.",
        "virtual_network_subnet_id": "Use virtual_network_subnet_id of the component.",
        "site_config": "Use site_config={...} of the component.",
    }
)


def pass_through(given: Mapping[str, Any] | None, args_type: Any, argument: str, owner: str) -> dict[str, Any]:
    """Return the caller's own site properties by azure-native's Python names.

    Raises:
        UnknownArgument: azure-native knows no such property, or an argument of the component says it.
        SettingConflict: they hold settings, which have one owner.
    """
    known = [name for name in dir(args_type) if not name.startswith("_")]
    result: dict[str, Any] = {}
    for spelled, value in (given or {}).items():
        name = snake_case(spelled)
        if name in _OWNED:
            raise UnknownArgument(f"{argument} of {owner} has {spelled!r}, which the component says itself. {_OWNED[name]}")
        if name in ("app_settings", "connection_strings"):
            raise SettingConflict(
                f"{argument} of {owner} has {spelled!r}: settings written with the site would erase those of connections, "
                f"and the other way round. Give them as {'settings' if name == 'app_settings' else name}={{...}}."
            )
        if name not in known:
            raise UnknownArgument(f"{argument} of {owner} has no property {spelled!r}.{did_you_mean(name, known)}")
        if value is not None:  # nothing said: the default stays
            result[name] = value
    return result


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


def site_properties(
    args: ManagedIdentityAppArgs, runtime: Runtime, identity: AppIdentity, reasons: Reasons, owner: str
) -> tuple[dict[str, Any], bool, list[tuple[str, str]]]:
    """Return the properties that the site and each slot have in common.

    Returns:
        The properties by azure-native's Python names; whether basic publishing credentials are on; what was lowered, and why.

    Raises:
        InsecureSetting: a security default is lowered without a reason.
        UnknownArgument: a property that azure-native does not know.
        SettingConflict: settings among the site's own properties.
    """
    from pulumi_azure_native import web

    excused = reasons.for_
    config: dict[str, Any] = {
        "min_tls_version": _or(args.minimum_tls_version, "1.2"),
        "scm_min_tls_version": _or(args.scm_minimum_tls_version, "1.2"),
        # Flex Consumption has no FTP, and refuses the property: github.com/Azure/terraform-azurerm-avm-res-web-site/issues/360
        "ftps_state": args.ftps_state if is_flex(args.sku) else _or(args.ftps_state, "Disabled"),
        "remote_debugging_enabled": _or(args.remote_debugging, False),
        "http20_enabled": _or(args.http20_enabled, True),
        "always_on": _or(args.always_on, has_always_on(args.sku)),
        "app_command_line": guarded(args.startup_command, f"startup_command of {owner}", excused),
        "health_check_path": guarded(args.health_check_path, f"health_check_path of {owner}", excused),
        # Flex Consumption always does.
        "vnet_route_all_enabled": None if args.virtual_network_subnet_id is None or is_flex(args.sku) else True,
        **runtime.site_config,
        **guarded(pass_through(args.site_config, web.SiteConfigArgs, "site_config", owner), f"site_config of {owner}", excused),
    }
    site: dict[str, Any] = {
        "kind": runtime.kind,
        "reserved": runtime.os == "linux",
        "https_only": _or(args.https_only, True),
        "client_affinity_enabled": _or(args.client_affinity_enabled, False),
        "virtual_network_subnet_id": args.virtual_network_subnet_id,
        "identity": identity.site_property(),
        "key_vault_reference_identity": identity.reference_identity(),
        **({"is_xenon": True, "hyper_v": True} if runtime.is_windows_container else {}),
        **runtime.site,
        **guarded(pass_through(args.site, web.WebAppArgs, "site", owner), f"site of {owner}", excused),
    }
    publishing = bool(args.basic_publishing_credentials)
    low = lowered({"site": site, "site_config": config, "publishing": {"allow": publishing}}, excused, owner)
    # A dict, since `SiteConfigArgs` would put a .NET version into a Linux app.
    site["site_config"] = {name: value for name, value in config.items() if value is not None}
    return {name: value for name, value in site.items() if value is not None}, publishing, low


def write_publishing_policies(
    kind: SiteKind, prefix: str, address: Mapping[str, Input[str]], allow: bool, children: Children, writes: SiteWrites
) -> None:
    """Say whether user name and password may publish.

    Always said, since Azure's default depends on the app's age and on whom one asks.
    """
    for name, part in (("WebAppFtpAllowed", "ftp"), ("WebAppScmAllowed", "scm")):
        policy = kind.type(name)(
            f"{prefix}-{part}",
            **address,
            allow=allow,
            opts=children.opts("publishing", delete_before_replace=False, depends_on=writes.fixed.tail),
        )
        writes.fixed.link(policy)

"""App Service's runtimes, plans and what each takes to configure, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pulumi_azure_connect.errors import UnknownArgument, did_you_mean, listed

from .setting_names import OperatingSystem

# https://learn.microsoft.com/azure/app-service/overview-hosting-plans: shared tiers have no Always On, and slots start
# with Standard: https://learn.microsoft.com/azure/app-service/deploy-staging-slots
_SHARED = ("F1", "FREE", "D1", "SHARED")
_FLEX = "FC1"
# Plans that start instances by themselves: https://learn.microsoft.com/azure/azure-functions/functions-scale
_WITHOUT_ALWAYS_ON = (*_SHARED, _FLEX, "Y1", "EP1", "EP2", "EP3")
_WITHOUT_SLOTS = (*_SHARED, _FLEX, "B1", "B2", "B3")
_PLANS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Y1": ("Dynamic", "functionapp"),
        _FLEX: ("FlexConsumption", "functionapp"),
        **dict.fromkeys(("EP1", "EP2", "EP3"), ("ElasticPremium", "elastic")),
    }
)
"""SKU to tier and kind of plans that only function apps run on; of the others Azure knows the tier by the SKU."""


def has_always_on(sku: str | None) -> bool:
    """Tell whether plans of that SKU keep apps loaded. Of an unknown SKU it is assumed."""
    return sku is None or sku.upper() not in _WITHOUT_ALWAYS_ON


def has_slots(sku: str | None) -> bool:
    """Tell whether plans of that SKU have deployment slots. Of an unknown SKU it is assumed."""
    return sku is None or sku.upper() not in _WITHOUT_SLOTS


def is_flex(sku: str | None) -> bool:
    """Tell whether plans of that SKU are Flex Consumption, whose apps are configured in a way of their own."""
    return (sku or "").upper() == _FLEX


def only_runs_functions(sku: str | None) -> bool:
    """Tell whether only function apps run on plans of that SKU."""
    return (sku or "").upper() in _PLANS


def plan_properties(sku: str, runtime: "Runtime") -> dict[str, Any]:
    """Give `sku` and `kind` of a plan."""
    tier, kind = _PLANS.get(sku.upper(), (None, runtime.plan_kind))
    return {"sku": {"name": sku} if tier is None else {"name": sku, "tier": tier}, "kind": kind}


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """What a runtime means for a site and its plan."""

    os: OperatingSystem
    stack: str
    kind: str
    """The site's kind."""
    plan_kind: str
    container: bool = False
    site_config: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    site: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Properties of the site itself, beside its configuration."""

    @property
    def is_windows_container(self) -> bool:
        """Whether the site runs a Windows container, which takes a plan and a site of their own kind."""
        return self.container and self.os == "windows"


_LINUX_STACKS = ("PYTHON", "NODE", "DOTNETCORE", "JAVA", "TOMCAT", "JBOSSEAP", "PHP", "DOCKER")

_Configure = Callable[[str], dict[str, Any]]
_WINDOWS_STACKS: Mapping[str, _Configure] = MappingProxyType(
    {
        "DOTNET": lambda version: {"net_framework_version": f"v{version.removeprefix('v')}"},
        "ASPNET": lambda version: {"net_framework_version": f"v{version.removeprefix('v').split('.')[0]}.0"},
        "NODE": lambda _: {},
        "JAVA": lambda version: {"java_version": version, "java_container": "JAVA", "java_container_version": "SE"},
        "DOCKER": lambda image: {"windows_fx_version": f"DOCKER|{image}"},
    }
)


def runtime(text: str, os: str | None) -> Runtime:
    """
    Understand `STACK|version`.

    Raises:
        UnknownArgument: no such operating system or stack, or no version.
    """
    if os not in (None, "linux", "windows"):
        raise UnknownArgument(f"os={os!r} is not an operating system of App Service. Use 'linux' or 'windows'.")
    windows = os == "windows"
    stack, mark, version = text.partition("|")
    stack = stack.upper()
    stacks = tuple(_WINDOWS_STACKS) if windows else _LINUX_STACKS
    if stack not in stacks:
        raise UnknownArgument(
            f"runtime={text!r}: {stack!r} is not a stack of App Service on {os or 'linux'}.{did_you_mean(stack, stacks)} "
            f"There are {listed(stacks)}, each with a version: 'PYTHON|3.12'."
        )
    if not mark or not version:
        raise UnknownArgument(f"runtime={text!r} has no version. Write it behind a bar: '{stack}|...'.")
    container = stack == "DOCKER"
    if windows:
        return Runtime(
            os="windows",
            stack=stack,
            kind="app,container,windows" if container else "app",
            plan_kind="windows" if container else "app",
            container=container,
            site_config=_WINDOWS_STACKS[stack](version),
            settings={"WEBSITE_NODE_DEFAULT_VERSION": f"~{version}"} if stack == "NODE" else {},
        )
    return Runtime(
        os="linux",
        stack=stack,
        kind="app,linux,container" if container else "app,linux",
        plan_kind="linux",
        container=container,
        site_config={"linux_fx_version": f"{stack}|{version}"},
    )

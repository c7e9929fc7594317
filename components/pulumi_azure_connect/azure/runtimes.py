"""App Service's runtimes, plans and what each takes to configure, as data."""

import re
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

# The SKUs of plans, as of November 2026: https://learn.microsoft.com/azure/app-service/overview-hosting-plans, `az appservice plan create --help`,
# and the functions' own (https://learn.microsoft.com/azure/azure-functions/functions-scale). Azure refuses any other name.
_SKUS = (
    *_SHARED,
    *(f"{tier}{size}" for tier in ("B", "S", "P", "I") for size in (1, 2, 3)),
    *(f"P{size}v2" for size in (1, 2, 3)),
    *(f"P{size}v{generation}" for generation in (3, 4) for size in (0, 1, 2, 3)),
    *(f"P{size}mv{generation}" for generation in (3, 4) for size in (1, 2, 3, 4, 5)),
    *(f"I{size}v2" for size in (1, 2, 3, 4, 5, 6)),
    *(f"I{size}mv2" for size in (1, 2, 3, 4, 5)),
    *("WS1", "WS2", "WS3", "Y1", "EP1", "EP2", "EP3", _FLEX),
)


def check_sku(sku: str | None, owner: str) -> None:
    """Refuse the SKU of a plan that App Service doesn't have. Letter case doesn't count.

    Raises:
        UnknownArgument: there is no such SKU.
    """
    if sku is not None and sku.upper() not in {known.upper() for known in _SKUS}:
        raise UnknownArgument(
            f"sku={sku!r} of {owner} is not a SKU of App Service plans.{did_you_mean(sku, _SKUS)} There are {listed(_SKUS)}. "
            "For a newer one make the plan yourself, and give its id as plan_id."
        )


def has_always_on(sku: str | None) -> bool:
    """Tell whether plans of that SKU keep apps loaded. Of an unknown SKU it is assumed."""
    return sku is None or sku.upper() not in _WITHOUT_ALWAYS_ON


def has_slots(sku: str | None) -> bool:
    """Tell whether plans of that SKU have deployment slots. Of an unknown SKU it is assumed."""
    return sku is None or sku.upper() not in _WITHOUT_SLOTS


def is_flex(sku: str | None) -> bool:
    """Whether plans of that SKU are Flex Consumption, whose apps are configured differently."""
    return (sku or "").upper() == _FLEX


def only_runs_functions(sku: str | None) -> bool:
    """Tell whether only function apps run on plans of that SKU."""
    return (sku or "").upper() in _PLANS


def plan_properties(sku: str, runtime: "Runtime") -> dict[str, Any]:
    """Return `sku` and `kind` of a plan."""
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


# Versions that `linuxFxVersion` takes, as of November 2026, and two releases further: what App Service doesn't know it refuses with
# "The parameter LinuxFxVersion has an invalid value." (recorded answer, ExtendedCode 01007). `az webapp list-runtimes --os linux` tells today's.
_LINUX_VERSIONS: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "PYTHON": (re.compile(r"3\.([6-9]|1[0-6])"), "3.6 to 3.14"),
        "NODE": (re.compile(r"(8|1[0-9]|2[0-8])(\.\d+)?(-?lts)?"), "18-lts to 24-lts"),
        "DOTNETCORE": (re.compile(r"([1-9]|1[0-2])\.\d"), "8.0 to 10.0"),
        "JAVA": (re.compile(r"[\w.]+-(jre8|java(8|11|17|21|25|29))|\d+(\.\d+)*"), "8-jre8, 11-java11, 17-java17, 21-java21"),
        "TOMCAT": (re.compile(r"(8|9|1[0-2])(\.\d+)*-(jre8|java(8|11|17|21|25|29))"), "9.0-java11, 10.1-java17, 11.0-java21"),
        "JBOSSEAP": (re.compile(r"[78][\w.]*-(jre8|java(8|11|17|21|25))(_byol)?"), "7-java11, 8-java17"),
        "PHP": (re.compile(r"([5-7]\.\d|8\.[0-6])"), "8.2 to 8.4"),
    }
)
"""Stack to the shape of its versions, and the usual ones for a message. Containers take any image."""


def _check_version(stack: str, version: str, text: str) -> None:
    shape, usual = _LINUX_VERSIONS.get(stack, (None, ""))
    if shape is not None and shape.fullmatch(version.lower()) is None:
        raise UnknownArgument(
            f"runtime={text!r}: App Service on Linux has no {stack} {version}. Usual versions are {usual}; `az webapp list-runtimes --os linux` lists all."
        )


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
    """Understand `STACK|version`.

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
    if not windows:
        _check_version(stack, version, text)
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

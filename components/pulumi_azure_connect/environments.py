"""
The clouds, and the domains that services have in each.

Sources: the endpoint tables of the Azure CLI (`az cloud show`) and of each service's documentation for Azure Government
and Azure operated by 21Vianet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .errors import UnknownArgument, did_you_mean


@dataclass(frozen=True)
class Environment:
    """One Azure cloud. `suffixes` maps a service's short name to the domain that its resources' host names end in."""

    name: str
    suffixes: Mapping[str, str]
    login: str
    """Host of Entra ID's token issuer."""
    resource_manager: str
    """Base URL of Azure Resource Manager."""
    is_public: bool = False


def _environment(name: str, login: str, resource_manager: str, **suffixes: str) -> Environment:
    return Environment(name, MappingProxyType(suffixes), login, resource_manager, is_public=name == "public")


PUBLIC = _environment(
    "public",
    "login.microsoftonline.com",
    "https://management.azure.com",
    storage="core.windows.net",
    vault="vault.azure.net",
    sql="database.windows.net",
    cognitive="cognitiveservices.azure.com",
    openai="openai.azure.com",
    graph="graph.microsoft.com",
)
US_GOVERNMENT = _environment(
    "usgovernment",
    "login.microsoftonline.us",
    "https://management.usgovcloudapi.net",
    storage="core.usgovcloudapi.net",
    vault="vault.usgovcloudapi.net",
    sql="database.usgovcloudapi.net",
    cognitive="cognitiveservices.azure.us",
    openai="openai.azure.us",
    graph="graph.microsoft.us",
)
CHINA = _environment(
    "china",
    "login.partner.microsoftonline.cn",
    "https://management.chinacloudapi.cn",
    storage="core.chinacloudapi.cn",
    vault="vault.azure.cn",
    sql="database.chinacloudapi.cn",
    cognitive="cognitiveservices.azure.cn",
    openai="openai.azure.cn",
    graph="microsoftgraph.chinacloudapi.cn",
)
ENVIRONMENTS: Mapping[str, Environment] = MappingProxyType({e.name: e for e in (PUBLIC, US_GOVERNMENT, CHINA)})


def environment(name: str | None) -> Environment:
    """
    Give the cloud of that name; None is the public one.

    Raises:
        UnknownArgument: no cloud has that name.
    """
    if name is None:
        return PUBLIC
    if name not in ENVIRONMENTS:
        raise UnknownArgument(
            f"cloud={name!r} is not a cloud.{did_you_mean(name, list(ENVIRONMENTS))} Use one of {', '.join(ENVIRONMENTS)}."
        )
    return ENVIRONMENTS[name]

"""The clouds, and the domains that services have in each.

A service that a cloud's list lacks is not there, or its address isn't documented; connecting to it there is refused.

Sources: the endpoint tables of the Azure CLI (`az cloud show`), the lists of domains by cloud in
https://learn.microsoft.com/azure/private-link/private-endpoint-dns, and each service's documentation for Azure
Government and Azure operated by 21Vianet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pulumi_azure_connect.errors import UnknownArgument, did_you_mean


@dataclass(frozen=True)
class Cloud:
    """One Azure cloud.

    `suffixes` maps a service's short name to the domain that its resources' host names end in.
    """

    name: str
    suffixes: Mapping[str, str]
    login: str
    """Host of Entra ID's token issuer."""
    resource_manager: str
    """Base URL of Azure Resource Manager."""
    is_public: bool = False


def _cloud(name: str, login: str, resource_manager: str, **suffixes: str) -> Cloud:
    return Cloud(name, MappingProxyType(suffixes), login, resource_manager, is_public=name == "public")


PUBLIC = _cloud(
    "public",
    "login.microsoftonline.com",
    "https://management.azure.com",
    storage="core.windows.net",
    vault="vault.azure.net",
    sql="database.windows.net",
    cognitive="cognitiveservices.azure.com",
    openai="openai.azure.com",
    foundry="services.ai.azure.com",
    speech="stt.speech.microsoft.com",
    graph="graph.microsoft.com",
    management="management.azure.com",
    servicebus="servicebus.windows.net",
    appconfig="azconfig.io",
    signalr="service.signalr.net",
    webpubsub="webpubsub.azure.com",
    cosmos="documents.azure.com",
    cosmos_mongo="mongo.cosmos.azure.com",
    cosmos_gremlin="gremlin.cosmos.azure.com",
    cosmos_cassandra="cassandra.cosmos.azure.com",
    cosmos_table="table.cosmos.azure.com",
    postgres="postgres.database.azure.com",
    mysql="mysql.database.azure.com",
    redis="redis.cache.windows.net",
    kusto="kusto.windows.net",
    search="search.windows.net",
    maps="atlas.microsoft.com",
    loganalytics="api.loganalytics.azure.com",
)
US_GOVERNMENT = _cloud(
    "usgovernment",
    "login.microsoftonline.us",
    "https://management.usgovcloudapi.net",
    storage="core.usgovcloudapi.net",
    vault="vault.usgovcloudapi.net",
    sql="database.usgovcloudapi.net",
    cognitive="cognitiveservices.azure.us",
    openai="openai.azure.us",
    speech="stt.speech.azure.us",
    graph="graph.microsoft.us",
    management="management.usgovcloudapi.net",
    servicebus="servicebus.usgovcloudapi.net",
    appconfig="azconfig.azure.us",
    signalr="service.signalr.azure.us",
    webpubsub="webpubsub.azure.us",
    cosmos="documents.azure.us",
    cosmos_mongo="mongo.cosmos.azure.us",
    cosmos_gremlin="gremlin.cosmos.azure.us",
    cosmos_cassandra="cassandra.cosmos.azure.us",
    cosmos_table="table.cosmos.azure.us",
    postgres="postgres.database.usgovcloudapi.net",
    mysql="mysql.database.usgovcloudapi.net",
    redis="redis.cache.usgovcloudapi.net",
    kusto="kusto.usgovcloudapi.net",
    search="search.azure.us",
    maps="atlas.azure.us",
    loganalytics="api.loganalytics.us",
)
CHINA = _cloud(
    "china",
    "login.partner.microsoftonline.cn",
    "https://management.chinacloudapi.cn",
    storage="core.chinacloudapi.cn",
    vault="vault.azure.cn",
    sql="database.chinacloudapi.cn",
    cognitive="cognitiveservices.azure.cn",
    openai="openai.azure.cn",
    speech="stt.speech.azure.cn",
    graph="microsoftgraph.chinacloudapi.cn",
    management="management.chinacloudapi.cn",
    servicebus="servicebus.chinacloudapi.cn",
    appconfig="azconfig.azure.cn",
    signalr="service.signalr.azure.cn",
    cosmos="documents.azure.cn",
    cosmos_mongo="mongo.cosmos.azure.cn",
    cosmos_gremlin="gremlin.cosmos.azure.cn",
    cosmos_cassandra="cassandra.cosmos.azure.cn",
    cosmos_table="table.cosmos.azure.cn",
    postgres="postgres.database.chinacloudapi.cn",
    mysql="mysql.database.chinacloudapi.cn",
    redis="redis.cache.chinacloudapi.cn",
    kusto="kusto.windows.cn",
    search="search.azure.cn",
    loganalytics="api.loganalytics.azure.cn",
)
CLOUDS: Mapping[str, Cloud] = MappingProxyType({e.name: e for e in (PUBLIC, US_GOVERNMENT, CHINA)})


def named_cloud(name: str | None) -> Cloud:
    """Return the cloud of that name; None is the public one.

    Raises:
        UnknownArgument: no cloud has that name.
    """
    if name is None:
        return PUBLIC
    if name not in CLOUDS:
        raise UnknownArgument(f"cloud={name!r} is not a cloud.{did_you_mean(name, list(CLOUDS))} Use one of {', '.join(CLOUDS)}.")
    return CLOUDS[name]

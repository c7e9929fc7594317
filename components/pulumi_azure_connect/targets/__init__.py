"""The list of targets. To add one: a file beside this one, and a line here."""

from collections.abc import Mapping
from types import MappingProxyType

from pulumi_azure_connect.errors import UnknownTarget, did_you_mean
from pulumi_azure_connect.target import Target

from .ai_services import AI_SERVICES
from .cosmos_nosql import COSMOS_NOSQL
from .cosmos_table import COSMOS_TABLE
from .data_explorer import DATA_EXPLORER
from .key_vault import KEY_VAULT
from .managed_redis import MANAGED_REDIS
from .microsoft_graph import MICROSOFT_GRAPH
from .redis import REDIS
from .sql_database import SQL_DATABASE
from .storage_blob import STORAGE_BLOB
from .web_app import WEB_APP

ALL: tuple[Target, ...] = (
    AI_SERVICES,
    COSMOS_NOSQL,
    COSMOS_TABLE,
    DATA_EXPLORER,
    KEY_VAULT,
    MANAGED_REDIS,
    MICROSOFT_GRAPH,
    REDIS,
    SQL_DATABASE,
    STORAGE_BLOB,
    WEB_APP,
)
BY_KIND: Mapping[str, Target] = MappingProxyType({target.kind: target for target in ALL})


def target(kind: "str | Target") -> Target:
    """
    Give the target of that kind; a `Target` of the caller's own is taken as it is.

    Raises:
        UnknownTarget: no target has that kind.
    """
    if isinstance(kind, Target):
        return kind
    if kind not in BY_KIND:
        raise UnknownTarget(f"{kind!r} is not a kind of target.{did_you_mean(kind, list(BY_KIND))} There are: {', '.join(BY_KIND)}.")
    return BY_KIND[kind]


__all__ = [
    "AI_SERVICES",
    "ALL",
    "BY_KIND",
    "COSMOS_NOSQL",
    "COSMOS_TABLE",
    "DATA_EXPLORER",
    "KEY_VAULT",
    "MANAGED_REDIS",
    "MICROSOFT_GRAPH",
    "REDIS",
    "SQL_DATABASE",
    "STORAGE_BLOB",
    "WEB_APP",
    "target",
]

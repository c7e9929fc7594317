"""What caches, search services and Cosmos DB refuse beyond the schema."""

from __future__ import annotations

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import entries, tables, text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()


@REFUSALS.of("azure-native:cosmosdb:DatabaseAccount")
def priorities_of_locations(write: Write) -> None:
    """learn.microsoft.com/cli/azure/cosmosdb: a failover priority is unique and below the number of regions (no quotation of the words)."""
    given = [one.get("failoverPriority") for one in tables(write.inputs, "locations") if one.get("failoverPriority") is not None]
    if len(set(map(str, given))) != len(given) or any(isinstance(one, int | float) and one >= len(given) for one in given):
        raise bad_request("Failover priority values must be unique and less than the number of regions of the database account.")


@REFUSALS.of("azure-native:cosmosdb:SqlResourceSqlContainer")
def container_without_partition_key(write: Write) -> None:
    """learn.microsoft.com/azure/cosmos-db/partitioning-overview: each container has one (words: after learn.microsoft.com/rest/api/cosmos-db)."""
    if write.creating and not entries(write.inputs, "resource", "partitionKey", "paths"):
        raise bad_request("Partition key must be specified for this operation: partitionKey.paths is missing.")


@REFUSALS.of("azure-native:redis:Redis")
def family_of_a_cache(write: Write) -> None:
    """learn.microsoft.com/rest/api/redis/redis/create: C for Basic and Standard, P for Premium (no quotation of the words)."""
    name, family = (text(write.inputs, "sku", "name") or "").lower(), (text(write.inputs, "sku", "family") or "").upper()
    if name and family and (name == "premium") != (family == "P"):
        raise bad_request(
            f"The value of the parameter 'properties.sku.family' is invalid: {name.title()} has family {'P' if name == 'premium' else 'C'}, not {family}.",
            "InvalidRequestBody",
        )


@REFUSALS.of("azure-native:search:Service")
def size_of_a_search_service(write: Write) -> None:
    """learn.microsoft.com/azure/search/search-limits-quotas-capacity: free has one replica and one partition, basic three of each (no quotation of the words)."""
    sku = (text(write.inputs, "sku", "name") or "standard").lower()
    most = {"free": 1, "basic": 3}.get(sku, 12)
    for key in ("replicaCount", "partitionCount"):
        count = write.inputs.get(key)
        if isinstance(count, int | float) and count > most:
            raise bad_request(f"{key[0].upper()}{key[1:]} must be between 1 and {most} for SKU '{sku}'.", "InvalidRequestParameter")

"""What Azure refuses beyond the schema, one file a subject: functions by type, each with its source. The rows of tests/rehearsal/services say
what is refused, accepted, and not checked.
"""

from azure_rehearsal.core.resource_type import Refusals

from . import (
    addresses,
    containers,
    data_services,
    databases,
    gateways,
    machines,
    messaging,
    monitoring,
    networks,
    private_endpoints,
    storage,
    vaults,
)

__all__ = ["ALL"]

ALL: tuple[Refusals, ...] = tuple(
    module.REFUSALS
    for module in (
        addresses,
        containers,
        data_services,
        databases,
        gateways,
        machines,
        messaging,
        monitoring,
        networks,
        private_endpoints,
        storage,
        vaults,
    )
)
"""The refusals of every subject but App Service, whose own are with its service."""

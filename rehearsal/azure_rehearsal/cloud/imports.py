"""What an import tells: the engine asks by the id alone, and the inputs are made of the id and of what Azure answers."""

from __future__ import annotations

from azure_rehearsal.core import errors
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services import ResourceType, id_fits

__all__ = ["inputs_of"]


def inputs_of(cloud: Cloud, kind: ResourceType, record: Record, resource_id: str) -> JsonDict:
    """The inputs of what stands there, without what no read tells. Raises AzureError for an id of another type.

    Source: provider/pkg/provider/provider.go of azure-native, Read.
    """
    if kind.token.startswith("azure-native:") and not id_fits(kind, resource_id):
        raise errors.not_of_that_kind(resource_id, kind.path)
    told = kind.behaviour.inputs_now(cloud, record, {})
    return {key: value for key, value in told.items() if key not in kind.hidden}

"""Types that no service module describes: accepted as they are, with what Azure adds to most resources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from azure_rehearsal.core.arm_ids import parameters
from azure_rehearsal.core.name_rules import GlobalName
from azure_rehearsal.core.plain import set_default
from azure_rehearsal.core.resource_type import Behaviour, Cloud, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services.entra.directory import require_graph
from azure_rehearsal.services.generic.ids import arm_kind, id_template, known_templates
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.messaging import NAMESPACE_TAKEN
from azure_rehearsal.services.shared.plain_resource import tell_type
from azure_rehearsal.services.shared.plausible import fill_in, key

__all__ = ["generic_type", "id_is_guessed"]


# The scope of these names is "global": PAGE of core/name_rules.py
_GLOBAL_NAMES: Mapping[str, GlobalName] = MappingProxyType(
    {
        "azure-native:relay:Namespace": NAMESPACE_TAKEN,
        "azure-native:apimanagement:ApiManagementService": GlobalName("ServiceAlreadyExists", "Api service already exists: {name}"),
        "azure-native:batch:BatchAccount": GlobalName(),
        "azure-native:iothub:IotHubResource": GlobalName(),
    }
)
_DIRECTORY = "Directory.ReadWrite.All"  # learn.microsoft.com/graph/permissions-reference


class _Generic(Behaviour):
    """Identities are made, and provisioning has succeeded; everything else is the inputs' echo and plain values."""

    def fill(self, write: Write) -> None:
        if write.type.token.startswith("azure-native:"):
            apply_identity(write)
            tell_type(write)
            set_default(write.outputs, "provisioningState", "Succeeded")
            set_default(write.outputs, "etag", f'W/"{write.cloud.new_guid(write.id)}"')
            write.outputs = fill_in(schema.describe(write.type.token).gives, write.outputs, write.id)

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


class _InDirectory(Behaviour):
    """Other things of the directory, such as roles and certificates: ids come from Graph, and it takes the widest of rights."""

    def refuse(self, write: Write) -> None:
        require_graph(write.cloud, _DIRECTORY)

    def fill(self, write: Write) -> None:
        if write.previous is None:
            write.id = f"{write.type.path.removesuffix('/new')}/{write.cloud.new_guid(write.type.token)}"
        write.outputs = fill_in(schema.describe(write.type.token).gives, write.outputs, write.id)
        if write.type.token.endswith(("Password", "Credential")) and "value" in write.outputs:
            write.outputs["value"] = key(write.id, length=30)

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        del kind, record
        require_graph(cloud, _DIRECTORY)


def id_is_guessed(token: str) -> bool:
    """Whether nobody told us how ids of this type look."""
    return token not in known_templates()


@cache
def generic_type(token: str) -> ResourceType | None:
    """A type made from the token alone; None where the installed SDK has no such class."""
    try:
        inputs = list(schema.describe(token).inputs)
    except schema.UnknownToken:
        return None
    if not token.startswith("azure-native:"):
        return ResourceType(token=token, kind=token, path=f"/{token}/new", behaviour=_InDirectory(), grade="generic", parents=False)
    path = id_template(token)
    names = [one for one in parameters(path) if one in inputs and one not in {"resourceGroupName", "scope", "resourceUri"}]
    named = names[-1] if names and path.endswith("{" + names[-1] + "}") else None
    return ResourceType(
        token=token,
        kind=arm_kind(path),
        path=path,
        name=named,
        # x-ms-mutability of the location of a tracked resource: azure-rest-api-specs, common-types/resource-management
        replaces=frozenset({"location"}) if "location" in inputs else frozenset(),
        location="location" in inputs,
        global_name=_GLOBAL_NAMES.get(token),
        behaviour=_Generic(),
        grade="generic",
        parents=not id_is_guessed(token),
    )

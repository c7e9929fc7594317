"""What all types and functions of azuread share: ids that Graph gives, Graph permissions, and the provider's words."""

# ruff: noqa: ARG002, D102 - hooks share one signature, and are documented at `Behaviour`

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from azure_access import GRAPH_APP_ID, graph_roles, published_app_ids
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import tables, text
from azure_rehearsal.core.resource_type import Behaviour, Cloud, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.entra.directory import require_graph

__all__ = [
    "APPLICATIONS",
    "DOMAIN",
    "PRINCIPAL",
    "READ_APPS",
    "WRITE_APPS",
    "Graph",
    "application_of",
    "exists_already",
    "first_party_name",
    "graph_missing",
    "is_uuid",
    "not_uuids",
    "object_id_of",
    "own_id",
    "provider_error",
    "quoted",
    "resource_type",
    "roles_of",
    "snake",
]

APPLICATIONS = ("azuread:index/application:Application", "azuread:index/applicationRegistration:ApplicationRegistration")
PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal"
_APP_ROLE = "azuread:index/applicationAppRole:ApplicationAppRole"
DOMAIN = "rehearsal.onmicrosoft.com"
"""The domain that every tenant begins with: learn.microsoft.com/entra/fundamentals/add-custom-domain."""

# Which permissions each type and function takes: docs/resources and docs/data-sources of hashicorp/terraform-provider-azuread.
WRITE_APPS = ("Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.ReadWrite.All")
READ_APPS = ("Application.Read.All", "Directory.Read.All", *WRITE_APPS)

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_uuid(value: str) -> bool:
    """Whether it is written as object ids are."""
    return _UUID.fullmatch(value) is not None


def quoted(value: str) -> str:
    """As Go's %q writes a text."""
    return json.dumps(value, ensure_ascii=False)


def snake(name: str) -> str:
    """A name of Pulumi's as the provider spells it: displayName is display_name."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def provider_error(words: str, *, at: str = "", detail: str = "", doing: str = "") -> AzureError:
    """A refusal of the azuread provider, as Pulumi's bridge passes it on. `at`: the argument in the provider's own spelling.

    Source of the form: pulumi/pulumi-terraform-bridge, pkg/tfshim/diagnostics/error.go and pkg/tfshim/sdk-v2/diagnostics.go.
    """
    said = f"[{at}] {words}" if at else words
    return AzureError("", f"{doing}1 error occurred:\n\t* {f'{said}: {detail}' if detail else said}\n\n", 0)


def exists_already(name: str, resource_id: str) -> AzureError:
    """The provider looks before it creates (source: internal/helpers/tf/errors.go, ImportAsExistsDiag)."""
    return provider_error(
        f"A resource with the ID {quoted(resource_id)} already exists",
        at="id",
        detail=f"To be managed via Terraform, this resource needs to be imported into the State. Please see the resource documentation for "
        f"{quoted(name)} for more information.",
    )


def graph_missing(object_id: str) -> AzureError:
    """Source: learn.microsoft.com/graph/errors; the words as in github.com/Azure/azure-docs-powershell-azuread issue 155."""
    return AzureError(
        "Request_ResourceNotFound",
        f"Resource '{object_id.rsplit('/', 1)[-1]}' does not exist or one of its queried reference-property objects are not present.",
        404,
    )


def not_uuids(inputs: JsonDict, names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Faults of inputs that must hold object ids; `names`: the input's, and the provider's for it.

    Source: hashicorp/terraform-plugin-sdk, helper/validation/uuid.go.
    """
    given = [(name, theirs, inputs.get(name)) for name, theirs in names]
    return [
        (name, f"expected {quoted(theirs)} to be a valid UUID, got {value}. An object id is wanted, neither a resource id nor a name.")
        for name, theirs, value in given
        if isinstance(value, str) and not is_uuid(value)
    ]


class Graph(Behaviour):
    """Ids come from Graph, not from the inputs; rights are Graph permissions, not ARM roles."""

    needs: tuple[str, ...] = WRITE_APPS

    def refuse(self, write: Write) -> None:
        require_graph(write.cloud, *self.needs)

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        require_graph(cloud, *self.needs)


def own_id(write: Write, collection: str) -> str:
    """The object id, kept over updates; sets the resource's id as the azuread provider writes it."""
    object_id = text(write.outputs if write.creating else (write.previous.outputs if write.previous else {}), "objectId")
    object_id = object_id or write.cloud.new_guid(collection)
    write.id = f"/{collection}/{object_id}"
    write.outputs["objectId"] = object_id
    return object_id


def object_id_of(resource_id: str) -> str:
    """What stands behind the collection in `/applications/...`."""
    return resource_id.rpartition("/")[2]


def application_of(cloud: Cloud, client_id: str) -> Record | None:
    """The application of the tenant with that client id."""
    wanted = client_id.lower()
    return next((one for one in cloud.state.of(*APPLICATIONS) if (text(one.outputs, "clientId") or "").lower() == wanted), None)


def first_party_name(client_id: str) -> str | None:
    """What an application of Microsoft's own is called here; None for any other."""
    return next((name for name, known in published_app_ids().items() if known == client_id.lower()), None)


def roles_of(cloud: Cloud, client_id: str) -> dict[str, str]:
    """App roles by value, of Graph or of an application of the tenant."""
    if client_id == GRAPH_APP_ID:
        return graph_roles()
    application = application_of(cloud, client_id)
    if application is None:
        return {}
    apart = [one.inputs for one in cloud.state.of(_APP_ROLE) if text(one.inputs, "applicationId") == application.id]
    found = [(text(one, "value"), text(one, "id")) for one in tables(application.inputs, "appRoles")]
    found += [(text(one, "value"), text(one, "roleId")) for one in apart]
    return {value or role or "": role or "" for value, role in found}


def resource_type(name: str, behaviour: Behaviour, path: str, *replaces: str, hidden: frozenset[str] = frozenset()) -> ResourceType:
    """A type of the azuread provider. `path`: where Graph keeps such things; the last part stands for an id of Graph's."""
    return ResourceType(
        token=f"azuread:index/{name[0].lower()}{name[1:]}:{name}",
        kind=f"Microsoft.Graph/{name}",
        path=path,
        replaces=frozenset(replaces),
        hidden=hidden,
        behaviour=behaviour,
    )

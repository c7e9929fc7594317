"""Microsoft.ContainerRegistry: registries."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.name_rules import GlobalName, NameRule
from azure_rehearsal.core.plain import flag, set_default, text
from azure_rehearsal.core.resource_type import GROUP, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.shared.keys import key_of_account, with_right
from azure_rehearsal.services.shared.plain_resource import PlainResource, reading

__all__ = ["SERVICE"]


def _registry(write: Write) -> JsonDict:
    set_default(write.outputs, "adminUserEnabled", False)
    return {"loginServer": f"{write.arm.name.lower()}.azurecr.io", "creationDate": write.cloud.clock.iso()}


_REGISTRY = ResourceType(
    token="azure-native:containerregistry:Registry",
    kind="Microsoft.ContainerRegistry/registries",
    path=GROUP + "/providers/Microsoft.ContainerRegistry/registries/{registryName}",
    name="registryName",
    global_name=GlobalName(
        "AlreadyInUse",
        "The registry DNS name {name}.azurecr.io is already in use.",
        source="learn.microsoft.com/rest/api/containerregistry/registries/check-name-availability",
    ),
    name_rule=NameRule(r"[A-Za-z0-9]{5,50}", "5-50 letters and digits"),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_registry),
)


def _credentials(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST listCredentials: learn.microsoft.com/azure/container-registry/container-registry-authentication#admin-account; code and words of
    the refusal are quoted in public repositories.
    """
    record = with_right(cloud, _REGISTRY.token, args, "listCredentials/action")
    if flag(record.inputs, "adminUserEnabled") is not True:
        raise bad_request(
            f"Cannot perform credential operations for {record.id} as admin user is disabled. Kindly enable admin user as per docs: "
            "https://docs.microsoft.com/en-us/azure/container-registry/container-registry-authentication#admin-account",
            "UnAuthorizedForCredentialOperations",
        )
    passwords: list[JsonValue] = [{"name": name, "value": key_of_account(record, name, 39)} for name in ("password", "password2")]
    return {"username": text(record.outputs, "name"), "passwords": passwords}


SERVICE = Service(
    "Microsoft.ContainerRegistry",
    (_REGISTRY,),
    {
        "azure-native:containerregistry:getRegistry": reading(_REGISTRY),
        "azure-native:containerregistry:listRegistryCredentials": _credentials,
    },
)

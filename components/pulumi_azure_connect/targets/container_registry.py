"""Azure Container Registry: pulling images, by App Service itself or by the app."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Target

_REGISTRIES = "Microsoft.ContainerRegistry/registries"
_NAMES = {"resource_group_name": "resourceGroups", "registry_name": "registries"}

CONTAINER_REGISTRY = Target(
    kind="acr",
    title="Azure Container Registry",
    resource_types={"azure-native:containerregistry:Registry": _REGISTRIES},
    grant=role_assignment,
    # Of a registry whose permissions are by repository, name the role: roles=["Container Registry Repository Reader"].
    access={Access.READ: (Role("AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d"),)},
    prefix="AZURE_CONTAINERREGISTRY",
    settings={"AZURE_CONTAINERREGISTRY_LOGINSERVER": "{login_server}"},
    client_id_setting={"AZURE_CONTAINERREGISTRY_CLIENTID": "{client_id}"},
    lookups={
        "login_server": Lookup(function="containerregistry:get_registry_output", arguments=_NAMES, result="login_server", of=_REGISTRIES)
    },
    site_config={"acr_use_managed_identity_creds": True, "acr_user_managed_identity_id": "{client_id}"},
    local_auth=LocalAuth("azure-native:containerregistry:Registry", _REGISTRIES, "admin_user_enabled", off=False),
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=(
        "https://learn.microsoft.com/azure/app-service/configure-custom-container",
        "https://learn.microsoft.com/azure/container-registry/container-registry-rbac-built-in-roles-overview",
    ),
)

"""Wrong App Service programs, and right ones that look wrong."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.world import PLAN, SETTINGS, SITE, SLOT, Made, World

from .wrong import Row

WEB, FLEX_SUBNET = "Microsoft.Web/serverFarms", "Microsoft.App/environments"
SWIFT = "azure-native:web:WebAppSwiftVirtualNetworkConnection"
AVM, AZURERM = "github.com/Azure/bicep-registry-modules/issues", "github.com/hashicorp/terraform-provider-azurerm"
FX = "LinuxFxVersion has an invalid value"


def linux(world: World, runtime: str | None, *, sku: str = "S1", **inputs: Any) -> Made:
    config = {} if runtime is None else {"siteConfig": {"linuxFxVersion": runtime}}
    return world.site(plan=world.plan(sku), kind="app,linux", **{**config, **inputs})


def windows(world: World, sku: str = "S1", **inputs: Any) -> Made:
    return world.site(plan=world.plan(sku, reserved=False), **inputs)


def slot(world: World, site: Made, name: str = "staging", **inputs: Any) -> Made:
    return world.make(SLOT, {"name": site.inputs["name"], "slot": name, "serverFarmId": site.inputs["serverFarmId"], **inputs})


def integrated(world: World, sku: str = "S1", *, delegation: str | None = WEB, location: str = "westeurope", **inputs: Any) -> Made:
    network = world.network(location=location, apps=delegation)
    return windows(world, sku, virtualNetworkSubnetId=f"{network.id}/subnets/apps", **inputs)


def flex(world: World, name: str = "shop", *, plan: Made | None = None, **config: Any) -> Made:
    if (
        world.cloud.state.get(
            f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/code"
        )
        is None
    ):
        world.make("azure-native:storage:StorageAccount", {"accountName": "code", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
        world.make("azure-native:storage:BlobContainer", {"accountName": "code", "containerName": "packages"})
    storage = {
        "type": "blobContainer",
        "value": "https://code.blob.core.windows.net/packages",
        "authentication": {"type": "SystemAssignedIdentity"},
    }
    own = {"runtime": {"name": "python", "version": "3.12"}, "deployment": {"storage": storage}}
    return world.site(name, plan=plan or world.plan("FC1"), kind="functionapp,linux", functionAppConfig=own, siteConfig=config)


def swift(world: World, *, delegation: str | None) -> Made:
    network, site = world.network(apps=delegation), windows(world)
    return world.make(SWIFT, {"name": site.inputs["name"], "subnetResourceId": f"{network.id}/subnets/apps"})


def three_networks(world: World) -> Made:
    network, plan = world.network(a=WEB, b=WEB, c=WEB), world.plan("S1")
    sites = [
        world.site(name, plan=plan, virtualNetworkSubnetId=f"{network.id}/subnets/{name[-1]}") for name in ("site-a", "site-b", "site-c")
    ]
    return sites[-1]


def two_plans_one_subnet(world: World) -> Made:
    subnet = f"{world.network(apps=WEB).id}/subnets/apps"
    world.site("one", plan=world.plan("S1", "p1"), virtualNetworkSubnetId=subnet)
    return world.site("two", plan=world.plan("S1", "p2"), virtualNetworkSubnetId=subnet)


def full(world: World) -> Made:
    plan = world.plan("FC1")
    flex(world, "one", plan=plan)
    return flex(world, "two", plan=plan)


def setting(world: World, site: Made, name: str) -> Made:
    return world.make(SETTINGS, {"name": site.inputs["name"], "properties": {name: "1"}})


def restricted(world: World, address: str, **rule: str) -> Made:
    return windows(world, siteConfig={"ipSecurityRestrictions": [{"ipAddress": address, "action": "Allow", "priority": 100, **rule}]})


WEB_ROWS = (
    Row("plan of an unknown SKU", lambda w: w.plan("Z9"), f"{AZURERM}/issues/25205", "BadRequest", "SKU.Name has an invalid value"),
    Row(
        "plan whose tier isn't that of its SKU",
        lambda w: w.make(PLAN, {"name": "p", "sku": {"name": "S1", "tier": "PremiumV3"}}),
        "github.com/Azure-Samples/azure-samples-python-management/issues/59: the name alone counts",
    ),
    Row(
        "runtime without a bar",
        lambda w: linux(w, "python3.12"),
        "github.com/microsoft/azure-pipelines-tasks/issues/11686",
        "BadRequest",
        FX,
    ),
    Row("runtime with a blank", lambda w: linux(w, "PYTHON 3.12", sku="B1"), "github.com/Azure/azure-cli/issues/17020", "BadRequest", FX),
    Row("unknown stack", lambda w: linux(w, "COBOL|85"), "github.com/Azure/azure-cli/issues/17020", "BadRequest", FX),
    Row(
        "version that never was",
        lambda w: linux(w, "PYTHON|9.9"),
        "github.com/microsoft/azure-pipelines-tasks/issues/11686",
        "BadRequest",
        FX,
    ),
    Row("runtime in small letters", lambda w: linux(w, "python|3.12"), "learn.microsoft.com/azure/app-service/configure-language-python"),
    Row("runtime whose support ended", lambda w: linux(w, "PYTHON|3.8"), "learn.microsoft.com/azure/app-service/language-support-policy"),
    Row(
        "container on Linux", lambda w: linux(w, "DOCKER|nginx:latest"), "learn.microsoft.com/azure/app-service/configure-custom-container"
    ),
    Row(
        "Linux runtime on a Windows plan",
        lambda w: windows(w, siteConfig={"linuxFxVersion": "PYTHON|3.12"}),
        f"{AVM}/3546",
        "BadRequest",
        FX,
    ),
    Row(
        "Linux app on a plan of kind linux without reserved",
        lambda w: w.site(
            plan=w.make(PLAN, {"name": "p", "kind": "linux", "sku": {"name": "B1"}}), siteConfig={"linuxFxVersion": "NODE|20-lts"}
        ),
        "github.com/CompositionalIT/farmer/issues/41",
        "BadRequest",
        FX,
    ),
    Row(
        "malformed runtime of a premium function app",
        lambda w: w.site(plan=w.plan("EP1"), kind="functionapp,linux", siteConfig={"linuxFxVersion": "node:12"}),
        "github.com/Azure/azure-cli/issues/17020: taken",
    ),
    Row(
        "Windows app on a Linux plan",
        lambda w: w.site(plan=w.plan("B1"), kind="app", siteConfig={"netFrameworkVersion": "v8.0"}),
        "learn.microsoft.com/azure/app-service/overview-hosting-plans: a plan has one operating system",
        "BadRequest",
        not_checked="what a kind without linux becomes on a Linux plan is said nowhere; App Service seems to add it",
    ),
    Row(
        "malformed windowsFxVersion",
        lambda w: windows(w, siteConfig={"windowsFxVersion": "garbage|1"}),
        "learn.microsoft.com/azure/app-service/configure-custom-container",
        "BadRequest",
        not_checked="no quotation of what Azure says",
    ),
    Row(
        "site of a plan that isn't there",
        lambda w: w.make(SITE, {"name": "s", "serverFarmId": "/subscriptions/0/none"}),
        "github.com/Azure/azure-powershell/issues/3410",
        "NotFound",
        "Cannot find ServerFarm with name none",
    ),
    Row(
        "site in another region than its plan",
        lambda w: windows(w, location="northeurope"),
        "github.com/mspnp/serverless-reference-implementation/pull/87",
        "NotFound",
        "Cannot find WebSpace with name rg-NorthEuropewebspace",
    ),
    Row("site in its plan's region, said for people", lambda w: windows(w, location="West Europe"), "recordings of 2023 show both names"),
    Row(
        "slot of another kind",
        lambda w: slot(w, linux(w, "PYTHON|3.12"), kind="app,linux,container"),
        f"{AZURERM}/pull/31842",
        "BadRequest",
        r"The slot 'kind' property 'app,linux,container' must match the Production site 'kind' property 'app,linux'",
    ),
    Row("slot without a kind", lambda w: slot(w, linux(w, "PYTHON|3.12")), f"{AZURERM}/pull/31842: kind is optional"),
    Row("slot whose kind leaves linux out", lambda w: slot(w, linux(w, "PYTHON|3.12"), kind="app"), f"{AZURERM}/pull/31842"),
    Row(
        "slot on Basic",
        lambda w: slot(w, windows(w, "B1")),
        "github.com/Azure/azure-functions-ux/issues/1309",
        "Conflict",
        "number of slots allowed for the 'Basic' SKU",
    ),
    Row(
        "slot on Flex",
        lambda w: slot(w, flex(w)),
        "learn.microsoft.com/azure/azure-functions/flex-consumption-plan#considerations",
        "Conflict",
        "number of slots",
    ),
    Row(
        "always on in the free tier",
        lambda w: windows(w, "F1", siteConfig={"alwaysOn": True}),
        "learn.microsoft.com/azure/app-service/configure-common",
        "Conflict",
        "AlwaysOn cannot be set",
    ),
    Row(
        "subnet without delegation",
        lambda w: integrated(w, delegation=None),
        "github.com/Azure/terraform-azurerm-vnet/issues/46",
        "BadRequest",
        "Subnet net in VNET apps is missing a delegation to Microsoft.Web/serverFarms",
    ),
    Row(
        "subnet delegated to another service",
        lambda w: integrated(w, delegation="Microsoft.Sql/managedInstances"),
        "github.com/Azure/azure-quickstart-templates/issues/8813",
        "BadRequest",
        "missing a delegation",
    ),
    Row(
        "connection to a subnet without delegation",
        lambda w: swift(w, delegation=None),
        "github.com/hashicorp/terraform-provider-azurerm/issues/7642",
        "BadRequest",
        "missing a delegation",
    ),
    Row(
        "connection to a delegated subnet",
        lambda w: swift(w, delegation="microsoft.web/serverfarms"),
        "learn.microsoft.com/azure/app-service/configure-vnet-integration-enable",
    ),
    Row(
        "subnet that isn't there",
        lambda w: windows(w, virtualNetworkSubnetId=f"{w.network().id}/subnets/none"),
        "learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found",
        "ResourceNotFound",
        "net/none",
    ),
    Row(
        "integration on the free tier",
        lambda w: integrated(w, "F1"),
        "learn.microsoft.com/azure/app-service/overview-vnet-integration#limitations",
        "BadRequest",
        "does not support virtual network integration",
    ),
    Row("integration on Basic", lambda w: integrated(w, "B1"), "github.com/CompositionalIT/farmer/issues/1216: taken since 2022"),
    Row(
        "integration on Consumption",
        lambda w: integrated(w, "Y1", kind="functionapp"),
        "learn.microsoft.com/azure/azure-functions/functions-networking-options",
        "BadRequest",
        "does not support virtual network integration",
    ),
    Row(
        "network of another region",
        lambda w: integrated(w, location="eastus"),
        "learn.microsoft.com/azure/app-service/overview-vnet-integration",
        "BadRequest",
        "different locations",
    ),
    Row("third subnet of one plan", three_networks, "github.com/MicrosoftDocs/azure-docs/issues/63177", "Conflict", "VNET limit of 2"),
    Row(
        "two plans in one subnet",
        two_plans_one_subnet,
        "learn.microsoft.com/azure/app-service/overview-vnet-integration#subnet-requirements: plans may share one",
    ),
    Row(
        "restriction that is no address",
        lambda w: restricted(w, "not-an-ip"),
        f"{AZURERM}/issues/3963",
        "BadRequest",
        "must be in CIDR format",
    ),
    Row(
        "restriction to an impossible address",
        lambda w: restricted(w, "10.0.0.300/32"),
        f"{AZURERM}/issues/3963",
        "BadRequest",
        "must be in CIDR format",
    ),
    Row(
        "restriction to several ranges",
        lambda w: restricted(w, "10.0.0.0/8,2001:db8::/32"),
        "learn.microsoft.com/azure/app-service/app-service-ip-restrictions",
    ),
    Row(
        "restriction to a service tag",
        lambda w: restricted(w, "AzureFrontDoor.Backend", tag="ServiceTag"),
        "learn.microsoft.com/azure/app-service/app-service-ip-restrictions",
    ),
    Row(
        "TLS version that isn't one",
        lambda w: windows(w, siteConfig={"minTlsVersion": "9.9"}),
        "learn.microsoft.com/rest/api/appservice/web-apps/create-or-update",
        "",
        "minTlsVersion",
    ),
    Row(
        "Flex with a Linux runtime",
        lambda w: flex(w, linuxFxVersion="PYTHON|3.12"),
        "github.com/Azure/terraform-azurerm-avm-res-web-site/issues/283",
        "BadRequest",
        r"\(Site.SiteConfig.LinuxFxVersion\) for Flex Consumption sites is invalid",
    ),
    Row(
        "Flex with a scale limit of the site",
        lambda w: flex(w, functionAppScaleLimit=5),
        "github.com/Azure/azure-functions-host/issues/10643",
        "BadRequest",
        r"Site.SiteConfig.FunctionAppScaleLimit",
    ),
    Row(
        "Flex with a worker's setting",
        lambda w: flex(w, appSettings=[{"name": "FUNCTIONS_WORKER_RUNTIME", "value": "python"}]),
        "stored documents quote it",
        "BadRequest",
        "AppSettings.FUNCTIONS_WORKER_RUNTIME",
    ),
    Row(
        "Flex with a content share, written apart",
        lambda w: setting(w, flex(w), "WEBSITE_CONTENTSHARE"),
        "learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations",
        "BadRequest",
        "AppSettings.WEBSITE_CONTENTSHARE",
    ),
    Row(
        "Flex with the version of the extensions",
        lambda w: setting(w, flex(w), "FUNCTIONS_EXTENSION_VERSION"),
        "github.com/Azure/azure-functions-host/issues/10714: taken",
    ),
    Row(
        "second app on a Flex plan",
        full,
        "learn.microsoft.com/azure/azure-functions/flex-consumption-plan#considerations",
        "Conflict",
        "takes only 1",
    ),
    Row(
        "setting with a hyphen on Linux",
        lambda w: setting(w, linux(w, "PYTHON|3.12"), "A-B"),
        "learn.microsoft.com/azure/app-service/configure-common",
        "BadRequest",
        "A-B",
    ),
    Row(
        "site name with dots",
        lambda w: windows(w, name="my.shop_app"),
        "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
        "",
        "no valid name",
    ),
    Row(
        "function app without storage settings",
        lambda w: w.site(plan=w.plan("Y1"), kind="functionapp"),
        "learn.microsoft.com/azure/azure-functions/functions-app-settings: taken, the host fails when it starts",
    ),
    Row(
        "region that isn't one",
        lambda w: windows(w, location="mars"),
        "learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors",
        "LocationNotAvailableForResourceType",
        "location 'mars' is not available for resource type 'Microsoft.Web/sites'",
    ),
)

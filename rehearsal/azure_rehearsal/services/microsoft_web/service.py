"""Microsoft.Web: plans, sites, slots, and the configuration that Azure makes with each site and replaces whole."""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.name_rules import GlobalName, NameRule
from azure_rehearsal.core.plain import child, clone, flag, set_default, table, tables, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.microsoft_web import references
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity, user_identities

from .config import CONFIG_TYPES, SITE, SLOT, list_settings, list_settings_slot, refuse_names, site_of
from .functions import refuse_functions
from .keys import KEY_FUNCTIONS
from .network_refusals import NETWORK_REFUSALS
from .plans import PLAN, is_linux, plan_of, tier_of
from .refusals import REFUSALS
from .static_sites import STATIC_SITES

__all__ = ["SERVICE"]


class _Plan(Behaviour):
    def fill(self, write: Write) -> None:
        tier = tier_of(Record(write.id, PLAN, write.inputs)).tier
        if "sku" in write.outputs or write.creating:
            sku = child(write.outputs, "sku")
            set_default(sku, "name", "F1")
            set_default(sku, "tier", tier)
            set_default(sku, "size", sku["name"])
            set_default(sku, "capacity", 1)
        write.outputs.update({"provisioningState": "Succeeded", "status": "Ready", "resourceGroup": write.arm.group})
        write.outputs["subscription"] = write.cloud.subscription_id
        sites = [one for one in write.cloud.state.of(SITE) if key_of(text(one.inputs, "serverFarmId") or "") == key_of(write.id)]
        write.outputs.update({"maximumNumberOfWorkers": 10, "numberOfWorkers": 1, "numberOfSites": len(sites)})
        write.outputs["geoRegion"] = text(write.inputs, "location")

    def refuse_delete(self, cloud: Cloud, record: Record) -> None:
        """A plan with sites can't go: learn.microsoft.com/azure/app-service/app-service-plan-manage."""
        if any(key_of(text(one.inputs, "serverFarmId") or "") == key_of(record.id) for one in cloud.state.of(SITE, SLOT)):
            raise AzureError("Conflict", "Server farm cannot be deleted because it has web app(s) assigned to it.", 409)


class _Site(Behaviour):
    """Sites and slots. Settings in the body replace what is there; see Options.site_put_wipes_settings."""

    def refuse(self, write: Write) -> None:
        plan = plan_of(write)
        tier = tier_of(plan)
        if flag(write.inputs, "siteConfig", "alwaysOn") and not tier.always_on:
            # learn.microsoft.com/azure/app-service/configure-common: always on needs Basic or better
            raise AzureError(
                "Conflict",
                "There was a conflict. AlwaysOn cannot be set for this site as the plan does not allow it.",
                409,
            )
        if write.type.token == SLOT and write.creating:
            prefix = key_of(ArmId.parse(write.id).top())
            standing = [one for one in write.cloud.state.of(SLOT) if key_of(one.id).startswith(prefix + "/")]
            if len(standing) >= tier.slots:
                # learn.microsoft.com/azure/app-service/deploy-staging-slots: Standard, Premium or Isolated tiers
                raise AzureError(
                    "Conflict",
                    f"Cannot complete the operation because the site will exceed the number of slots allowed for the '{tier.tier}' SKU.",
                    409,
                )
        refuse_functions(write, tier.tier)
        reference = text(write.inputs, "keyVaultReferenceIdentity")
        attached = [key_of(one) for one in user_identities(write.inputs)]
        if reference and reference.lower() != "systemassigned" and key_of(reference) not in attached:
            # thread: hashicorp/terraform-provider-azurerm#14231
            raise bad_request(
                f"The identity '{reference}' given as keyVaultReferenceIdentity is not assigned to the site '{write.arm.name}'."
            )
        names = [text(one, "name") or "" for one in tables(write.inputs, "siteConfig", "appSettings")]
        refuse_names(names, linux=_runs_linux(write.inputs, plan))

    def fill(self, write: Write) -> None:
        apply_identity(write)
        names, outputs, private = write.arm.names, write.outputs, write.private
        host = "-".join(names) + ".azurewebsites.net"
        plan = plan_of(write)
        self._settings(write)
        for hidden in ("appSettings", "connectionStrings"):
            table(outputs, "siteConfig").pop(hidden, None)
        outputs.update(
            {
                "name": "/".join(names),
                "defaultHostName": host,
                "hostNames": [host],
                "enabledHostNames": [host, host.replace(".azurewebsites.", ".scm.azurewebsites.")],
                "state": "Running" if flag(write.inputs, "enabled") is not False else "Stopped",
                "usageState": "Normal",
                "availabilityState": "Normal",
                "resourceGroup": write.arm.group,
                "repositorySiteName": names[0],
                "sku": tier_of(plan).tier,
                "outboundIpAddresses": "198.51.100.7,198.51.100.8",
                "possibleOutboundIpAddresses": "198.51.100.7,198.51.100.8,198.51.100.9",
                "lastModifiedTimeUtc": write.cloud.clock.iso(),
            }
        )
        # learn.microsoft.com/rest/api/appservice/web-apps/create-or-update: what an absent property becomes
        set_default(outputs, "enabled", True)
        set_default(outputs, "httpsOnly", False)
        set_default(outputs, "keyVaultReferenceIdentity", "SystemAssigned")
        set_default(outputs, "kind", "app,linux" if _runs_linux(write.inputs, plan) else "app")
        private["linux"] = _runs_linux(write.inputs, plan)

    @staticmethod
    def _settings(write: Write) -> None:
        config, private = table(write.inputs, "siteConfig"), write.private
        wipes = write.cloud.options.site_put_wipes_settings or write.creating
        for key in ("appSettings", "connectionStrings"):
            if isinstance(config.get(key), list):
                private[key] = {text(one, "name") or "": _setting(key, one) for one in tables(config, key)}
            elif wipes or key not in private:
                private[key] = {}

    def written(self, write: Write, record: Record) -> None:
        keys = {key: record.inputs[key] for key in write.type.path_inputs}
        slot = "slot" in keys
        for kind in CONFIG_TYPES:
            if ("slot" in kind.path_inputs) == slot:
                write.cloud.make_default(kind.token, keys)
        references.fetch(write.cloud, record.id)

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


def _setting(key: str, entry: JsonDict) -> str | JsonDict:
    if key == "appSettings":
        return text(entry, "value") or ""
    return {"value": text(entry, "connectionString") or "", "type": text(entry, "type") or "Custom"}


def _runs_linux(inputs: JsonDict, plan: Record | None) -> bool:
    if plan is not None:
        return is_linux(plan)
    return flag(inputs, "reserved") is True or "linux" in (text(inputs, "kind") or "").lower()


def _get_site(cloud: Cloud, args: JsonDict) -> JsonDict:
    record = site_of(cloud, args)
    cloud.authorise(record.id, "Microsoft.Web/sites/read")
    return {**clone(record.outputs), "id": record.id}


_SITES = "/providers/Microsoft.Web/sites"

SERVICE = Service(
    "Microsoft.Web",
    (
        ResourceType(
            token=PLAN,
            kind="Microsoft.Web/serverfarms",
            path=GROUP + "/providers/Microsoft.Web/serverfarms/{name}",
            name="name",
            name_rule=NameRule(r"[A-Za-z0-9-]{1,60}", "1-60 letters, digits and hyphens"),
            # x-ms-mutability of the specification: create-only
            replaces=frozenset({"location", "reserved", "hyperV", "isXenon", "zoneRedundant"}),
            location=True,
            behaviour=_Plan(),
        ),
        ResourceType(
            token=SITE,
            kind="Microsoft.Web/sites",
            path=GROUP + _SITES + "/{name}",
            name="name",
            global_name=GlobalName("Conflict", "Website with given name {name} already exists."),
            name_rule=NameRule(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])?", "2-60 letters, digits and hyphens inside"),
            # provider/pkg/gen/replacement.go
            replaces=frozenset({"location", "kind"}),
            lock=True,
            location=True,
            behaviour=_Site(),
        ),
        ResourceType(
            token=SLOT,
            kind="Microsoft.Web/sites/slots",
            path=GROUP + _SITES + "/{name}/slots/{slot}",
            name="slot",
            name_rule=NameRule(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,57}[A-Za-z0-9])?", "2-59 letters, digits and hyphens inside"),
            replaces=frozenset({"location", "kind"}),
            lock=True,
            location=True,
            behaviour=_Site(),
        ),
        *CONFIG_TYPES,
        *STATIC_SITES,
    ),
    {
        "azure-native:web:listWebAppApplicationSettings": list_settings,
        "azure-native:web:listWebAppApplicationSettingsSlot": list_settings_slot,
        "azure-native:web:getWebApp": _get_site,
        "azure-native:web:getWebAppSlot": _get_site,
        **KEY_FUNCTIONS,
    },
    refusals=(REFUSALS, NETWORK_REFUSALS),
)

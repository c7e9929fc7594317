"""The reference stack: a shop that uses seven things, and holds no credential for any of them."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_connect import (
    AI_SERVICES,
    MICROSOFT_GRAPH,
    SQL_DATABASE,
    STORAGE_BLOB,
    WEB_APP,
    Access,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
    VaultArgs,
)
from pulumi_azure_native import cognitiveservices, resources, sql, storage


@dataclass(frozen=True)
class Configuration:
    """What `Pulumi.<stack>.yaml` says; its descriptions and types are in `Pulumi.yaml`."""

    location: str
    sku: str
    vault_authorization: str
    slots: list[str]
    payment_api_key: pulumi.Output[str]
    sql_admin_group: str
    sql_admin_group_id: str

    @classmethod
    def load(cls) -> "Configuration":
        """Read the stack's configuration; Pulumi names the key, and the command to set it, where one is missing."""
        config = pulumi.Config()
        return cls(
            location=config.get("location", "westeurope"),
            sku=config.require("sku"),
            vault_authorization=config.require("vaultAuthorization"),
            slots=config.get_object("slots", []),
            payment_api_key=config.require_secret("paymentApiKey"),
            sql_admin_group=config.require("sqlAdminGroup"),
            sql_admin_group_id=config.require("sqlAdminGroupId"),
        )


config = Configuration.load()
group = resources.ResourceGroup("shop", location=config.location)
place = {"resource_group_name": group.name, "location": config.location}

# What the shop uses. Local authentication is off wherever every connection goes by identity.
account = storage.StorageAccount(
    "uploads",
    kind=storage.Kind.STORAGE_V2,
    sku={"name": storage.SkuName.STANDARD_LRS},
    allow_shared_key_access=False,
    allow_blob_public_access=False,
    minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
    **place,
)
photos = storage.BlobContainer("photos", account_name=account.name, resource_group_name=group.name)
admins = {"administrator_type": "ActiveDirectory", "principal_type": "Group", "azure_ad_only_authentication": True}
admins |= {"login": config.sql_admin_group, "sid": config.sql_admin_group_id}
server = sql.Server("orders", administrators=admins, minimal_tls_version="1.2", **place)
orders = sql.Database("orders", server_name=server.name, sku={"name": "Basic"}, **place)


def ai_account(name: str, *, keys: bool) -> cognitiveservices.Account:
    """Make an Azure AI account, with or without keys that let anybody in who has them."""
    domain = f"{pulumi.get_project()}-{pulumi.get_stack()}-{name}"
    properties = {"disable_local_auth": not keys, "custom_sub_domain_name": domain}
    return cognitiveservices.Account(name, kind="AIServices", sku={"name": "S0"}, properties=properties, **place)


# The apps. Each connection is one sentence.
shop_args = {"runtime": "PYTHON|3.12", "sku": config.sku, **place}
vault = VaultArgs(authorization=config.vault_authorization)
shop = ManagedIdentityApp("shop", ManagedIdentityAppArgs(vault=vault, **shop_args))
prices = ManagedIdentityApp("prices", ManagedIdentityAppArgs(plan_id=shop.plan_id, **shop_args))
for slot in config.slots:
    shop.add_slot(slot)

shop.connect("uploads", STORAGE_BLOB, to=photos, access=Access.WRITE)
shop.connect("orders", SQL_DATABASE, to=orders, access=Access.WRITE)
shop.connect("people", MICROSOFT_GRAPH, roles=["User.ReadBasic.All"])
shop.connect("prices", WEB_APP, to=prices, access=Access.USE)
shop.connect("texts", AI_SERVICES, to=ai_account("texts", keys=False), access=Access.USE)
scanner = "the OCR library we use takes a key and nothing else"
shop.connect("scans", AI_SERVICES, to=ai_account("scans", keys=True), auth="secret", because=scanner)
payment = SecretBackedConnectionArgs(secrets={"PAYMENT_API_KEY": config.payment_api_key}, because="a third party's API")
SecretBackedConnection("payment", payment, app=shop)

pulumi.export("url", shop.default_host_name.apply(lambda host: f"https://{host}"))
pulumi.export("scripts", shop.scripts)

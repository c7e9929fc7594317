"""The reference stack: a shop that uses seven things, and holds no credential for any of them."""

import pulumi
from pulumi_azure_native import cognitiveservices, resources, sql, storage

from configuration import Configuration
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
    local_auth_off,
)

config = Configuration.load()
# A name of its own: a deleted vault can be taken up again (VaultArgs.recover) in a group of the same name only.
group_name = f"{pulumi.get_project()}-{pulumi.get_stack()}"
group = resources.ResourceGroup("shop", resource_group_name=group_name, location=config.location)

# No key or password lets anybody in anywhere, but for the one account whose client library takes nothing else.
pulumi.runtime.register_stack_transformation(local_auth_off(keep=["scans"]))

# What the shop uses, in the group's region.
account = storage.StorageAccount(
    "uploads",
    resource_group_name=group.name,
    kind=storage.Kind.STORAGE_V2,
    sku=storage.SkuArgs(name=storage.SkuName.STANDARD_LRS),
    allow_blob_public_access=False,
    minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
)
photos = storage.BlobContainer("photos", account_name=account.name, resource_group_name=group.name)
server = sql.Server(
    "orders",
    resource_group_name=group.name,
    minimal_tls_version=sql.MinimalTlsVersion.MINIMAL_TLS_VERSION_1_2,
    administrators=sql.ServerExternalAdministratorArgs(
        administrator_type=sql.AdministratorType.ACTIVE_DIRECTORY,
        principal_type=sql.PrincipalType.GROUP,
        login=config.sql_admin_group,
        sid=config.sql_admin_group_id,
    ),
)
# A new server admits nobody. This rule is Azure's "Allow Azure services and resources to access this server".
sql.FirewallRule(
    "azure",
    resource_group_name=group.name,
    server_name=server.name,
    firewall_rule_name="AllowAllWindowsAzureIps",
    start_ip_address="0.0.0.0",  # noqa: S104  (Azure's own name for itself; nothing is bound to it)
    end_ip_address="0.0.0.0",  # noqa: S104
)
orders = sql.Database("orders", resource_group_name=group.name, server_name=server.name, sku=sql.SkuArgs(name="Basic"))


def ai_account(name: str) -> cognitiveservices.Account:
    """Make an Azure AI account."""
    return cognitiveservices.Account(
        name,
        resource_group_name=group.name,
        kind="AIServices",
        sku=cognitiveservices.SkuArgs(name="S0"),
        properties=cognitiveservices.AccountPropertiesArgs(custom_sub_domain_name=f"{group_name}-{name}"),
    )


# The apps. Each connection is one sentence.
runtime, vault = "PYTHON|3.12", VaultArgs(authorization=config.vault_authorization)
shop = ManagedIdentityApp(
    "shop",
    ManagedIdentityAppArgs(resource_group_name=group.name, runtime=runtime, sku=config.sku, vault=vault),
)
prices = ManagedIdentityApp(
    "prices",
    ManagedIdentityAppArgs(resource_group_name=group.name, runtime=runtime, sku=config.sku, plan_id=shop.plan_id),
)
for slot in config.slots:
    shop.add_slot(slot)

shop.connect("uploads", STORAGE_BLOB, to=photos, access=Access.WRITE)
shop.connect("orders", SQL_DATABASE, to=orders, access=Access.WRITE)
shop.connect("people", MICROSOFT_GRAPH, roles=["User.ReadBasic.All"])
shop.connect("prices", WEB_APP, to=prices, access=Access.USE)
shop.connect("texts", AI_SERVICES, to=ai_account("texts"), access=Access.USE)
scanner = "the OCR library we use takes a key and nothing else"
# The second connection to a kind of target is named: its name is in its settings' names, AZURE_AISERVICES_SCANS_KEY.
shop.connect("scans", AI_SERVICES, to=ai_account("scans"), auth="secret", because=scanner, named=True)
payment = SecretBackedConnectionArgs(secrets={"PAYMENT_API_KEY": config.payment_api_key}, because="a third party's API")
SecretBackedConnection("payment", payment, app=shop)

pulumi.export("url", shop.default_host_name.apply(lambda host: f"https://{host}"))
pulumi.export("scripts", shop.scripts)

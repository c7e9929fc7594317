"""Small programs around the components, and what tests ask of their runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_azuread as azuread
from pulumi_azure_native import cognitiveservices, keyvault, managedidentity, resources, sql, storage, web

from azure_rehearsal.doors.mocks.mocks import Registration, Run, run
from pulumi_azure_connect import (
    AI_SERVICES,
    KEY_VAULT,
    MICROSOFT_GRAPH,
    SQL_DATABASE,
    STORAGE_BLOB,
    Access,
    AuthenticationArgs,
    ConnectError,
    IdentityArgs,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
    VaultArgs,
)
from pulumi_azure_connect.program.registry import current

TENANT = "11111111-1111-1111-1111-111111111111"
SOMEBODY = "5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11"
SETTINGS = ("azure-native:web:WebAppApplicationSettings", "azure-native:web:WebAppApplicationSettingsSlot")
SITES = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")
GRANTS = (
    "azure-native:authorization:RoleAssignment",
    "azure-native:keyvault:AccessPolicy",
    "azuread:index/appRoleAssignment:AppRoleAssignment",
)
Body = Callable[[], Any]


# ---- what an app connects to ----


def group(opts: pulumi.ResourceOptions | None = None) -> resources.ResourceGroup:
    """The resource group of the program; made at the first call, by the provider that the first caller gives."""
    return current().once(
        ("test", "group"), lambda: resources.ResourceGroup("shop", resource_group_name="shop", location="westeurope", opts=opts)
    )


def account(name: str = "uploads", **options: Any) -> storage.StorageAccount:
    return storage.StorageAccount(
        name,
        resource_group_name=group().name,
        kind="StorageV2",
        sku={"name": "Standard_LRS"},
        opts=pulumi.ResourceOptions(**options),
    )


def container(name: str = "photos", **options: Any) -> storage.BlobContainer:
    of = account(f"{name}account")
    return storage.BlobContainer(name, account_name=of.name, resource_group_name=group().name, opts=pulumi.ResourceOptions(**options))


def database(name: str = "orders") -> sql.Database:
    admins: dict[str, Any] = {"administrator_type": "ActiveDirectory", "principal_type": "Group", "azure_ad_only_authentication": True}
    admins |= {"login": "admins", "sid": SOMEBODY}
    server = sql.Server(name, resource_group_name=group().name, administrators=sql.ServerExternalAdministratorArgs(**admins))
    return sql.Database(name, resource_group_name=group().name, server_name=server.name, sku={"name": "Basic"})


def ai_account(name: str = "texts") -> cognitiveservices.Account:
    return cognitiveservices.Account(
        name,
        resource_group_name=group().name,
        kind="AIServices",
        sku={"name": "S0"},
        properties={"disable_local_auth": False, "custom_sub_domain_name": f"shop-{name}"},
    )


def raw_vault(name: str = "common", *, rbac: bool = True, opts: pulumi.ResourceOptions | None = None, **properties: Any) -> keyvault.Vault:
    """A vault that is no component's."""
    return keyvault.Vault(
        name,
        vault_name=f"{name}-vault",
        resource_group_name=group().name,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=TENANT,
            sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
            enable_rbac_authorization=rbac,
            **properties,
        ),
        opts=opts,
    )


def raw_identity(name: str = "common") -> managedidentity.UserAssignedIdentity:
    return managedidentity.UserAssignedIdentity(name, resource_group_name=group().name)


def identity_args(made: managedidentity.UserAssignedIdentity, name: str | None = None) -> IdentityArgs:
    return IdentityArgs(id=made.id, principal_id=made.principal_id, client_id=made.client_id, name=name)


def raw_app(name: str = "old", **arguments: Any) -> web.WebApp:
    """A web app that is no component's, on a plan that has slots."""
    within = arguments.pop("within", None) or group()
    opts = arguments.pop("opts", None)
    plan = web.AppServicePlan(name, resource_group_name=within.name, kind="linux", reserved=True, sku={"name": "S1"}, opts=opts)
    given: dict[str, Any] = {"identity": {"type": "SystemAssigned"}, **arguments}
    return web.WebApp(name, resource_group_name=within.name, kind="app,linux", server_farm_id=plan.id, opts=opts, **given)


def registration(role_id: str) -> AuthenticationArgs:
    """An Entra registration that an administrator made, with the role `App.Call`."""
    role: Any = {"allowed_member_types": ["Application"], "description": "Call", "display_name": "Call", "id": role_id, "value": "App.Call"}
    made = azuread.Application("given", display_name="given", app_roles=[role])
    principal = azuread.ServicePrincipal("given", client_id=made.client_id)
    return AuthenticationArgs(client_id=made.client_id, service_principal_id=principal.object_id, app_role_ids={"App.Call": role_id})


# ---- the components ----


def app(name: str = "shop", **arguments: Any) -> ManagedIdentityApp:
    """An app on a plan that has everything. `opts`, `existing` and `child_opts` are the component's own."""
    own = {key: arguments.pop(key) for key in ("opts", "existing", "child_opts") if key in arguments}
    given = {"runtime": "PYTHON|3.12", "sku": "S1", **arguments}
    return ManagedIdentityApp(name, ManagedIdentityAppArgs(resource_group_name=group().name, **given), **own)


def adopted(name: str = "shop", **arguments: Any) -> ManagedIdentityApp:
    """An app that exists already: `existing` or `existing_app_id` says which."""
    return app(name, **{"runtime": None, "sku": None, **arguments})


def secret(to: ManagedIdentityApp | None = None, name: str = "vision", **arguments: Any) -> SecretBackedConnection:
    """A secret of an app, or of the identity that `principal_id` says."""
    own = {key: arguments.pop(key) for key in ("opts", "child_opts") if key in arguments}
    given = arguments if arguments.keys() & {"secrets", "existing_secrets"} else {"secrets": {f"{name.upper()}_KEY": "s3cr3t"}, **arguments}
    return SecretBackedConnection(name, SecretBackedConnectionArgs(**given), app=to, **own)


def shop(*, identity: str = "made", slots: int = 0, vault: str = "rbac", before: Body = lambda: None) -> Body:
    """A program with an app that uses one of everything. `identity`: made, given, system-assigned or both."""

    def program() -> None:
        before()
        arguments: dict[str, Any] = {}
        if identity == "given":
            arguments["user_assigned_identity"] = identity_args(raw_identity())
        elif identity != "made":
            arguments["identity"] = identity
        called = app("prices")
        made = app(
            vault=VaultArgs(authorization=vault),
            secrets={"FIRST_KEY": "s3cr3t-1", "SECOND_KEY": "s3cr3t-2"},
            settings={"PLAIN": "value"},
            connection_strings={"Orders": {"type": "Custom", "secret": "s3cr3t-3", "sticky": True}},
            **arguments,
        )
        for number in range(slots):
            made.add_slot(f"slot{number + 1}")
        made.connect("uploads", STORAGE_BLOB, to=account(), access=Access.WRITE)
        made.connect("orders", SQL_DATABASE, to=database(), access=Access.READ)
        made.connect("people", MICROSOFT_GRAPH, roles=["User.Read.All"])
        made.connect("texts", AI_SERVICES, to=ai_account(), access=Access.USE)
        made.connect("scans", AI_SERVICES, to=ai_account("scans"), auth="secret", because="the library takes nothing else", named=True)
        made.connect("prices", "webapp", to=called, access=Access.USE)
        made.connect("common", KEY_VAULT, to=raw_vault(), access=Access.READ)
        secret(made)
        pulumi.export("ready", made.ready)
        resources.ResourceGroup("probe", location="westeurope", tags={"after": made.ready})

    return program


def kiosk() -> None:
    """A program like `shop`, as small as the questions about order allow."""
    made = app(secrets={"FIRST_KEY": "s3cr3t-1", "SECOND_KEY": "s3cr3t-2"}, slots=[{"name": "staging"}])
    made.connect("uploads", STORAGE_BLOB, to=account(), access=Access.WRITE)
    resources.ResourceGroup("probe", location="westeurope", tags={"after": made.ready})


# ---- what a run did ----


def failure(program: Body, *, preview: bool = True, **options: Any) -> str:
    """What the program was refused with; the text of the first error, which has to be one of the library's."""
    return refusal(run(program, preview=preview, check=False, **options))


def refusal(outcome: Run, kind: type[ConnectError] = ConnectError) -> str:
    """The text of the error that a run ended with, which has to be one of the library's; also where Pulumi wrapped it."""
    assert outcome.errors, "the program was not refused"
    first: BaseException | None = outcome.errors[0]
    while first is not None and not isinstance(first, ConnectError):
        # Pulumi makes an exception that fails several of its calls the cause of itself.
        first = first.__cause__ if first.__cause__ is not first else None
    assert isinstance(first, kind), repr(outcome.errors[0])
    return str(first)


def settings_of(outcome: Run, name: str = "shop") -> dict[str, Any]:
    """What is written as an app's settings, without the marker that makes them be written again."""
    from pulumi_azure_connect.app.settings.merge import REVISION

    found = [one for one in outcome.resources if one.type in SETTINGS and one.name == f"{name}-settings"]
    assert len(found) == 1
    properties = found[0].inputs["properties"]
    assert isinstance(properties, dict)
    return {key: value for key, value in properties.items() if key != REVISION}


def grants_of(outcome: Run) -> list[Registration]:
    return [one for one in outcome.resources if one.type in GRANTS]


def sites_of(outcome: Run) -> list[Registration]:
    return [one for one in outcome.resources if one.type in SITES]


def component(outcome: Run, name: str = "shop") -> Registration:
    """The component of that name."""
    return next(one for one in outcome.resources if one.type.startswith("azure-connect:") and one.name == name)


def output(outcome: Run, key: str, name: str = "shop") -> Any:
    """One output that a component registered."""
    return outcome.outputs(component(outcome, name))[key]


def everything_said(outcome: Run) -> str:
    """All that a person, a log or a state file without secrets would see of a run: inputs outside of secrets, outputs, exports, logs, errors."""
    seen: list[Any] = []
    for one in outcome.resources:
        seen += [_without(one.inputs, one.secrets), _without(one.outputs, one.secret_outputs), one.component_outputs, one.id, one.name]
    seen += [
        _without(outcome.exports, outcome.secret_exports),
        [line.message for line in outcome.logs],
        [str(error) for error in outcome.errors],
    ]
    return json.dumps(seen, default=str)


def _without(value: Any, secrets: frozenset[Any], path: tuple[Any, ...] = ()) -> Any:
    if path in secrets:
        return "<secret>"
    if isinstance(value, Mapping):
        return {key: _without(item, secrets, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, secrets, (*path, index)) for index, item in enumerate(value)]
    return value

"""An app that others call: its Entra registration, and authentication that admits known callers only."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.app.args import AuthenticationArgs, CallerArgs
from pulumi_azure_connect.app.settings.merge import Seal, later
from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.azure.names import uuid5_of
from pulumi_azure_connect.errors import ConnectError
from pulumi_azure_connect.grants.principal import Principal
from pulumi_azure_connect.grants.request import known_role_id
from pulumi_azure_connect.grants.target_ref import CalledComponent, TargetRef
from pulumi_azure_connect.program.answers import present
from pulumi_azure_connect.program.arguments import coerce
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.deployer import deployer
from pulumi_azure_connect.program.outputs import answered, known_output, mapped
from pulumi_azure_connect.targets.web_app import CALL

from .callers import labelled_callers
from .site import Site, SiteWrites

_ROLE_IDS = uuid.UUID("3c1f2f0e-3d0f-5b6a-9d6e-6c9a0a7b5c11")


def check_registration(name: str, args: AuthenticationArgs, *, external: bool) -> list[str]:
    """Check the arguments of an app's registration, and return the app roles that it offers.

    Raises:
        ConnectError: one that exists is not said whole, or none may be made.
    """
    roles, ids = args.app_roles or [CALL.name], args.app_role_ids or {}
    if args.client_id is not None:
        if args.service_principal_id is None or any(role not in ids for role in roles):
            raise ConnectError(
                f"authentication of app {name!r} names a registration by client_id; it also takes "
                f"service_principal_id, and app_role_ids for {', '.join(roles)}."
            )
        return list(ids)
    if external:
        raise ConnectError(
            f"app {name!r} is called by others and makes no registration of its own (grants='external'). Give the one "
            "that an administrator made: authentication=AuthenticationArgs(client_id=..., service_principal_id=..., "
            "app_role_ids={...})."
        )
    return list(roles)


class Api:
    """What callers of one app need to know, and the list of those who are let in.

    App Service authentication checks who calls (`allowedApplications`), not what for: it does not look at app roles. The
    service principal asks for an assignment, so Entra ID gives no token to anybody without a role.
    Source: https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
    """

    def __init__(
        self,
        name: str,
        args: AuthenticationArgs,
        children: Children,
        cloud: Cloud,
        seal: Seal,
        production: Site,
        *,
        external: bool,
    ) -> None:
        self.name = name
        self._args = args
        self._children = children
        self._cloud = cloud
        self._seal = seal
        self._callers: dict[object, Input[str]] = {}
        self.owed: list[dict[str, Any]] = []
        """What an administrator has to grant to callers outside of this program, where grants are external."""
        self.url = production.host_name.apply(lambda host: f"https://{host}")
        roles = check_registration(name, args, external=external)
        self.role_ids: dict[str, Input[str]]
        if args.client_id is not None:
            self._take(args, args.client_id)
        else:
            self._register(roles)
        self.audience = self.client_id.apply(lambda known: f"api://{known}")
        for caller, label, formerly in labelled_callers(name, args):
            self._invite(caller, label, formerly, external=external)

    def _take(self, args: AuthenticationArgs, client_id: Input[str]) -> None:
        self.client_id = known_output(client_id)
        self.service_principal_id = known_output(args.service_principal_id or "")
        self.role_ids = dict(args.app_role_ids or {})

    def _register(self, roles: list[str]) -> None:
        import pulumi_azuread as azuread

        program = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
        ids = {role: str(uuid5_of(_ROLE_IDS, program, self.name, role)) for role in roles}
        self.role_ids = dict(ids)
        registration = azuread.Application(
            f"{self.name}-registration",
            display_name=f"{self.name} ({pulumi.get_project()} {pulumi.get_stack()})",
            sign_in_audience="AzureADMyOrg",
            api={"requested_access_token_version": 2},
            app_roles=[
                {
                    "allowed_member_types": ["Application"],
                    "description": f"Call {self.name}",
                    "display_name": role,
                    "enabled": True,
                    "id": ids[role],
                    "value": role,
                }
                for role in roles
            ],
            opts=self._children.opts("registration", ignore_changes=["identifierUris"]),
        )
        self.client_id = answered(registration.client_id)
        azuread.ApplicationIdentifierUri(
            f"{self.name}-registration-uri",
            application_id=registration.id,
            identifier_uri=mapped(registration.client_id, lambda known: f"api://{present(known)}"),
            opts=self._children.opts("registration"),
        )
        self.service_principal_id = azuread.ServicePrincipal(
            f"{self.name}-service-principal",
            client_id=registration.client_id,
            app_role_assignment_required=True,
            opts=self._children.opts("registration"),
        ).object_id

    def _invite(self, caller: CallerArgs, label: str, formerly: str, *, external: bool) -> None:
        self._callers[("given", label)] = caller.client_id
        if external:
            self.owed += [self._owed(caller, role) for role in self.role_ids]
            return
        import pulumi_azuread as azuread

        for role, role_id in self.role_ids.items():
            opts = self._children.opts("grant")
            if formerly != label:
                opts = pulumi.ResourceOptions.merge(
                    opts, pulumi.ResourceOptions(aliases=[pulumi.Alias(name=f"{self.name}-caller-{formerly}-{role.lower()}")])
                )
            azuread.AppRoleAssignment(
                f"{self.name}-caller-{label}-{role.lower()}",
                app_role_id=role_id,
                principal_object_id=caller.principal_id,
                resource_object_id=self.service_principal_id,
                opts=opts,
            )

    def _owed(self, caller: CallerArgs, role: str) -> dict[str, Any]:
        return {
            "principalId": caller.principal_id,
            "principalType": "ServicePrincipal",
            "kind": "app-role",
            "role": role,
            "roleDefinitionId": self.role_ids[role],
            "scope": self.service_principal_id,
            "for": f"a caller of app {self.name}",
        }

    def described(self) -> dict[str, Any]:
        """Return what callers in other stacks need, as `RemoteAppArgs` takes it."""
        return {
            "url": self.url,
            "audience": self.audience,
            "servicePrincipalId": self.service_principal_id,
            "appRoleIds": self.role_ids,
        }

    def admit(self, principal: Principal, giver: str) -> None:
        """Put an identity of the program on the list of callers.

        Raises:
            SettingsSealed: the program's body has run.
        """
        self._seal.check(giver)
        if principal.key not in self._callers:
            self._callers[principal.key] = principal.client_id()

    def protect(self, site: Site, prefix: str, writes: SiteWrites) -> None:
        """Switch authentication on at one site of the app."""
        tenant = self._tenant()
        issuer = tenant.apply(lambda known: f"https://{self._cloud.login}/{known}/v2.0")

        async def providers() -> dict[str, Any]:
            await self._seal.passed()
            validation: Mapping[str, Any] = {
                "allowedAudiences": [self.client_id, self.audience],
                # An empty list would let everybody in; with nobody else on it, the app itself is.
                "defaultAuthorizationPolicy": {"allowedApplications": list(self._callers.values()) or [self.client_id]},
            }
            registration = {"clientId": self.client_id, "openIdIssuer": issuer}
            return {"azureActiveDirectory": {"enabled": True, "registration": registration, "validation": validation}}

        settings = site.kind.type("WebAppAuthSettingsV2")(
            f"{prefix}-authentication",
            **site.address,
            platform={"enabled": True},
            global_validation={
                "require_authentication": True,
                "unauthenticated_client_action": "Return401",
                "excluded_paths": self._args.excluded_paths or [],
            },
            identity_providers=later(providers, lambda: [self.client_id, issuer, *self._callers.values()]),
            opts=self._children.opts("authentication", delete_before_replace=False, depends_on=writes.before_protection()),
        )
        writes.protect(settings)

    def _tenant(self) -> pulumi.Output[str]:
        if self._args.tenant_id is not None:
            return known_output(self._args.tenant_id)
        return deployer(self._children.invoke).tenant_id


class AppCallee:
    """How others call an app.

    Its registration and authentication are made at the first call, or where the app's arguments say so.
    """

    def __init__(
        self,
        name: str,
        args: object,
        children: Children,
        cloud: Cloud,
        seal: Seal,
        sites: list[Site],
        writes: SiteWrites,
        *,
        external: bool,
    ) -> None:
        self.name = name
        self._args = coerce(AuthenticationArgs, args or {}, f"authentication of app {name!r}")
        self._children = children
        self._cloud = cloud
        self._seal = seal
        self._sites = sites
        self._writes = writes
        self._external = external
        self._made: Api | None = None

    @property
    def made(self) -> Api | None:
        """The registration, where anybody calls the app."""
        return self._made

    def api(self) -> Api:
        """Return the registration; made, and authentication switched on at every site, at the first call."""
        if self._made is None:
            self._made = Api(self.name, self._args, self._children, self._cloud, self._seal, self._sites[0], external=self._external)
            for site in self._sites:
                self._made.protect(site, site.prefix, self._writes)
        return self._made

    def protect(self, site: Site) -> None:
        """Switch authentication on at a site that came later."""
        if self._made is not None:
            self._made.protect(site, site.prefix, self._writes)

    def check(self, roles: Sequence[str], connection: str) -> None:
        """Refuse a call that can't be, before anything is made for it.

        Raises:
            SettingsSealed: the program's body has run.
            AccessNotSupported: the app has no such app role.
            ConnectError: nobody may make a registration for it, and none was given.
        """
        self._seal.check(f"connection {connection!r} to app {self.name!r}")
        offered = check_registration(self.name, self._args, external=self._external)
        for role in roles:
            known_role_id(dict.fromkeys(offered, ""), role, self.name, connection)

    @property
    def ref(self) -> TargetRef:
        """The app as something to be granted."""
        return TargetRef(key=CalledComponent(self._children.parent), label=self.name, id=self._sites[0].id, type="Microsoft.Web/sites")

    @property
    def url(self) -> pulumi.Output[str]:
        """Where it answers."""
        return self.api().url

    @property
    def audience(self) -> pulumi.Output[str]:
        """The application id URI of its registration."""
        return self.api().audience

    @property
    def service_principal_id(self) -> pulumi.Output[str]:
        """The object id of its registration's service principal."""
        return self.api().service_principal_id

    def role_id(self, role: str, connection: str) -> Input[str]:
        """Return the id of an app role.

        Raises:
            AccessNotSupported: the app has no role of that name.
        """
        return known_role_id(self.api().role_ids, role, self.name, connection)

    def admit(self, principal: Principal, giver: str) -> None:
        """Let an identity of the program in.

        Raises:
            SettingsSealed: the program's body has run.
        """
        self.api().admit(principal, giver)

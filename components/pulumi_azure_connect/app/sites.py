"""The sites of an app: production and slots that we make, or one that exists already."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.app.args import ManagedIdentityAppArgs
from pulumi_azure_connect.app.identity import AppIdentity, system_assigned
from pulumi_azure_connect.app.settings.guard import site_config_of
from pulumi_azure_connect.app.settings.merge import REVISION, Seal, Settings, SiteRules, later, public_part
from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.runtimes import Runtime, has_slots, plan_properties
from pulumi_azure_connect.errors import ConnectError, SettingConflict
from pulumi_azure_connect.grants.principal import SYSTEM_ASSIGNED, USER_ASSIGNED, Principal
from pulumi_azure_connect.program.answers import absent
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.outputs import answered, deferred, known_output, mapped
from pulumi_azure_connect.program.registry import current
from pulumi_azure_connect.program.stable import plain
from pulumi_azure_connect.targets.resolve import token_of
from pulumi_azure_connect.targets.target import Client

from .exposed import settings_rule
from .plans import take_place
from .reasons import Reasons
from .site import PRODUCTION, SLOT, Site, SiteKind, SiteWrites, site_properties, write_publishing_policies

EXISTING_TOKENS = {"azure-native:web:WebApp": PRODUCTION, "azure-native:web:WebAppSlot": SLOT}


@dataclass(kw_only=True)
class SiteMaker:
    """What the sites of one app have in common."""

    name: str
    args: ManagedIdentityAppArgs
    runtime: Runtime
    identity: AppIdentity
    children: Children
    seal: Seal
    writes: SiteWrites
    client: Client
    reasons: Reasons
    """What of the app may be less secure, and why."""
    exceptions: list[dict[str, Any]]
    """Filled with what was lowered, for reports."""
    plan_id: Input[str] | None = None
    inline: object = None
    """The `site_config` of an app of the program that exists beside the component."""
    rules: SiteRules
    """What the settings of each site have to keep to."""
    connected: dict[str, Any] = field(default_factory=dict[str, Any])
    """Site configuration that connections ask for, of an app that runs a container: how App Service pulls its image."""
    pulls_with: list[pulumi.Resource] = field(default_factory=list[pulumi.Resource])
    """What has to be there before App Service pulls the image."""

    @property
    def owner(self) -> str:
        """The app, for messages."""
        return f"app {self.name!r}"

    def note(self, what: str, because: str, slot: str | None = None) -> None:
        """Have reports show an exception from what is safe, with its reason."""
        self.exceptions.append({"app": self.name, "slot": slot, "what": what, "because": because})

    def make_plan(self, common: dict[str, Any]) -> pulumi.Output[str]:
        """Make the App Service plan, or take the given one; gives its id."""
        if self.args.plan_id is not None:
            self.plan_id = take_place(current(), self.args.plan_id, self.args.sku, self.owner)
            return known_output(self.args.plan_id)
        from pulumi_azure_native import web

        windows_container = self.runtime.is_windows_container
        plan = web.AppServicePlan(
            f"{self.name}-plan",
            resource_group_name=self.args.resource_group_name,
            reserved=self.runtime.os == "linux",
            hyper_v=True if windows_container else None,
            **plan_properties(self.args.sku or "B1", self.runtime),
            opts=self.children.opts("plan"),
            **common,
        )
        self.plan_id = plan.id
        take_place(current(), plan.id, self.args.sku or "B1", self.owner)
        return plan.id

    def production(self, common: dict[str, Any]) -> Site:
        """Make the app itself."""
        return self._make(PRODUCTION, None, {"name": self.args.app_name}, common)

    def slot(self, slot: str, production: Site, common: dict[str, Any]) -> Site:
        """Make a deployment slot."""
        return self._make(SLOT, slot, {"name": production.address["name"], "slot": slot}, common)

    def sketch_of_slot(self, slot: str, production: Site) -> Site:
        """Describe a slot without making anything, for checks of what it would be given.

        Raises:
            ConnectError: the plan has none, or production is meant.
        """
        if slot.casefold() == "production":  # reserved: https://github.com/microsoft/azure-tools-for-java/issues/2082
            raise ConnectError(
                f"{self.owner} has a slot named {slot!r}: that is Azure's own name for the app itself, beside its slots. Choose another, or leave it "
                "out: what is said of the app is said of production."
            )
        sku = self.args.sku or (None if self.args.plan_id is not None else "B1")
        if not has_slots(sku):
            raise ConnectError(f"{self.owner} has slot {slot!r}, and plans of SKU {sku} have none. Use S1, P0v3 or above, or leave it out.")
        return replace(production, kind=SLOT, slot=slot, settings=self._settings(slot, production.address["name"]), sticky=[], rows=[])

    def _make(self, kind: SiteKind, slot: str | None, address: dict[str, Any], common: dict[str, Any]) -> Site:
        properties, publishing, low = site_properties(self.args, self.runtime, self.identity, self.reasons, self.owner)
        prefix = self.name if slot is None else f"{self.name}-{slot}"
        for words, because in low:
            self.note(words, because, slot)
        properties["server_farm_id"] = self.plan_id
        # Tags change nothing of what App Service does.
        followed = plain({**properties, **{name: value for name, value in common.items() if name != "tags"}}, f"the site of {self.owner}")
        depends_on: Any = self.writes.fixed.tail
        if self.runtime.container:
            # Read when the whole program has said what it connects to; a bare awaitable, so that each key stays for itself.
            properties["site_config"] = self._later_config(properties["site_config"])
            followed["site_config"] = self._later_config(followed["site_config"])
            depends_on = deferred(lambda tail=depends_on: self._before_pulling(tail), lambda tail=depends_on: [*tail, *self.pulls_with])
        resource = kind.site_type()(
            prefix,
            **{name: value for name, value in address.items() if value is not None},
            resource_group_name=self.args.resource_group_name,
            **properties,
            **common,
            opts=self.children.opts("site" if slot is None else "slot", depends_on=depends_on),
        )
        self.writes.fixed.link(resource)
        current().name_output(resource.id, resource)
        self._claim(resource)
        # A slot's name comes back from Azure as `app/slot`; the app's is what all of its parts are addressed by.
        own_address: dict[str, Input[str]] = {
            "name": resource.name if slot is None else address["name"],
            "resource_group_name": self.args.resource_group_name,
            **({} if slot is None else {"slot": slot}),
        }
        write_publishing_policies(kind, prefix, own_address, publishing, self.children, self.writes)
        settings = self._settings(slot, own_address["name"])
        settings.follow(later(lambda: public_part(followed, self.owner), lambda: list(followed.values())))
        return self._site(kind, slot, own_address, resource, resource.identity, answered(resource.default_host_name), settings)

    def _later_config(self, given: dict[str, Any]) -> Any:
        async def with_connected() -> dict[str, Any]:
            await self.seal.passed()
            return {**self.connected, **given}

        return later(with_connected, lambda: [given, self.connected])

    async def _before_pulling(self, tail: list[pulumi.Resource]) -> list[pulumi.Resource]:
        await self.seal.passed()
        return [*tail, *self.pulls_with]

    def connect(self, configuration: dict[str, Any], principal: Principal, grants: list[pulumi.Resource]) -> None:
        """Have the sites configured for a connection.

        Args:
            configuration: by azure-native's Python names; what the caller gave in `site_config` stays as it is.
            principal: the identity of the connection.
            grants: what lets it in. A site waits for them, unless its own identity is what they are for.
        """
        if configuration and self.runtime.container:
            self.connected.update(configuration)
            if principal.kind == USER_ASSIGNED:
                self.pulls_with.extend(grants)

    def _settings(self, slot: str | None, site: Input[str]) -> Settings:
        keys = settings_rule(self.owner, self.reasons.for_)
        return Settings(self.seal, self.runtime.os, excused=self.reasons.for_, rules=[*self.rules(slot, site), keys])

    def _site(
        self,
        kind: SiteKind,
        slot: str | None,
        address: dict[str, Input[str]],
        resource: pulumi.CustomResource,
        identity: pulumi.Output[Any],
        host_name: pulumi.Output[str],
        settings: Settings,
    ) -> Site:
        principals: dict[str, Principal] = {}
        if self.identity.shared is not None:
            principals[USER_ASSIGNED] = self.identity.shared
        if self.identity.has_system:
            name = known_output(address["name"])
            principals[SYSTEM_ASSIGNED] = system_assigned(
                resource,
                slot,
                mapped(identity, lambda known: _principal_id(known, resource)),
                name if slot is None else name.apply(lambda app: f"{app}/slots/{slot}"),
            )
        return Site(
            kind=kind,
            slot=slot,
            address=address,
            id=resource.id,
            host_name=host_name,
            principals=principals,
            default_principal=self.identity.shared or principals[SYSTEM_ASSIGNED],
            settings=settings,
            client=self.client,
            app=self.name,
        )

    def existing(self, resource: pulumi.CustomResource | None) -> Site:
        """Take an app that exists already, as a resource of the program or by its id.

        Raises:
            ConnectError: the resource is no app.
        """
        if resource is not None:
            token = token_of(resource)
            if token not in EXISTING_TOKENS:
                raise ConnectError(f"{self.owner}: existing={token} is no app. Give a web.WebApp or a web.WebAppSlot.")
            kind = EXISTING_TOKENS[token]
            site_id, key = resource.id, resource
            self.inline = site_config_of(resource)
            current().name_output(resource.id, resource)
            self._claim(resource)
            self.writes.fixed.link(resource)
        else:
            given = self.args.existing_app_id
            assert given is not None
            is_slot = isinstance(given, str) and ArmId.parse(given).is_type("Microsoft.Web/sites/slots")
            kind = SLOT if is_slot else PRODUCTION
            site_id, key = known_output(given), self.children.parent
            self._claim(ArmId.parse(given).key if isinstance(given, str) else current().key_of(given) or id(given))
        return self._known_site(kind, site_id, key)

    def _claim(self, site: Hashable) -> None:
        other = current().claim(("settings", site), self.children.parent, self.owner)
        if other is not None:
            raise SettingConflict(
                f"{self.owner} is about an app whose settings {other} writes already: each would erase the other's. Connect it there."
            )

    def _known_site(self, kind: SiteKind, site_id: pulumi.Output[str], key: pulumi.Resource) -> Site:
        ids = mapped(site_id, lambda known: _checked_id(known, kind, self.owner))
        address: dict[str, Input[str]] = {
            "name": ids.apply(lambda known: known.segment("sites")),
            "resource_group_name": ids.apply(lambda known: known.resource_group or ""),
        }
        if kind is SLOT:
            address["slot"] = ids.apply(lambda known: known.segment("slots"))
        found = live_site(kind, address, self.children.invoke)
        principals: dict[str, Principal] = {}
        if self.identity.shared is not None:
            principals[USER_ASSIGNED] = self.identity.shared
        if self.identity.has_system:
            principals[SYSTEM_ASSIGNED] = system_assigned(key, None, _found_principal(found, self.owner), found.name)
        return Site(
            kind=kind,
            slot=None,
            address=address,
            id=site_id,
            host_name=found.default_host_name,
            principals=principals,
            default_principal=self.identity.shared or principals[SYSTEM_ASSIGNED],
            settings=self._settings(None, address["name"]),
            client=self.client,
            app=self.name,
        )


def _checked_id(text: str, kind: SiteKind, owner: str) -> ArmId:
    app_id = ArmId.parse(text)
    if not app_id.type.casefold().endswith(f"/{kind.segment}"):
        raise ConnectError(
            f"existing_app_id of {owner} turned out to be the id of a {app_id.type}, which could not be told beforehand. Give a slot "
            "as the resource itself (existing=...), or its id as plain text."
        )
    return app_id


def _principal_id(identity: Mapping[str, Any] | None, site: pulumi.CustomResource) -> str:
    principal_id = (identity or {}).get("principalId")
    if principal_id is None:
        raise absent("identity.principalId", [site])
    return principal_id


def _found_principal(found: Any, owner: str) -> pulumi.Output[str]:
    identity: pulumi.Output[Any] = found.identity
    return identity.apply(lambda known: _required_principal(known, owner))


def _required_principal(identity: Any, owner: str) -> str:
    found = None if identity is None else identity.principal_id
    if not found:
        raise ConnectError(
            f"{owner} exists already and has no system-assigned identity. Switch it on where the app is made, or attach a "
            "user-assigned one there and give it here: identity='user-assigned', user_assigned_identity=IdentityArgs(...)."
        )
    return found


def live_site(kind: SiteKind, address: dict[str, Input[str]], asked: pulumi.InvokeOptions) -> Any:
    """Read the app as it is in Azure."""
    from pulumi_azure_native import web

    function: Any = web.get_web_app_slot_output if kind is SLOT else web.get_web_app_output
    return function(**address, opts=asked)


def live_settings(kind: SiteKind, address: dict[str, Input[str]], asked: pulumi.InvokeOptions) -> pulumi.Output[list[str]]:
    """Read the names of the settings that the app has in Azure, never their values."""
    from pulumi_azure_native import web

    function: Any = web.list_web_app_application_settings_slot_output if kind is SLOT else web.list_web_app_application_settings_output
    properties: pulumi.Output[dict[str, str] | None] = function(**address, opts=asked).properties
    return properties.apply(lambda known: sorted(known or {}))


async def refuse_loss(site: Site, names: list[str], drop: list[str], maker: SiteMaker) -> None:
    """Before the first write to an app that exists: refuse to erase settings that nobody restated.

    The marker that every write leaves tells that the settings are ours already.

    Raises:
        ConnectError: settings would be lost.
    """
    owner = maker.owner
    live = await live_settings(site.kind, dict(site.address), maker.children.invoke).future()
    if live is None or REVISION in live:
        return
    lost = [name for name in live if name not in names and name not in drop]
    if lost:
        raise ConnectError(
            f"{owner} has settings which would be erased: {', '.join(lost)}. Settings are written whole: restate each in "
            "settings={...} (or by a connection), or name it in drop_settings=[...]. If the program makes the app with "
            "site_config.app_settings, take them out there: the two would erase each other in turn."
        )


async def refuse_other_reader(site: Site, maker: SiteMaker) -> None:
    """Refuse references that another identity would read than the one which is granted the secrets.

    Raises:
        ConnectError: the app that exists has another `keyVaultReferenceIdentity`.
    """
    owner = maker.owner
    actual = await live_site(site.kind, dict(site.address), maker.children.invoke).key_vault_reference_identity.future()
    wanted_id = site.default_principal.resource_id
    wanted = "SystemAssigned" if wanted_id is None else await wanted_id.future()
    if actual is None or wanted is None:
        return
    if actual.lower() != wanted.lower():
        raise ConnectError(
            f"{owner} reads Key Vault references with {actual}, and {wanted} is what gets the secrets. Set "
            "key_vault_reference_identity where the app is made to the latter."
        )

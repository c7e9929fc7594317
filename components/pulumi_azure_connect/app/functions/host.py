"""The Functions host of one app: what its site, its settings and its storage account need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from pulumi import Input

from pulumi_azure_connect.app.settings.merge import SettingsRule, SiteRules
from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.azure.runtimes import Runtime, is_flex
from pulumi_azure_connect.connections.by_identity import IdentityAttachment, settings_by_identity
from pulumi_azure_connect.errors import listed
from pulumi_azure_connect.grants.principal import Principal
from pulumi_azure_connect.grants.target_ref import TargetId, TargetRef
from pulumi_azure_connect.hosts.attach import planned
from pulumi_azure_connect.hosts.host import Host, Place
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.registry import Program
from pulumi_azure_connect.targets.resolve import resolve_target
from pulumi_azure_connect.targets.target import Naming

from .args import FunctionsArgs
from .functions import HOST_STORAGE, WIDE, check_functions, flex_config, host_roles, host_storage_target, refuse_flex_only
from .host_ids import HOST_ID, host_ids_differ, is_host_id, slots_own_id
from .settings import (
    ContentShares,
    content_share_has_what_it_needs,
    host_storage_is_by_identity,
    nothing_that_flex_lacks,
    refuse_config_on_flex,
)


@dataclass(frozen=True, kw_only=True)
class FunctionsHost:
    """What makes an app a function app."""

    name: str
    """The component's name."""
    owner: str
    """The app, for messages."""
    args: FunctionsArgs
    sku: str | None
    children: Children
    program: Program
    cloud: Cloud

    def check(self, site_config: Iterable[str], *, exists: bool) -> None:
        """Check the arguments, and the names of the site configuration that the caller gives.

        Raises:
            ConnectError: they contradict each other, or the plan.
        """
        check_functions(self.args, exists=exists, owner=self.owner)
        refuse_flex_only(self.args, self.sku, self.owner)
        host_roles(self.args.triggers, self.owner)
        if is_flex(self.sku):
            refuse_config_on_flex(site_config, self.owner)

    @property
    def _account(self) -> TargetRef:
        given = self.args.storage_account_id
        to = given if isinstance(given, str) else TargetId(id=given, type="Microsoft.Storage/storageAccounts")
        return resolve_target(to, host_storage_target(self.cloud), HOST_STORAGE, self.program)

    def rules(self, shared: Principal | None) -> SiteRules:
        """Return the rules for the settings of each site; `shared` is the user-assigned identity."""
        plan = [nothing_that_flex_lacks(self.owner)] if is_flex(self.sku) else []
        content = content_share_has_what_it_needs(self.owner, shared_identity=shared is not None)
        shares = ContentShares(self.owner)

        def rules(slot: str | None, site: Input[str]) -> list[SettingsRule]:
            ids = host_ids_differ(self.program, self._account, self.owner, slot, site)
            return [host_storage_is_by_identity(self.owner), *plan, content, shares.rule(slot), ids]

        return rules

    def set_apart(self, place: Place, slot: str, names: tuple[Input[str] | None, Input[str]], given: Iterable[str]) -> bool:
        """Give a slot its own host id if it would have production's. Returns whether it got one.

        Args:
            place: the slot.
            slot: the slot's name.
            names: the app's name in Azure, as the program says it, and as it turns out.
            given: the settings that the caller gives; an id among them stays.
        """
        own = None if any(map(is_host_id, given)) else slots_own_id(names[0], self.name, slot, names[1])
        if own is not None:
            place.give(HOST_ID, own, "the Functions host", sticky=True)
        return own is not None

    def complete(self, runtime: Runtime, shared: Principal | None) -> Runtime:
        """Return the runtime with what the plan wants said on the site itself."""
        if not is_flex(self.sku):
            return runtime
        container = self.args.deployment_container or self._make_container()
        more = flex_config(self.args, container, shared, self.cloud)
        return replace(runtime, site={"function_app_config": {**runtime.site["function_app_config"], **more}})

    def _make_container(self) -> Input[str]:
        from pulumi_azure_native import storage

        made = storage.BlobContainer(
            f"{self.name}-package",
            account_name=self._account.part("storageAccounts"),
            resource_group_name=self._account.part("resourceGroups"),
            container_name=f"package-{self.name}".lower().replace("_", "-")[:63].rstrip("-"),
            opts=self.children.opts("package"),
        )
        return made.name

    def connect(self, host: Host, note: Callable[[str, str], None]) -> None:
        """Connect the app to the storage account of its Functions host.

        Reports show which role does more than the host needs, and why.
        """
        target, roles = host_storage_target(self.cloud), host_roles(self.args.triggers, self.owner)
        for role in roles:
            if role.name in WIDE:
                note(WIDE[role.name], f"functions.triggers has {listed(self.args.triggers or [])}")
        names = settings_by_identity(host, target, HOST_STORAGE, naming=Naming.FUNCTIONS, named=False, renamed={})
        attachment = IdentityAttachment(
            host=host,
            name=HOST_STORAGE,
            target=target,
            ref=self._account,
            roles=roles,
            access=None,
            settings=names,
            naming=Naming.FUNCTIONS,
        )
        planned(host, attachment)()

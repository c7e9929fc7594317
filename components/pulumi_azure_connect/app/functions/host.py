"""The Functions host of one app: what its site, its settings and its storage account need."""

from dataclasses import replace
from typing import TYPE_CHECKING

from pulumi_azure_connect.app.settings.merge import SettingsRule
from pulumi_azure_connect.azure.runtimes import Runtime, is_flex
from pulumi_azure_connect.connections.connect import Connection, connect
from pulumi_azure_connect.errors import listed
from pulumi_azure_connect.grants.request import target_ref
from pulumi_azure_connect.program.arguments import coerce
from pulumi_azure_connect.targets.vocabulary import Naming, TargetId

from .args import FunctionsArgs
from .functions import HOST_STORAGE, WIDE, check_functions, flex_config, host_roles, host_storage_target, refuse_flex_only
from .settings import content_share_has_what_it_needs, host_storage_is_by_identity, nothing_that_flex_lacks

if TYPE_CHECKING:
    from pulumi import Input

    from pulumi_azure_connect.app.managed_identity_app import ManagedIdentityApp


class FunctionsHost:
    """
    What makes an app a function app.

    Raises:
        ConnectError: the arguments contradict each other, or the plan.
    """

    def __init__(self, app: "ManagedIdentityApp", args: FunctionsArgs, *, exists: bool) -> None:
        self._app = app
        self._args = args
        check_functions(args, exists=exists, owner=app.owner)
        refuse_flex_only(args, app.args.sku, app.owner)
        target, given = host_storage_target(app.environment), args.storage_account_id
        to = given if isinstance(given, str) else TargetId(id=given, type="Microsoft.Storage/storageAccounts")
        self._account = target_ref(to, target, HOST_STORAGE, app.program)
        self.connection = Connection(
            name=HOST_STORAGE,
            target=target,
            ref=self._account,
            roles=host_roles(args.triggers, app.owner),
            access=None,
            settings={},
            identity=None,
            because=None,
            sticky=False,
            naming=Naming.FUNCTIONS,
        )
        """The host's own connection to its storage account."""

    @property
    def rules(self) -> list[SettingsRule]:
        """What the settings of each site have to keep to."""
        owner, shared = self._app.owner, self._app.identity.shared is not None
        plan = [nothing_that_flex_lacks(owner)] if is_flex(self._app.args.sku) else []
        return [host_storage_is_by_identity(owner), *plan, content_share_has_what_it_needs(owner, shared_identity=shared)]

    def complete(self, runtime: Runtime) -> Runtime:
        """Give the runtime with what the plan wants said on the site itself."""
        if not is_flex(self._app.args.sku):
            return runtime
        container = self._args.deployment_container or self._make_container()
        more = flex_config(self._args, container, self._app.identity.shared, self._app.environment)
        return replace(runtime, site={"function_app_config": {**runtime.site["function_app_config"], **more}})

    def _make_container(self) -> "Input[str]":
        from pulumi_azure_native import storage

        made = storage.BlobContainer(
            f"{self._app.name}-package",
            account_name=self._account.part("storageAccounts"),
            resource_group_name=self._account.part("resourceGroups"),
            container_name=f"package-{self._app.name}".lower().replace("_", "-")[:63].rstrip("-"),
            opts=self._app.children.opts("package"),
        )
        return made.name

    def connect(self) -> None:
        """Connect the app to the host's storage account, and say which role does more than the host needs."""
        for role in self.connection.roles:
            if role.name in WIDE:
                self._app.note_exception(WIDE[role.name], f"functions.triggers has {listed(self._args.triggers or [])}")
        connect(self._app, self.connection, second=False, renamed={})


def functions_host(app: "ManagedIdentityApp", *, exists: bool) -> FunctionsHost | None:
    """Give the Functions host of an app that shall have one."""
    given = app.args.functions
    return None if given is None else FunctionsHost(app, coerce(FunctionsArgs, given, f"functions of {app.owner}"), exists=exists)

"""Rules for the settings of a function app, checked on the whole map before it is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pulumi
from pulumi import Input

from pulumi_azure_connect.app.settings.merge import Contribution, SettingsRule
from pulumi_azure_connect.azure.references import is_reference
from pulumi_azure_connect.errors import InsecureSetting, SettingConflict, UnknownArgument, listed
from pulumi_azure_connect.program.outputs import value_if_known

from .functions import HOST_STORAGE

CONTENT = "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"
SHARE = "WEBSITE_CONTENTSHARE"
UNCHECKED = "WEBSITE_SKIP_CONTENTSHARE_VALIDATION"

# https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations, with what is said instead.
NOT_ON_FLEX: Mapping[str, str] = MappingProxyType(
    {
        "FUNCTIONS_EXTENSION_VERSION": "the plan has one version",
        "FUNCTIONS_WORKER_RUNTIME": "runtime says it",
        "FUNCTIONS_WORKER_RUNTIME_VERSION": "runtime says it",
        "FUNCTIONS_MAX_HTTP_CONCURRENCY": "site={'function_app_config': ...} says it",
        "FUNCTIONS_WORKER_PROCESS_COUNT": "the plan takes none",
        "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED": "the plan takes none",
        CONTENT: "the package lies in a blob container",
        SHARE: "the package lies in a blob container",
        UNCHECKED: "the package lies in a blob container",
        "WEBSITE_CONTENTOVERVNET": "the plan needs none",
        "WEBSITE_DNS_SERVER": "the network says it",
        "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT": "functions.maximum_instance_count says it",
        "WEBSITE_NODE_DEFAULT_VERSION": "runtime says it",
        "WEBSITE_RUN_FROM_PACKAGE": "the package lies in a blob container",
        "WEBSITE_VNET_ROUTE_ALL": "the plan routes all",
        "ENABLE_ORYX_BUILD": "the deployment says it",
        "SCM_DO_BUILD_DURING_DEPLOYMENT": "the deployment says it",
    }
)

# Named in refusals of Azure's that were quoted: https://github.com/Azure/terraform-azurerm-avm-res-web-site/issues/283 and /issues/360.
_CONFIG_NOT_ON_FLEX = frozenset(
    {
        "linuxfxversion",
        "windowsfxversion",
        "netframeworkversion",
        "ftpsstate",
        "use32bitworkerprocess",
        "prewarmedinstancecount",
        "functionappscalelimit",
        "functionsruntimescalemonitoringenabled",
    }
)

Given = Mapping[str, Contribution]


def refuse_config_on_flex(names: Iterable[str], owner: str) -> None:
    """Refuse site configuration that Flex Consumption doesn't take.

    Args:
        names: properties that the caller gave, in azure-native's spelling or in Azure's.
        owner: the app, for messages.

    Raises:
        UnknownArgument: the plan takes no such property.
    """
    for name in names:
        if name.replace("_", "").lower() in _CONFIG_NOT_ON_FLEX:
            raise UnknownArgument(
                f"site configuration {name!r} of {owner}: Flex Consumption takes none; what there is to say is in runtime and functions. Leave it out."
            )


def host_storage_is_by_identity(owner: str) -> SettingsRule:
    """Refuse a connection string for the host's storage: the host would use it instead of the identity."""

    async def rule(given: Given) -> None:
        found = [name for name in given if name.casefold() == HOST_STORAGE.casefold()]
        if found:
            raise SettingConflict(
                f"setting {found[0]!r} of {owner}, given by {given[found[0]].giver}, is a connection string for the host's storage, which "
                f"{owner} reaches by identity: {HOST_STORAGE}__accountName says where it is. The host would use the connection string. Leave it out."
            )

    return rule


def nothing_that_flex_lacks(owner: str) -> SettingsRule:
    """Refuse settings that Flex Consumption doesn't take."""

    async def rule(given: Given) -> None:
        for name, contribution in given.items():
            instead = NOT_ON_FLEX.get(name.upper())
            if instead is not None:
                raise UnknownArgument(
                    f"setting {name!r} of {owner}, given by {contribution.giver}: Flex Consumption takes none; {instead}. Leave it out."
                )

    return rule


def content_share_has_what_it_needs(owner: str, *, shared_identity: bool) -> SettingsRule:
    """Refuse the connection string of the content share, unless it is a reference that can work.

    App Service looks at the share when the setting is written, with a user-assigned identity or not at all, and there is
    no way to reach it by identity: https://learn.microsoft.com/azure/app-service/app-service-key-vault-references and
    .../azure/azure-functions/storage-considerations.
    """

    async def rule(given: Given) -> None:
        if CONTENT not in given:
            return
        text = await pulumi.Output.from_input(given[CONTENT].value).future()
        if text is not None and not is_reference(text):
            raise InsecureSetting(
                f"setting {CONTENT!r} of {owner}, given by {given[CONTENT].giver}, holds an account key in the clear. Give it in secrets={{...}}; "
                "or leave it out and deploy a package (WEBSITE_RUN_FROM_PACKAGE), which needs no content share."
            )
        unchecked = given[UNCHECKED].value if UNCHECKED in given else None
        missing = {
            "a user-assigned identity (identity='user-assigned')": not shared_identity,
            f"the setting {UNCHECKED}='1'": unchecked != "1",
            f"the setting {SHARE} with the name of a share that is there already": SHARE not in given,
        }
        if any(missing.values()):
            raise UnknownArgument(
                f"setting {CONTENT!r} of {owner} is a Key Vault reference, which App Service takes only with "
                f"{listed(words for words, absent in missing.items() if absent)}. Add that; or leave the content share out and deploy a package "
                "(WEBSITE_RUN_FROM_PACKAGE)."
            )

    return rule


@dataclass
class ContentShares:
    """The content shares of one app's sites, each of which needs one of its own.

    Sites with one share run one package, so a deployment to the slot is one to production:
    https://github.com/CompositionalIT/farmer/issues/1090 and
    https://learn.microsoft.com/azure/azure-functions/functions-app-settings#website_contentshare
    """

    owner: str
    """The app, for messages."""
    _taken: list[tuple[str | None, Input[str], str | None]] = field(default_factory=list[tuple[str | None, Input[str], str | None]])
    """Slot, share as given, and the share's name where it is known."""

    def rule(self, slot: str | None) -> SettingsRule:
        """Refuse the share of another site of the app."""

        async def own(given: Given) -> None:
            share = next((contribution.value for name, contribution in given.items() if name.upper() == SHARE), None)
            if share is None:
                return
            name = await value_if_known(share)
            for other, taken, known in self._taken:
                if other != slot and (share is taken or (name is not None and name == known)):
                    one, two = (f"slot {site!r}" if site is not None else "production" for site in (other, slot))
                    raise SettingConflict(
                        f"{one} and {two} of {self.owner} have one content share ({SHARE}): what is deployed to one would run in the other. Give "
                        f"each slot a share of its own: SlotArgs(name=..., settings={{{SHARE!r}: ...}}), or add_slot(name, settings={{...}})."
                    )
            self._taken.append((slot, share, name))

        return own

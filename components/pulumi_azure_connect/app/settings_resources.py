"""The resources that write an app's settings, sticky setting names and connection strings."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.app.args import ConnectionStringArgs, ManagedIdentityAppArgs
from pulumi_azure_connect.app.exposed import STRING_REMEDY, refuse_secret, refuse_secret_output
from pulumi_azure_connect.app.settings.guard import refuse_inline_settings
from pulumi_azure_connect.app.settings.merge import REVISION, later, sticky_names
from pulumi_azure_connect.errors import UnknownArgument, did_you_mean
from pulumi_azure_connect.grants.principal import SYSTEM_ASSIGNED, USER_ASSIGNED
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.secrets.kept import KeptSecrets

from .site import Site
from .sites import SiteMaker, refuse_loss, refuse_other_reader


class AppSettings:
    """Owns the settings of one app's sites."""

    def __init__(
        self,
        maker: SiteMaker,
        args: ManagedIdentityAppArgs,
        children: Children,
        *,
        exists: bool,
    ) -> None:
        self._maker = maker
        self._args = args
        self._children = children
        self._exists = exists
        self._sticky_made = False
        self._sticky_strings: list[str] = []
        self._strings: Mapping[str, ConnectionStringArgs] = {}
        self._stored_strings: KeptSecrets | None = None
        self._sites: list[Site] = []
        self._insights: pulumi.Output[str] | None = None

    def register(self, site: Site, settings: Mapping[str, Input[str]]) -> None:
        """Register the resource that writes a site's settings, and contribute what the app's arguments say."""
        self._sites.append(site)
        self.contribute(site, settings)
        writes = self._maker.writes
        values = later(lambda: self._values(site), lambda: site.settings.inputs)
        resource = site.kind.type("WebAppApplicationSettings")(
            f"{site.prefix}-settings",
            **site.address,
            properties=values,
            opts=self._children.opts(
                "settings", delete_before_replace=False, depends_on=writes.after(lambda: site.settings.waits_for, checked=values)
            ),
        )
        writes.late(resource)
        if self._args.sticky_settings:
            self.write_sticky_names()
        self._write_connection_strings(site)

    def contribute(self, site: Site, settings: Mapping[str, Input[str]]) -> None:
        """Give a site the settings that the app's arguments say.

        Raises:
            ConnectError: one of them can't be.
        """
        owner = self._maker.owner
        for name, value in self._maker.runtime.settings.items():
            site.give(name, value, "the runtime", sticky=False)
        for name, value in settings.items():
            site.give(name, value, f"settings of {owner}", sticky=name in (self._args.sticky_settings or []))
        insights = self._insights_connection_string()
        if insights is not None:
            site.give("APPLICATIONINSIGHTS_CONNECTION_STRING", insights, "Application Insights", sticky=False)
        self._client_id(site)

    async def _values(self, site: Site) -> dict[str, Input[str]]:
        await self._maker.seal.passed()
        everywhere = [name for each in self._sites for name in each.settings.names]
        sticky_names([*(self._args.sticky_settings or [])], everywhere, self._maker.owner)
        for name in self._maker.reasons.unknown_settings(everywhere):
            raise UnknownArgument(
                f"insecure of {self._maker.owner} has a reason for setting {name!r}, which it doesn't have.{did_you_mean(name, everywhere)}"
            )
        values = await site.settings.resolved()
        if self._exists:
            await refuse_inline_settings(self._maker.inline, self._maker.owner)
            await refuse_loss(site, list(values), self._args.drop_settings or [], self._maker)
            if any(row["secrets"] for row in site.rows):
                await refuse_other_reader(site, self._maker)
        return values

    @property
    def _common(self) -> dict[str, Any]:
        given = {"location": self._args.location, "tags": self._args.tags}
        return {key: value for key, value in given.items() if value is not None}

    def _client_id(self, site: Site) -> None:
        """Tell the SDK's default credential which identity to use, if the app has only one candidate.

        Without it a user-assigned identity is not found; beside a system-assigned one it would decide for everybody.
        """
        if USER_ASSIGNED in site.principals and SYSTEM_ASSIGNED not in site.principals:
            client_id = site.principals[USER_ASSIGNED].client_id()
            site.give("AZURE_CLIENT_ID", client_id, "the app's identity", sticky=False)

    def _insights_connection_string(self) -> Input[str] | None:
        given, workspace = self._args.application_insights_connection_string, self._args.log_analytics_workspace_id
        if given is not None and workspace is not None:
            raise UnknownArgument(
                f"{self._maker.owner} has application_insights_connection_string and log_analytics_workspace_id: the first "
                "uses a resource that exists, the second makes one. Keep one."
            )
        if workspace is None:
            return given
        if self._insights is None:
            from pulumi_azure_native import applicationinsights

            component = applicationinsights.Component(
                f"{self._maker.name}-insights",
                resource_group_name=self._args.resource_group_name,
                application_type="web",
                kind="web",
                ingestion_mode="LogAnalytics",
                workspace_resource_id=workspace,
                opts=self._children.opts("insights"),
                **self._common,
            )
            self._insights = component.connection_string
        return self._insights

    def check_sticky(self) -> None:
        """Refuse settings that stay with their slot, of an app that exists already.

        Raises:
            UnknownArgument: it does.
        """
        if self._exists:
            raise UnknownArgument(
                f"{self._maker.owner} exists already, and the list of names that stay with their slot is written whole: it would "
                "lose what it holds. Say sticky where the app is made."
            )

    def write_sticky_names(self) -> None:
        """Register the one list of names that stay with their slot, at the first call."""
        if self._sticky_made:
            return
        self.check_sticky()
        self._sticky_made = True
        production = self._sites[0]
        address = {key: value for key, value in production.address.items() if key != "slot"}

        async def setting_names() -> list[str]:
            await self._maker.seal.passed()
            return sorted({name for site in self._sites for name in site.sticky})

        async def string_names() -> list[str]:
            await self._maker.seal.passed()
            return sorted(set(self._sticky_strings))

        from pulumi_azure_native import web

        writes = self._maker.writes
        names = web.WebAppSlotConfigurationNames(
            f"{self._maker.name}-sticky-names",
            **address,
            app_setting_names=later(setting_names, list),
            connection_string_names=later(string_names, list),
            opts=self._children.opts("sticky", delete_before_replace=False, depends_on=writes.after(list)),
        )
        writes.late(names)

    def connection_strings(self, strings: Mapping[str, ConnectionStringArgs], stored: KeptSecrets | None) -> None:
        """Write connection strings to every site, those that come later too.

        Raises:
            UnknownArgument: one has no value, or two.
        """
        for name, string in strings.items():
            if (string.value is None) == (string.secret is None):
                raise UnknownArgument(
                    f"connection string {name!r} of {self._maker.owner} takes one of value (no credential in it) and secret."
                )
        self._strings, self._stored_strings = strings, stored
        self._sticky_strings = [name for name, string in strings.items() if string.sticky]
        if self._sticky_strings:
            self.write_sticky_names()
        for site in self._sites:
            self._write_connection_strings(site)

    async def _without_credential(self, name: str, value: Input[str]) -> Input[str]:
        place = f"connection_strings.{name}"
        if self._maker.reasons.for_(place) is None and isinstance(value, pulumi.Output):
            await refuse_secret_output(value, f"connection string {name!r} of {self._maker.owner}", STRING_REMEDY, place)
        return value

    def _write_connection_strings(self, site: Site) -> None:
        if not self._strings:
            return
        stored = self._stored_strings
        references = {} if stored is None else {secret.setting: secret.reference for secret in stored.secrets}
        waits_for = [] if stored is None else [secret.resource for secret in stored.secrets if secret.resource is not None]
        properties: dict[str, Any] = {}
        for name, string in self._strings.items():
            given = string.value
            place = f"connection_strings.{name}"
            if self._maker.reasons.for_(place) is None:
                refuse_secret(given, f"connection string {name!r} of {self._maker.owner}", STRING_REMEDY, place)
            value = (
                references[name] if given is None else later(partial(self._without_credential, name, given), partial(list[object], [given]))
            )
            properties[name] = {"type": string.type, "value": value}
        # Whatever makes the settings be written again makes the connection strings so: a write of the site may erase both.
        revision = later(site.settings.revision, lambda: site.settings.inputs)
        properties[REVISION] = {"type": "Custom", "value": revision}
        writes = self._maker.writes
        resource = site.kind.type("WebAppConnectionStrings")(
            f"{site.prefix}-connection-strings",
            **site.address,
            properties=properties,
            opts=self._children.opts(
                "connection_strings", delete_before_replace=False, depends_on=writes.after(lambda: [*waits_for, *site.settings.waits_for])
            ),
        )
        writes.late(resource)

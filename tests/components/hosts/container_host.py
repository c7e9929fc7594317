"""A host that is no App Service app: a raw Container App with a user-assigned identity, whose settings are environment variables."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pulumi
from pulumi import Input
from pulumi_azure_native import app as container_apps
from pulumi_azure_native import managedidentity

from pulumi_azure_connect import Client, SettingConflict, SettingsSealed
from pulumi_azure_connect.azure.clouds import PUBLIC, Cloud
from pulumi_azure_connect.grants.principal import USER_ASSIGNED, Principal
from pulumi_azure_connect.hosts.host import Attachment, HostConfiguration
from pulumi_azure_connect.program.children import Children, Ordering, at_once
from pulumi_azure_connect.program.registry import Program, current


class ContainerHost(pulumi.ComponentResource):
    """Both the host and its only place. `deploy` makes the container app, after which nothing can be connected."""

    def __init__(self, name: str, group: Input[str], *, callee: None = None) -> None:
        super().__init__("test:index:ContainerHost", name)
        self.name, self.owner, self.callee = name, f"container app {name!r}", callee
        self.children = Children(self, ("grant", "vault", "secret"), None, keep_version_aliases=False)
        self.program: Program = current()
        self.cloud: Cloud = PUBLIC
        self.configuration = HostConfiguration(resource_group_name=group)
        self.client = Client.NONE
        self.attachments: list[Attachment] = []
        self.rows: list[dict[str, Any]] = []
        self.variables: dict[str, Input[str]] = {}
        self.waits: list[pulumi.Resource] = []
        self.deployed = False
        made = managedidentity.UserAssignedIdentity(f"{name}-identity", resource_group_name=group, opts=pulumi.ResourceOptions(parent=self))
        self.default_principal = Principal(
            key=("user-assigned", made),
            kind=USER_ASSIGNED,
            label="",
            principal_id=made.principal_id,
            client_id=lambda: made.client_id,
            name=made.name,
            resource_id=made.id,
        )

    @property
    def principals(self) -> Mapping[str, Principal]:
        return {USER_ASSIGNED: self.default_principal}

    @property
    def reader(self) -> Hashable:
        return self.default_principal.key

    @property
    def places(self) -> Sequence[ContainerHost]:
        return [self]

    def check_open(self, giver: str) -> None:
        if self.deployed:
            raise SettingsSealed(f"{giver} came after {self.owner} was deployed.")

    def check_sticky(self) -> None:
        """Container apps have no slots: nothing has to stay anywhere."""

    def keep_sticky(self) -> None:
        """See `check_sticky`."""

    def attach(self, attachment: Attachment) -> None:
        self.attachments.append(attachment)

    def note_exception(self, what: str, because: str) -> None:
        """It has no reports."""

    def ordering(self, principal: Principal) -> Ordering:
        return at_once

    def configure(self, configuration: Mapping[str, Any], principal: Principal, grants: list[pulumi.Resource]) -> None:
        """Site configuration is App Service's."""

    def check(self, settings: Iterable[tuple[str, Input[str] | None]], giver: str) -> None:
        for name, value in settings:
            if name in self.variables and self.variables[name] is not value:
                raise SettingConflict(f"{giver}: {self.owner} has the variable {name!r} already.")

    def give(self, name: str, value: Input[str], giver: str, *, sticky: bool = False) -> None:
        del giver, sticky
        self.variables[name] = value

    def wait_for(self, resources: list[pulumi.Resource]) -> None:
        self.waits += resources

    def follow(self, revision: object) -> None:
        """A new revision of the container app is its owner's to make."""

    def described(self) -> dict[str, Any]:
        return {"app": self.name, "appId": None, "slot": None}

    def deploy(self) -> None:
        self.deployed = True
        identities: Any = [self.default_principal.resource_id]
        container: Any = {
            "name": "main",
            "image": "shop:1",
            "env": [{"name": name, "value": value} for name, value in self.variables.items()],
        }
        container_apps.ContainerApp(
            self.name,
            resource_group_name=self.configuration.resource_group_name or "",
            identity={"type": "UserAssigned", "user_assigned_identities": identities},
            template={"containers": [container]},
            opts=pulumi.ResourceOptions(parent=self, depends_on=self.waits),
        )

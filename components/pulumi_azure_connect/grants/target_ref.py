"""The one thing that a grant is on: a resource of the program, or an id."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.program.arguments import args_class
from pulumi_azure_connect.program.outputs import mapped


@args_class
class TargetId:
    """A target given by an id that may only be known during the deployment. Its type has to be stated."""

    id: Input[str]
    """The ARM resource id."""
    type: str
    """The ARM type, such as `Microsoft.Storage/storageAccounts`."""


@dataclass(frozen=True)
class TenantService:
    """Key of a service that a tenant has one of, such as Microsoft Graph."""

    kind: str


@dataclass(frozen=True)
class Application:
    """Key of an application of the tenant."""

    client_id: Hashable


@dataclass(frozen=True)
class ServicePrincipal:
    """Key of an API by its service principal in the tenant: what app roles are assigned on."""

    object_id: Hashable


@dataclass(frozen=True)
class CalledComponent:
    """Key of an app of the program that others call."""

    component: pulumi.Resource


@dataclass(frozen=True, kw_only=True)
class TargetRef:
    """One target, as the caller gave it."""

    key: Hashable
    """Tells targets apart before their ids are known."""
    label: str
    """Its name in child names."""
    distinct: Callable[[], str | None] | None = None
    """Gives what child names need beside the label, so that no other target has the same; None where the label is enough."""
    named_by_connection: bool = False
    """Whether the label is the connection's name: connections of two apps may have one."""
    id: pulumi.Output[str]
    """The ARM id."""
    type: str
    """The ARM type."""
    resource: pulumi.Resource | None = None
    """The resource of the program, where it is one."""
    asker: pulumi.Resource | None = None
    """The component that connects to it: its provider is asked about a target that is no resource of the program."""

    @property
    def invoke(self) -> pulumi.InvokeOptions:
        """How to ask about it: by the provider that made it, or else the one of whoever asks."""
        return pulumi.InvokeOptions(parent=self.resource or self.asker)

    def part(self, segment: str) -> pulumi.Output[str]:
        """Return the name that the id has after `segment`, such as `storageAccounts`."""
        return mapped(self.id, lambda text: ArmId.parse(text).segment(segment))

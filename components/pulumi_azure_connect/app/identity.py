"""The identities of an app: which exist, which one connections use, which one reads references."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.errors import ConnectError
from pulumi_azure_connect.grants.principal import SYSTEM_ASSIGNED, USER_ASSIGNED, IdentityKind, Principal
from pulumi_azure_connect.program.arguments import args_class
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.outputs import answered, known_output, mapped
from pulumi_azure_connect.program.registry import Program, current


@args_class
class IdentityArgs:
    """A user-assigned identity that exists already, or is made elsewhere in the program."""

    id: Input[str]
    """The ARM resource id of the identity."""
    principal_id: Input[str]
    """The object id of its service principal: what role assignments name."""
    client_id: Input[str]
    """Its application id: what SDKs, SQL and App Service authentication name."""
    name: str | None = None
    """What its grants are called after in the program; the same in each app that has it. They belong to no app then, so
    that an app can go without the others' grants. The identity's own name unless said, where `id` is plain text.
    """


@dataclass(frozen=True, kw_only=True)
class AppIdentity:
    """The identity arrangement of one app."""

    kind: IdentityKind
    shared: Principal | None
    """The user-assigned identity that serves connections; None with system-assigned alone."""
    attached: tuple[Input[str], ...]
    """ARM ids of all user-assigned identities on the site."""

    @property
    def has_system(self) -> bool:
        """Whether the site and each slot have an identity of their own."""
        return self.kind is not IdentityKind.USER_ASSIGNED

    def site_property(self) -> dict[str, Any]:
        """Return the `identity` property of the site and of each slot."""
        if self.kind is IdentityKind.SYSTEM_ASSIGNED and not self.attached:
            return {"type": "SystemAssigned"}
        kind = "SystemAssigned, UserAssigned" if self.has_system else "UserAssigned"
        return {"type": kind, "user_assigned_identities": list(self.attached)}

    def reference_identity(self) -> Input[str]:
        """Return `keyVaultReferenceIdentity`: who reads the references of the site and each slot.

        App Service takes the system-assigned identity unless this says otherwise, and the way back has to be written
        as well: https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
        """
        if self.shared is not None and self.shared.resource_id is not None:
            return self.shared.resource_id
        return "SystemAssigned"


@dataclass(frozen=True)
class _GivenIdentity:
    """Key of an identity that an app was given."""

    identity: Hashable


@dataclass(frozen=True)
class _GivenName:
    """Key of the name of identities that apps were given."""

    name: str


def _shared_name(app: str | None, given: IdentityArgs, known: Hashable, program: Program) -> str | None:
    name = given.name or (ArmId.parse(given.id).name if isinstance(given.id, str) else None)
    other, first = program.once(_GivenIdentity(known), lambda: (app, name))
    if other not in (None, app) and (name is None or name != first):
        raise ConnectError(
            f"apps {other!r} and {app!r} have one identity, and its grants are for both. Say IdentityArgs(..., name=...) for each of "
            "them, with the same name: the grants are called after it, and stay when one of the apps goes."
        )
    if app is not None and given.name is not None:
        _refuse_said_twice(app, given, known, program)
    return name


def _refuse_said_twice(app: str, given: IdentityArgs, known: Hashable, program: Program) -> None:
    """Refuse one identity that comes by two Outputs: nobody could tell that its grants are the same."""
    told = isinstance(known, (str, pulumi.Resource))
    first, identity, first_told = program.once(_GivenName(given.name or ""), lambda: (app, known, told))
    if identity != known and not (told and first_told):
        raise ConnectError(
            f"user_assigned_identity of apps {first!r} and {app!r} is {given.name!r} in both, by two Outputs: they may be one identity, or two. "
            "If it is one, make IdentityArgs once and give the same to both apps. If they are two, give each another name in IdentityArgs."
        )


def user_assigned(key: Hashable, given: IdentityArgs, app: str | None = None) -> Principal:
    """Describe a user-assigned identity as the principal of connections.

    Args:
        key: tells it apart where its id doesn't.
        given: its ids.
        app: the app that it was given to; None where that app makes it.

    Raises:
        ConnectError: another app has it too, and there is no name for what belongs to both.
    """
    resource_id = known_output(given.id)
    client_id = answered(given.client_id)
    program = current()
    known = ArmId.parse(given.id).key if isinstance(given.id, str) else program.key_of(given.id) or program.owner_of(given.id) or key
    shared = _shared_name(app, given, known, program)
    # By either of these another app may be given this identity.
    program.name_output(given.id, known)
    program.name_output(resource_id, known)
    return Principal(
        key=("user-assigned", known),
        kind=USER_ASSIGNED,
        label="",
        principal_id=answered(given.principal_id),
        client_id=lambda: client_id,
        name=mapped(resource_id, lambda known: ArmId.parse(known).name),
        resource_id=resource_id,
        own=app is None,
        shared_name=shared,
    )


def apps_with(principal: Principal, program: Program) -> set[str]:
    """Return the apps of the program that have an identity; each app adds itself."""
    return program.once(("apps-with", principal.key), set[str])


def system_assigned(site: pulumi.Resource, slot: str | None, principal_id: pulumi.Output[str], name: pulumi.Output[str]) -> Principal:
    """Describe a site's own identity as the principal of connections.

    Its client id is looked up in the directory by the object id, which takes the right to read applications there
    (`Application.Read.All`): ARM does not tell it.
    """

    def client_id() -> pulumi.Output[str]:
        import pulumi_azuread as azuread

        found = azuread.get_service_principal_output(object_id=principal_id, opts=pulumi.InvokeOptions(parent=site))
        return found.client_id

    return Principal(
        key=("system-assigned", site),
        kind=SYSTEM_ASSIGNED,
        label=slot or "",
        principal_id=principal_id,
        client_id=client_id,
        name=name,
        resource_id=None,
        own=True,
    )


def app_identity(
    name: str,
    kind: IdentityKind,
    given: IdentityArgs | None,
    additional: list[Input[str]],
    children: Children,
    resource_group_name: Input[str],
    common: dict[str, Any],
) -> AppIdentity:
    """Make or take the identities of an app.

    Args:
        name: the component's name.
        kind: what it shall have.
        given: the user-assigned identity to use instead of a new one.
        additional: ARM ids of further identities to attach, which no connection uses.
        children: makes the child's options.
        resource_group_name: where a new identity goes.
        common: `location` and `tags`, where given.

    Raises:
        ConnectError: an identity was given to an app that shall have only its own.
    """
    if kind is IdentityKind.SYSTEM_ASSIGNED:
        if given is not None:
            raise ConnectError(
                f"app {name!r} has identity='system-assigned' and user_assigned_identity as well. Leave one out, or say identity='both'."
            )
        return AppIdentity(kind=kind, shared=None, attached=tuple(additional))
    if given is None:
        from pulumi_azure_native import managedidentity

        made = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_group_name=resource_group_name,
            opts=children.opts("identity"),
            **common,
        )
        given = IdentityArgs(id=made.id, principal_id=made.principal_id, client_id=made.client_id)
        shared = user_assigned(made, given)
    else:
        shared = user_assigned(id(given.id), given, name)
    return AppIdentity(kind=kind, shared=shared, attached=(given.id, *additional))

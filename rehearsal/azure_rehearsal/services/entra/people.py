"""Users, groups and who belongs to them.

Source of ids, defaults and the provider's own words: hashicorp/terraform-provider-azuread, internal/services/users and groups.
A member that the simulated directory doesn't know is taken: it may be somebody of the real tenant, named by configuration.
"""

# ruff: noqa: ARG002 - hooks share one signature

from __future__ import annotations

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import clone, flag, set_default, text, texts
from azure_rehearsal.core.resource_type import Cloud, Write
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.entra.applications import principal_is_gone
from azure_rehearsal.services.entra.graph import (
    Graph,
    exists_already,
    graph_missing,
    not_uuids,
    own_id,
    provider_error,
    quoted,
    resource_type,
)

__all__ = ["GROUPS", "TYPES", "USER", "members_of"]

USER = "azuread:index/user:User"
GROUPS = ("azuread:index/group:Group", "azuread:index/groupWithoutMembers:GroupWithoutMembers")
_MEMBER = "azuread:index/groupMember:GroupMember"


def members_of(group: Record) -> list[str]:
    """The object ids of those who belong to a group, not to groups in it."""
    return texts(group.private, "members")


class _User(Graph):
    needs = ("User.ReadWrite.All", "Directory.ReadWrite.All")

    def check(self, cloud: Cloud, inputs: JsonDict) -> list[tuple[str, str]]:
        name = text(inputs, "userPrincipalName")
        faults = not_uuids(inputs, [("managerId", "manager_id")])
        if name is not None and "@" not in name.strip("@"):  # internal/helpers/tf/validation: StringIsEmailAddress
            faults.append(("userPrincipalName", f"expected a user principal name like ada@contoso.com, got {quoted(name)}"))
        return faults

    def refuse(self, write: Write) -> None:
        super().refuse(write)
        if write.creating and not text(write.inputs, "password"):
            raise provider_error("Could not create user", at="password", detail="`password` is required when creating a new user")
        mine = (text(write.inputs, "userPrincipalName") or "").lower()
        for other in write.cloud.state.of(USER):
            if other is not write.previous and (text(other.inputs, "userPrincipalName") or "").lower() == mine:
                raise AzureError(  # github.com/microsoftgraph/microsoft-graph-docs issue 1508
                    "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists.", 400
                )

    def fill(self, write: Write) -> None:
        object_id = own_id(write, "users")
        name = text(write.inputs, "userPrincipalName") or ""
        set_default(write.outputs, "mailNickname", name.partition("@")[0])  # as the portal does, says the provider
        set_default(write.outputs, "accountEnabled", True)
        set_default(write.outputs, "showInAddressList", True)
        write.outputs["userType"] = "Member"
        old = write.cloud.state.principals.get(object_id.lower())
        since = old.since if old else write.cloud.clock.now
        write.cloud.state.register(Principal(object_id, None, text(write.inputs, "displayName") or name, "User", since=since))

    def deleted(self, cloud: Cloud, record: Record) -> None:
        _leave(cloud, text(record.outputs, "objectId") or "")


class _Group(Graph):
    needs = ("Group.ReadWrite.All", "Directory.ReadWrite.All")

    def check(self, cloud: Cloud, inputs: JsonDict) -> list[tuple[str, str]]:
        kinds = ("mailEnabled", "securityEnabled")
        faults: list[tuple[str, str]] = []
        for kind, theirs in zip(kinds, ("mail_enabled", "security_enabled"), strict=True):
            if all(one not in inputs for one in kinds):
                faults.append((kind, f'"{theirs}": one of `mail_enabled,security_enabled` must be specified'))
        mail, types = flag(inputs, "mailEnabled"), inputs.get("types")
        if isinstance(types, list) or types is None:
            unified = "Unified" in (types or [])
            if mail is True and not unified:
                faults.append(("types", '`types` must contain "Unified" for mail-enabled groups'))
            if unified and mail is not True and inputs.get("mailEnabled") in (None, False):
                faults.append(("mailEnabled", "`mail_enabled` must be true for unified groups"))
        return faults

    def refuse(self, write: Write) -> None:
        super().refuse(write)
        name = text(write.inputs, "displayName") or ""
        for one in texts(write.inputs, "members"):
            _require_member(write.cloud, one)
        if write.creating and flag(write.inputs, "preventDuplicateNames"):
            for other in write.cloud.state.of(*GROUPS):
                if text(other.outputs, "displayName") == name:
                    raise provider_error(
                        f'An existing "azuread_group" with name {quoted(name)} (ID: {quoted(text(other.outputs, "objectId") or "")}) '
                        "was found and `prevent_duplicate_names` was specified",
                        at="id",
                        detail="To be managed via Terraform, this resource needs to be imported into the State. Please see the resource "
                        'documentation for "azuread_group" for more information.',
                    )

    def fill(self, write: Write) -> None:
        object_id = own_id(write, "groups")
        name = text(write.inputs, "displayName") or ""
        old = write.cloud.state.principals.get(object_id.lower())
        since = old.since if old else write.cloud.clock.now
        write.cloud.state.register(Principal(object_id, None, name, "Group", since=since))
        if "members" in write.inputs or "members" not in write.private:  # said here: set whole; else left to GroupMember
            write.private["members"] = list[JsonValue](texts(write.inputs, "members"))
        write.outputs["members"] = clone(write.private["members"])
        set_default(write.outputs, "owners", [write.cloud.caller.object_id])
        nickname = text(write.previous.outputs if write.previous else {}, "mailNickname")
        made_up = object_id.replace("-", "")[:9]  # nine hex digits, as the portal and the provider make one up
        set_default(write.outputs, "mailNickname", nickname or f"{made_up[:8]}-{made_up[8:]}")
        set_default(write.outputs, "mailEnabled", False)
        set_default(write.outputs, "securityEnabled", False)

    def read(self, cloud: Cloud, record: Record) -> JsonDict | None:
        found = clone(record.outputs)
        if "members" in found:
            found["members"] = list[JsonValue](members_of(record))
        return found

    def deleted(self, cloud: Cloud, record: Record) -> None:
        object_id = text(record.outputs, "objectId") or ""
        for one in list(cloud.state.of(_MEMBER)):
            if text(one.inputs, "groupObjectId") == object_id:
                cloud.forget(one)
        _leave(cloud, object_id)


class _Member(Graph):
    needs = ("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All")

    def check(self, cloud: Cloud, inputs: JsonDict) -> list[tuple[str, str]]:
        return not_uuids(inputs, [("groupObjectId", "group_object_id"), ("memberObjectId", "member_object_id")])

    def refuse(self, write: Write) -> None:
        super().refuse(write)
        group, member = _ends(write.inputs)
        found = _group(write.cloud, group)
        if found is None:
            raise provider_error(f"Group (Group: {quoted(group)}) was not found", at="object_id")
        if member.lower() in [one.lower() for one in members_of(found)]:
            raise exists_already("azuread_group_member", f"{group}/member/{member}")
        _require_member(write.cloud, member)

    def fill(self, write: Write) -> None:
        group, member = _ends(write.inputs)
        write.id = f"{group}/member/{member}"
        found = _group(write.cloud, group)
        if found is not None:
            found.private["members"] = [*members_of(found), member]

    def read(self, cloud: Cloud, record: Record) -> JsonDict | None:
        """Gone where the group's own list of members was set without it."""
        group, member = _ends(record.inputs)
        found = _group(cloud, group)
        return clone(record.outputs) if found is not None and member in members_of(found) else None

    def deleted(self, cloud: Cloud, record: Record) -> None:
        group, member = _ends(record.inputs)
        found = _group(cloud, group)
        if found is not None:
            found.private["members"] = [one for one in members_of(found) if one != member]


def _ends(inputs: JsonDict) -> tuple[str, str]:
    return text(inputs, "groupObjectId") or "", text(inputs, "memberObjectId") or ""


def _group(cloud: Cloud, object_id: str) -> Record | None:
    found = cloud.state.get(f"/groups/{object_id}")
    return found if found is not None and found.token in GROUPS else None


def _require_member(cloud: Cloud, member: str) -> None:
    """A client id where an object id belongs is nobody's."""
    if member.lower() in {(one.client_id or "").lower() for one in cloud.state.principals.values()}:
        raise graph_missing(member)


def _leave(cloud: Cloud, object_id: str) -> None:
    """Graph ends memberships and app role assignments of what is deleted."""
    cloud.state.unregister(object_id)
    for group in cloud.state.of(*GROUPS):
        if object_id in members_of(group):
            group.private["members"] = [one for one in members_of(group) if one != object_id]
            cloud.state.put(group)
    principal_is_gone(cloud, object_id)


_GROUP_REPLACES = ("assignableToRole", "behaviors", "mailNickname", "provisioningOptions", "types")

TYPES = (
    resource_type("User", _User(), "/users/new"),
    resource_type("Group", _Group(), "/groups/new", *_GROUP_REPLACES),
    resource_type("GroupWithoutMembers", _Group(), "/groups/new", *_GROUP_REPLACES),
    resource_type("GroupMember", _Member(), "/members/new", "groupObjectId", "memberObjectId"),
)

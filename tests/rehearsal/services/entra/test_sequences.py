"""Any sequence of joining, leaving and deleting leaves groups that give their members what a simple model says."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from azure_rehearsal.cloud.cloud import AzureError, Cloud
from tests.rehearsal.world import Made, World

READ = "Microsoft.Storage/storageAccounts/read"
PEOPLE, GROUPS = st.integers(0, 2), st.integers(0, 2)


class Directory(RuleBasedStateMachine):
    """Three people and three groups, which may hold each other, beside a dictionary of who belongs to what."""

    @initialize()
    def start(self) -> None:
        self.world = World()
        self.people = [self._user(at) for at in range(3)]
        self.groups: dict[int, Made] = {at: self._group(at) for at in range(3)}
        inputs = {"accountName": "uploads", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
        self.account = self.world.make("azure-native:storage:StorageAccount", inputs)
        self.world.grant(self.groups[0]["objectId"], "Reader", self.account.id, principalType="Group")
        self.belongs: dict[str, set[str]] = {one["objectId"]: set() for one in self.groups.values()}
        self.single: dict[tuple[str, str], Made] = {}

    def _user(self, at: int) -> Made:
        names = {"displayName": f"p{at}", "userPrincipalName": f"p{at}@contoso.com", "password": "Rehearsal-1-only"}
        return self.world.make("azuread:index:User", names)

    def _group(self, at: int) -> Made:
        return self.world.make("azuread:index:Group", {"displayName": f"g{at}", "securityEnabled": True})

    def _join(self, group: str, member: str) -> None:
        inputs = {"groupObjectId": group, "memberObjectId": member}
        if member in self.belongs[group]:
            with pytest.raises(AzureError, match="already exists"):
                self.world.make("azuread:index:GroupMember", inputs)
        else:
            self.single[group, member] = self.world.make("azuread:index:GroupMember", inputs)
            self.belongs[group].add(member)

    @rule(group=GROUPS, person=PEOPLE)
    def join(self, group: int, person: int) -> None:
        if group in self.groups:
            self._join(self.groups[group]["objectId"], self.people[person]["objectId"])

    @rule(outer=GROUPS, inner=GROUPS)
    def nest(self, outer: int, inner: int) -> None:
        """Circles included: Graph takes them."""
        if outer != inner and {outer, inner} <= set(self.groups):
            self._join(self.groups[outer]["objectId"], self.groups[inner]["objectId"])

    @precondition(lambda self: self.single)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.single)))
        self.world.drop(self.single.pop(key))
        self.belongs.get(key[0], set()).discard(key[1])

    @rule(group=GROUPS, members=st.none() | st.sets(PEOPLE))
    def write(self, group: int, members: set[int] | None) -> None:
        if group not in self.groups:
            return
        ids = None if members is None else sorted(self.people[one]["objectId"] for one in members)
        self.groups[group] = self.world.change(self.groups[group], members=ids)
        if ids is not None:
            self.belongs[self.groups[group]["objectId"]] = set(ids)

    @rule(group=st.integers(1, 2))
    def delete(self, group: int) -> None:
        gone = self.groups.pop(group, None)
        if gone is not None:
            self.world.drop(gone)
            self.belongs.pop(gone["objectId"])
            for members in self.belongs.values():
                members.discard(gone["objectId"])

    @rule()
    def stop_and_go_on(self) -> None:
        self.world.cloud = Cloud.load(self.world.cloud.dump())

    def _within(self, group: str) -> set[str]:
        found, ahead = set[str](), [group]
        while ahead:
            for one in self.belongs.get(ahead.pop(), ()):
                if one not in found:
                    found.add(one)
                    ahead.append(one)
        return found

    @invariant()
    def members_have_what_their_groups_have(self) -> None:
        readers = self._within(self.groups[0]["objectId"])
        for one in self.people:
            assert self.world.cloud.can(one["objectId"], READ, self.account.id).allowed == (one["objectId"] in readers)

    @invariant()
    def groups_tell_their_members(self) -> None:
        for one in self.groups.values():
            found = self.world.cloud.invoke("azuread:index/getGroup:getGroup", {"objectId": one["objectId"]})
            assert set(found["members"]) == self.belongs[one["objectId"]]  # type: ignore[arg-type]

    @invariant()
    def single_memberships_stand_while_they_hold(self) -> None:
        for (group, member), made in self.single.items():
            there = self.world.cloud.read(made.token, made.id) is not None
            assert there == (member in self.belongs.get(group, ()))


class TestDirectory(Directory.TestCase):
    """Short runs: each step is checked."""

    settings = settings(max_examples=15, stateful_step_count=15, deadline=None)

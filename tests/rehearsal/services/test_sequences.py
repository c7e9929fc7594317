"""Any sequence of operations on policies, role assignments and settings leaves what a simple model says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from azure_rehearsal.cloud.cloud import AzureError, Cloud
from azure_rehearsal.services.microsoft_web.references import PERIOD
from tests.rehearsal.world import Made, World

GET = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
PEOPLE = st.integers(0, 2)
PERMISSIONS = st.sets(st.sampled_from(["get", "list", "delete"]), max_size=3)
SCOPES = st.sampled_from(["vault", "secret"])
NAMES = st.sampled_from(["A", "B", "KEY"])
VALUES = st.sampled_from(["1", "2", "@Microsoft.KeyVault(VaultName=kv-rbac;SecretName=key)"])


class Azure(RuleBasedStateMachine):
    """The real thing beside dictionaries of what should be."""

    @initialize(wipes=st.booleans(), delay=st.sampled_from([0.0, 50.0]))
    def start(self, wipes: bool, delay: float) -> None:
        self.world = World(site_put_wipes_settings=wipes, grant_delay_seconds=delay)
        self.wipes, self.delay = wipes, delay
        self.people = [self.world.identity(f"person-{at}")["principalId"] for at in range(3)]
        self.by_policy, self.by_role = self.world.vault("kv-policy", rbac=False), self.world.vault("kv-rbac")
        self.secret = self.world.secret(self.by_role)
        reader = self.world.cloud.state.within(self.by_role.id)[0]
        assert reader.id == self.by_role.id
        self.site = self.world.site(identity=Made("", self.identity_id(0), {}, {}))
        self.policies: dict[int, set[str]] = {}
        self.policy_handles: dict[int, Made] = {}
        self.grants: dict[tuple[int, str], tuple[Made, float]] = {}
        self.settings: dict[str, str] = {}
        self.settings_handle: Made | None = None
        self.fetched = (self.now, False)

    def identity_id(self, at: int) -> str:
        made = self.world.cloud.id_of(
            "azure-native:managedidentity:UserAssignedIdentity", {"resourceGroupName": "rg", "resourceName": f"person-{at}"}
        )
        assert made
        return made

    @property
    def now(self) -> float:
        return self.world.cloud.clock.now

    def effective(self, person: int, scopes: tuple[str, ...]) -> bool:
        return any((person, scope) in self.grants and self.grants[person, scope][1] <= self.now for scope in scopes)

    def fetch(self) -> None:
        self.fetched = (self.now, self.effective(0, ("vault", "secret")))

    # -- access policies -------------------------------------------------------------------------------------------

    @rule(person=PEOPLE, permissions=PERMISSIONS)
    def add_policy(self, person: int, permissions: set[str]) -> None:
        if person in self.policies:
            with pytest.raises(AzureError, match="already existing"):
                self.world.policy(self.by_policy, self.people[person], *permissions)
        else:
            self.policy_handles[person] = self.world.policy(self.by_policy, self.people[person], *permissions)
            self.policies[person] = permissions

    @precondition(lambda self: self.policy_handles)
    @rule(data=st.data(), permissions=PERMISSIONS)
    def change_policy(self, data: st.DataObject, permissions: set[str]) -> None:
        person = data.draw(st.sampled_from(sorted(self.policy_handles)))
        handle = self.policy_handles[person]
        entry = {**handle.inputs["policy"], "permissions": {"secrets": sorted(permissions)}}
        if person in self.policies:
            self.policy_handles[person] = self.world.change(handle, policy=entry)
            self.policies[person] = permissions
        else:
            with pytest.raises(AzureError, match="does not exist"):
                self.world.change(handle, policy=entry)

    @precondition(lambda self: self.policy_handles)
    @rule(data=st.data())
    def drop_policy(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(sorted(self.policy_handles)))
        self.world.drop(self.policy_handles.pop(person))
        self.policies.pop(person, None)

    @rule(inline=st.none() | st.sets(PEOPLE))
    def write_vault(self, inline: set[int] | None) -> None:
        properties = {key: value for key, value in self.by_policy.inputs["properties"].items() if key != "accessPolicies"}
        if inline is not None:
            tenant = self.world.cloud.tenant_id
            properties["accessPolicies"] = [
                {"tenantId": tenant, "objectId": self.people[one], "permissions": {"secrets": ["list"]}} for one in sorted(inline)
            ]
            self.policies = {one: {"list"} for one in inline}
        self.by_policy = self.world.change(self.by_policy, properties=properties)

    # -- role assignments ------------------------------------------------------------------------------------------

    @rule(person=PEOPLE, scope=SCOPES)
    def grant(self, person: int, scope: str) -> None:
        target = self.by_role.id if scope == "vault" else self.secret.id
        if (person, scope) in self.grants:
            with pytest.raises(AzureError, match="already exist"):
                self.world.grant(self.people[person], "Key Vault Secrets User", target.upper())
        else:
            made = self.world.grant(self.people[person], "Key Vault Secrets User", target)
            self.grants[person, scope] = (made, self.now + self.delay)

    @precondition(lambda self: self.grants)
    @rule(data=st.data())
    def revoke(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.grants)))
        self.world.drop(self.grants.pop(key)[0])

    # -- settings --------------------------------------------------------------------------------------------------

    @rule(values=st.dictionaries(NAMES, VALUES))
    def write_settings(self, values: dict[str, str]) -> None:
        if self.settings_handle is None:
            self.settings_handle = self.world.settings(self.site, **values)
        else:
            self.settings_handle = self.world.change(self.settings_handle, properties=values)
        self.settings = values
        self.fetch()

    @precondition(lambda self: self.settings_handle)
    @rule()
    def drop_settings(self) -> None:
        assert self.settings_handle
        self.world.drop(self.settings_handle)
        self.settings_handle, self.settings = None, {}
        self.fetch()

    @rule(values=st.none() | st.dictionaries(NAMES, VALUES))
    def put_site(self, values: dict[str, str] | None) -> None:
        config: dict[str, Any] = (
            {} if values is None else {"appSettings": [{"name": name, "value": value} for name, value in values.items()]}
        )
        self.site = self.world.change(self.site, siteConfig=config)
        if values is not None:
            self.settings = values
        elif self.wipes:
            self.settings = {}
        self.fetch()

    @rule()
    def refresh(self) -> None:
        self.world.cloud.refresh_references(self.site.id)
        self.fetch()

    @rule(seconds=st.sampled_from([10.0, 60.0, PERIOD]))
    def wait(self, seconds: float) -> None:
        self.world.cloud.clock.advance(seconds)
        if self.now - self.fetched[0] >= PERIOD:
            self.fetch()

    @rule()
    def stop_and_go_on(self) -> None:
        self.world.cloud = Cloud.load(self.world.cloud.dump())

    # -- what must hold --------------------------------------------------------------------------------------------

    @invariant()
    def policies_are_the_models(self) -> None:
        read = self.world.cloud.read(self.by_policy.token, self.by_policy.id)
        assert read
        live: Any = read.outputs["properties"]
        entries = {one["objectId"]: set(one["permissions"]["secrets"]) for one in live["accessPolicies"]}
        assert entries == {self.people[person]: permissions for person, permissions in self.policies.items()}
        for person, principal in enumerate(self.people):
            allowed = self.world.cloud.can(principal, GET, f"{self.by_policy.id}/secrets/any", data=True).allowed
            assert allowed == ("get" in self.policies.get(person, set()))

    @invariant()
    def grants_are_the_models(self) -> None:
        for person, principal in enumerate(self.people):
            for name, scopes in (("key", ("vault", "secret")), ("other", ("vault",))):
                decision = self.world.cloud.can(principal, GET, f"{self.by_role.id}/secrets/{name}", data=True)
                assert decision.allowed == self.effective(person, scopes)
                coming = any((person, scope) in self.grants for scope in scopes)
                assert decision.waiting == (coming and not decision.allowed)

    @invariant()
    def settings_are_the_models(self) -> None:
        views = {view.name: view for view in self.world.cloud.site_settings(self.site.id)}
        assert {name: view.raw for name, view in views.items()} == self.settings
        for view in views.values():
            if view.reference is None:
                assert view.value == view.raw
            else:
                assert view.reference.status == ("Resolved" if self.fetched[1] else "AccessToKeyVaultDenied")
                assert view.value == ("canary-value" if self.fetched[1] else view.raw)

    @invariant()
    def what_is_kept_is_what_there_is(self) -> None:
        self.world.keeper.follow(self.world.cloud)

    @invariant()
    def what_remains_is_what_was_made(self) -> None:
        left = set(self.world.cloud.remaining())
        made = {one.id for person, one in self.policy_handles.items() if person in self.policies} | {
            one.id for one, _ in self.grants.values()
        }
        made |= {self.settings_handle.id} if self.settings_handle else set()
        assert made <= left
        assert len(left) == len(made) + 9  # the group, three identities, two vaults, a secret, a plan, a site


class TestAzure(Azure.TestCase):
    """Short runs: the machine is small, and each step of it is checked."""

    settings = settings(max_examples=20, stateful_step_count=20, deadline=None)

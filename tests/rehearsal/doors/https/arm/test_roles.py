"""Role assignments and definitions through `azure-mgmt-authorization`."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError

from azure_access import find_builtin
from tests.rehearsal.doors.https.conftest import SECRETS_USER, Clients, code_of

NAME = "11111111-1111-1111-1111-111111111111"


def test_an_assignment_made_through_arm_counts(clients: Clients):
    who, vault = clients.world.identity(), clients.world.vault()
    roles = list(clients.roles().role_definitions.list(vault.id, filter=f"roleName eq '{SECRETS_USER}'"))
    assert [one.name for one in roles] == [find_builtin(SECRETS_USER).id]
    body = {"role_definition_id": roles[0].id, "principal_id": who["principalId"], "principal_type": "ServicePrincipal"}
    made = clients.roles().role_assignments.create(vault.id, NAME, body)
    assert made.scope == vault.id
    action = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
    assert clients.cloud.can(who["principalId"], action, f"{vault.id}/secrets/any", data=True).allowed
    with pytest.raises(HttpResponseError) as caught:
        clients.roles().role_assignments.create(vault.id, NAME.replace("1", "2"), body)
    assert code_of(caught) == "RoleAssignmentExists"
    clients.roles().role_assignments.delete(vault.id, NAME)
    assert not clients.cloud.can(who["principalId"], action, f"{vault.id}/secrets/any", data=True).allowed


def test_assignments_are_seen_from_scopes(clients: Clients):
    who, one, two = clients.world.identity(), clients.world.vault("kv-one"), clients.world.vault("kv-two")
    clients.world.grant(who["principalId"], SECRETS_USER, one.id)
    clients.world.grant(who["principalId"], "Reader", clients.here)
    listed = clients.roles().role_assignments
    assert len(list(listed.list_for_scope(one.id))) == 3  # its own, the subscription's, and the deployer's
    assert len(list(listed.list_for_scope(two.id))) == 2
    assert len(list(listed.list_for_scope(clients.here, filter="atScope()"))) == 2
    mine = list(listed.list_for_scope(clients.here, filter=f"principalId eq '{who['principalId']}'"))
    assert {item.principal_id for item in mine} == {who["principalId"]}
    assert len(mine) == len(list(listed.list_for_scope(clients.here, filter=f"assignedTo('{who['principalId']}')"))) == 2


def test_definitions_of_azure_and_of_ones_own(clients: Clients):
    definitions = clients.roles().role_definitions
    reader = definitions.get(clients.here, find_builtin("Reader").id)
    assert (reader.role_name, reader.role_type, reader.permissions[0].actions) == ("Reader", "BuiltInRole", ["*/read"])
    body = {"role_name": "Looker", "role_type": "CustomRole", "permissions": [{"actions": ["*/read"]}], "assignable_scopes": [clients.here]}
    made = definitions.create_or_update(clients.here, NAME, body)
    assert (made.role_name, made.role_type) == ("Looker", "CustomRole")
    assert [one.role_name for one in definitions.list(clients.here, filter="type eq 'CustomRole'")] == ["Looker"]
    assert definitions.get(clients.here, NAME).permissions[0].actions == ["*/read"]

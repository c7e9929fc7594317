"""What grants have in common: one grant a target and principal, app roles by name, and names of grants to a shared identity."""

from __future__ import annotations

import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import STORAGE_BLOB, Access, AccessNotSupported, TargetId
from pulumi_azure_connect.grants.request import known_role_id
from tests.components.programs import account, app, failure, grants_of, identity_args, raw_identity

ROLES = {"App.Call": "3a2f8f5e-1c3b-4f0e-9a80-8a6f8f0b7a01"}


def test_a_role_is_found_by_its_name():
    assert known_role_id(ROLES, "App.Call", "prices", "prices") == ROLES["App.Call"]


def test_a_role_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(AccessNotSupported, match=r"no app role 'App.Cal'\. Did you mean 'App.Call'\? It has 'App.Call'"):
        known_role_id(ROLES, "App.Cal", "prices", "prices")


def shared(apps: int = 2) -> Run:
    def program() -> None:
        to, identity = account(), raw_identity()
        for number in range(apps):
            made = app(f"shop{number}", user_assigned_identity=identity_args(identity, "common"))
            made.connect("uploads", STORAGE_BLOB, to=to, access=Access.READ)

    return run(program)


def test_a_shared_identity_is_granted_once_and_the_grant_is_no_app_s_child():
    """When the app that came first goes, the others still need the grant."""
    (grant,) = grants_of(shared())
    assert not grant.name.startswith("shop")
    assert grants_of(shared(1))[0].name == grant.name


def test_the_same_grant_by_resource_and_by_id_is_refused():
    def program() -> None:
        to, made = account(), app()
        made.connect("uploads", STORAGE_BLOB, to=to, access=Access.READ)
        same = to.id.apply(str)
        made.connect("again", STORAGE_BLOB, to=TargetId(id=same, type="Microsoft.Storage/storageAccounts"), access=Access.READ, named=True)

    assert "give it the same way in both" in failure(program, preview=False)

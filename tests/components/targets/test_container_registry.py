"""Pulling images: what the site needs beside the role, for each identity and slot, and in which order."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import CONTAINER_REGISTRY, Access
from tests.components.programs import app, grants_of, sites_of
from tests.components.targets.services import registry

CREDENTIALS, IDENTITY = "acrUseManagedIdentityCreds", "acrUserManagedIdentityID"


def pulling(*, connect: bool = True, **arguments: Any) -> Run:
    def program() -> None:
        made = app(**{"runtime": "DOCKER|images.azurecr.io/shop:1", **arguments})
        made.add_slot("staging")
        if connect:
            made.connect("images", CONTAINER_REGISTRY, to=registry("images"), access=Access.READ)

    return run(program)


def config(outcome: Run) -> list[Any]:
    return [one.inputs["siteConfig"] for one in sites_of(outcome)]


def test_the_user_assigned_identity_pulls_for_the_app_and_its_slot():
    outcome = pulling()
    client_id = outcome.find("UserAssignedIdentity").output("clientId")
    assert [(one[CREDENTIALS], one[IDENTITY]) for one in config(outcome)] == [(True, client_id)] * 2
    assert all(one["linuxFxVersion"] == "DOCKER|images.azurecr.io/shop:1" for one in config(outcome))


def test_the_image_is_pulled_after_the_grant():
    outcome = pulling()
    (grant,) = grants_of(outcome)
    assert all(outcome.depends(site, grant) for site in sites_of(outcome))


def test_the_apps_own_identity_is_used_without_a_name():
    outcome = pulling(identity="system-assigned")
    assert [(one[CREDENTIALS], IDENTITY in one) for one in config(outcome)] == [(True, False)] * 2
    assert len(grants_of(outcome)) == 2


def test_without_a_registry_nothing_is_said():
    assert not [one for one in config(pulling(connect=False)) if CREDENTIALS in one]


def test_what_the_caller_says_stays():
    outcome = pulling(site_config={"acr_use_managed_identity_creds": False})
    assert [one[CREDENTIALS] for one in config(outcome)] == [False, False]


@pytest.mark.parametrize("runtime", ["PYTHON|3.12", "NODE|20-lts"])
def test_an_app_without_container_only_gets_the_role(runtime: str):
    outcome = pulling(runtime=runtime)
    assert len(grants_of(outcome)) == 1
    assert not [one for one in config(outcome) if CREDENTIALS in one]

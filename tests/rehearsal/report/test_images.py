"""Containers: an image in a registry of the stack has to be within the app's reach."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.report.apps import app_findings
from azure_rehearsal.report.images import image_findings
from tests.rehearsal.report.clouds import Small, small

ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
HOST = "contosoimages.azurecr.io"


def container(
    image: str = f"DOCKER|{HOST}/shop:1", *, system: bool = False, registry: dict[str, Any] | None = None, **config: Any
) -> Small:
    made = small()
    made.make("registry", "containerregistry:Registry", registryName="contosoimages", **{"sku": {"name": "Basic"}, **(registry or {})})
    own = {"type": "SystemAssigned"} if system else {"type": "UserAssigned", "userAssignedIdentities": [made.ids["identity"]]}
    site = {"serverFarmId": made.ids["plan"], "identity": own, "siteConfig": {"linuxFxVersion": image, **config}}
    made.make("container", "web:WebApp", name="the-container", **site)
    return made


def by_identity(made: Small | None = None) -> dict[str, Any]:
    made = made or small()
    return {"acrUseManagedIdentityCreds": True, "acrUserManagedIdentityID": made.outputs["identity"]["clientId"]}


def told(made: Small) -> list[tuple[str, str]]:
    return [(one.finding.verdict.value, one.finding.text) for one in image_findings(made.cloud)]


def test_an_identity_without_the_role_breaks_it_and_the_role_mends_it():
    made = container(**by_identity())
    ((verdict, words),) = told(made)
    assert verdict == "broken"
    assert "AcrPull" in words
    made.grant(made.ids["registry"], ACR_PULL)
    assert told(made) == []


def test_a_role_on_another_registry_does_not_help():
    made = container(**by_identity())
    made.make("other", "containerregistry:Registry", registryName="othercontosoimages", sku={"name": "Basic"})
    made.grant(made.ids["other"], ACR_PULL)
    assert [verdict for verdict, _ in told(made)] == ["broken"]


def test_the_system_assigned_identity_pulls_where_none_is_named():
    made = container(system=True, acrUseManagedIdentityCreds=True)
    assert [verdict for verdict, _ in told(made)] == ["broken"]
    made.outputs["identity"]["principalId"] = made.outputs["container"]["identity"]["principalId"]
    made.grant(made.ids["registry"], ACR_PULL)
    assert told(made) == []


def test_a_registry_that_the_stack_does_not_know_is_not_checked():
    made = container("DOCKER|elsewhere.azurecr.io/shop:1", **by_identity())
    assert [verdict for verdict, _ in told(made)] == ["not checked"]


@pytest.mark.parametrize("image", ["DOCKER|nginx:latest", "DOCKER|mcr.microsoft.com/appsvc/staticsite:latest", "PYTHON|3.12"])
def test_other_images_are_not_spoken_of(image: str):
    assert told(container(image)) == []


def test_without_identity_or_password_nothing_signs_in():
    ((verdict, words),) = told(container())
    assert verdict == "broken"
    assert "DOCKER_REGISTRY_SERVER_USERNAME" in words


def test_a_registry_that_anybody_may_pull_from_needs_nothing():
    assert told(container(registry={"anonymousPullEnabled": True, "sku": {"name": "Standard"}})) == []


def test_it_is_among_the_findings_of_apps():
    assert [one.part for one in app_findings({}, container().cloud)] == ["configuration"]

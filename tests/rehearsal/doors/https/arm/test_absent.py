"""What is said of resources that aren't there, and of types that aren't simulated."""

from __future__ import annotations

import pytest

from azure_rehearsal.doors.https.arm.absent import absent, not_simulated
from tests.rehearsal.doors.https.conftest import Clients

GROUP = "/subscriptions/s/resourceGroups/rg/providers"


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("Microsoft.KeyVault/vaults/one", "ResourceNotFound", "The Resource 'Microsoft.KeyVault/vaults/one' under resource group 'rg'"),
        ("Microsoft.Authorization/roleAssignments/one", "RoleAssignmentNotFound", "The role assignment 'one' is not found."),
        ("Microsoft.ServiceBus/namespaces/a/queues/b", "NotFound", "The requested resource b does not exist."),
    ],
)
def test_each_service_has_its_words(path: str, code: str, words: str):
    error = absent(f"{GROUP}/{path}")
    assert (error.status, error.code) == (404, code)
    assert error.message.startswith(words)


def test_what_is_not_simulated_is_named():
    assert "Microsoft.Web/teapots" in absent(f"{GROUP}/Microsoft.Web/teapots/one").message
    assert (not_simulated("x").status, not_simulated("x").code) == (501, "NotSimulated")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_unknown_types_are_refused_alike_and_nothing_succeeds(clients: Clients, method: str):
    path = f"{clients.here}/resourceGroups/rg/providers/Microsoft.Web/teapots/one?api-version=2024-11-01"
    assert clients.raw(method, path, json={"location": "westeurope"}).status_code == 501


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_slashes_may_be_doubled(clients: Clients, method: str):
    made = clients.world.identity()
    path = made.id.replace("/providers/", "//providers/").replace("/userAssigned", "//userAssigned")
    assert clients.raw(method, f"{path}?api-version=2023-01-31").status_code == 200
    assert (clients.cloud.state.get(made.id) is None) is (method == "DELETE")

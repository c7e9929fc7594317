"""A running HTTPS door on a small world, and the real Azure clients against it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.doors.https.arm.wire import Answer, Request
from azure_rehearsal.doors.https.server import Door, open_door
from tests.rehearsal.world import World

SECRETS_USER = "Key Vault Secrets User"
SECRETS_OFFICER = "Key Vault Secrets Officer"


class Switched:
    """A source whose cloud each test replaces, so that all share one running door."""

    cloud: Cloud

    @contextmanager
    def reading(self) -> Generator[Cloud]:
        yield self.cloud

    writing = reading


class Clients:
    """Clients of the Azure SDK, given a base URL, a credential and a certificate, and nothing else."""

    def __init__(self, world: World, door: Door, source: Switched) -> None:
        self.world, self.cloud, self.door, self.source = world, world.cloud, door, source
        self._made: dict[tuple[Any, ...], Any] = {}

    def make(self, client: Callable[..., Any], who: str | None = None, **more: Any) -> Any:
        """A management client; the same one for the same asker."""
        key = (client, who, *sorted(more))
        if key not in self._made:
            self._made[key] = self._new(client, who, **more)
        return self._made[key]

    def _new(self, client: Callable[..., Any], who: str | None, **more: Any) -> Any:
        certificate = str(self.door.certificates.authority)
        return client(
            cast("Any", self.door.credential(who)),
            self.cloud.subscription_id,
            base_url=self.door.url,
            connection_verify=certificate,
            retry_total=0,
            **more,
        )

    def secrets(self, vault: str, who: str | None = None) -> Any:
        """The secrets client of a vault."""
        from azure.keyvault.secrets import SecretClient

        return SecretClient(
            self.door.vault_url(vault),
            cast("Any", self.door.credential(who)),
            verify_challenge_resource=False,
            connection_verify=str(self.door.certificates.authority),
            retry_total=0,
        )

    def resources(self, who: str | None = None, **more: Any) -> Any:
        from azure.mgmt.resource.resources import ResourceManagementClient

        return self.make(ResourceManagementClient, who, **more)

    def web(self, who: str | None = None) -> Any:
        from azure.mgmt.web import WebSiteManagementClient

        return self.make(WebSiteManagementClient, who)

    def vaults(self, who: str | None = None) -> Any:
        from azure.mgmt.keyvault import KeyVaultManagementClient

        return self.make(KeyVaultManagementClient, who)

    def identities(self, who: str | None = None) -> Any:
        from azure.mgmt.msi import ManagedServiceIdentityClient

        return self.make(ManagedServiceIdentityClient, who)

    def roles(self, who: str | None = None) -> Any:
        from azure.mgmt.authorization import AuthorizationManagementClient

        return self.make(AuthorizationManagementClient, who)

    def storage(self, who: str | None = None) -> Any:
        from azure.mgmt.storage import StorageManagementClient

        return self.make(StorageManagementClient, who)

    def raw(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, who: str | None = None, **more: Any) -> Any:
        """A request as no client would send it; `path` with its query. With `who="nobody"` it has no token."""
        import requests

        token = (
            {}
            if who == "nobody"
            else {"authorization": f"Bearer {self.door.credential(who).get_token('https://management.azure.com').token}"}
        )
        url = f"{self.door.url}{path}"
        return requests.request(
            method, url, headers={**token, **(headers or {})}, verify=str(self.door.certificates.authority), timeout=10, **more
        )

    @property
    def here(self) -> str:
        return f"/subscriptions/{self.cloud.subscription_id}"


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Door, Switched]]:
    source = Switched()
    source.cloud = Cloud()
    door = open_door(source, tmp_path_factory.mktemp("door"), retry_after=0.01, page_size=3)
    yield door, source
    door.stop()


@pytest.fixture
def clients(running: tuple[Door, Switched], world: World) -> Clients:
    door, source = running
    source.cloud = world.cloud
    return Clients(world, door, source)


def ask(call: Callable[[Cloud, Request], Answer], cloud: Cloud, method: str, path: str, **more: Any) -> Answer:
    """One handler without a server."""
    return call(cloud, Request(method, path, **more))


def code_of(caught: pytest.ExceptionInfo[Any]) -> str:
    """The code in the error's envelope, as the client read it."""
    return caught.value.error.code


def inner_of(caught: pytest.ExceptionInfo[Any]) -> str:
    """The inner code: with Key Vault the rule that refused."""
    return caught.value.error.innererror["code"]

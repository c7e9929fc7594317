"""The door on its sockets."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import pytest
import requests

from azure_rehearsal.doors.https.server import open_door
from azure_rehearsal.doors.https.source import InProcess
from tests.rehearsal.doors.https.conftest import Clients
from tests.rehearsal.world import World


def test_it_listens_on_the_loopback_interface_alone(clients: Clients):
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(clients.door.url, timeout=5)  # who doesn't trust the certificate isn't fooled
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1", "127.0.1.1"}
    for address in others:
        with pytest.raises(OSError, match=r".*"):
            socket.create_connection((str(address), clients.door.port), timeout=1)


def test_a_vault_can_be_named_by_host_or_by_path(clients: Clients):
    clients.world.vault()
    by_path = clients.raw("GET", "/vaults/kv-one/secrets?api-version=7.4", who="nobody")
    by_host = clients.raw("GET", "/secrets?api-version=7.4", who="nobody", headers={"host": "kv-one.vault.azure.net"})
    assert by_path.json() == by_host.json()
    assert "AKV10000" in by_host.text


def test_credentials_are_of_principals(clients: Clients):
    assert clients.door.credential().get_token("x").token
    with pytest.raises(LookupError, match="stranger"):
        clients.door.credential("stranger")


def test_nothing_is_logged(clients: Clients, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]):
    vault = clients.world.vault()
    clients.world.grant(clients.cloud.deployer.object_id, "Key Vault Secrets Officer", vault.id)
    with caplog.at_level(logging.INFO):
        clients.secrets("kv-one").set_secret("key", "canary-of-the-log")
        clients.raw("GET", "/nonsense?api-version=2024-01-01")
    ours = [record for record in caplog.records if not record.name.startswith(("azure.core", "urllib3", "azure.identity"))]
    told = "".join(record.getMessage() for record in ours) + "".join(capfd.readouterr())
    assert "canary" not in told
    assert "eyJ" not in told


def test_a_door_ends(tmp_path: Path):
    door = open_door(InProcess(World().cloud), tmp_path)
    assert requests.get(f"{door.url}/subscriptions", verify=str(door.certificates.authority), timeout=5).status_code == 401
    door.stop()
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(f"{door.url}/subscriptions", verify=str(door.certificates.authority), timeout=5)
    with open_socket(0) as taken, pytest.raises(OSError, match=r"[Aa]ddress already in use|in use"):
        open_door(InProcess(World().cloud), tmp_path, port=taken.getsockname()[1])


def open_socket(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))

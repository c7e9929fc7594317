"""The proxy that leads Azure's host names to the door, and nothing of a rehearsal to the real Azure."""

from __future__ import annotations

import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from azure_rehearsal.doors.https.loopback_proxy import LoopbackProxy, goes_to_the_door, is_azure
from tests.rehearsal.doors.https.conftest import Clients


@pytest.fixture
def proxy(clients: Clients) -> Generator[LoopbackProxy]:
    made = LoopbackProxy(clients.door.port)
    yield made
    made.stop()


def get(clients: Clients, proxy: str, url: str) -> requests.Response:
    return requests.get(url, proxies={"https": proxy}, verify=str(clients.door.certificates.authority), timeout=5)


def test_azures_names_lead_to_the_door(clients: Clients, proxy: LoopbackProxy):
    clients.world.vault()
    assert get(clients, proxy.url, "https://management.azure.com/subscriptions").json()["error"]["code"] == "AuthenticationFailed"
    assert "AKV10000" in get(clients, proxy.url, "https://kv-one.vault.azure.net/secrets?api-version=7.4").text
    known = get(clients, proxy.url, f"https://login.microsoftonline.com/{clients.cloud.tenant_id}/v2.0/.well-known/openid-configuration")
    assert known.json()["issuer"].startswith("https://login.microsoftonline.com")


@pytest.mark.parametrize("host", ["stone.blob.core.windows.net", "graph.microsoft.com", "shop.azurewebsites.net"])
def test_what_isnt_simulated_of_azure_is_refused(clients: Clients, proxy: LoopbackProxy, host: str):
    with pytest.raises(requests.exceptions.ProxyError, match="Not simulated"):
        get(clients, proxy.url, f"https://{host}/")


def test_it_takes_its_password(clients: Clients, proxy: LoopbackProxy):
    stranger = "http://127.0.0.1:" + proxy.url.rpartition(":")[2]
    with pytest.raises(requests.exceptions.ProxyError, match="407"):
        get(clients, stranger, "https://management.azure.com/subscriptions")


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_everything_else_passes(proxy: LoopbackProxy):
    import http.client
    from base64 import b64encode

    server = HTTPServer(("127.0.0.1", 0), _Hello)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    password = proxy.url.partition("//")[2].rpartition("@")[0]
    connection = http.client.HTTPConnection("127.0.0.1", int(proxy.url.rpartition(":")[2]), timeout=5)
    connection.set_tunnel("127.0.0.1", server.server_port, {"Proxy-Authorization": "Basic " + b64encode(password.encode()).decode()})
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"hello"
    connection.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_which_hosts_are_which():
    assert goes_to_the_door("kv.vault.azure.net")
    assert not goes_to_the_door("vault.azure.net.example.org")
    assert is_azure("azure.com")
    assert not is_azure("notazure.com")

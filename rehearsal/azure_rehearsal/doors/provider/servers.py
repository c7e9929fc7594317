"""A server on the loopback interface for each package: what the engine is told to connect to."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from azure_rehearsal import stand_ins
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.trouble.network import Network

from .provider import PACKAGES, Provider
from .stand_in import StandIn

__all__ = ["ProviderServers", "serve"]

_MAX_MESSAGE: Final = 400 * 1024 * 1024  # the engine's own limit for one message


@dataclass
class ProviderServers:
    """The servers of the packages, started; `ports` by package."""

    ports: dict[str, int]
    servers: list[grpc.Server]

    @property
    def debug_providers(self) -> str:
        """The value of PULUMI_DEBUG_PROVIDERS that makes an engine use these servers."""
        return ",".join(f"{package}:{port}" for package, port in self.ports.items())

    def add(self, package: str, provider: Provider, threads: int) -> None:
        """Starts a server for one more package."""
        server = grpc.server(
            ThreadPoolExecutor(max_workers=threads, thread_name_prefix=package),
            options=[("grpc.max_receive_message_length", _MAX_MESSAGE), ("grpc.max_send_message_length", _MAX_MESSAGE)],
        )
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
        self.ports[package] = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.servers.append(server)

    def stop(self) -> None:
        """Ends the servers; calls under way are given a moment."""
        for stopping in [server.stop(grace=1.0) for server in self.servers]:
            stopping.wait()


def serve(
    cloud: Cloud,
    *,
    hooks: Hooks | None = None,
    journal: Journal | None = None,
    network: Network | None = None,
    threads: int = 128,
    without: Collection[str] = (),
) -> ProviderServers:
    """Starts a server on a free loopback port for each package in `PACKAGES`, and for each that has a stand-in.

    `without`: packages whose real plugins are to be used, where the engine has them. `network` carries what is asked of Azure; without it, it is a calm day.
    """
    servers = ProviderServers({}, [])
    hooks, journal = hooks or Hooks(), journal or Journal()
    network = network or Network(cloud, journal)
    for package in PACKAGES:
        servers.add(package, Provider(cloud, package, hooks, network, journal), threads)
    for package in stand_ins.PACKAGES.keys() - set(without):
        servers.add(package, StandIn(cloud, package, hooks, network, journal), 4)
    return servers

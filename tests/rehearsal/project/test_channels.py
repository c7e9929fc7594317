"""A port that a dead engine had is as good as any other."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime import _grpc_settings, settings

from azure_rehearsal.project.channels import keep_apart


class Answering(grpc.GenericRpcHandler):
    """A server that has an empty answer to everything."""

    def service(self, handler_call_details: Any) -> Any:
        return grpc.unary_unary_rpc_method_handler(
            lambda *_: empty_pb2.Empty(),
            request_deserializer=empty_pb2.Empty.FromString,
            response_serializer=empty_pb2.Empty.SerializeToString,
        )


def _asked(port: int) -> Any:
    """A program's channel to an engine, and what it answers."""
    channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=_grpc_settings._GRPC_CHANNEL_OPTIONS)
    call = channel.unary_unary(
        "/engine/Ask", request_serializer=empty_pb2.Empty.SerializeToString, response_deserializer=empty_pb2.Empty.FromString
    )
    return channel, lambda: call(empty_pb2.Empty(), timeout=10)


def _answers_at_the_port_of_a_dead_one() -> bool:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _dead, ask = _asked(port)
    for _ in range(2):
        with pytest.raises(grpc.RpcError):
            ask()
    server = grpc.server(ThreadPoolExecutor(1))
    server.add_generic_rpc_handlers([Answering()])
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    try:
        _asked(port)[1]()
    except grpc.RpcError:
        return False
    finally:
        server.stop(None)
    return True


def test_an_engine_at_the_port_of_a_dead_one_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    assert vars(settings)["_GRPC_CHANNEL_OPTIONS"] is _grpc_settings._GRPC_CHANNEL_OPTIONS, "a program's channels are made with it"
    stock = [option for option in _grpc_settings._GRPC_CHANNEL_OPTIONS if option[0] != "grpc.use_local_subchannel_pool"]
    monkeypatch.setattr(_grpc_settings, "_GRPC_CHANNEL_OPTIONS", stock)
    assert not _answers_at_the_port_of_a_dead_one(), "that is what gRPC does by itself"
    keep_apart()
    keep_apart()
    assert len(stock) == 3
    assert _answers_at_the_port_of_a_dead_one()

"""Keeps the connections of one program apart from those of the programs that ran before it in this process."""

from __future__ import annotations

from typing import Final

from pulumi.runtime import _grpc_settings  # what every channel of a program to its engine is made with

__all__ = ["keep_apart"]

_OWN: Final = ("grpc.use_local_subchannel_pool", 1)


def keep_apart() -> None:
    """Has every later program connect to its engine for itself.

    gRPC otherwise shares connections to one address in the whole process. A program whose engine was killed leaves one that
    fails and waits before it tries again; where the operating system gives its port to another engine, that engine's
    program fails at once with "Connection refused" (https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md).
    """
    options = _grpc_settings._GRPC_CHANNEL_OPTIONS  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    if _OWN not in options:
        options.append(_OWN)

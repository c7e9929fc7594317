"""Pulumi's transforms, as the engine applies them: the resource's own, then its parents' from the nearest on, then the stack's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from google.protobuf.message import Message
from pulumi.runtime import _callbacks, sync_await
from pulumi.runtime.proto import callback_pb2, resource_pb2

__all__ = ["transformed"]

Request = resource_pb2.RegisterResourceRequest

# Option in a transform's message -> field of a registration; lists are replaced whole, as a transform returns all options that it wants.
_LISTS = {
    "ignore_changes": "ignoreChanges",
    "replace_on_changes": "replaceOnChanges",
    "additional_secret_outputs": "additionalSecretOutputs",
    "aliases": "aliases",
    "depends_on": "dependencies",
    "replace_with": "replace_with",
}
_SCALARS = {
    "version": "version",
    "provider": "provider",
    "plugin_download_url": "pluginDownloadURL",
    "deleted_with": "deletedWith",
    "import": "importId",
}
_FLAGS = {"protect": "protect", "retain_on_delete": "retainOnDelete"}


def transformed(request: Request, callbacks: Iterable[callback_pb2.Callback]) -> Request:
    """The request after the transforms. They may be asynchronous: the event loop is pumped until they are done, as Pulumi itself does."""
    for callback in callbacks:
        question = resource_pb2.TransformRequest(
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent,
            properties=request.object,
            options=_options(request),
        )
        answer = sync_await._sync_await(_call(callback.token, question.SerializeToString()))  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        changed = Request()
        changed.CopyFrom(request)
        changed.object.CopyFrom(answer.properties)
        if answer.HasField("options"):
            _take(changed, answer.options)
        request = changed
    return request


async def _call(token: str, question: bytes) -> resource_pb2.TransformResponse:
    servicers = cast("list[Any]", _callbacks._CallbackServicer._servicers)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    for servicer in servicers:
        callback = servicer._callbacks.get(token)  # noqa: SLF001
        if callback is not None:
            return cast("resource_pb2.TransformResponse", await callback(question))
    raise RuntimeError("a transform was given whose program has ended")


def _options(request: Request) -> resource_pb2.TransformResourceOptions:
    options = resource_pb2.TransformResourceOptions()
    for name, source in _LISTS.items():
        getattr(options, name).extend(getattr(request, source))
    for name, source in (_SCALARS | _FLAGS).items():
        if value := getattr(request, source):
            setattr(options, name, value)
    if request.deleteBeforeReplaceDefined:
        options.delete_before_replace = request.deleteBeforeReplace
    if request.HasField("customTimeouts"):
        options.custom_timeouts.CopyFrom(request.customTimeouts)
    options.providers.update(request.providers)
    return options


def _take(request: Request, options: resource_pb2.TransformResourceOptions) -> None:
    for name, target in _LISTS.items():
        request.ClearField(cast("Any", target))
        getattr(request, target).extend(cast("Iterable[Message]", getattr(options, name)))
    for name, target in (_SCALARS | _FLAGS).items():
        setattr(request, target, getattr(options, name))
    request.deleteBeforeReplaceDefined = options.HasField("delete_before_replace")
    request.deleteBeforeReplace = options.delete_before_replace
    request.ClearField("customTimeouts")
    if options.HasField("custom_timeouts"):
        request.customTimeouts.CopyFrom(options.custom_timeouts)

"""The engine's side of a unit test: answers a program's registrations and calls from the simulated cloud, and records them."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any, Final, cast

import grpc
import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from google.protobuf.message import Message
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import callback_pb2, provider_pb2, resource_pb2

from azure_rehearsal.core.caller import in_subscription
from azure_rehearsal.doors.provider.wire import Decoded, decode, encode, secrets_of_answer

from .maker import Maker, NoStandIn
from .recording import STACK, Registration, Run
from .transforms import transformed

__all__ = ["InvokeFailed", "Monitor"]

Request = resource_pb2.RegisterResourceRequest

# Resource options by their Python names, as the engine receives them; each is recorded only where it was given.
_OPTIONS: Final = {
    "protect": "protect",
    "retain_on_delete": "retainOnDelete",
    "deleted_with": "deletedWith",
    "ignore_changes": "ignoreChanges",
    "replace_on_changes": "replaceOnChanges",
    "replace_with": "replace_with",
    "additional_secret_outputs": "additionalSecretOutputs",
    "import_": "importId",
    "version": "version",
    "plugin_download_url": "pluginDownloadURL",
    "hide_diffs": "hideDiffs",
}


class InvokeFailed(grpc.RpcError):
    """How Pulumi's SDK wants to hear of a failed function, so that the program may catch it."""

    def __init__(self, original: Exception) -> None:
        super().__init__(str(original))

    def code(self) -> grpc.StatusCode:
        """What the engine answers to a provider's refusal."""
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        """The message."""
        return str(self)


class Monitor(MockMonitor):
    """Called on the program's own thread, one request after another."""

    def __init__(self, run: Run, maker: Maker, *, project: str, stack: str) -> None:  # pyright: ignore[reportMissingSuperCall]
        self.run = run
        self.maker = maker
        self.over = False
        self.failures: list[BaseException] = []  # in order; the program may have caught those of functions
        self.invoke_errors: dict[str, Exception] = {}  # by the text that Pulumi's SDK makes of them
        self._prefix = f"urn:pulumi:{stack}::{project}::"
        self._count = itertools.count(1)
        self._by_urn: dict[str, Registration] = {}
        self._transforms: dict[str, list[callback_pb2.Callback]] = {}  # by the URN they hang on; "" for the stack's

    # -- resources -----------------------------------------------------------------------------------------------------

    def RegisterResource(self, request: Request) -> resource_pb2.RegisterResourceResponse:  # noqa: N802
        """Record the resource, and make it in the cloud where it isn't a component."""
        self._refuse_after_the_end()
        if request.type == STACK:
            return resource_pb2.RegisterResourceResponse(urn=self._urn(request))
        request = self._transform(request)
        asked = decode(request.object)
        one = _registration(request, self._urn(request), asked, next(self._count))
        with self._recorded(one):
            if request.remote:
                raise NoStandIn(f"{one!r} is a remote component, which another process builds; under mocks there is no engine to start it")
            if request.custom:
                with self._in_subscription_of(one.provider):
                    self.maker.make(one, request.importId)
            else:
                one.outputs = dict(one.inputs)
        return resource_pb2.RegisterResourceResponse(
            urn=one.urn, id=one.id or "", object=_answer(one, asked, request.additionalSecretOutputs)
        )

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802
        """`Type.get(...)`: a resource that is there already."""
        self._refuse_after_the_end()
        asked = decode(request.properties)
        one = Registration(
            urn=self._urn(request),
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=True,
            inputs=asked.value,
            secrets=asked.secrets,
            started=next(self._count),
            dependencies=frozenset(request.dependencies),
            provider=request.provider,
        )
        with self._recorded(one), self._in_subscription_of(one.provider):
            self.maker.look_up(one, request.id)
        return resource_pb2.ReadResourceResponse(
            urn=one.urn, id=one.id or "", properties=_answer(one, asked, request.additionalSecretOutputs)
        )

    def _recorded(self, one: Registration) -> _Recorded:
        return _Recorded(self, one)

    def record(self, one: Registration) -> None:
        """Keep a registration. Raises ValueError where its URN is taken."""
        if one.urn in self._by_urn:
            raise ValueError(f"two resources are {one.type} {one.name!r} under one parent; a logical name can be used once")
        self._by_urn[one.urn] = one
        self.run.resources.append(one)

    def failed(self, error: BaseException) -> None:
        """Note an error that will fail the run."""
        self.failures.append(error)
        self.run.errors.append(error)

    def finished(self, one: Registration) -> None:
        """Note when a registration was answered."""
        one.finished = next(self._count)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:  # noqa: N802
        """A component's outputs, or the stack's exports."""
        outputs = decode(request.outputs)
        if request.urn in self._by_urn:
            self._by_urn[request.urn].component_outputs = dict(outputs.value)
        else:
            self.run.exports, self.run.secret_exports = dict(outputs.value), outputs.secrets
        return empty_pb2.Empty()

    def _urn(self, request: Request | resource_pb2.ReadResourceRequest) -> str:
        """The engine's recipe: a parent's types come before the type, except the stack's."""
        parents = request.parent.split("::")[2] if request.parent else ""
        types = request.type if parents in {"", STACK} else f"{parents}${request.type}"
        return f"{self._prefix}{types}::{request.name}"

    # -- functions -----------------------------------------------------------------------------------------------------

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802
        """A function of a provider. A refusal reaches the program as the exception that the SDK makes of it."""
        self._refuse_after_the_end()
        try:
            args = decode(request.args).value
            with self._in_subscription_of(request.provider):
                result = self._rehydrate(args) if request.tok == "pulumi:pulumi:getResource" else self.maker.invoke(request.tok, args)
        except Exception as error:
            self.failures.append(error)
            self.invoke_errors[f"invoke of {request.tok} failed: {error}"] = error
            raise InvokeFailed(error) from error
        return resource_pb2.ResourceInvokeResponse(**cast("Any", {"return": encode(result)}))

    @contextmanager
    def _in_subscription_of(self, reference: str) -> Generator[None]:
        """Within, the cloud is asked in the subscription of an explicit provider ("URN::id"), or of the configuration."""
        provider = self._by_urn.get(reference.rpartition("::")[0]) if reference else None
        given = provider.input("subscriptionId") if provider else pulumi.Config("azure-native").get("subscriptionId")
        known = self.maker.run.cloud.enter(given) if isinstance(given, str) and given else None
        with in_subscription(known):
            yield

    def _rehydrate(self, args: Any) -> Any:
        one = self._by_urn[args["urn"]]
        return {"urn": one.urn, "id": one.id or "", "state": one.outputs}

    def Call(self, request: resource_pb2.ResourceCallRequest) -> provider_pb2.CallResponse:  # noqa: N802
        """A method of a resource; no Azure resource has one."""
        raise NoStandIn(f"{request.tok} is a resource method; under mocks there is no provider to run it")

    # -- transforms ----------------------------------------------------------------------------------------------------

    def RegisterStackTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:  # noqa: N802
        """A transform for all resources from now on."""
        self._transforms.setdefault("", []).append(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:  # noqa: N802
        """Refused rather than ignored."""
        raise NotImplementedError("transforms of functions aren't run under mocks; try the program on the real engine: azure-rehearsal up")

    def _transform(self, request: Request) -> Request:
        urn = self._urn(request)
        own = cast("list[callback_pb2.Callback]", list(cast("Any", request).transforms))
        if own:
            self._transforms[urn] = own
        if not self._transforms:
            return request
        callbacks = list(self._transforms.get(urn, ()))
        parent = self._by_urn.get(request.parent)
        while parent is not None:
            callbacks += self._transforms.get(parent.urn, ())
            parent = self._by_urn.get(parent.parent)
        return transformed(request, [*callbacks, *self._transforms.get("", ())])

    def _refuse_after_the_end(self) -> None:
        if self.over:
            raise RuntimeError("the run is over; resources can be registered only while the program runs")


class _Recorded:
    """Around the making of a resource: it is recorded with its place in the order, and with its error if it has one."""

    def __init__(self, monitor: Monitor, one: Registration) -> None:
        self._monitor = monitor
        self._one = one

    def __enter__(self) -> None:
        try:
            self._monitor.record(self._one)
        except ValueError as error:
            self._monitor.failed(error)
            raise

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is None:
            self._monitor.finished(self._one)
            return
        error.add_note(f"while registering {self._one.type} {self._one.name!r}")
        self._one.error = error
        self._monitor.failed(error)


def _answer(one: Registration, asked: Decoded, additional: Iterable[str]) -> struct_pb2.Struct:
    """The outputs for the program, secret where the inputs or the resource's options make them so."""
    one.secret_outputs |= secrets_of_answer(one.outputs, asked) | {(name,) for name in additional}
    return encode(one.outputs, one.secret_outputs)


def _registration(request: Request, urn: str, asked: Decoded, started: int) -> Registration:
    options: dict[str, Any] = {name: _plain(value) for name, source in _OPTIONS.items() if (value := getattr(request, source))}
    if request.deleteBeforeReplaceDefined:
        options["delete_before_replace"] = request.deleteBeforeReplace
    if request.HasField("customTimeouts"):
        options["custom_timeouts"] = _plain(request.customTimeouts)
    return Registration(
        urn=urn,
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=request.custom,
        inputs=asked.value,
        secrets=asked.secrets,
        started=started,
        dependencies=frozenset(request.dependencies),
        property_dependencies={name: frozenset(deps.urns) for name, deps in request.propertyDependencies.items()},
        provider=request.provider,
        providers=dict(request.providers),
        aliases=tuple(_alias(alias) for alias in cast("Iterable[Message]", cast("Any", request).aliases)),
        options=options,
    )


def _alias(alias: Message) -> dict[str, Any]:
    """What an alias sets: {"urn": ...}, or any of name, type, stack, project, parentUrn, noParent."""
    plain = json_format.MessageToDict(alias)
    return {key: value for key, value in {**plain.pop("spec", {}), **plain}.items() if value}


def _plain(value: Any) -> Any:
    """A protobuf message or list as plain data."""
    if isinstance(value, Message):
        return json_format.MessageToDict(value)
    return value if isinstance(value, str | bool) else list(value)

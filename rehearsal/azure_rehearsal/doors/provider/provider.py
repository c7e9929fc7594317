"""The simulated Azure behind Pulumi's provider protocol: what the real engine talks to in place of azure-native.

The engine connects by `PULUMI_DEBUG_PROVIDERS=azure-native:PORT,azuread:PORT`. Each package has a server of its own on
the loopback interface; all of them share one cloud. Nothing of a request is ever logged: it holds secrets.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.answers import Failure
from azure_rehearsal.core.caller import in_subscription
from azure_rehearsal.core.changes import Diff
from azure_rehearsal.core.errors import AzureError, HalfWay
from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.memory.checkpoint import name_of, token_of
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.trouble.network import Network

from .wire import Decoded, decode, encode, secrets_of_answer

__all__ = ["PACKAGES", "Provider", "answer_with", "azure_errors", "told_difference"]

# The SDK versions whose wire format this door speaks; the engine writes them into nothing but plug-in listings.
PACKAGES: Final = {"azure-native": "3.29.0", "azuread": "6.11.1"}

# ruff: noqa: ARG002, N802  (the protocol gives each call its name, with capitals, and its arguments)

_KIND: Final = provider_pb2.PropertyDiff.Kind
_KINDS: Final = {
    ("add", False): _KIND.ADD,
    ("add", True): _KIND.ADD_REPLACE,
    ("delete", False): _KIND.DELETE,
    ("delete", True): _KIND.DELETE_REPLACE,
    ("update", False): _KIND.UPDATE,
    ("update", True): _KIND.UPDATE_REPLACE,
}


Context = grpc.ServicerContext


@contextmanager
def azure_errors(context: grpc.ServicerContext) -> Generator[None]:
    """Azure's refusals become the engine's errors, worded as azure-native words them."""
    try:
        yield
    except AzureError as error:
        _abort(context, error)


def _abort(context: grpc.ServicerContext, error: AzureError) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, str(error))
    raise AssertionError("unreachable: abort raises") from error


def answer_with(outputs: JsonDict, *asked: Decoded) -> struct_pb2.Struct:
    """The outputs as a wire struct, secret wherever one of the questions makes them so."""
    return encode(outputs, {path for each in asked for path in secrets_of_answer(outputs, each)})


def told_difference(verdict: Diff, *, delete_before_replace: bool) -> provider_pb2.DiffResponse:
    """A comparison of inputs as the engine wants it told."""
    if not verdict.changed:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
    differences = {path: _KINDS[how, path in verdict.replaces] for path, how in verdict.kinds.items()}
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME,
        replaces=verdict.replaces,
        deleteBeforeReplace=delete_before_replace,
        diffs=list(differences),
        detailedDiff={path: provider_pb2.PropertyDiff(kind=kind, inputDiff=True) for path, kind in differences.items()},
        hasDetailedDiff=True,
    )


@dataclass(frozen=True)
class _Asked:
    """A change as `Operation` is told of it."""

    operation: str
    urn: str
    id: str


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One Pulumi package of the simulated Azure. Calls come from a pool of threads; the cloud does its own locking."""

    def __init__(self, cloud: Cloud, package: str, hooks: Hooks, network: Network, journal: Journal) -> None:
        self.cloud = cloud
        self.package = package
        self._network = network
        self._hooks = hooks
        self._journal = journal
        self._locations: dict[str, str] = {}
        self._subscriptions: dict[str, str] = {}
        self._engine = ""  # where it takes warnings

    # -- the connection --------------------------------------------------------------------------------------------

    def Handshake(self, request: provider_pb2.ProviderHandshakeRequest, context: Context) -> provider_pb2.ProviderHandshakeResponse:
        """What both sides can speak: secrets marked as such; resource references as ids."""
        self._engine = request.engine_address or self._engine
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_outputs=True)

    def Attach(self, request: plugin_pb2.PluginAttach, context: Context) -> empty_pb2.Empty:
        """The engine says hello to a provider that it didn't start."""
        self._engine = request.address or self._engine
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: Context) -> plugin_pb2.PluginInfo:
        """The version of the package that is simulated."""
        return plugin_pb2.PluginInfo(version=PACKAGES[self.package])

    def CheckConfig(self, request: provider_pb2.CheckRequest, context: Context) -> provider_pb2.CheckResponse:
        """Any configuration is taken as it is: credentials mean nothing to a simulated Azure."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        """A provider's changed configuration never replaces what it made."""
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: provider_pb2.ConfigureRequest, context: Context) -> provider_pb2.ConfigureResponse:
        """Same promises as in the handshake; previews are answered.

        Of the configuration only `location` and `subscriptionId` mean anything here. Several providers of one package (default and explicit
        ones) share this door; each has a connection of its own, by which they are told apart.
        """
        given = decode(request.args).value
        location, subscription = given.get("location"), given.get("subscriptionId")
        if isinstance(location, str):
            self._locations[context.peer()] = location
        if isinstance(subscription, str) and subscription:
            self._subscriptions[context.peer()] = self.cloud.enter(subscription)
        return provider_pb2.ConfigureResponse(acceptSecrets=True, acceptOutputs=True, supportsPreview=True)

    def Cancel(self, request: empty_pb2.Empty, context: Context) -> empty_pb2.Empty:
        """Simulated operations are over before they could be cancelled."""
        return empty_pb2.Empty()

    @contextmanager
    def _asked(self, context: Context) -> Generator[None]:
        """A call in the subscription of the provider that makes it; Azure's refusals become the engine's errors."""
        with in_subscription(self._subscriptions.get(context.peer())), azure_errors(context):
            yield

    # -- before a change -------------------------------------------------------------------------------------------

    def Check(self, request: provider_pb2.CheckRequest, context: Context) -> provider_pb2.CheckResponse:
        """Names and defaults filled in; what Azure or the schema would refuse at once is refused here."""
        self._network.timeline.stir()
        news, olds = decode(request.news), decode(request.olds)
        with self._asked(context):
            self._locate(token_of(request.urn), news.value, olds.value, context.peer())
            checked = self.cloud.check(
                token_of(request.urn), news.value, urn_name=name_of(request.urn), olds=olds.value or None, random_seed=request.randomSeed
            )
        self._warn(request.urn, checked.failures)
        return provider_pb2.CheckResponse(
            inputs=answer_with(checked.inputs, news),
            failures=[provider_pb2.CheckFailure(property=one.property, reason=one.reason) for one in checked.failures if not one.unknown],
        )

    def _warn(self, urn: str, failures: Sequence[Failure]) -> None:
        """Tell the engine what it sent that the type doesn't have: azure-native leaves such properties out of its requests and goes on."""
        for failure in failures:
            if failure.unknown and self._engine:
                with grpc.insecure_channel(self._engine) as channel:
                    engine: Any = engine_pb2_grpc.EngineStub(channel)
                    words = f"{failure.property}: {failure.reason} It isn't sent to Azure."
                    engine.Log(engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=words, urn=urn))

    def _locate(self, token: str, news: JsonDict, olds: JsonDict, peer: str) -> None:
        """A missing location: first the resource's own old one, then the provider's; the cloud knows the group's.

        Source of the order: getDefaultLocation in provider/pkg/provider/provider.go of azure-native.
        """
        location = olds.get("location") or self._locations.get(peer)
        if location and "location" not in news and self.cloud.type_of(token).location:
            news["location"] = location

    def Diff(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        """The service's verdict on what changes and what that takes, told property by property."""
        self._network.timeline.stir()
        old, state, new = decode(request.old_inputs).value, decode(request.olds).value, decode(request.news).value
        with self._asked(context):
            verdict = self.cloud.diff(token_of(request.urn), request.id, old, state, new)
        return told_difference(verdict, delete_before_replace=verdict.delete_before_replace)

    # -- changes ---------------------------------------------------------------------------------------------------

    def Create(self, request: provider_pb2.CreateRequest, context: Context) -> provider_pb2.CreateResponse:
        """Made, or in a preview, told how it would look."""
        inputs, token = decode(request.properties), token_of(request.urn)
        with self._asked(context):
            if request.preview:
                made = self.cloud.create(token, inputs.value, preview=True)
            else:
                self._hooks.before("create", request.urn, "")
                try:
                    made = self._network.create(request.urn, inputs.value)
                except HalfWay as error:
                    id = self.cloud.id_of(token, inputs.value) or ""
                    self._partial(context, error, _Asked("create", request.urn, id), inputs, request.properties)
                self._journal.note(request.urn, str(made.id), inputs.secrets, fresh=True)
                self._hooks.done("create", request.urn, str(made.id))
        return provider_pb2.CreateResponse(id=made.id if isinstance(made.id, str) else "", properties=answer_with(made.outputs, inputs))

    def Update(self, request: provider_pb2.UpdateRequest, context: Context) -> provider_pb2.UpdateResponse:
        """Changed in place, or in a preview, told how it would look."""
        old, news, token = decode(request.old_inputs), decode(request.news), token_of(request.urn)
        with self._asked(context):
            if request.preview:
                outputs = self.cloud.update(token, request.id, old.value, news.value, preview=True)
            else:
                self._hooks.before("update", request.urn, request.id)
                try:
                    outputs = self._network.update(request.urn, request.id, old.value, news.value)
                except HalfWay as error:
                    self._partial(context, error, _Asked("update", request.urn, request.id), news, request.news)
                self._journal.note(request.urn, request.id, news.secrets)
                self._hooks.done("update", request.urn, request.id)
        return provider_pb2.UpdateResponse(properties=answer_with(outputs, news))

    def _partial(self, context: Context, error: HalfWay, asked: _Asked, inputs: Decoded, given: struct_pb2.Struct) -> NoReturn:
        """Tells the engine that the resource is there, though something is wrong with it: the engine keeps it and repairs it next time.

        Source: HandleErrorWithCheckpoint in provider/pkg/provider/crud/crud.go of azure-native.
        """
        found = self.cloud.read(token_of(asked.urn), asked.id)
        if found is None:
            _abort(context, error)
        self._journal.note(asked.urn, found.id, inputs.secrets, fresh=asked.operation == "create")
        self._hooks.done(asked.operation, asked.urn, found.id)
        failed = provider_pb2.ErrorResourceInitFailed(
            id=found.id, properties=answer_with(found.outputs, inputs), reasons=[str(error)], inputs=given
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error))
        status.details.add().Pack(failed)
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        _abort(context, error)

    def Delete(self, request: provider_pb2.DeleteRequest, context: Context) -> empty_pb2.Empty:
        """Deleted. What is already gone counts as deleted, as azure-native sees it."""
        inputs = decode(request.old_inputs).value
        with self._asked(context):
            self._hooks.before("delete", request.urn, request.id)
            self._network.delete(request.urn, request.id, inputs)
            self._journal.forget(request.urn, request.id)
            self._hooks.done("delete", request.urn, request.id)
        return empty_pb2.Empty()

    # -- questions -------------------------------------------------------------------------------------------------

    def Read(self, request: provider_pb2.ReadRequest, context: Context) -> provider_pb2.ReadResponse:
        """The resource as it is now, for refresh and import; an empty answer says that it is gone."""
        inputs, state = decode(request.inputs), decode(request.properties)
        with self._asked(context):
            found = self._network.read(request.urn, request.id, inputs.value or None)
        if found is None:
            return provider_pb2.ReadResponse()
        known = Decoded(found.inputs, self._journal.secrets_of(found.id))
        return provider_pb2.ReadResponse(
            id=found.id,
            properties=answer_with(found.outputs, state, inputs, known),
            inputs=answer_with(found.inputs, inputs, known),
        )

    def Invoke(self, request: provider_pb2.InvokeRequest, context: Context) -> provider_pb2.InvokeResponse:
        """A function of the package: look-ups, keys."""
        with self._asked(context):
            answer = self.cloud.invoke(request.tok, decode(request.args).value)
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(answer))  # the field's name is a word of Python's own
        return response

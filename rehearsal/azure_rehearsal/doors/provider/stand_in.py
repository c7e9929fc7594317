"""Stand-ins behind Pulumi's provider protocol: what is made is remembered by the engine alone."""

from __future__ import annotations

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2
from typing_extensions import override

from azure_rehearsal import stand_ins
from azure_rehearsal.core.changes import Diff, difference
from azure_rehearsal.memory.checkpoint import token_of
from azure_rehearsal.services import ResourceType

from .provider import Provider, answer_with, azure_errors, told_difference
from .wire import decode, encode

__all__ = ["StandIn"]

Context = grpc.ServicerContext


class StandIn(Provider):
    """A package that isn't Azure's."""

    @override
    def GetPluginInfo(self, request: empty_pb2.Empty, context: Context) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=stand_ins.PACKAGES[self.package].version)

    @override
    def Check(self, request: provider_pb2.CheckRequest, context: Context) -> provider_pb2.CheckResponse:
        """The inputs as they are; faults as far as the installed SDK tells them."""
        token, news = token_of(request.urn), decode(request.news)
        with azure_errors(context):
            if token not in stand_ins.types():
                raise stand_ins.refusal(token)
        faults = stand_ins.faults(token, news.value)
        failures = [provider_pb2.CheckFailure(property=fault.property, reason=fault.reason) for fault in faults]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    @override
    def Diff(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        """Most of what changes makes another value; so does time, for what it makes outdated."""
        token = token_of(request.urn)
        old, state, new = decode(request.old_inputs).value, decode(request.olds).value, decode(request.news).value
        verdict = difference(ResourceType(token, "", "", replaces=stand_ins.replacing(token, old, new)), old, new)
        late = stand_ins.outdated(token, state, self.cloud)
        if late is not None:
            verdict = Diff([*verdict.changed, late], [*verdict.replaces, late], False, {**verdict.kinds, late: "update"})
        return told_difference(verdict, delete_before_replace=False)

    @override
    def Create(self, request: provider_pb2.CreateRequest, context: Context) -> provider_pb2.CreateResponse:
        token, inputs = token_of(request.urn), decode(request.properties)
        with azure_errors(context):
            if request.preview:
                return provider_pb2.CreateResponse(properties=answer_with(stand_ins.preview(token, inputs.value), inputs))
            made = stand_ins.make(token, inputs.value, seed=None, cloud=self.cloud)
        return provider_pb2.CreateResponse(id=made.id, properties=answer_with(made.outputs, inputs))

    @override
    def Update(self, request: provider_pb2.UpdateRequest, context: Context) -> provider_pb2.UpdateResponse:
        news, token = decode(request.news), token_of(request.urn)
        with azure_errors(context):
            olds = decode(request.olds).value
            outputs = stand_ins.preview(token, news.value) if request.preview else stand_ins.change(token, olds, news.value)
        return provider_pb2.UpdateResponse(properties=answer_with(outputs, news))

    @override
    def Delete(self, request: provider_pb2.DeleteRequest, context: Context) -> empty_pb2.Empty:
        with azure_errors(context):
            stand_ins.end(token_of(request.urn), decode(request.old_inputs).value, self.cloud)
        return empty_pb2.Empty()

    @override
    def Read(self, request: provider_pb2.ReadRequest, context: Context) -> provider_pb2.ReadResponse:
        """What the engine remembers is what there is."""
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    @override
    def Invoke(self, request: provider_pb2.InvokeRequest, context: Context) -> provider_pb2.InvokeResponse:
        with azure_errors(context):
            answer = stand_ins.call(request.tok, decode(request.args).value)
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(answer))  # the field's name is a word of Python's own
        return response

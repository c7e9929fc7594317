"""The ways into the simulated Azure, each as a world in which one makes, changes and deletes; what Azure answers, as it came out there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc
import pulumi
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from azure_rehearsal.cloud.cloud import AzureError
from azure_rehearsal.doors.provider.servers import ProviderServers, serve
from azure_rehearsal.doors.provider.wire import decode, encode
from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.outputs import api_version
from azure_rehearsal.schema.rest_bodies import to_body
from azure_rehearsal.services import canonical
from azure_rehearsal.testing.fixture import AzureFixture
from tests.rehearsal.doors.https.conftest import Clients
from tests.rehearsal.world import Made, World

__all__ = ["Answer", "Arm", "Core", "Mocks", "Over", "answer_of"]

_SAID = re.compile(r'^Status=(\d+) Code="([^"]*)" Message="(.*)"$', re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """Azure's no: the HTTP status, the code, the message; status 0 and no code where the provider itself says no."""

    status: int
    code: str
    message: str

    @classmethod
    def said(cls, text: str) -> Answer:
        """As azure-native words it."""
        found = _SAID.match(text)
        return cls(int(found[1]), found[2], found[3]) if found else cls(0, "", text)


class ArmRefused(Exception):
    """A response that isn't success."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status} {body}")
        self.answer = Answer(status, body["error"]["code"], body["error"]["message"])


def answer_of(act: Callable[[], object]) -> Answer:
    """What an act is refused with, at whichever door."""
    try:
        act()
    except AzureError as error:
        return Answer.said(str(error))
    except grpc.RpcError as error:
        return Answer.said(str(error.details()))  # type: ignore[attr-defined]
    except ArmRefused as error:
        return error.answer
    raise AssertionError("was not refused")


class Core(World):
    """The cloud itself, in a world that is there already."""

    def __init__(self, world: World) -> None:
        self.cloud, self.keeper = world.cloud, world.keeper

    def close(self) -> None:
        """Nothing is open."""

    def _placed(self, token: str, inputs: dict[str, Any], group: str) -> dict[str, Any]:
        grouped = token.startswith("azure-native:") and "resourceGroupName" in schema.describe(token).inputs
        return {"resourceGroupName": group, **inputs} if grouped else inputs


class Over(Core):
    """Pulumi's provider protocol, over the wire: what the engine would ask."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._serving: ProviderServers = serve(world.cloud)

    def close(self) -> None:
        self._serving.stop()

    def _stub(self, token: str) -> provider_pb2_grpc.ResourceProviderStub:
        port = self._serving.ports[token.partition(":")[0]]
        return provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{port}"))

    @staticmethod
    def _urn(token: str) -> str:
        return f"urn:pulumi:dev::conformance::{canonical(token)}::thing"

    def make(self, token: str, inputs: dict[str, Any], *, urn: str = "thing", group: str = "rg") -> Made:
        news = encode(self._placed(token, inputs, group))
        request = provider_pb2.CheckRequest(urn=self._urn(token), news=news, randomSeed=urn.encode())
        checked = self._stub(token).Check(request)
        assert list(checked.failures) == []
        made = self._stub(token).Create(provider_pb2.CreateRequest(urn=self._urn(token), properties=checked.inputs))
        return Made(token, made.id, decode(checked.inputs).value, decode(made.properties).value)

    def change(self, made: Made, **inputs: Any) -> Made:
        new = {key: value for key, value in {**made.inputs, **inputs}.items() if value is not None}
        request = provider_pb2.UpdateRequest(
            urn=self._urn(made.token), id=made.id, olds=encode(dict(made)), old_inputs=encode(made.inputs), news=encode(new)
        )
        return Made(made.token, made.id, new, decode(self._stub(made.token).Update(request).properties).value)

    def drop(self, made: Made) -> None:
        request = provider_pb2.DeleteRequest(
            urn=self._urn(made.token), id=made.id, properties=encode(dict(made)), old_inputs=encode(made.inputs)
        )
        self._stub(made.token).Delete(request)


class Mocks(Core):
    """A Pulumi program under mocks; each resource is a stack of its own, which is run again for a change and destroyed for a delete."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._azure = AzureFixture(world.cloud)
        self._stacks: dict[str, str] = {}

    def _run(self, stack: str, token: str, inputs: dict[str, Any]) -> Made:
        outcome = self._azure.run(lambda: pulumi.CustomResource(canonical(token), "thing", inputs), stack=stack)
        one = outcome.find(name="thing")
        assert one.id is not None
        self._stacks[one.id] = stack
        return Made(token, one.id, dict(one.checked), dict(one.outputs))

    def make(self, token: str, inputs: dict[str, Any], *, urn: str = "thing", group: str = "rg") -> Made:
        stack = f"stack-{len(self._stacks)}-{zlib.crc32(urn.encode())}"  # a stack's name has no slashes
        return self._run(stack, token, self._placed(token, inputs, group))

    def change(self, made: Made, **inputs: Any) -> Made:
        new = {key: value for key, value in {**made.inputs, **inputs}.items() if value is not None}
        return self._run(self._taken(made), made.token, {key: value for key, value in new.items() if not key.startswith("__")})

    def drop(self, made: Made) -> None:
        self._azure.destroy(stack=self._taken(made))

    def _taken(self, made: Made) -> str:
        """The stack of what is there; one that imports it where another door made it."""
        if made.id not in self._stacks:
            self._stacks[made.id] = f"import-{len(self._stacks)}"
            options = pulumi.ResourceOptions(import_=made.id)
            inputs = {key: value for key, value in made.inputs.items() if not key.startswith("__")}
            token = canonical(made.token)
            self._azure.run(lambda: pulumi.CustomResource(token, "thing", inputs, options), stack=self._stacks[made.id])
        return self._stacks[made.id]


class Arm(Core):
    """HTTPS, as clients of Azure Resource Manager use it."""

    def __init__(self, world: World, clients: Clients) -> None:
        super().__init__(world)
        self._clients = clients
        clients.source.cloud = world.cloud
        clients.world, clients.cloud = world, world.cloud

    def _ask(self, method: str, token: str, resource_id: str, **more: Any) -> None:
        answer = self._clients.raw(method, f"{resource_id}?api-version={api_version(canonical(token))}", **more)
        if not answer.ok:
            raise ArmRefused(answer.status_code, answer.json())

    def _put(self, token: str, resource_id: str, inputs: dict[str, Any]) -> Made:
        skip = {*self.cloud.type_of(token).path_inputs, "__createBeforeDelete"}
        body = to_body(canonical(token), resource_id, {key: one for key, one in inputs.items() if key not in skip})
        self._ask("PUT", token, resource_id, json=body)
        record = self.cloud.state.get(resource_id)
        assert record is not None
        return Made(token, record.id, inputs, record.outputs)

    def make(self, token: str, inputs: dict[str, Any], *, urn: str = "thing", group: str = "rg") -> Made:
        checked = self.cloud.check(token, self._placed(token, inputs, group), urn_name=urn, random_seed=urn.encode())
        resource_id = self.cloud.id_of(token, checked.inputs)
        assert resource_id is not None
        return self._put(token, resource_id, checked.inputs)

    def change(self, made: Made, **inputs: Any) -> Made:
        return self._put(made.token, made.id, {key: value for key, value in {**made.inputs, **inputs}.items() if value is not None})

    def drop(self, made: Made) -> None:
        self._ask("DELETE", made.token, made.id)

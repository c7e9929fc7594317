"""Runs a benchmark's program under the plainest mocks there are, so that what is measured is the program and the SDK."""

from __future__ import annotations

import asyncio
import importlib
import json
from dataclasses import dataclass, field
from typing import Any, cast

from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.stack import wait_for_rpcs

GUID = "00000000-0000-4000-8000-000000000000"
SUBSCRIPTION = f"/subscriptions/{GUID}"


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One registered resource: its type token, name and inputs as sent (camelCase)."""

    token: str
    name: str
    inputs: str

    @property
    def custom(self) -> bool:
        """Whether it is a resource of a provider, rather than a component."""
        return self.token.startswith(("azure-native:", "azuread:"))


@dataclass
class PlainMocks(Mocks):
    """Gives each resource an ARM id and its inputs back; counts and remembers."""

    seen: list[Registration] = field(default_factory=list[Registration])

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Answer a registration."""
        inputs = cast("dict[str, Any]", args.inputs)
        self.seen.append(Registration(token=args.typ, name=args.name, inputs=json.dumps(inputs, sort_keys=True, default=repr)))
        outputs: dict[str, Any] = {
            "name": args.name, **inputs, "principalId": GUID, "clientId": GUID, "tenantId": GUID, "objectId": GUID, "location": "westeurope",
            "defaultHostName": f"{args.name}.azurewebsites.net", "fullyQualifiedDomainName": f"{args.name}.database.windows.net",
        }  # fmt: skip
        return f"{SUBSCRIPTION}/resourceGroups/rg/providers/{_arm_type(args.typ)}/{args.name}", outputs

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Answer a lookup."""
        return {"id": args.token, "subscriptionId": GUID, "tenantId": GUID, "clientId": GUID, "objectId": GUID}, None


def _arm_type(token: str) -> str:
    _, module, name = token.split(":")
    return f"Microsoft.{module.capitalize()}/{name[0].lower()}{name[1:]}s"


def record(program: str, apps: int, **options: Any) -> list[Registration]:
    """Build `apps` apps with a program of `benchmarks.programs`; returns what it registered, components included."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    mocks = PlainMocks()
    set_mocks(mocks, project="bench", stack="dev", preview=False)
    build = importlib.import_module(f"benchmarks.programs.{program}").build

    async def body() -> None:
        build(apps, **options)
        await wait_for_rpcs()

    loop.run_until_complete(body())
    return mocks.seen

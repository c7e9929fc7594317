"""Runs a benchmark's program under the plainest mocks there are, so that what is measured is the program and the SDK."""

from __future__ import annotations

import asyncio
import importlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, cast

from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.stack import wait_for_rpcs

GUID = "00000000-0000-4000-8000-000000000000"
GROUP = f"/subscriptions/{GUID}/resourceGroups/bench"
# The resources whose ids are taken apart by somebody; all others get one of the same shape.
ARM_TYPES = {
    "azure-native:storage:StorageAccount": "Microsoft.Storage/storageAccounts/{}",
    "azure-native:storage:BlobContainer": "Microsoft.Storage/storageAccounts/benchdata/blobServices/default/containers/{}",
    "azure-native:sql:Database": "Microsoft.Sql/servers/bench-sql/databases/{}",
    "azure-native:cognitiveservices:Account": "Microsoft.CognitiveServices/accounts/{}",
    "azure-native:keyvault:Vault": "Microsoft.KeyVault/vaults/{}",
    "azure-native:keyvault:Secret": "Microsoft.KeyVault/vaults/{}",
    "azure-native:managedidentity:UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities/{}",
    "azure-native:web:WebApp": "Microsoft.Web/sites/{}",
}


def _guid(what: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, what))


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
        name = args.name
        if args.typ.startswith("azure-native:keyvault:") and "vaultName" in inputs:  # the only resources here that are named outright
            name = "/secrets/".join([inputs["vaultName"], *([inputs["secretName"]] if "secretName" in inputs else [])])
        outputs: dict[str, Any] = {
            "name": name,
            **inputs,
            "principalId": _guid(f"{args.name}/principal"),
            "clientId": _guid(f"{args.name}/client"),
            "tenantId": GUID,
            "objectId": GUID,
            "location": "westeurope",
            "defaultHostName": f"{args.name}.azurewebsites.net",
            "fullyQualifiedDomainName": f"{args.name}.database.windows.net",
        }
        if "identity" in inputs:  # the one property here that goes in as a list and comes back as a map
            attached = inputs["identity"].get("userAssignedIdentities", [])
            outputs["identity"] = {
                "type": "UserAssigned",
                "userAssignedIdentities": {one: {"principalId": GUID, "clientId": GUID} for one in attached},
            }
        return f"{GROUP}/providers/{ARM_TYPES.get(args.typ, 'Microsoft.Other/things/{}').format(name)}", outputs

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Answer a lookup."""
        return {"id": args.token, "subscriptionId": GUID, "tenantId": GUID, "clientId": GUID, "objectId": GUID}, []


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

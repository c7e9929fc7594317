"""Function apps on the real engine: every plan, unchanged by the second `up`, the host's storage reached by identity."""

from __future__ import annotations

import pulumi
import pytest
from pulumi_azure_native import storage

from azure_rehearsal.core.options import Options
from azure_rehearsal.engine.rehearsal import Rehearsal
from pulumi_azure_connect import ManagedIdentityApp, ManagedIdentityAppArgs
from tests.components.programs import account, group
from tests.engine.conftest import Rehearse
from tests.engine.stacks import changes, raw, report, verdicts

PLANS = {"flex": "FC1", "consumption": "Y1", "premium": "EP1"}
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/"


def program(sku: str, identity: str) -> None:
    group()
    host, uploads = account("host"), account("uploads")
    functions = {"storage_account_id": host.id, "triggers": ["http", "timer"]}
    app = ManagedIdentityApp(
        "fun",
        ManagedIdentityAppArgs(
            resource_group_name=group().name,
            runtime="PYTHON|3.12",
            sku=sku,
            identity=identity,  # pyright: ignore[reportArgumentType]
            functions=functions,  # pyright: ignore[reportArgumentType]
        ),
    )
    jobs = storage.Queue("jobs", account_name=uploads.name, resource_group_name=group().name, queue_name="jobs")
    app.connect("jobs", "storage-queue", to=jobs, access="receive", naming="functions")
    pulumi.export("ready", app.ready)


def run(rehearse: Rehearse, plan: str, identity: str = "user-assigned", options: Options | None = None) -> Rehearsal:
    return rehearse(lambda: program(PLANS[plan], identity), options=options)


@pytest.mark.parametrize("plan", PLANS)
def test_a_function_app_comes_up_at_once_and_stays(rehearse: Rehearse, plan: str, options: Options):
    rehearsal = run(rehearse, plan, options=options)
    result = rehearsal.up()
    written = [step.op for step in result.changed if step.type == "azure-native:web:WebAppApplicationSettings"]
    assert written == ["create"]
    assert verdicts(rehearsal) == {"fun -> AzureWebJobsStorage": "works", "fun -> jobs": "works"}
    assert changes(rehearsal.up()) == []
    assert set(rehearsal.refresh().changes) == {"same"}


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_the_host_reaches_its_storage_and_nothing_else(rehearse: Rehearse, identity: str):
    rehearsal = run(rehearse, "consumption", identity)
    rehearsal.up()
    cloud = rehearsal.cloud
    (line,) = [one.line for one in report(rehearsal).lines if one.line.name == "AzureWebJobsStorage"]
    assert line.identity is not None
    who, host = line.identity.principal_id, str(line.target_id)
    other = next(record.id for record in cloud.state.of("azure-native:storage:StorageAccount") if record.id != host)
    assert raw(cloud, "fun")["AzureWebJobsStorage__accountName"] == host.rpartition("/")[2]
    assert cloud.can(who, f"{BLOBS}write", host, data=True).allowed
    assert not cloud.can(who, f"{BLOBS}write", other, data=True).allowed
    assert not cloud.can(who, "Microsoft.Storage/storageAccounts/listKeys/action", host).allowed


def test_settings_of_triggers_are_theirs(rehearse: Rehearse):
    rehearsal = run(rehearse, "flex")
    rehearsal.up()
    settings = raw(rehearsal.cloud, "fun")
    assert settings["jobs__queueServiceUri"].endswith(".queue.core.windows.net")
    assert settings["jobs__credential"] == "managedidentity"
    assert settings["jobs__clientId"] == settings["AZURE_CLIENT_ID"]
    assert not {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage"} & set(settings)


@pytest.mark.parametrize("plan", PLANS)
def test_destroy_leaves_an_empty_cloud(rehearse: Rehearse, plan: str):
    rehearsal = run(rehearse, plan)
    rehearsal.up()
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []

"""`azure-rehearsal serve`: another process's engine with its own backend, and a client that knows only the protocol."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from azure_rehearsal.cli.main import main
from azure_rehearsal.cli.serve_engine import engine_environment, serve
from azure_rehearsal.core.problems import Busy
from azure_rehearsal.doors.provider.wire import decode, encode
from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal

GROUP = "azure-native:resources:ResourceGroup"

# A program of somebody else: an inline program of the Automation API with a backend of its own.
DEPLOYS = """
import os, sys
from pulumi import automation as auto

def program():
    import pulumi
    from pulumi_azure_native import managedidentity, resources
    group = resources.ResourceGroup("rg", resource_group_name="theirs", location="westeurope")
    pulumi.export("principal", managedidentity.UserAssignedIdentity("who", resource_group_name=group.name).principal_id)

folder = sys.argv[1]
stack = auto.create_or_select_stack(
    stack_name="theirs", project_name="theirs", program=program,
    opts=auto.LocalWorkspaceOptions(
        pulumi_home=folder + "/home",
        env_vars={"PULUMI_BACKEND_URL": "file://" + folder, "PULUMI_CONFIG_PASSPHRASE": "x", "PULUMI_SKIP_UPDATE_CHECK": "true"},
        project_settings=auto.ProjectSettings(name="theirs", runtime="python", backend=auto.ProjectBackend("file://" + folder)),
    ),
)
if sys.argv[2] == "up":
    print("made", stack.up(color="never").outputs["principal"].value)
    print("again", stack.preview(color="never").change_summary)
else:
    stack.destroy(color="never")
"""


@pytest.fixture
def folder(project: Any) -> Path:
    return project("")


@pytest.fixture
def served(folder: Path) -> Iterator[dict[str, str]]:
    """The environment that `azure-rehearsal serve` prints, while it runs in a process of its own."""
    command = [sys.executable, "-m", "azure_rehearsal.cli.main", "serve", "-C", str(folder), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["environment"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.behaviour(beside="test_another_process_deploys_with_its_own_backend")
def test_a_client_that_knows_only_the_protocol(served: dict[str, str], folder: Path):
    ports = dict(one.split(":") for one in served["PULUMI_DEBUG_PROVIDERS"].split(","))
    assert {"azure-native", "azuread", "random"} <= set(ports)
    client = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{ports['azure-native']}"))
    assert client.GetPluginInfo(empty_pb2.Empty()).version == "3.29.0"
    urn = f"urn:pulumi:any::any::{GROUP}::rg"
    news = encode({"location": "westeurope"})
    checked = client.Check(provider_pb2.CheckRequest(urn=urn, news=news, randomSeed=b"seed"))
    made = client.Create(provider_pb2.CreateRequest(urn=urn, properties=checked.inputs))
    assert made.id.endswith(f"/resourceGroups/{decode(made.properties).value['name']}")
    with pytest.raises(Busy):
        Rehearsal(folder).up()


@pytest.mark.behaviour(
    "Pulumi from another terminal",
    "`azure-rehearsal serve`: any engine with its own backend deploys here, and so does any client of the provider protocol.",
)
def test_another_process_deploys_with_its_own_backend(served: dict[str, str], folder: Path, tmp_path: Path, pulumi_cli: Cli):
    (tmp_path / "backend").mkdir()
    path = os.pathsep.join([str(pulumi_cli.path.parent), os.environ.get("PATH", "")])
    environment = {**os.environ, **served, "PATH": path}

    def run(what: str) -> str:
        command = [sys.executable, "-c", DEPLOYS, str(tmp_path / "backend"), what]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    told = run("up")
    assert "made " in told
    assert "'same': 3" in told.replace("<OpType.SAME: 'same'>", "'same'")
    kept = folder / ".rehearsal" / "dev" / "cloud.db"
    assert b"resourceGroups/theirs" in kept.read_bytes()
    run("destroy")
    assert b"resourceGroups/theirs" not in kept.read_bytes(), "what is gone is gone from the file"


def test_it_says_what_to_export(folder: Path, capsys: pytest.CaptureFixture[str]):
    from rich.console import Console

    ended = threading.Event()
    ended.set()
    assert serve(Rehearsal(folder), Console(width=180), until=ended) == 0
    told = capsys.readouterr().out
    for name, value in engine_environment("").items():
        assert f"export {name}={value}" in told


def test_the_command_is_listed(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "another terminal" in capsys.readouterr().out

"""The commands `serve` and `run`, with programs that know only the real Azure."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from azure_rehearsal.cli.https import _lines, find_app, run_app, serve
from azure_rehearsal.cli.main import main
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.problems import RehearsalError
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory import kept_cloud
from azure_rehearsal.memory.store import Store
from tests.rehearsal.world import World

# What a developer's app would do: nothing in it knows of a rehearsal.
APP = """
import json, os, sys
from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient

client = SecretClient("https://kv-one.vault.azure.net", DefaultAzureCredential())
found = {"setting": os.environ["KEY"], "mine": client.get_secret("key").value, "sign-in": os.environ.get("AZURE_CLIENT_SECRET")}
try:
    client.get_secret("other")
except HttpResponseError as error:
    found["other"] = error.error.innererror["code"]
print(json.dumps(found))
sys.exit(7)
"""

DEPLOYER = """
import os
from azure.identity import EnvironmentCredential
from azure.mgmt.resource.resources import ResourceManagementClient

client = ResourceManagementClient(EnvironmentCredential(), os.environ["AZURE_SUBSCRIPTION_ID"])
client.resource_groups.create_or_update("made-outside", {"location": "westeurope"})
print(*[one.name for one in client.resource_groups.list()])
"""


def keep(rehearsal: Rehearsal, cloud: Cloud) -> None:
    """As if a command had left the cloud so."""
    with contextlib.closing(Store(rehearsal.directory.cloud)) as store:
        store.save(cloud.changed(everything=True), everything=True)


@pytest.fixture
def rehearsal(tmp_path: Path, world: World) -> Rehearsal:
    """A stack whose cloud has the app "shop", which may read one secret of two."""
    who, vault = world.identity(), world.vault()
    secret = world.secret(vault)
    world.secret(vault, "other", "hidden")
    world.grant(who["principalId"], "Key Vault Secrets User", secret.id)
    site = world.site(identity=who)
    world.settings(site, KEY="@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)", AZURE_CLIENT_ID=who["clientId"])
    made = Rehearsal(lambda: None, state=tmp_path, stack="dev")
    keep(made, world.cloud)
    return made


@pytest.fixture
def world() -> World:
    return World()


def options(**values: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"port": 0, "app": "shop", "line": [], **values})


def console() -> Console:
    return Console(file=StringIO(), width=300)


def test_a_program_runs_as_the_app(
    rehearsal: Rehearsal, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "the person's own")
    program = tmp_path / "app.py"
    program.write_text(APP, encoding="utf-8")
    assert run_app(options(line=["--", sys.executable, str(program)]), console(), rehearsal) == 7
    assert json.loads(capfd.readouterr().out) == {
        "setting": "canary-value",
        "mine": "canary-value",
        "sign-in": None,
        "other": "ForbiddenByRbac",
    }


def test_an_unresolved_reference_is_told(rehearsal: Rehearsal, world: World):
    world.settings(world.site("bare"), KEY="@Microsoft.KeyVault(VaultName=kv-none;SecretName=key)")
    keep(rehearsal, world.cloud)
    out = console()
    assert run_app(options(app="bare", line=[sys.executable, "-c", ""]), out, rehearsal) == 0
    assert "KEY is an unresolved reference: VaultNotFound" in out.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"line": ["--"]}, "nothing to run"),
        ({"app": "nobody", "line": ["x"]}, "there is shop"),
        ({"line": ["./no-such-program"]}, "can't be started"),
    ],
    ids=["nothing", "app", "program"],
)
def test_what_cant_be_run_is_said(rehearsal: Rehearsal, values: dict[str, Any], words: str):
    with pytest.raises(RehearsalError, match=words):
        run_app(options(**values), console(), rehearsal)


def test_apps_are_found_by_name_or_id(rehearsal: Rehearsal, world: World):
    site = rehearsal.cloud.id_of("azure-native:web:WebApp", {"resourceGroupName": "rg", "name": "shop"})
    assert site is not None
    assert find_app(rehearsal, "SHOP") == find_app(rehearsal, site) == site


def test_real_clients_work_against_serve_and_what_they_do_is_kept(rehearsal: Rehearsal):
    ended, out = threading.Event(), console()
    thread = threading.Thread(target=serve, args=(options(), out, rehearsal), kwargs={"until": ended})
    thread.start()
    variables = rehearsal.directory.own / "door" / "door.env"
    try:
        deadline = time.monotonic() + 20
        while not variables.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert variables.stat().st_mode & 0o077 == 0
        given = [line.removeprefix("export ").partition("=") for line in variables.read_text(encoding="utf-8").splitlines()]
        environment = {name: shlex.split(value)[0] for name, _, value in given}
        command = [sys.executable, "-c", DEPLOYER]
        told = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        assert told.stdout.split() == ["rg", "made-outside"], told.stderr
        assert environment["AZURE_CLIENT_SECRET"] not in out.file.getvalue()  # type: ignore[attr-defined]
    finally:
        ended.set()
        thread.join()
    assert not variables.exists()  # the secret is void now
    assert any(one.endswith("/made-outside") for one in rehearsal.cloud.remaining())


def test_a_program_runs_beside_serve_and_a_second_serve_is_refused(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "canary-passphrase")
    ended, out = threading.Event(), console()
    thread = threading.Thread(target=serve, args=(options(), out, rehearsal), kwargs={"until": ended})
    thread.start()
    variables = rehearsal.directory.own / "door" / "door.env"
    try:
        deadline = time.monotonic() + 20
        while not variables.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        given = [line.removeprefix("export ").partition("=") for line in variables.read_text(encoding="utf-8").splitlines()]
        environment = {name: shlex.split(value)[0] for name, _, value in given}
        trusted = ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])  # as a client has it that began before
        nothing = "import os; raise SystemExit('canary-passphrase' in os.environ.values())"
        assert (
            run_app(options(line=[sys.executable, "-c", nothing]), console(), Rehearsal(lambda: None, state=rehearsal.directory.root)) == 0
        )
        for context in (trusted, ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])):
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
            with pytest.raises(urllib.error.HTTPError, match="401"):
                opener.open(f"{environment['AZURE_REHEARSAL_URL']}/subscriptions?api-version=2022-12-01")
        with pytest.raises(RehearsalError, match="served already"):
            serve(options(), console(), Rehearsal(lambda: None, state=rehearsal.directory.root))
        assert variables.exists()
    finally:
        ended.set()
        thread.join()


def test_a_program_runs_beside_a_command_that_holds_the_stack(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept_cloud, "_PATIENCE_SECONDS", 0.1)
    with Rehearsal(lambda: None, state=rehearsal.directory.root).alone():
        assert run_app(options(line=[sys.executable, "-c", "import os; os.environ['KEY']"]), console(), rehearsal) == 0


@pytest.mark.parametrize("value", ["/srv/o'neil/shop/bundle.pem", 'a "b" $HOME `id` \\ c', "plain", ""])
def test_what_is_written_to_be_sourced_means_itself(value: str):
    lines = _lines({"SSL_CERT_FILE": value, "LAST": "reached"})
    told = subprocess.run(
        ["sh", "-c", '. /dev/stdin && printf "%s|%s" "$SSL_CERT_FILE" "$LAST"'], input=lines, capture_output=True, text=True, check=True
    )
    assert told.stdout == f"{value}|reached"


def test_a_port_that_is_taken(rehearsal: Rehearsal):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(RehearsalError, match="--port"):
        serve(options(port=taken.getsockname()[1]), console(), rehearsal)


def test_the_command_line_knows_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "Pulumi.yaml").write_text("name: empty\nruntime: python\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text("", encoding="utf-8")
    assert main(["run", "-C", str(tmp_path), "shop", "--", "true"]) == 1
    assert "there is no app 'shop' in stack 'dev'" in capsys.readouterr().err

"""A command loads no more than it needs: help needs nothing, and a look at what was deployed needs no Pulumi."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from azure_rehearsal.project.stack import ProjectStack
from tests.rehearsal.world import World

HEAVY = ("pulumi", "pulumi_azure_native", "pulumi_azuread", "grpc", "networkx")
PROBE = """
import sys
from azure_rehearsal.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of whose stack `dev` an app, a vault and a grant are left."""
    (tmp_path / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n", encoding="utf-8")
    world = World()
    vault, identity = world.vault(), world.identity()
    world.grant(identity["principalId"], "Key Vault Secrets User", vault.id)
    world.secret(vault)
    world.settings(world.site(identity=identity), KEY="@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)")
    stack = ProjectStack.load(tmp_path, "dev")
    stack.cloud = world.cloud
    stack.save()
    return tmp_path


def loaded_by(*arguments: str, code: int = 0) -> set[str]:
    """The top-level packages that a command has loaded when it ends."""
    done = subprocess.run([sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code, done.stderr
    return set(done.stderr.rpartition("loaded: ")[2].split())


@pytest.mark.parametrize("command", ["report", "refetch", "advance", "reset"])
def test_commands_without_an_engine_load_no_pulumi(folder: Path, command: str):
    loaded = loaded_by(command, "-C", str(folder), "--stack", "dev", *(["60"] if command == "advance" else []))
    assert "azure_rehearsal" in loaded
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)


@pytest.mark.parametrize("arguments", [["--help"], ["up", "--help"]], ids=["all", "one command"])
def test_help_loads_nothing_heavy(arguments: list[str]):
    loaded = loaded_by(*arguments)
    assert "azure_rehearsal" in loaded
    assert loaded.isdisjoint((*HEAVY, "rich", "yaml", "jsonschema", "asyncio")), loaded


def test_the_probe_sees_what_an_engines_command_loads(folder: Path):
    """The checks above can fail: a command of the engine does load Pulumi, though this one ends before the engine starts."""
    assert "pulumi" in loaded_by("up", "-C", str(folder), "--stack", "dev", "--trouble", "nowhere", code=1)


def test_help_takes_a_tenth_of_a_second_of_its_own():
    """In CPU time against a bare start of Python, each the fastest of five; twice the limit, for machines that are busy with other tests."""

    def fastest(*code: str) -> float:
        times: list[float] = []
        for _ in range(5):
            before = os.times()
            subprocess.run([sys.executable, *code], capture_output=True, check=True, timeout=60)
            after = os.times()
            times.append(after.children_user + after.children_system - before.children_user - before.children_system)
        return min(times)

    bare = fastest("-c", "pass")
    helped = fastest("-c", "import sys; sys.argv = ['azure-rehearsal', '--help']\nfrom azure_rehearsal.cli.main import main\nmain()")
    assert helped - bare < 0.2

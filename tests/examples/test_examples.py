"""Each example deploys, twice without a change, with every connection working, and goes away whole."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.project.outside import StackOutputs
from azure_rehearsal.report.report import make_report

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STACKS = sorted(path.parent.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("Pulumi.yaml") if "shared_vault" not in path.parts)
# What each program asks its configuration for.
CONFIG = {"minimal": {"paymentKey": "canary"}, "slots": {"paymentKey": "canary"}}
# Every row of its report.
ROWS = {
    "container": ["gateway -> images", "gateway -> readings"],
    "functions": ["worker -> AzureWebJobsStorage", "worker -> incoming", "worker -> documents"],
    "minimal": ["web -> uploads", "web -> payment"],
    "plain_azure_native": ["site -> uploads"],
    "slots": ["web -> uploads", "web -> payment", "web/staging -> uploads", "web/staging -> payment"],
}

pytestmark = pytest.mark.engine


def rehearsal_of(example: str, folder: Path, cli: Cli, **arguments: Any) -> Rehearsal:
    """A rehearsal of a copy, so that nothing is written into the clone."""
    copy = folder / Path(example).name
    shutil.copytree(EXAMPLES / example, copy)
    return Rehearsal(copy, stack="dev", pulumi=cli, **arguments)


def verdicts(rehearsal: Rehearsal) -> dict[str, str]:
    """`app -> connection` to how it stands; names that Pulumi made are without their random ends."""
    lines = make_report(rehearsal.checkpoint(), rehearsal.cloud).lines
    return {re.sub(r"[0-9a-f]{8}\b", "", f"{one.line.where} -> {one.line.name}"): one.verdict.value for one in lines}


@pytest.mark.parametrize("example", STACKS)
def test_an_example_deploys_and_goes_away(example: str, tmp_path: Path, pulumi_cli: Cli) -> None:
    rehearsal = rehearsal_of(example, tmp_path, pulumi_cli, config=CONFIG.get(example))
    rehearsal.up()
    assert verdicts(rehearsal) == dict.fromkeys(ROWS[example], "works")
    assert set(rehearsal.up().changes) == {"same"}
    assert set(rehearsal.destroy().changes) == {"delete"}
    assert rehearsal.cloud.remaining() == []


def test_an_app_reads_the_vault_of_another_stack(tmp_path: Path, pulumi_cli: Cli) -> None:
    vault = rehearsal_of("shared_vault/vault", tmp_path, pulumi_cli, config={"mapsKey": "canary"})
    outputs = vault.up().outputs
    references = StackOutputs.parse({"organization/example-vault/dev": outputs})
    app = rehearsal_of("shared_vault/app", tmp_path, pulumi_cli, stack_outputs=references)
    app.cloud = vault.cloud
    app.up()
    assert verdicts(app) == {"web -> maps": "works"}
    assert set(app.up().changes) == {"same"}
    assert set(app.destroy().changes) == {"delete", "discard"}  # the engine discards the stack reference
    assert [one for one in vault.cloud.remaining() if "/sites/" in one] == []
    vault.destroy()
    assert vault.cloud.remaining() == []


def test_the_unit_test_of_an_example_passes(tmp_path: Path) -> None:
    copy = tmp_path / "plain"
    shutil.copytree(EXAMPLES / "plain_azure_native", copy)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(copy)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert "2 passed" in ran.stdout


def test_every_example_is_in_the_list() -> None:
    """A folder without Pulumi.yaml, or one that the page forgets, would be an example that nobody runs."""
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    stacks = [path.parent.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("Pulumi.yaml")]
    assert stacks
    assert [stack for stack in stacks if f"]({stack})" not in page] == []
    assert [path.name for path in EXAMPLES.iterdir() if path.is_dir() and not list(path.rglob("Pulumi.yaml"))] == []

"""A secret's value is in the vault and nowhere else: not in state, settings, previews, outputs, events or logs."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from pulumi.automation import EngineEvent

from azure_rehearsal.cli.main import main
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.plain import tables
from tests.engine.stacks import CANARY, SECRET, Stack

# What the simulated Azure itself remembers holds the values, as Azure does; it is for its owner's eyes only.
AZURE_ITSELF = {"cloud.db"}


def _values(cloud: Cloud) -> dict[str, str]:
    """Every secret that lies in a vault: name to value."""
    secrets = {record.id.rpartition("/")[2]: record for record in cloud.state.of(SECRET)}
    return {name: str(tables(record.private, "versions")[-1]["value"]) for name, record in secrets.items()}


def _shapes(value: str) -> list[str]:
    """The value, and what would give it away or let a guess be checked."""
    raw = value.encode()
    digests = [hashlib.new(kind, raw).hexdigest()[:16] for kind in ("md5", "sha1", "sha256")]
    return [value, value[::-1], base64.b64encode(raw).decode().rstrip("="), raw.hex(), *digests]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name not in AZURE_ITSELF]


def test_no_secret_leaves_the_vault(fresh: Stack, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []

    def event(happened: EngineEvent) -> None:
        told.append(json.dumps(vars(happened), default=lambda part: vars(part) if hasattr(part, "__dict__") else str(part)))

    rehearsal = fresh.open(on_event=event, on_print=told.append)
    results = [rehearsal.preview(), rehearsal.up(), rehearsal.refresh()]
    fresh.config["paymentApiKey"] = "2-" + CANARY
    rehearsal = fresh.open(on_event=event, on_print=told.append)
    values = list(_values(rehearsal.cloud).values())
    results += [rehearsal.preview(), rehearsal.up()]
    values += list(_values(rehearsal.cloud).values())
    outputs = results[-1].outputs
    rehearsal.export(tmp_path / "export.json")
    capfd.readouterr()
    for command in (["up", "--json", "--export", str(tmp_path / "export-2.json")], ["report"], ["report", "--json"], ["preview"]):
        main(fresh.command(*command))
    results.append(rehearsal.destroy())

    assert {CANARY, "2-" + CANARY} <= set(values)
    assert len(set(values)) == 3, "the payment key twice, and the key of the Azure AI account"
    read = capfd.readouterr()
    texts = {
        "events": "\n".join(told),
        "commands": read.out + read.err,
        "operations": "\n".join(result.text() for result in results),
        "steps": repr([result.steps for result in results]),
        "outputs": repr(outputs),
    }
    files = [*_files(fresh.state), tmp_path / "export.json", tmp_path / "export-2.json"]
    assert len(files) > 10
    texts |= {str(path): path.read_bytes().decode("utf-8", "replace") for path in files}
    leaks = {(where, shape) for value in values for shape in _shapes(value) for where, text in texts.items() if shape in text}
    assert leaks == set()
    assert "PAYMENT_API_KEY" in texts["events"], "the events hold the properties of resources"


@pytest.mark.parametrize("name", ["dev"], indirect=True)
def test_the_search_finds_what_is_there(stack: Stack) -> None:
    """The canary is in the vault, so what Azure itself remembers has it; and only its owner can read that file."""
    (cloud,) = stack.state.rglob("cloud.db")
    assert CANARY.encode() in cloud.read_bytes()
    assert cloud.stat().st_mode & 0o077 == 0
    values = _values(stack.open().cloud)
    assert set(values) == {"payment-api-key-ilngxmhc", "azure-aiservices-scans-key-twud3nae"}
    assert values["payment-api-key-ilngxmhc"] == CANARY

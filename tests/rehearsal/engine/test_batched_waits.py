"""A rehearsal waits for outputs in batches, whether the program asks for it or not.

What a batch is, and that everything else stays, is tested with the components, which hold the same file.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pulumi.runtime import stack
from pulumi_azure_native import resources

from azure_rehearsal.engine.batched_waits import batched
from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal


@pytest.mark.engine
def test_every_rehearsal_waits_in_batches(pulumi_cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "asyncio", asyncio)
    seen: list[bool] = []

    def program() -> None:
        resources.ResourceGroup("one")
        seen.append(batched())

    Rehearsal(program, state=tmp_path / ".rehearsal", pulumi=pulumi_cli).preview()
    assert seen == [True]

"""Fixtures and settings that all tests share.

Hypothesis: on CI the property tests are bounded and derandomised, so that a red run is red again; elsewhere they look around freely.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from azure_rehearsal.core.problems import NoPulumi
from azure_rehearsal.engine.pulumi_cli import Cli, find

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("dev", max_examples=60, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

# An f-string of an Output is a bug in a program; in tests it is an error at once (Pulumi's own switch).
os.environ.setdefault("PULUMI_ERROR_OUTPUT_STRING", "true")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the clone."""
    return ROOT


@pytest.fixture(scope="session")
def pulumi_cli() -> Cli:
    """The Pulumi CLI; skips, with the reason, where none can be had."""
    try:
        return find()
    except NoPulumi as reason:
        pytest.skip(str(reason))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip live tests unless they are asked for; a visible skip, with the way to run them."""
    if os.environ.get("AZURE_VERIFIED") == "1":
        return
    live = pytest.mark.skip(reason="needs a live Azure subscription: set AZURE_VERIFIED=1")
    for item in items:
        if item.get_closest_marker("azure_verified"):
            item.add_marker(live)

"""Pytest plugin: the fixture `azure`, a simulated cloud to run Pulumi programs on. Registered with the distribution; nothing to import."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from azure_rehearsal.doors.https.server import Door
    from azure_rehearsal.testing.fixture import AzureFixture


def pytest_configure(config: pytest.Config) -> None:
    """Where a registration fails, Pulumi drops coroutines of its own unawaited; that isn't the user's affair."""
    config.addinivalue_line(
        "filterwarnings", r"ignore:coroutine 'Output\.(future|is_known|is_secret|resources)' was never awaited:RuntimeWarning"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a failing test shows has no secret of the programs that it ran."""
    report = yield
    fixture: AzureFixture | None = getattr(item, "funcargs", {}).get("azure")
    if fixture is not None and (report.longrepr is not None or report.sections):
        from azure_rehearsal.testing.hiding import hide

        hide(report, getattr(fixture, "secret_texts", set[str])())
    return report


@pytest.fixture
def azure(tmp_path_factory: pytest.TempPathFactory) -> AzureFixture:
    """A fresh simulated cloud, with `run(program)` to deploy on it, `up(program)` to do so by the real engine, and `cloud` to ask it."""
    from azure_rehearsal.testing.fixture import AzureFixture

    return AzureFixture(folder=lambda: tmp_path_factory.mktemp("azure-rehearsal"))


@pytest.fixture
def azure_https(azure: AzureFixture, tmp_path_factory: pytest.TempPathFactory) -> Generator[Door]:
    """The cloud of the fixture `azure` behind HTTPS, for real Azure clients; needs `pulumi-azure-rehearsal[https]`."""
    https_server = pytest.importorskip("azure_rehearsal.doors.https.server", reason="needs pulumi-azure-rehearsal[https]")
    from azure_rehearsal.doors.https.source import InProcess

    door: Door = https_server.open_door(InProcess(azure.cloud), tmp_path_factory.mktemp("azure-https"), retry_after=0.01)
    yield door
    door.stop()

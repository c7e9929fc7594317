"""Fixtures of the life cycle tests.

The reference stack is deployed once for each worker; every test gets a copy of that folder, state included, and goes on
from there as another process would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from azure_rehearsal.core.options import Options
from azure_rehearsal.engine.events import Result
from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal
from tests.engine.stacks import Stack, reference_stack
from tests.rehearsal.keeping import nothing_missed

HERE = Path(__file__).parent

Rehearse = Callable[..., Rehearsal]


@pytest.fixture(scope="session", autouse=True)
def nothing_is_missed() -> Iterator[None]:
    """Every rehearsal of these tests proves that it writes down what changes."""
    with nothing_missed():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder runs the engine."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.engine)


@dataclass(frozen=True)
class Deployed:
    """A deployed stack that nobody changes, and what deploying it was like."""

    stack: Stack
    result: Result


@pytest.fixture(scope="session")
def deployments(pulumi_cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Deployed]:
    """The reference stack, deployed at the first call with its name."""
    known: dict[str, Deployed] = {}

    def deployed(name: str) -> Deployed:
        if name not in known:
            stack = reference_stack(tmp_path_factory.mktemp(name) / "project", name, pulumi_cli)
            known[name] = Deployed(stack, stack.open().up())
        return known[name]

    return deployed


@pytest.fixture(params=["dev", "prod"])
def name(request: pytest.FixtureRequest) -> str:
    """Both stacks of the reference project."""
    return request.param


@pytest.fixture
def stack(name: str, deployments: Callable[[str], Deployed], tmp_path: Path) -> Stack:
    """A copy of the reference stack as `up` left it."""
    return deployments(name).stack.copy(tmp_path / "project")


@pytest.fixture
def fresh(name: str, tmp_path: Path, pulumi_cli: Cli) -> Stack:
    """The reference stack, of which nothing is deployed."""
    return reference_stack(tmp_path / "project", name, pulumi_cli)


@pytest.fixture(params=[False, True], ids=["site-put-keeps", "site-put-wipes"])
def options(request: pytest.FixtureRequest) -> Options:
    """Both things that a PUT of a site may do to settings that were written separately."""
    return Options(site_put_wipes_settings=request.param)


@pytest.fixture
def rehearse(pulumi_cli: Cli, tmp_path: Path) -> Rehearse:
    """Makes a rehearsal of a function; another one of the same state goes on from where the first ended."""

    def make(program: Callable[[], None], **arguments: Any) -> Rehearsal:
        return Rehearsal(program, state=tmp_path / ".rehearsal", pulumi=pulumi_cli, **arguments)

    return make

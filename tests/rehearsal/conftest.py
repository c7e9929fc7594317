"""What the tests of the rehearsal share: a small world, and rehearsals of functions and of small projects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal
from tests.rehearsal.keeping import nothing_missed
from tests.rehearsal.world import World

Rehearse = Callable[..., Rehearsal]


@pytest.fixture(scope="session", autouse=True)
def nothing_is_missed() -> Iterator[None]:
    """Every rehearsal of these tests proves that it writes down what changes."""
    with nothing_missed():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the CLI runs the engine."""
    for item in items:
        if isinstance(item, pytest.Function) and "pulumi_cli" in item.fixturenames:
            item.add_marker(pytest.mark.engine)


@pytest.fixture
def rehearse(pulumi_cli: Cli, tmp_path: Path) -> Rehearse:
    """Makes a rehearsal of a function; a second one with the same folder goes on from where the first ended."""

    def make(program: Callable[[], None], **arguments: Any) -> Rehearsal:
        return Rehearsal(program, state=tmp_path / ".rehearsal", pulumi=pulumi_cli, **arguments)

    return make


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Writes a Pulumi project: `project(main, stacks={"dev": yaml}, settings=yaml, **other_files)` gives its folder."""

    def write(main: str, *, settings: str = "", stacks: dict[str, str] | None = None, **files: str) -> Path:
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        (folder / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n" + dedent(settings))
        (folder / "__main__.py").write_text(dedent(main))
        for stack, content in (stacks or {}).items():
            (folder / f"Pulumi.{stack}.yaml").write_text(dedent(content))
        for name, content in files.items():
            (folder / f"{name}.py").write_text(dedent(content))
        return folder

    return write


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(params=[False, True], ids=["put-keeps-settings", "put-wipes-settings"])
def either_world(request: pytest.FixtureRequest) -> World:
    """Both behaviours of a site's PUT without appSettings: which one the live service has isn't known."""
    return World(site_put_wipes_settings=request.param)

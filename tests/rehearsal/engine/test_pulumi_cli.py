"""Finding or getting the Pulumi CLI, with everything outside this machine replaced by scripts."""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from importlib import resources
from pathlib import Path

import pytest

from azure_rehearsal.core.problems import NoPulumi
from azure_rehearsal.engine import pulumi_cli
from azure_rehearsal.engine.pulumi_cli import VERSION, Cli, cache_root, find

PINNED = (3, 276, 0)

UNREACHABLE = "raise SystemExit(1)"
SILENT = "import time; time.sleep(60)"
WORKS = """
import sys, time
from pathlib import Path
print("reached", flush=True)
time.sleep(0.5)
(Path(sys.argv[1]) / "bin").mkdir()
(Path(sys.argv[1]) / "bin" / "pulumi").write_text(sys.argv[2])
"""
HANGS_LATER = "import time; print('reached', flush=True); time.sleep(60)"

GO = """#!/bin/sh
echo "$@" >> {log}
pwd >> {log}
ls >> {log}
while [ "$1" != "-o" ]; do shift; done
mkdir -p "$(dirname "$2")" && echo built > "$2"
sleep 0.3
"""
GO_FAILS = "#!/bin/sh\necho 'go: downloading' >&2\necho 'dial tcp: no such host' >&2\nexit 1\n"


class Machine:
    """A machine with nothing on it but what a test puts there."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "go.log"
        self._patch = monkeypatch
        monkeypatch.setenv("PATH", str(self.bin))
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        monkeypatch.setattr(pulumi_cli, "_INSTALL", UNREACHABLE)
        monkeypatch.setattr(pulumi_cli, "REACH_SECONDS", 2.0)

    def put(self, name: str, script: str) -> Path:
        path = self.bin / name
        path.write_text(script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def installer(self, script: str) -> None:
        self._patch.setattr(pulumi_cli, "_INSTALL", script)

    def go(self, script: str = GO) -> None:
        for tool in ("mkdir", "dirname", "ls", "sleep"):
            (self.bin / tool).symlink_to(next(path for path in (Path("/bin") / tool, Path("/usr/bin") / tool) if path.exists()))
        self.put("go", script.format(log=self.log))

    @property
    def cached(self) -> Path:
        return cache_root() / "pulumi" / VERSION / "bin" / "pulumi"


@pytest.fixture
def machine(tmp_path, monkeypatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_the_one_on_path_is_taken_first(machine):
    path = machine.put("pulumi", "#!/bin/sh\necho v3.272.1-alpha\n")
    machine.cached.parent.mkdir(parents=True)
    machine.cached.touch()
    assert find() == Cli(path, (3, 272, 1))


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("#!/bin/sh\necho v3.90.0\n", "older than 3.130.0"),
        ("#!/bin/sh\nexit 3\n", "doesn't run"),
        ("#!/bin/sh\necho what\n", "names no version"),
    ],
)
def test_one_on_path_that_will_not_do_is_passed_over_and_named(machine, script, says):
    machine.put("pulumi", script)
    with pytest.raises(NoPulumi, match=says):
        find()


def test_the_cache_comes_next(machine):
    machine.cached.parent.mkdir(parents=True)
    machine.cached.touch()
    assert find() == Cli(machine.cached, PINNED)


def test_then_the_installer_which_is_announced_with_its_time(machine):
    machine.installer(WORKS)
    told: list[str] = []
    assert find(told.append) == Cli(machine.cached, PINNED)
    assert machine.cached.read_text() == VERSION
    assert told[0].startswith("Trying the official installer")
    assert told[1].startswith(f"Installed Pulumi {VERSION} in")


@pytest.mark.parametrize("installer", [UNREACHABLE, SILENT], ids=["refused", "silent"])
def test_an_installer_that_cannot_be_reached_gives_way_to_the_build_quickly(machine, installer):
    machine.installer(installer)
    machine.go()
    told: list[str] = []
    begun = time.monotonic()
    assert find(told.append) == Cli(machine.cached, PINNED)
    assert time.monotonic() - begun < 10
    assert machine.cached.read_text() == "built\n"
    assert [sentence.split()[0] for sentence in told] == ["Trying", "The", "Building", "Built"]
    log = machine.log.read_text()
    assert "-trimpath" in log
    assert f"version.Version=v{VERSION}" in log
    assert {"go.mod", "go.sum", "tools.go"} <= set(log.split())


def test_an_installer_that_hangs_later_is_given_up(machine, monkeypatch):
    machine.installer(HANGS_LATER)
    monkeypatch.setattr(pulumi_cli, "INSTALL_SECONDS", 0.5)
    machine.go()
    assert find() == Cli(machine.cached, PINNED)
    assert machine.cached.read_text() == "built\n"


def test_where_nothing_works_each_way_and_its_reason_is_listed(machine):
    machine.go(GO_FAILS)
    with pytest.raises(NoPulumi) as caught:
        find()
    text = str(caught.value)
    for said in (
        "PATH: no `pulumi`",
        "cache: nothing at",
        "official installer: not reachable",
        "Go build: dial tcp: no such host",
        "pulumi.com",
    ):
        assert said in text
    assert list(machine.cached.parents[2].iterdir()) == [machine.cached.parents[2] / f"{VERSION}.lock"], "no half-filled folder stays"


def test_without_go_that_is_said(machine):
    with pytest.raises(NoPulumi, match="Go build: no `go` on PATH"):
        find()


def test_two_at_once_share_one_build(machine):
    machine.go()
    found: list[Cli] = []
    told: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(find(told.append))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Cli(machine.cached, PINNED)] * 2
    assert machine.log.read_text().count("-trimpath") == 1
    assert "Another process is getting the Pulumi CLI; waiting for it." in told


def test_the_version_is_pinned_once():
    assert ".".join(map(str, PINNED)) == VERSION


def test_the_pins_travel_with_the_package():
    folder = resources.files("azure_rehearsal") / "pulumi_cli_build"
    pins = (folder / "go.mod").read_text(encoding="utf-8")
    assert f"github.com/pulumi/pulumi/pkg/v3 v{VERSION}" in pins
    assert f"github.com/pulumi/pulumi/sdk/v3 v{VERSION}" in pins
    assert "replace github.com/atotto/clipboard => github.com/tgummerer/clipboard" in pins
    assert pulumi_cli.MODULE.removesuffix("/cmd/pulumi") in (folder / "tools.go").read_text(encoding="utf-8")
    assert f"github.com/pulumi/pulumi/pkg/v3 v{VERSION} h1:" in (folder / "go.sum").read_text(encoding="utf-8")


def test_the_cache_lies_outside_of_any_clone(monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_root() == tmp_path / ".cache" / "azure-rehearsal"
    assert os.path.commonpath([sys.prefix, cache_root()]) != sys.prefix

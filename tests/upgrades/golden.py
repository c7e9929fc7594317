"""Golden states: checkpoints of three stacks as an earlier version deployed them, and how to open them again.

A golden state needs no simulated Azure that remembers the resources: a preview compares the program with the checkpoint. Only the
calls of provider functions (account keys, look-ups) ask Azure. Their answers are recorded beside the checkpoint.
Everything that these tests take from the rehearsal's modules is imported here.
"""

from __future__ import annotations

import gzip
import json
import runpy
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest import mock

import yaml
from pulumi import automation as auto

from azure_rehearsal.engine.pulumi_cli import Cli, find
from azure_rehearsal.engine.rehearsal import Rehearsal
from tests.engine import every_target

__all__ = ["GOLDEN", "Cli", "Golden", "Kept", "find", "names_of", "opened"]

ROOT: Final = Path(__file__).resolve().parents[2]
STATES: Final = Path(__file__).resolve().parent / "states"

PASSPHRASE: Final = "golden states hold made-up values"
"""Encrypts the secrets in the checkpoints. All of them are made up."""

CONFIG: Final = {"paymentApiKey": "a-made-up-payment-key"}
"""The secret configuration of the reference stack."""


@dataclass(frozen=True)
class Golden:
    """A stack whose state is kept: a program and its project."""

    name: str
    project: str
    stack: str
    program: auto.PulumiFn
    config: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def path(self) -> Path:
        """The file of the state."""
        return STATES / f"{self.name}.json.gz"


def _run_reference() -> None:
    runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")


def _reference(stack: str) -> Golden:
    return Golden(stack, "azure-connect-reference", stack, _run_reference, CONFIG)


GOLDEN: Final[Mapping[str, Golden]] = {
    golden.name: golden
    for golden in (_reference("dev"), _reference("prod"), Golden("every-target", "every-target", "dev", every_target.program))
}


@dataclass
class Kept:
    """What is stored of a state: the deployment as `pulumi stack export` writes it, and Azure's answers to provider functions."""

    version: int = 3
    deployment: dict[str, Any] = field(default_factory=dict[str, Any])
    answers: dict[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def read(cls, golden: Golden) -> Kept:
        """Read a state from its file."""
        return cls(**json.loads(gzip.decompress(golden.path.read_bytes())))

    def write(self, golden: Golden) -> None:
        """Write a state to its file."""
        text = json.dumps(vars(self), indent=1, sort_keys=True)
        golden.path.parent.mkdir(exist_ok=True)
        golden.path.write_bytes(gzip.compress(text.encode(), mtime=0))


def names_of(deployment: Mapping[str, Any]) -> set[str]:
    """The URNs of a deployment. Providers are left out: their names hold the version of their package."""
    return {resource["urn"] for resource in deployment["resources"] if not resource["type"].startswith("pulumi:providers:")}


@contextmanager
def opened(golden: Golden, kept: Kept, folder: Path, cli: Cli) -> Generator[auto.Stack]:
    """A new stack in `folder`, on a new simulated Azure, with the kept state if there is one.

    Args:
        golden: which stack.
        kept: its state. Answers of provider functions that it doesn't hold yet are added.
        folder: an empty folder for the stack's files.
        cli: the Pulumi CLI.
    """
    rehearsal = Rehearsal(golden.program, state=folder / "rehearsal", pulumi=cli)
    answer = _answering(kept, rehearsal.cloud.invoke)
    with mock.patch.object(rehearsal.cloud, "invoke", answer), rehearsal.serving() as providers:
        for made in ("work", "home", "backend"):
            (folder / made).mkdir()
        _write_settings(golden, folder / "work")
        options = auto.LocalWorkspaceOptions(
            work_dir=str(folder / "work"),
            program=golden.program,
            pulumi_home=str(folder / "home"),
            pulumi_command=rehearsal.command,
            secrets_provider="passphrase",
            env_vars={
                "PULUMI_BACKEND_URL": (folder / "backend").as_uri(),
                "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
                "PULUMI_DEBUG_PROVIDERS": providers,
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
            },
        )
        stack = auto.Stack.create(golden.stack, auto.LocalWorkspace(**vars(options)))
        if golden.config:
            stack.set_all_config({key: auto.ConfigValue(value, secret=True) for key, value in golden.config.items()})
        if kept.deployment:
            stack.import_stack(auto.Deployment(kept.version, kept.deployment))
        yield stack


def _write_settings(golden: Golden, work: Path) -> None:
    """Write the project's settings, and the stack's where the repository has them."""
    own = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
    project = own if own["name"] == golden.project else {"name": golden.project}
    (work / "Pulumi.yaml").write_text(yaml.safe_dump({**project, "runtime": "python"}), encoding="utf-8")
    settings = ROOT / f"Pulumi.{golden.stack}.yaml"
    if project is own:
        (work / settings.name).write_text(settings.read_text(encoding="utf-8"), encoding="utf-8")


def _answering(kept: Kept, ask: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    """Answer a provider function as it was answered then; ask the new cloud only what is not recorded."""

    def answer(token: str, args: Any) -> Any:
        question = f"{token} {json.dumps(args, sort_keys=True)}"
        if question not in kept.answers:
            kept.answers[question] = ask(token, args)
        return json.loads(json.dumps(kept.answers[question]))

    return answer

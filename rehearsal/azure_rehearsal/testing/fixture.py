"""What the pytest fixture `azure` gives: a simulated cloud, and ways to run programs on it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.doors.mocks.maker import Script, Standing
from azure_rehearsal.doors.mocks.mocks import DEFAULT_TIMEOUT, Config, Program, run
from azure_rehearsal.doors.mocks.recording import Run
from azure_rehearsal.project.outside import StackName, StackOutputs

from .verdicts import CheckedRun, checked_run

if TYPE_CHECKING:
    from azure_rehearsal.engine.rehearsal import Rehearsal
    from azure_rehearsal.trouble import Trouble

    from .results import CheckedResult

__all__ = ["AzureFixture"]


@dataclass
class AzureFixture:
    """What the pytest fixture `azure` gives: one simulated cloud, and runs of programs on it.

    Runs with the same stack and project follow one another as deployments do: the second updates what the first made. `folder` makes the folder in
    which the real engine, where a test wants it, keeps what it remembers.
    """

    cloud: Cloud = field(default_factory=Cloud)
    folder: Callable[[], Path] = lambda: Path(tempfile.mkdtemp(prefix="azure-rehearsal-"))
    _standing: dict[tuple[str, str], dict[str, Standing]] = field(default_factory=dict[tuple[str, str], dict[str, Standing]])
    _last: dict[StackName, Run] = field(default_factory=dict[StackName, Run])
    _runs: list[Run] = field(default_factory=list[Run])
    _rehearsals: list[Rehearsal] = field(default_factory=list["Rehearsal"])
    _kept: Path | None = None

    def run(
        self,
        program: Program,
        *,
        preview: bool = False,
        config: Config | None = None,
        config_secrets: Config | None = None,
        stack: str = "dev",
        project: str = "project",
        outputs: Mapping[str, Any] | None = None,
        invokes: Mapping[str, Any] | None = None,
        stack_references: Mapping[str, Any] | None = None,
        check: bool = True,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> CheckedRun:
        """As `azure_rehearsal.doors.mocks.mocks.run`, on this fixture's cloud, with verdicts on the connections.

        `outputs`, `invokes`, `stack_references` as in `Script`. A stack that the program refers to is the one that this fixture ran before under that name.
        """
        outcome = checked_run(
            run(
                program,
                self.cloud,
                preview=preview,
                config=config,
                config_secrets=config_secrets,
                stack=stack,
                project=project,
                script=Script(outputs or {}, invokes or {}, stack_references or {}, self._last),
                standing=self._standing.setdefault((project, stack), {}),
                check=False,
                timeout=timeout,
            )
        )
        self._runs.append(outcome)
        if not preview:
            self._last[StackName(outcome.project, stack)] = outcome
        if check and outcome.errors:
            raise outcome.errors[0]
        return outcome

    def seed(self, source: Path | str | Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> list[str]:
        """Put existing resources, roles and people into this fixture's cloud, for `run` and `up` alike; returns their ids.

        Args:
            source: a file, or plain data in the same form: `{"resources": [...], "roles": [...], "directory": {...}}`, or what Azure's tools export.

        Raises:
            SeedProblem: something in it is wrong; nothing is put there then.
        """
        from azure_rehearsal.cloud.seeding import plant
        from azure_rehearsal.project.seed_file import parse_seed, read_seed

        seed = read_seed(Path(source)) if isinstance(source, Path | str) else parse_seed(source)
        return plant(self.cloud, seed).ids

    def destroy(self, *, stack: str = "dev", project: str = "project") -> CheckedRun:
        """Delete everything that the runs of a stack made."""
        return self.run(lambda: None, stack=stack, project=project)

    def rehearsal(
        self,
        program: Path | str | Callable[[], Any],
        *,
        config: Mapping[str, str] | None = None,
        stack: str = "dev",
        project: str = "project",
        trouble: Trouble | str | None = None,
        seed: int = 0,
        stack_references: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Rehearsal:
        """The program with the real Pulumi engine on this fixture's cloud; `azure_rehearsal.engine.rehearsal.Rehearsal` tells of the arguments.

        What `run` made of a stack isn't known to the engine.

        Raises:
            NoPulumi: at its first operation, where no Pulumi CLI can be had.
        """
        from azure_rehearsal.engine.rehearsal import Rehearsal  # tests that only use mocks do without the Automation API

        if self._kept is None:
            self._kept = self.folder()
        made = Rehearsal(
            program,
            stack=stack,
            config=config,
            state=self._kept,
            project_name=project,
            trouble=trouble,
            seed=seed,
            stack_outputs=StackOutputs.parse(stack_references),
        )
        made.cloud = self.cloud
        self._rehearsals.append(made)
        return made

    def up(self, program: Path | str | Callable[[], Any], *, check: bool = True, **arguments: Any) -> CheckedResult:
        """Deploys with the real Pulumi engine: `azure.up(program, trouble="monday", seed=3)`; arguments as of `rehearsal`."""
        from azure_rehearsal.report.report import make_report

        from .results import checked_result

        rehearsal = self.rehearsal(program, **arguments)
        return checked_result(rehearsal.up(check=check), lambda: make_report(rehearsal.checkpoint(), rehearsal.cloud))

    def secret_texts(self) -> set[str]:
        """Every secret text of the programs that were run: what a test's output mustn't show."""
        from .hiding import texts_of

        return texts_of([*(value for one in self._runs for value in one.secret_values()), *self._secrets_of_the_engine()])

    def _secrets_of_the_engine(self) -> Iterator[object]:
        for rehearsal in self._rehearsals:
            yield from rehearsal.secret_values()

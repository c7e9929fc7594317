"""Runs a Pulumi program with the real engine on the simulated Azure.

`Rehearsal` is the whole of it: a project folder (or a function, in tests), a stack, a cloud that survives the process.
The person's own Pulumi files and state are read at most, never written.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pulumi import automation as auto

from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.problems import ProjectProblem, RehearsalError
from azure_rehearsal.core.stack_names import require_project_name, require_stack_name
from azure_rehearsal.doors.provider.servers import serve
from azure_rehearsal.engine import pulumi_cli
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.project import program as programs
from azure_rehearsal.project.outside import StackOutputs, referring
from azure_rehearsal.project.project import DEFAULT_STACK, Project
from azure_rehearsal.project.settings_files import write_config, write_project
from azure_rehearsal.project.stack import ProjectStack
from azure_rehearsal.trouble import Trouble, find_trouble
from azure_rehearsal.trouble.chance import Chance
from azure_rehearsal.trouble.meddling import meddle
from azure_rehearsal.trouble.session import Session

from .automation import EngineCommand, EngineStack, Workspace, engine_variables
from .batched_waits import batch_waits
from .dynamic_plugin import write_dynamic_plugin
from .events import EngineFailed, Gatherer, Result, explain
from .printed import Printed
from .repair import clear_locks, clear_torn_notes, find_pending
from .stack_references import StackReferences

__all__ = ["Rehearsal"]


class Rehearsal(ProjectStack):
    """One stack on the simulated Azure.

    `cloud` is the simulated Azure itself: to look at, to tamper with between two operations, to advance the clock of.
    It is written to the state folder after each operation that it acknowledges, before the engine hears of it.
    """

    def __init__(
        self,
        program: Path | str | auto.PulumiFn,
        *,
        stack: str | None = None,
        config: Mapping[str, str] | None = None,
        options: Options | None = None,
        state: Path | None = None,
        project_name: str = "rehearsal",
        durable: bool = True,
        hooks: Hooks | None = None,
        on_event: Callable[[auto.EngineEvent], None] | None = None,
        on_print: Callable[[str], None] | None = None,
        announce: pulumi_cli.Announce = lambda _: None,
        pulumi: pulumi_cli.Cli | None = None,
        environment: Mapping[str, str] | None = None,
        trouble: Trouble | str | None = None,
        seed: int = 0,
        stack_outputs: StackOutputs | None = None,
        allow_commands: bool = False,
    ) -> None:
        """Opens a rehearsal; nothing runs yet.

        Args:
            program: the folder of a Pulumi project, or a function that declares resources.
            stack: the stack's name; without it `dev`, or the only one that has a settings file.
            config: overrides, `key` or `namespace:key` to text. For a function: all there is.
            options: how the cloud behaves; without it as it did before.
            state: the folder that remembers everything; without it `.rehearsal` in the project's folder. A function
                needs one.
            project_name: the project's name for a function.
            durable: whether the state must survive a crash in the middle of an operation. Without it large stacks
                deploy in about half the time.
            hooks: called before Azure is asked and after it answered; the state is written between answer and hook.
            on_event: is told each event of the engine.
            on_print: is told each line that the program writes to its standard output, where it is.
            announce: is told in a sentence what takes time before the engine starts.
            pulumi: the CLI; without it, it is looked for, installed or built.
            environment: additional environment variables of the engine's process.
            trouble: what goes wrong in `up`, `refresh` and `destroy`, or the name of a preset or file; may be assigned between
                two operations, as `seed` may.
            seed: what repeats the troubles, from the same state on.
            stack_outputs: what stacks that the program refers to have; the others are looked for among rehearsed ones.
            allow_commands: let the installed plugin of the package `command` run what the program says, on this machine and elsewhere.

        Raises:
            ProjectProblem: there is no such project or stack.
            TroubleProblem: there is no such preset or file.
        """
        if callable(program):
            if state is None:
                raise ProjectProblem("a rehearsal of a function needs state=FOLDER, where it keeps what it remembers")
            project = Project(state, {"name": require_project_name(project_name), "runtime": "python"})
            name = DEFAULT_STACK if stack is None else require_stack_name(stack)
        else:
            project = Project.load(Path(program))
            name = project.choose_stack(stack)
        super().__init__(project, name, config=config, options=options, state=state)
        self.program = programs.Program(project, program if callable(program) else None)
        self._durable = durable
        self._hooks = hooks or Hooks()
        self._on_event = on_event
        self._on_print = on_print
        self._environment = dict(environment or {})
        self._announce = announce
        self._secret_outputs: list[object] = []
        self._stack_outputs = stack_outputs or StackOutputs()
        self._cli = pulumi
        self._real = frozenset({"command"}) if allow_commands else frozenset[str]()
        self.trouble = find_trouble(trouble) if isinstance(trouble, str) else trouble
        self.seed = seed

    @property
    def _journal(self) -> Journal:
        return self.memory.journal

    @functools.cached_property
    def command(self) -> EngineCommand:
        """The engine's command line; it is looked for when it is first needed.

        Raises:
            NoPulumi: no CLI can be had.
        """
        return EngineCommand(self._cli or pulumi_cli.find(self._announce), self.directory.plugins)

    # -- operations ------------------------------------------------------------------------------------------------

    def preview(self, *, check: bool = True) -> Result:
        """What `up` would do. Changes nothing in the cloud or the state."""
        return self._operate("preview", lambda stack, event: stack.preview(color="never", on_event=event), check=check)

    def up(self, *, check: bool = True, repair: bool = True) -> Result:
        """Deploys.

        Args:
            check: raise EngineFailed where the engine says no; without it the result says so.
            repair: first put right what a crash left behind: the engine's lock, operations of unknown end.

        Raises:
            EngineFailed: the engine, a provider or the program said no.
        """
        return self._operate(
            "up", lambda stack, event: stack.up(color="never", on_event=event, suppress_outputs=True), check=check, repair=repair
        )

    def refresh(self, *, check: bool = True, repair: bool = True) -> Result:
        """Brings the state in line with the cloud."""
        return self._operate(
            "refresh", lambda stack, event: stack.refresh(color="never", on_event=event, suppress_outputs=True), check=check, repair=repair
        )

    def destroy(self, *, check: bool = True, repair: bool = True) -> Result:
        """Deletes everything that the stack made."""
        return self._operate(
            "destroy", lambda stack, event: stack.destroy(color="never", on_event=event, suppress_outputs=True), check=check, repair=repair
        )

    @contextmanager
    def serving(self) -> Generator[str]:
        """The cloud for another engine than ours: gives the value of PULUMI_DEBUG_PROVIDERS. Nobody else works on the stack then.

        Raises:
            Busy: somebody else does.
        """
        with self.alone():
            self.cloud  # noqa: B018 - what can't be read is told before anything is served  # pyright: ignore[reportUnusedExpression]
            with self._serving() as environment:
                yield environment["PULUMI_DEBUG_PROVIDERS"]
            self._journal.fresh.clear()  # that engine's checkpoint isn't here to compare with
            self.save()

    def meddle(self, seed: int) -> list[str]:
        """Changes and deletes resources of the stack behind the engine's back, as `trouble` says; returns a sentence for each.

        A `refresh` sees it; then `up` puts it right.
        """
        with self.alone():
            told = meddle(self.cloud, self._journal, self.trouble or Trouble(), Chance(seed))
            self.save()
        return told

    def export(self, path: Path) -> None:
        """Writes the checkpoint as `pulumi stack export` does: secrets stay encrypted."""
        self._stack().export_to(path.resolve())

    def secret_values(self) -> list[object]:
        """What is secret, as far as is known here: configuration, inputs of resources, outputs that were asked for."""
        return [*self.configuration.secret.values(), *self._secret_outputs, *self.memory.secret_inputs()]

    def _outputs(self) -> dict[str, Any]:
        outputs = self._stack().stack_outputs()
        self._secret_outputs += [output.value for output in outputs.values() if output.secret]
        return {key: output.value for key, output in outputs.items()}

    # -- how an operation goes -------------------------------------------------------------------------------------

    def _operate(self, name: str, call: Callable[[EngineStack, auto.OnEvent], object], *, check: bool, repair: bool = False) -> Result:
        result = Result(name)
        begun = time.monotonic()
        with self.alone():
            if repair:
                result.repaired = self._repair()
            self._run(result, call)
        result.seconds = time.monotonic() - begun
        if check and result.error is not None:
            raise EngineFailed(result.error, result)
        return result

    def _run(self, result: Result, call: Callable[[EngineStack, auto.OnEvent], Any]) -> None:
        session: Session | None = None
        if self.trouble is not None and result.operation != "preview":
            session = Session(self.trouble, self.seed, self.cloud, self._journal, self.command.kill)
        printed = Printed(self._on_print)
        gatherer = Gatherer(result, self._on_event if session is None else session.listening(self._on_event))
        try:
            with programs.without_epitaphs() as bury, self._serving(session) as providers, contextlib.redirect_stdout(printed):
                try:
                    with self.program.running() as function, referring(self._references().resolve):
                        answer = call(self._stack(function, providers), gatherer)
                except auto.CommandError:
                    bury()
                    raise
            result.stdout, result.stderr = answer.stdout, answer.stderr
            gatherer.finish(wait=True)
            result.fetch_outputs = self._outputs
        except auto.CommandError:
            ended = self.command.last
            if ended is None:
                raise
            gatherer.finish(wait=ended.code > 0)  # a killed engine sends no last event
            result.stdout, result.stderr = ended.stdout, ended.stderr
            result.error = explain(result, ended.code, self.project.directory)
        finally:
            result.printed = printed.text
            if session is not None:
                result.troubles, result.makespan = session.network.troubles, session.network.makespan
                if result.operation != "destroy":
                    result.troubles += session.meddle()
                    self.save()

    @contextmanager
    def _serving(self, session: Session | None = None) -> Generator[dict[str, str]]:
        """The cloud behind the provider protocol; gives the variables that make an engine use it."""

        def done(operation: str, urn: str, id: str) -> None:
            if self._durable:
                self.memory.save(everything=False)
            self._hooks.done(operation, urn, id)

        hooks = Hooks(before=self._hooks.before, done=done)
        self.save()
        if session is None:
            serving = serve(self.cloud, hooks=hooks, journal=self._journal, without=self._real)
        else:
            serving = serve(self.cloud, hooks=session.around(hooks), journal=self._journal, network=session.network, without=self._real)
        try:
            yield {"PULUMI_DEBUG_PROVIDERS": serving.debug_providers}
        finally:
            if session is not None:
                session.finish()
            serving.stop()
            self.save()

    def _repair(self) -> list[str]:
        """Puts right what a crash left behind; returns a sentence for each thing done."""
        told = clear_locks(self.directory.locks(self.project.name)) + clear_torn_notes(self.directory.checkpoint(self.project.name))
        journal = self._journal
        fresh = [urn for urn in journal.fresh if urn.startswith(self.urns)]
        pending = find_pending(self.checkpoint(), journal.ids, lambda token, known: self.cloud.read(token, known) is not None, fresh)
        if pending:
            for _, token, id in [*pending.undo, *pending.unheard]:
                self.cloud.undo(token, id)
            try:
                with self._serving() as providers:
                    stack = self._stack(None, providers)
                    stack.edit(pending.settle)
                    stack.refresh(color="never", suppress_outputs=True)
            except auto.CommandError as error:
                raise RehearsalError(
                    "an earlier rehearsal was killed, and what it left behind could not be put right: "
                    f"{self._last_words()}. `azure-rehearsal reset` forgets that stack and its cloud, and begins anew"
                ) from error
            told += pending.told()
        for urn in fresh:
            journal.fresh.pop(urn, None)
        for sentence in told:
            self._announce(sentence)
        return told

    def _last_words(self) -> str:
        """What the engine's last command wrote to its error stream, on one line."""
        ended = self.command.last
        return " ".join((ended.stderr or ended.stdout).split()) if ended else "the engine said nothing"

    # -- parts -----------------------------------------------------------------------------------------------------

    def _stack(self, function: auto.PulumiFn | None = None, environment: Mapping[str, str] | None = None) -> EngineStack:
        """The stack for the Automation API; made at the first call, with its settings written where they changed."""
        batch_waits()
        self.directory.borrow_plugins()
        write_project(self.project, self.directory)
        write_dynamic_plugin(self.project, self.directory.plugins)
        options = auto.LocalWorkspaceOptions(
            work_dir=str(self.directory.project),
            pulumi_home=str(self.directory.home),
            program=function,
            env_vars={**engine_variables(self.directory, durable=self._durable), **self._environment, **(environment or {})},
            secrets_provider="passphrase",
            pulumi_command=self.command,
        )
        workspace = Workspace(self.directory.checkpoint(self.project.name), options)
        stack = EngineStack(self.stack, workspace)
        write_config(self.configuration, self.directory, stack.set_secrets)
        return stack

    def _references(self) -> StackReferences:
        return StackReferences(self.project, self.directory, self._stack_outputs, self.command)

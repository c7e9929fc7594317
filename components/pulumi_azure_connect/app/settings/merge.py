"""The one owner of an app's settings.

App Service replaces an app's settings whole, so whatever wants a setting contributes it here, and one resource writes
the union. That resource is registered with the app, before anything has been contributed: what it writes is read by a
coroutine, which waits for the end of the program's body (see `program.body`).
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pulumi
from pulumi import Input
from pulumi.runtime.stack import run_in_stack

from pulumi_azure_connect.azure.setting_names import OperatingSystem, check_setting_names
from pulumi_azure_connect.errors import InsecureSetting, SettingConflict, SettingsSealed, UnknownArgument, did_you_mean
from pulumi_azure_connect.program.body import raise_failure, task_code
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.program.outputs import as_output, outputs_in
from pulumi_azure_connect.program.registry import current
from pulumi_azure_connect.program.stable import marker, plain
from pulumi_azure_connect.secret_shapes import secret_in

REVISION = "AZURE_CONNECT_REVISION"
_OF_STACKS = run_in_stack.__code__.co_filename
_PULUMI = f"{Path(cast('Any', pulumi.Output).apply.__code__.co_filename).parent}{os.sep}"


def _current_task() -> "asyncio.Task[Any] | None":
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None  # no event loop runs: a program's body outside of Pulumi's own runner, as in a test module


def _is_of_pulumi(task: "asyncio.Task[Any] | None") -> bool:
    """Whether a task runs an `apply` callback or an input, rather than the program's body."""
    code = None if task is None else task_code(task)
    return code is not None and code.co_filename.startswith(_PULUMI) and code.co_filename != _OF_STACKS


class Seal:
    """The moment after which nothing can be contributed any more: the end of the program's body.

    Args:
        owner: whose settings these are, for messages: "app 'shop'".
        component: the component of that app, by which what waits for it is found (see `Waits.mark`).
    """

    def __init__(self, owner: str, component: pulumi.Resource | None = None) -> None:
        self.owner = owner
        self.component = component
        self._body = current().end_for()
        self._failure: BaseException | None = None
        self._task = _current_task()

    def check(self, giver: str) -> None:
        """Refuse a contribution that comes too late.

        Raises:
            SettingsSealed: the program's body has ended, or the caller is inside an `apply`.
        """
        task = _current_task()
        if self._body.ended or (task is not self._task and _is_of_pulumi(task)):
            raise SettingsSealed(
                f"{giver} came after the settings of {self.owner} were sealed: they are written once, from what the "
                "program's body contributed. Make the call in the body, not inside `apply` or in a task that the body doesn't "
                "await, and pass Outputs as arguments: they may stay unknown."
            )

    @contextmanager
    def all_or_nothing(self) -> Generator[None]:
        """Let nothing of the owner be written if what is done here raises, even where the program goes on."""
        try:
            yield
        except BaseException as failure:
            self._failure = failure
            raise

    async def passed(self) -> None:
        """Wait until the program's body has ended.

        Raises:
            BaseException: what the body or the owner's constructor raised, if one did: the contributions are not complete then.
        """
        await self._body.passed()
        raise_failure(self._failure)


@dataclass(frozen=True)
class Contribution:
    """One setting, and who wants it."""

    value: Input[str]
    giver: str


SettingsRule = Callable[[Mapping[str, Contribution]], Awaitable[None]]
"""Looks at the whole map once the program's body has run, and raises where something is wrong."""
SiteRules = Callable[[str | None, Input[str]], list[SettingsRule]]
"""Gives what the settings of one site have to keep to, by the slot's name and the app's name in Azure."""


def _same(one: Input[str], other: Input[str]) -> bool:
    return one is other or (isinstance(one, str) and one == other)


class Settings:
    """What one site's settings will be.

    Args:
        seal: the app's.
        os: what names are checked for.
        excused: from `settings.NAME` to why a secret may stand in that setting in the clear; None where it may not.
        rules: what else the whole map has to keep to.
    """

    def __init__(
        self, seal: Seal, os: OperatingSystem, *, excused: Callable[[str], str | None], rules: "Sequence[SettingsRule]" = ()
    ) -> None:
        self._seal = seal
        self._rules = rules
        self._os: OperatingSystem = os
        self._excused = excused
        self._given: dict[str, Contribution] = {}
        self._waits_for: list[pulumi.Resource] = []
        self._revisions: list[object] = []

    def give(self, name: str, value: Input[str], giver: str) -> None:
        """Contribute a setting.

        Raises:
            SettingsSealed: it comes too late.
            SettingConflict: somebody else gave another value, or a name that the app can't tell from this one.
            InvalidName: the app's operating system takes no such name.
            UnknownArgument: it has no value.
        """
        self._seal.check(giver)
        what = f"setting {name!r} of {self._seal.owner}"
        refuse_output_text(value, what)
        self._refuse_own(name, giver)
        if cast("object", value) is None:
            raise UnknownArgument(f"{what}, given by {giver}, has no value. Give one, or leave the setting out.")
        known = self._given.get(name)
        if known is not None:
            self._refuse_other(name, known, value, giver)
        check_setting_names([*self._given, name], self._os, self._seal.owner)
        if known is None:
            self._given[name] = Contribution(value, giver)

    def check(self, settings: Iterable[tuple[str, Input[str] | None]], giver: str) -> None:
        """Refuse new settings, before anything is made for them.

        Args:
            settings: names and values; None for a value that is only made later.
            giver: who wants them.

        Raises:
            SettingsSealed: they come too late.
            SettingConflict: somebody else gave another value, or a name that the app can't tell from this one.
            InvalidName: the app's operating system takes no such name.
        """
        self._seal.check(giver)
        given = dict(self._given)
        for name, value in settings:
            self._refuse_own(name, giver)
            known = given.get(name)
            if known is not None:
                self._refuse_other(name, known, value, giver)
            given[name] = Contribution("" if value is None else value, giver)
        check_setting_names(list(given), self._os, self._seal.owner)

    def _refuse_other(self, name: str, known: "Contribution", value: Input[str] | None, giver: str) -> None:
        if value is None or not _same(known.value, value):
            raise SettingConflict(
                f"setting {name!r} of {self._seal.owner} is given by {known.giver} and, with another value, by {giver}. "
                "Rename one of them (settings={...} of a connection), or leave one out."
            )

    def _refuse_own(self, name: str, giver: str) -> None:
        if name == REVISION:
            raise SettingConflict(
                f"setting {name!r} of {self._seal.owner}, given by {giver}, is written by the component itself. Leave it out."
            )

    def wait_for(self, resources: list[pulumi.Resource]) -> None:
        """Have the settings written after these resources."""
        self._waits_for.extend(resources)

    def follow(self, revision: object) -> None:
        """Have the settings written again whenever this value changes."""
        self._revisions.append(revision)

    @property
    def names(self) -> list[str]:
        """The names contributed so far."""
        return list(self._given)

    @property
    def inputs(self) -> list[object]:
        """The values contributed so far, and what makes them be written again."""
        return [*(contribution.value for contribution in self._given.values()), *self._revisions]

    @property
    def waits_for(self) -> list[pulumi.Resource]:
        """What has to be there before the settings are written."""
        return list(self._waits_for)

    async def resolved(self) -> dict[str, Input[str]]:
        """Return the whole map, each value for itself, once the program's body has run.

        Raises:
            InsecureSetting: a setting holds a Pulumi secret.
            ConnectError: one of the rules is broken.
        """
        secret = [name for name in await self.in_the_clear() if self._excused(f"settings.{name}") is None]
        if secret:
            raise InsecureSetting(
                f"setting {secret[0]!r} of {self._seal.owner}, given by {self._given[secret[0]].giver}, is a secret: whoever may "
                "see the app's configuration could read it. Give it in secrets={...}, where it goes to Key Vault; "
                f"or say insecure={{'settings.{secret[0]}': 'why'}}."
            )
        for rule in self._rules:
            await rule(self._given)
        values = {name: contribution.value for name, contribution in self._given.items()}
        return {**values, REVISION: await self.revision()}

    async def in_the_clear(self) -> list[str]:
        """Return the names of the settings that hold a Pulumi secret."""
        await self._seal.passed()
        given = [(name, contribution.value) for name, contribution in self._given.items()]
        return [name for name, value in given if isinstance(value, pulumi.Output) and await value.is_secret()]

    async def like_keys(self) -> list[str]:
        """Return the names of settings whose value looks like a key; a preview may not know it yet."""
        await self._seal.passed()
        texts = {name: await one.value.future() if isinstance(one.value, pulumi.Output) else one.value for name, one in self._given.items()}
        return [name for name, text in texts.items() if isinstance(text, str) and secret_in(text)]

    async def revision(self) -> pulumi.Output[str]:
        """Return the marker: a text that changes with everything that `follow` named."""
        await self._seal.passed()
        return as_output(self._revisions).apply(lambda known: marker(known, f"what the settings of {self._seal.owner} follow"))


async def public_part(properties: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """Return those of a site's properties that hold no secret: a hash may be made of them.

    Raises:
        UnknownArgument: one is of a kind of which can't be told whether it changed.
    """
    public: dict[str, Any] = {}
    for name, given in properties.items():
        value = plain(given, f"{name} of {owner}")
        if not outputs_in(value):
            public[name] = value
            continue
        output = as_output(value)
        if not await output.is_secret():
            public[name] = output
    return public


def sticky_names(wanted: list[str], given: list[str], owner: str) -> list[str]:
    """Check that settings which are to stay with their slot exist.

    Raises:
        UnknownArgument: one that no setting has.
    """
    for name in wanted:
        if name not in given:
            raise UnknownArgument(f"sticky setting {name!r} of {owner} is not one of its settings.{did_you_mean(name, given)}")
    return sorted(set(wanted))


def later(produce: Callable[[], Awaitable[Any]], needs: Callable[[], object]) -> Any:
    """Start a coroutine whose result is a resource's property.

    Not an Output: each key of a map stays for itself.

    Args:
        produce: gives the coroutine.
        needs: gives the resources and inputs that its result consists of, as far as they are known already (see `waits`).
    """

    async def run(needs: Callable[[], object]) -> Any:  # noqa: ARG001 - read by whoever asks what is waited for
        return await produce()

    return asyncio.ensure_future(run(needs))

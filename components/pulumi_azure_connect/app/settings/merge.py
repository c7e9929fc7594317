"""
The one owner of an app's settings.

App Service replaces an app's settings whole, so whatever wants a setting contributes it here, and one resource writes
the union. That resource is registered with the app, before anything has been contributed: what it writes is read by a
coroutine, which gets its turn only when the program's whole body has run.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.setting_names import OperatingSystem, check_setting_names
from pulumi_azure_connect.errors import InsecureSetting, SettingConflict, SettingsSealed, UnknownArgument, did_you_mean
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.program.outputs import as_output, outputs_in
from pulumi_azure_connect.program.registry import current
from pulumi_azure_connect.secret_shapes import secret_in

REVISION = "AZURE_CONNECT_REVISION"


def _current_task() -> object:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None  # no event loop runs: a program's body outside of Pulumi's own runner, as in a test module


class Seal:
    """
    The moment after which nothing can be contributed any more: when the program's body has run.

    Args:
        owner: whose settings these are, for messages: "app 'shop'".
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self._body = current().body
        self._failure: BaseException | None = None
        self._task = _current_task()
        self._sealed = False
        self._passed: asyncio.Future[None] | None = None

    def check(self, giver: str) -> None:
        """
        Refuse a contribution that comes too late.

        Raises:
            SettingsSealed: the program's body has run, or the caller is inside an `apply`.
        """
        if self._sealed or _current_task() is not self._task:
            raise SettingsSealed(
                f"{giver} came after the settings of {self.owner} were sealed: they are written once, from what the "
                "program's body contributed. Make the call in the body, not inside `apply` or after an `await`, and pass "
                "Outputs as arguments: they may stay unknown."
            )

    @contextmanager
    def all_or_nothing(self) -> Generator[None]:
        """Let nothing of the owner be written if what is done here raises, even where the program goes on."""
        try:
            yield
        except BaseException as failure:
            self._failure = failure
            raise

    async def _wait(self) -> None:
        self._sealed = True
        failure = self._failure or self._body.failure
        if failure is not None:
            # The very exception: Pulumi reports what it meets first, and the person is to read what went wrong.
            raise failure

    def passed(self) -> Awaitable[None]:
        """
        Wait until the program's body has run.

        Raises:
            BaseException: what the body raised, if it did: the contributions are not complete then.
        """
        if self._passed is None:
            # The event loop gives a new task its first turn only when the body returns to it.
            self._passed = asyncio.ensure_future(self._wait())
        return self._passed


@dataclass(frozen=True)
class Contribution:
    """One setting, and who wants it."""

    value: Input[str]
    giver: str


SettingsRule = Callable[[Mapping[str, Contribution]], Awaitable[None]]
"""Looks at the whole map once the program's body has run, and raises where something is wrong."""


def _same(one: Input[str], other: Input[str]) -> bool:
    return one is other or (isinstance(one, str) and one == other)


class Settings:
    """
    What one site's settings will be.

    Args:
        seal: the app's.
        os: what names are checked for.
        allow_secrets: why a secret may stand in a setting in the clear; None where it may not.
        rules: what else the whole map has to keep to.
    """

    def __init__(self, seal: Seal, os: OperatingSystem, *, allow_secrets: str | None, rules: "Sequence[SettingsRule]" = ()) -> None:
        self._seal = seal
        self._rules = rules
        self._os: OperatingSystem = os
        self._allow_secrets = allow_secrets
        self._given: dict[str, Contribution] = {}
        self._waits_for: list[pulumi.Resource] = []
        self._revisions: list[object] = []

    def give(self, name: str, value: Input[str], giver: str) -> None:
        """
        Contribute a setting.

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
        """
        Refuse new settings, before anything is made for them.

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
    def waits_for(self) -> list[pulumi.Resource]:
        """What has to be there before the settings are written."""
        return list(self._waits_for)

    async def resolved(self) -> dict[str, Input[str]]:
        """
        Give the whole map, each value for itself, once the program's body has run.

        Raises:
            InsecureSetting: a setting holds a Pulumi secret.
            ConnectError: one of the rules is broken.
        """
        secret = await self.in_the_clear()
        if secret and self._allow_secrets is None:
            raise InsecureSetting(
                f"setting {secret[0]!r} of {self._seal.owner}, given by {self._given[secret[0]].giver}, is a secret: whoever may "
                "see the app's configuration could read it. Give it in secrets={...}, where it goes to Key Vault; "
                "or say insecure_because='...'."
            )
        for rule in self._rules:
            await rule(self._given)
        values = {name: contribution.value for name, contribution in self._given.items()}
        return {**values, REVISION: await self.revision()}

    async def in_the_clear(self) -> list[str]:
        """Give the names of the settings that hold a Pulumi secret."""
        await self._seal.passed()
        given = [(name, contribution.value) for name, contribution in self._given.items()]
        return [name for name, value in given if isinstance(value, pulumi.Output) and await value.is_secret()]

    async def like_keys(self) -> list[str]:
        """Give the names of the settings whose value looks like a key; a preview may not know the value yet."""
        await self._seal.passed()
        texts = {name: await one.value.future() if isinstance(one.value, pulumi.Output) else one.value for name, one in self._given.items()}
        return [name for name, text in texts.items() if isinstance(text, str) and secret_in(text)]

    async def revision(self) -> pulumi.Output[str]:
        """Give the marker: a text that changes with everything that `follow` named."""
        await self._seal.passed()
        return as_output(self._revisions).apply(_revision)


def _revision(values: list[object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


async def public_part(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Give those of a site's properties that hold no secret: a hash may be made of them."""
    public: dict[str, Any] = {}
    for name, value in properties.items():
        if not outputs_in(value):
            public[name] = value
            continue
        output = as_output(value)
        if not await output.is_secret():
            public[name] = output
    return public


def sticky_names(wanted: list[str], given: list[str], owner: str) -> list[str]:
    """
    Check that settings which are to stay with their slot exist.

    Raises:
        UnknownArgument: one that no setting has.
    """
    for name in wanted:
        if name not in given:
            raise UnknownArgument(f"sticky setting {name!r} of {owner} is not one of its settings.{did_you_mean(name, given)}")
    return sorted(set(wanted))


def later(produce: Callable[[], Awaitable[Any]]) -> Any:
    """Start a coroutine whose result is a resource's property. Not an Output: each key of a map stays for itself."""

    async def run() -> Any:
        return await produce()

    return asyncio.ensure_future(run())

"""What people do to a program between two deployments, each a small change of the world.

An edit's numbers choose among what is there, modulo how much that is: each edit means something in each world, or nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .kinds import KINDS
from .world import CALL, IDENTITIES, VAULT, App, Kept, Link, Secret, Vault, World

Verb = Callable[[World, int, int, int], World]
MOST_APPS, MOST_SLOTS, MOST_VAULTS, THINGS = 4, 2, 2, ("blue", "green")
REST = "rest"
VERBS: dict[str, Verb] = {}
"""Word of an edit to what it does to a world: gives it back unchanged where there is nothing to do."""


def _verb(function: Verb) -> Verb:
    VERBS[function.__name__.strip("_").replace("_", "-")] = function
    return function


@dataclass(frozen=True)
class Edit:
    verb: str
    numbers: tuple[int, int, int] = (0, 0, 0)

    def __call__(self, world: World) -> World:
        return VERBS[self.verb](world, *self.numbers)

    def __str__(self) -> str:
        numbers = ".".join(map(str, self.numbers))
        while numbers.endswith(".0"):
            numbers = numbers.removesuffix(".0")
        return self.verb if numbers == "0" else f"{self.verb}:{numbers}"


def _free(start: str, taken: Sequence[str]) -> str:
    return next(name for number in range(len(taken) + 1) if (name := f"{start}{number}") not in taken)


def _change(world: World, number: int, change: Callable[[App], App]) -> World:
    """One app changed; the same world where there is none."""
    if not world.apps:
        return world
    index = number % len(world.apps)
    return replace(world, apps=(*world.apps[:index], change(world.apps[index]), *world.apps[index + 1 :]))


def _part(app: App, field_name: str, number: int, change: Callable[[Any], Any]) -> App:
    """One entry of an app's lists changed, or taken out where it becomes None."""
    entries = getattr(app, field_name)
    if not entries:
        return app
    index = number % len(entries)
    new = change(entries[index])
    kept = () if new is None else (new,)
    return replace(app, **{field_name: (*entries[:index], *kept, *entries[index + 1 :])})


def _names(app: App) -> list[str]:
    return [*(link.name for link in app.links), *(kept.name for kept in app.kept), *(name for name, _ in app.keyed)]


@_verb
def rest(world: World, _a: int, _b: int, _c: int) -> World:
    """Nothing is changed; the simplest of all, so that it stands where no edit is needed any more."""
    return world


@_verb
def app(world: World, a: int, b: int, _: int) -> World:
    if len(world.apps) == MOST_APPS:
        return world
    name = _free("app", [one.name for one in world.apps])
    return replace(world, apps=(*world.apps, App(name, IDENTITIES[a % 3], by_policy=b % 3 == 1)))


@_verb
def drop_app(world: World, a: int, _b: int, _c: int) -> World:
    if not world.apps:
        return world
    gone = world.apps[a % len(world.apps)].name
    apps = tuple(one for one in world.apps if one.name != gone)
    return replace(world, apps=tuple(_without(one, lambda link: (link.kind, link.to) == (CALL, gone)) for one in apps))


def _without(one: App, gone: Callable[[Link], bool]) -> App:
    return replace(one, links=tuple(link for link in one.links if not gone(link)))


@_verb
def slot(world: World, a: int, _b: int, _c: int) -> World:
    def change(one: App) -> App:
        return one if len(one.slots) == MOST_SLOTS else replace(one, slots=(*one.slots, _free("slot", one.slots)))

    return _change(world, a, change)


@_verb
def drop_slot(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "slots", b, lambda _: None))


@_verb
def identity(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: replace(one, identity=IDENTITIES[b % 3]))


@_verb
def setting(world: World, a: int, b: int, _: int) -> World:
    def change(one: App) -> App:
        name = _free("PLAIN", [name for name, _ in one.settings])
        return replace(one, settings=(*one.settings, (name, f"value-{b}")))

    return _change(world, a, change)


@_verb
def set_again(world: World, a: int, b: int, c: int) -> World:
    return _change(world, a, lambda one: _part(one, "settings", b, lambda entry: (entry[0], f"changed-{c}")))


@_verb
def drop_setting(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "settings", b, lambda _: None))


def _named(one: App, kind: str) -> bool:
    """Whether one more connection of that kind has to be named: another one has the short names."""
    return any(old.kind == kind and not old.named for old in one.links)


@_verb
def link(world: World, a: int, b: int, c: int) -> World:
    def change(one: App) -> App:
        kind = list(KINDS)[b % len(KINDS)]
        levels = list(KINDS[kind].levels)
        new = Link(_free("c", _names(one)), kind, THINGS[c % 2], levels[(c // 2) % len(levels)], named=_named(one, kind))
        return replace(one, links=(*one.links, new))

    return _change(world, a, change)


@_verb
def read_vault(world: World, a: int, b: int, _: int) -> World:
    def change(one: App) -> App:
        new = Link(_free("c", _names(one)), VAULT, world.vaults[b % len(world.vaults)].name, "read", named=_named(one, VAULT))
        return replace(one, links=(*one.links, new))

    return _change(world, a, change) if world.vaults else world


@_verb
def call(world: World, a: int, b: int, _: int) -> World:
    def change(one: App) -> App:
        called = world.apps[b % len(world.apps)].name
        known = {link.to for link in one.links if link.kind == CALL}
        if called == one.name or called in known:
            return one
        return replace(one, links=(*one.links, Link(_free("c", _names(one)), CALL, called, "use", named=_named(one, CALL))))

    return _change(world, a, change)


@_verb
def drop_link(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "links", b, lambda _: None))


@_verb
def level(world: World, a: int, b: int, c: int) -> World:
    def change(old: Link) -> Link:
        levels = list(KINDS[old.kind].levels) if old.kind in KINDS else [old.access]
        return replace(old, access=levels[c % len(levels)])

    return _change(world, a, lambda one: _part(one, "links", b, change))


@_verb
def elsewhere(world: World, a: int, b: int, c: int) -> World:
    def change(old: Link) -> Link:
        return replace(old, to=THINGS[c % 2]) if old.kind in KINDS else old

    return _change(world, a, lambda one: _part(one, "links", b, change))


@_verb
def rename_link(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "links", b, lambda old: replace(old, renamed=not old.renamed)))


@_verb
def own(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "links", b, lambda old: replace(old, own=not old.own)))


@_verb
def keep(world: World, a: int, b: int, c: int) -> World:
    def change(one: App) -> App:
        vaults = ["", *(vault.name for vault in world.vaults)]
        name = _free("k", _names(one))
        new = Kept(name, (Secret(_secret(name, ())),), vaults[b % len(vaults)], whole=c % 4 == 1)
        return replace(one, kept=(*one.kept, new))

    return _change(world, a, change)


@_verb
def drop_kept(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "kept", b, lambda _: None))


def _secret(connection: str, taken: tuple[Secret, ...]) -> str:
    """A name for one more secret. The connection is in it: no secret passes from one connection to another in one `up`."""
    return _free(f"{connection.upper()}_SECRET_", [one.setting for one in taken])


def _secrets(world: World, a: int, b: int, change: Callable[[str, tuple[Secret, ...]], tuple[Secret, ...]]) -> World:
    return _change(world, a, lambda one: _part(one, "kept", b, lambda old: replace(old, secrets=change(old.name, old.secrets))))


@_verb
def more_secrets(world: World, a: int, b: int, _: int) -> World:
    return _secrets(world, a, b, lambda name, old: (*old, Secret(_secret(name, old))))


@_verb
def fewer_secrets(world: World, a: int, b: int, _: int) -> World:
    return _secrets(world, a, b, lambda _, old: old[1:] or old)


@_verb
def rotate(world: World, a: int, b: int, _: int) -> World:
    return _secrets(world, a, b, lambda _, old: (replace(old[0], edition=old[0].edition + 1), *old[1:]))


@_verb
def rename_secret(world: World, a: int, b: int, _: int) -> World:
    return _secrets(world, a, b, lambda name, old: (replace(old[0], setting=_secret(name, old)), *old[1:]))


@_verb
def reorder(world: World, a: int, _b: int, _c: int) -> World:
    """The lines of the program are put in another order, which changes nothing."""

    def change(one: App) -> App:
        kept = tuple(replace(old, secrets=(*old.secrets[1:], *old.secrets[:1])) for old in (*one.kept[1:], *one.kept[:1]))
        return replace(one, kept=kept, links=(*one.links[1:], *one.links[:1]), keyed=(*one.keyed[1:], *one.keyed[:1]))

    changed = _change(world, a, change)
    return replace(changed, apps=(*changed.apps[1:], *changed.apps[:1]), vaults=(*changed.vaults[1:], *changed.vaults[:1]))


@_verb
def pin(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "kept", b, lambda old: replace(old, pinned=not old.pinned)))


@_verb
def whole_vault(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "kept", b, lambda old: replace(old, whole=not old.whole)))


@_verb
def api(world: World, a: int, _b: int, _c: int) -> World:
    return _change(world, a, lambda one: replace(one, keyed=(*one.keyed, (_free("api", _names(one)), 1))))


@_verb
def rotate_key(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "keyed", b, lambda entry: (entry[0], entry[1] + 1)))


@_verb
def drop_api(world: World, a: int, b: int, _: int) -> World:
    return _change(world, a, lambda one: _part(one, "keyed", b, lambda _: None))


@_verb
def vault(world: World, a: int, _b: int, _c: int) -> World:
    if len(world.vaults) == MOST_VAULTS:
        return world
    name = _free("vault", [one.name for one in world.vaults])
    return replace(world, vaults=(*world.vaults, Vault(name, by_policy=a % 2 == 1)))


@_verb
def drop_vault(world: World, a: int, _b: int, _c: int) -> World:
    """A vault goes with all that uses it: the program would not run without."""
    if not world.vaults:
        return world
    gone = world.vaults[a % len(world.vaults)].name
    apps = tuple(_without(one, lambda link: (link.kind, link.to) == (VAULT, gone)) for one in world.apps)
    apps = tuple(replace(one, kept=tuple(kept for kept in one.kept if kept.vault != gone)) for one in apps)
    return World(apps, tuple(one for one in world.vaults if one.name != gone))


@_verb
def move(world: World, a: int, b: int, c: int) -> World:
    """A connection's secrets go to another vault."""
    vaults = ["", *(one.name for one in world.vaults)]
    return _change(world, a, lambda one: _part(one, "kept", b, lambda old: replace(old, vault=vaults[c % len(vaults)])))

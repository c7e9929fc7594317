"""What the world should be: plain data that programs are built from, and that the cloud is compared with afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

USER, SYSTEM, BOTH = "user-assigned", "system-assigned", "both"
IDENTITIES = (USER, SYSTEM, BOTH)
CALL = "webapp"
"""The kind of a connection to another app of the world."""
VAULT = "keyvault"
"""The kind of a connection to a vault of the world."""


@dataclass(frozen=True)
class Secret:
    """A setting whose value is a secret; a new edition is a new value."""

    setting: str
    edition: int = 1


@dataclass(frozen=True)
class Kept:
    """A `SecretBackedConnection`: secrets in the app's own vault, or in one of the world's."""

    name: str
    secrets: tuple[Secret, ...]
    vault: str = ""
    whole: bool = False
    """Whether the app is granted the whole vault instead of each secret."""
    pinned: bool = False


@dataclass(frozen=True)
class Link:
    """A connection by identity."""

    name: str
    kind: str
    to: str
    access: str
    own: bool = False
    """Whether it asks for the app's own identity, where the app has both kinds."""
    renamed: bool = False
    """Whether the first of its settings has a name of the person's."""
    named: bool = False
    """Whether its name is in its settings' names: only one of an app's connections to a kind of target is not."""


@dataclass(frozen=True)
class App:
    """An app with its slots and all that it connects to."""

    name: str
    identity: str = USER
    slots: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    kept: tuple[Kept, ...] = ()
    keyed: tuple[tuple[str, int], ...] = ()
    """Connections to an API that takes a key: name, and edition of the key."""
    by_policy: bool = False
    """Whether its own vault goes by access policies."""

    @property
    def sites(self) -> tuple[str, ...]:
        """The app itself, named by nothing, and its slots."""
        return ("", *self.slots)

    def identity_of(self, link: Link) -> str:
        """Which kind of identity a connection uses."""
        return SYSTEM if self.identity == SYSTEM or (link.own and self.identity == BOTH) else USER

    @property
    def reader(self) -> str:
        """Which kind of identity reads its secrets."""
        return SYSTEM if self.identity == SYSTEM else USER


@dataclass(frozen=True)
class Vault:
    """A vault that the program makes for several apps."""

    name: str
    by_policy: bool = False


@dataclass(frozen=True)
class World:
    """All apps and vaults. What apps connect to is there as long as somebody does."""

    apps: tuple[App, ...] = ()
    vaults: tuple[Vault, ...] = ()

    def vault(self, name: str) -> Vault:
        return next(vault for vault in self.vaults if vault.name == name)

    def things(self) -> set[tuple[str, str]]:
        """Kind and name of all that is connected to, apps and vaults of the world aside."""
        return {(link.kind, link.to) for app in self.apps for link in app.links if link.kind not in {CALL, VAULT}}

    def called(self) -> set[str]:
        """The names of the apps that others call."""
        return {link.to for app in self.apps for link in app.links if link.kind == CALL}

    def secrets(self) -> Iterator[tuple[App, Kept, Secret]]:
        """Every secret, the keys of APIs included."""
        for app in self.apps:
            for kept in app.kept:
                for secret in kept.secrets:
                    yield app, kept, secret
            for name, edition in app.keyed:
                secret = Secret(f"API_{name.upper()}_KEY", edition)
                yield app, Kept(name, (secret,)), secret


def canary(app: App, secret: Secret) -> str:
    """The value of a secret: no other has it, and nobody may ever see it."""
    return f"canary-{app.name}-{secret.setting}-{secret.edition}-b47e"


def told(world: World) -> list[str]:
    """The world in a few lines, for a person."""
    lines = [f"vault {vault.name} ({'access policies' if vault.by_policy else 'rbac'})" for vault in world.vaults]
    for app in world.apps:
        slots = f", slots {', '.join(app.slots)}" if app.slots else ""
        lines.append(f"app {app.name} ({app.identity}, {'access policies' if app.by_policy else 'rbac'}{slots})")
        lines += [f"  setting {name} = {value}" for name, value in app.settings]
        lines += [f"  connection {link.name}: {link.kind} {link.to}, {link.access}{_marks(link)}" for link in app.links]
        lines += [f"  API {name}, key {edition}" for name, edition in app.keyed]
        for kept in app.kept:
            secrets = ", ".join(f"{one.setting} ({one.edition})" for one in kept.secrets)
            marks = f"{', whole vault' * kept.whole}{', pinned' * kept.pinned}"
            lines.append(f"  secrets {kept.name} in {kept.vault or 'its own vault'}: {secrets}{marks}")
    return lines


def _marks(link: Link) -> str:
    return f"{', by its own identity' * link.own}{', renamed' * link.renamed}"

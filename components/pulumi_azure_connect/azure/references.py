"""Key Vault references: `@Microsoft.KeyVault(...)`, which App Service replaces by a secret's value.

App Service takes a malformed reference without a word and hands its text to the app, so everything is checked here.

    reference   := "@Microsoft.KeyVault(" short | full ")"
    short       := "VaultName=" vault ";SecretName=" secret [";SecretVersion=" version]      keys in any order
    full        := "SecretUri=https://" vault "." suffix "/secrets/" secret ["/" version]
    version     := 32 hexadecimal digits

Syntax: learn.microsoft.com/azure/app-service/app-service-key-vault-references. The short form has no place for a suffix and nothing
documents what it means outside the public cloud, so the full form is written there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn, Self

from pulumi_azure_connect.errors import InvalidName, InvalidReference, did_you_mean, listed

from .names import check_secret_name, check_vault_name

PUBLIC_SUFFIX: Final = "vault.azure.net"
# learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates: public, China, US Government, Germany.
KNOWN_SUFFIXES: Final = (PUBLIC_SUFFIX, "vault.azure.cn", "vault.usgovcloudapi.net", "vault.microsoftazure.de")

_OPENING = "@Microsoft.KeyVault("
_MEANT = re.compile(r"\s*@\s*microsoft\s*\.\s*keyvault\b", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9-]")
_VERSION = re.compile(r"[0-9A-Fa-f]{32}\Z")
_SUFFIX = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+\Z")
_EXAMPLES = f"{_OPENING}VaultName=my-vault;SecretName=my-secret) or {_OPENING}SecretUri=https://my-vault.{PUBLIC_SUFFIX}/secrets/my-secret)"
_KEYS = ("VaultName", "SecretName", "SecretVersion", "SecretUri")


def is_reference(text: str) -> bool:
    """Whether a setting's value is meant as a reference, well-formed or not: what parse() has to accept."""
    return _MEANT.match(text) is not None


@dataclass(frozen=True)
class SecretReference:
    """One secret of one vault, as a setting's value points to it.

    Attributes:
        vault: the vault's name.
        name: the secret's name.
        version: 32 hexadecimal digits pin one version; None follows the newest.
        suffix: of the vault's host name. None is the public cloud, written in the short form; with a suffix the full form is written.
    """

    vault: str
    name: str
    version: str | None = None
    suffix: str | None = None

    def __post_init__(self) -> None:
        """Raise InvalidName for a name, version or suffix that can't be."""
        check_vault_name(self.vault)
        check_secret_name(self.name)
        if self.version is not None:
            _check_version(self.version)
        if self.suffix is not None and not _SUFFIX.match(self.suffix):
            raise InvalidName(
                f"'{self.suffix}' isn't the suffix of a vault's host name. Give it without a leading dot and in lower case: "
                f"{listed(KNOWN_SUFFIXES, 'or')}."
            )

    @property
    def uri(self) -> str:
        """The secret's address, version included. The same for both forms."""
        version = f"/{self.version}" if self.version else ""
        return f"https://{self.vault}.{self.suffix or PUBLIC_SUFFIX}/secrets/{self.name}{version}"

    def build(self) -> str:
        """The setting's value."""
        if self.suffix:
            return f"{_OPENING}SecretUri={self.uri})"
        version = f";SecretVersion={self.version}" if self.version else ""
        return f"{_OPENING}VaultName={self.vault};SecretName={self.name}{version})"

    @classmethod
    def parse(cls, text: str, *, suffix: str | None = None) -> Self:
        """Take a setting's value apart. `parse(x.build(), suffix=x.suffix) == x`.

        Args:
            text: the value.
            suffix: of the cloud that the app is in. A full address must have it. Without one, all the clouds in KNOWN_SUFFIXES will do.

        Raises:
            InvalidReference: with the column of the first fault and a picture of where it is.
        """
        if not is_reference(text):
            # Whatever this is, it may be a secret: not shown.
            raise InvalidReference(
                f"the value isn't a Key Vault reference: it doesn't start with '{_OPENING}'. One looks like {_EXAMPLES}.", 1
            )
        reader = _Reader(text)
        parts = reader.parts()
        if "SecretUri" in parts:
            return cls(*reader.address(parts, KNOWN_SUFFIXES if suffix is None else (suffix,)))
        return cls(*reader.names(parts))


_Fields = tuple[str, str, str | None, str | None]
"""Vault, secret, version and suffix, in the order of SecretReference's fields."""


@dataclass(frozen=True)
class _Part:
    """A piece of the text and where it starts, counted from 0."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def split(self, mark: str) -> list[_Part]:
        pieces: list[_Part] = []
        at = self.start
        for piece in self.text.split(mark):
            pieces.append(_Part(piece, at))
            at += len(piece) + len(mark)
        return pieces


class _Reader:
    """Reads one reference from left to right and stops at the first fault."""

    def __init__(self, text: str) -> None:
        self.text = text

    def fail(self, at: int, why: str, remedy: str) -> NoReturn:
        shown = "".join(char if char.isprintable() else "?" for char in self.text)
        raise InvalidReference(f"malformed Key Vault reference, column {at + 1}: {why}. {remedy}\n    {shown}\n    {' ' * at}^", at + 1)

    def parts(self) -> Mapping[str, _Part]:
        """The values by key, for a text whose frame and keys are in order."""
        body = self._body()
        parts: dict[str, _Part] = {}
        for piece in body.split(";"):
            key, equals, value = piece.text.partition("=")
            self._check_key(piece, key, equals, parts)
            parts[key] = _Part(value, piece.start + len(key) + 1)
            if not value:
                self.fail(parts[key].start, f"'{key}' has no value", f"Write it after '{key}=', without blanks.")
        return parts

    def names(self, parts: Mapping[str, _Part]) -> _Fields:
        """What the short form says."""
        checks = {"VaultName": check_vault_name, "SecretName": check_secret_name, "SecretVersion": _check_version}
        found = {key: self._checked(part, checks[key]) for key, part in parts.items()}
        for key in ("VaultName", "SecretName"):
            if key not in found:
                self.fail(len(self.text) - 1, f"'{key}' is missing", f"A reference names both vault and secret: {_EXAMPLES}.")
        return found["VaultName"], found["SecretName"], found.get("SecretVersion"), None

    def address(self, parts: Mapping[str, _Part], suffixes: tuple[str, ...]) -> _Fields:
        """What the full form says."""
        for key, part in parts.items():
            if key != "SecretUri":
                self.fail(part.start - len(key) - 1, f"'{key}' beside 'SecretUri'", "The address says it all: drop the other keys.")
        uri = parts["SecretUri"]
        if not uri.text.startswith("https://"):
            self.fail(uri.start, "the address doesn't start with 'https://'", "Give the secret's full address in the vault.")
        host, *path = _Part(uri.text[8:], uri.start + 8).split("/")
        vault, suffix = self._host(host, suffixes)
        name, version = self._path(uri, path)
        return vault, name, version, suffix

    def _body(self) -> _Part:
        """What stands between the brackets."""
        for at, char in enumerate(self.text):
            if char.isspace() or not char.isprintable():
                self.fail(at, "a blank or control character", "References have none: take it out.")
        if not self.text.startswith(_OPENING):
            at = next(at for at, (given, due) in enumerate(zip(f"{self.text}\0", _OPENING, strict=False)) if given != due)
            self.fail(at, f"'{_OPENING}' is expected at the start", "Write it exactly so, letter case included.")
        closing = self.text.find(")", len(_OPENING))
        if closing < 0:
            self.fail(len(self.text), "the closing ')' is missing", "Add it at the end.")
        second = self.text.find("(", len(_OPENING), closing)
        if second >= 0:
            self.fail(second, "a second '('", "A reference has one pair of brackets.")
        if closing != len(self.text) - 1:
            self.fail(
                closing + 1, "text after the closing ')'", "A reference is the setting's whole value; it can't be part of a longer text."
            )
        return _Part(self.text[len(_OPENING) : closing], len(_OPENING))

    def _check_key(self, piece: _Part, key: str, equals: str, parts: Mapping[str, _Part]) -> None:
        if not piece.text:
            self.fail(
                piece.start,
                "a 'Key=value' is missing",
                f"The keys are {listed(_KEYS)}, with one ';' between two of them and none at the ends.",
            )
        if key not in _KEYS:
            self.fail(piece.start, f"unknown key '{key}'", f"The keys are {listed(_KEYS)}.{did_you_mean(key, _KEYS)}")
        if not equals:
            self.fail(piece.end, f"'=' is missing after '{key}'", f"Write '{key}=' and the value.")
        if key in parts:
            self.fail(piece.start, f"'{key}' is there twice", "Keep one.")

    def _host(self, host: _Part, suffixes: tuple[str, ...]) -> tuple[str, str]:
        vault, dot, suffix = host.text.partition(".")
        if not dot or suffix not in suffixes:
            self.fail(
                host.start + len(vault) + len(dot),
                f"'{suffix}' isn't the suffix of a vault's host name here",
                f"It has to be {listed(suffixes, 'or')}, in lower case and without a port.",
            )
        return self._checked(_Part(vault, host.start), check_vault_name), suffix

    def _path(self, uri: _Part, path: list[_Part]) -> tuple[str, str | None]:
        if not path or path[0].text != "secrets":
            self.fail(path[0].start if path else uri.end, "'/secrets/' has to follow the host name", "Only secrets can be referred to.")
        if len(path) < 2 or not path[1].text:
            self.fail(uri.end, "the secret's name is missing", "Write it after '/secrets/'.")
        if len(path) > 2 and not path[-1].text:
            self.fail(path[-1].start - 1, "a slash at the end", "Drop it: App Service doesn't resolve the reference with it.")
        if len(path) > 3:
            self.fail(path[3].start - 1, "more after the version", "The address ends with the secret's name, or with its version.")
        name = self._checked(path[1], check_secret_name)
        return name, self._checked(path[2], _check_version) if len(path) == 3 else None

    def _checked(self, part: _Part, check: Callable[[str], str]) -> str:
        try:
            return check(part.text)
        except InvalidName as fault:
            wrong = _NOT_IN_NAMES.search(part.text)
            why, _, _ = str(fault).partition(". ")
            self.fail(part.start + (wrong.start() if wrong else 0), why, "Write it as it is in Azure.")


def _check_version(text: str) -> str:
    if not _VERSION.match(text):
        raise InvalidName(f"'{text}' isn't a secret's version: that has 32 hexadecimal digits. Leave it out for the newest.")
    return text

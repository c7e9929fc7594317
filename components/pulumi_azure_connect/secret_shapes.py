"""What keys, passwords and tokens look like.

A Pulumi Output doesn't say where its value came from, so only the text can tell.

Two kinds of text are recognised: a value behind a name that says so (`AccountKey=`), and a value that has the shape of a key by
itself. A text that only holds a place for one (`Password=$DB_PASSWORD`, a Key Vault reference) is no secret.

Sources, each a published list of patterns (read on 2026-11-27):
    [powershell] Azure/azure-powershell-common, Sanitizer/Services/DefaultSanitizerService.cs: the signatures in Azure's newer keys
    [utilities]  microsoft/security-utilities, GeneratedRegexPatterns: SEC101/200, keys with the signature JQQJ9
    [purview]    MicrosoftDocs/microsoft-365-docs, compliance/sit-defn-azure-*.md: 512-bit keys (storage, Cosmos DB) and 256-bit keys
                 (Service Bus, Event Hubs, Event Grid, Redis, IoT) in base64
    [gitleaks]   gitleaks/gitleaks, config/gitleaks.toml: private keys and JSON Web Tokens
    [services]   the connection strings that services document: learn.microsoft.com/azure/service-connector, "how-to-integrate-..."
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["SHAPES", "Shape", "concealed", "secret_in", "shown"]


@dataclass(frozen=True)
class Shape:
    """One kind of secret.

    Attributes:
        words: what a message calls it.
        pattern: finds it. The group `secret` is the value, where the pattern has more around it.
        source: of the list above.
    """

    words: str
    pattern: re.Pattern[str]
    source: str


def _named(names: str, words: str) -> Shape:
    # The name may be a variable's (`DB_PASSWORD=`) or a switch's (`--password=`).
    return Shape(
        words, re.compile(rf"(?i)(?<![a-z0-9])(?:{names})(?:=|[ \t]+=[ \t]+)(?P<secret>\"[^\"]+\"|'[^']+'|[^;&\s\"']+)"), "services"
    )


def _bare(pattern: str, words: str, source: str) -> Shape:
    # Not in the middle of a longer text of such characters.
    return Shape(words, re.compile(rf"(?<![A-Za-z0-9+/=_~.-])(?P<secret>{pattern})(?![A-Za-z0-9+/=_~])"), source)


SHAPES: Final[tuple[Shape, ...]] = (
    Shape("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "gitleaks"),
    Shape("a token", re.compile(r"(?<![\w-])eyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]*"), "gitleaks"),
    _named(r"(?:\w*[_-])?(?:accountkey|account[_-]key)", "an account key"),
    _named(r"(?:\w*[_-])?(?:sharedaccesskey|sharedaccesssignature|sharedsecretvalue)", "a shared access key"),
    _named(r"(?:\w*[_-])?(?:accesskey|access[_-]key|apikey|api[_-]key|authkey)", "an access key"),
    _named(r"(?:\w*[_-])?(?:password|passwd|pwd)", "a password"),
    _named(r"(?:\w*[_-])?(?:clientsecret|client[_-]secret)", "a client secret"),
    Shape("an access key", re.compile(r"(?i)\bid=[^;]+;secret=(?P<secret>[^;\s\"']+)"), "services"),  # App Configuration
    Shape("a shared access signature", re.compile(r"(?i)(?:^|[?&;\s])sig=(?P<secret>[a-z0-9%+/_-]{16,}=*)"), "services"),
    Shape("a password in a URL", re.compile(r"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@?#]*:(?P<secret>[^\s/@]+)@"), "powershell"),
    _bare(
        r"[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}(?:[A-Za-z0-9]{2}==)?",
        "a key of Azure",
        "utilities",
    ),
    _bare(r"[A-Za-z0-9+/]{86}==", "a 512-bit key, as of a storage or Cosmos DB account", "purview"),
    _bare(r"[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==", "a key of a function app", "powershell"),
    _bare(r"[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}", "a key of a search service", "powershell"),
    _bare(r"[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}", "a key of a container registry", "powershell"),
    _bare(r"[A-Za-z0-9+/]{43}=", "a 256-bit key, as of Service Bus, Event Grid or Redis", "purview"),
    _bare(r"[A-Za-z0-9_~.-]{3}7Q~[A-Za-z0-9_~.-]{31}|[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{34}", "a client secret", "powershell"),
    # Keys of Azure AI services and of search services, as they were before signatures: only where there is nothing else, or in quotes.
    Shape(
        "a 128-bit key, as of Azure AI services", re.compile(r"(?:\A|(?<=['\"]))(?P<secret>[0-9a-fA-F]{32})(?:\Z|(?=['\"]))"), "services"
    ),
)
"""The kinds of secret, the most telling first."""

# A value that stands for another: $NAME, ${NAME}, $(NAME), %NAME%, {name}, <name>, ***, @Microsoft.KeyVault(...), @AppSettingRef(...), ...
_PLACE = re.compile(r"""["']?(?:\.\.\.|\$|%\w+%|\{|<|\*+|@Microsoft\.KeyVault\(|@AppSettingRef\()""", re.IGNORECASE)
_NO_VALUE: Final = frozenset({"true", "false", "yes", "no", "on", "off", "0", "1", "none", "null"})
_HASHES = re.compile(r"sha(?:256|384|512)[-:]\Z", re.IGNORECASE)


def _is_value(text: str, found: re.Match[str]) -> bool:
    value = found.groupdict().get("secret") or found[0]
    start = found.start("secret") if "secret" in found.groupdict() else found.start()
    return not (_PLACE.match(value) or value.lower() in _NO_VALUE or _HASHES.search(text[:start]))


def secret_in(text: str) -> str | None:
    """What secret a text holds, in words for a message; None where it holds none that can be recognised.

    >>> secret_in("Server=tcp:shop;Password=tea")
    'a password'
    """
    for shape in SHAPES:
        if any(_is_value(text, found) for found in shape.pattern.finditer(text)):
            return shape.words
    return None


def concealed(text: str) -> str:
    """A text with each secret in it replaced by what it is.

    >>> concealed("Server=tcp:shop;Password=tea is no id")
    'Server=tcp:shop;Password=<a password> is no id'
    """
    for shape in SHAPES:
        text = shape.pattern.sub(lambda found, words=shape.words: _without(found, words), text)
    return text


def _without(found: re.Match[str], words: str) -> str:
    if not _is_value(found.string, found):
        return found[0]
    group = "secret" if "secret" in found.groupdict() else 0
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    return f"{found[0][:start]}<{words}>{found[0][end:]}"


def shown(value: object) -> str:
    """A value for a message: quoted, or what secret it is where it looks like one."""
    text = value if isinstance(value, str) else repr(value)
    words = secret_in(text)
    return f"<{words}, not shown>" if words else repr(value)

"""The database engines that scripts can run in: their hosts, sign-in and errors."""

from __future__ import annotations

import base64
import binascii
import importlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Final, cast

from pulumi_azure_connect.errors import ScriptFailed

from .drivers import Connection, Login, mssql, mysql, postgres
from .faults import FAULTS, MYSQL_FAULTS, POSTGRES_FAULTS, Fault

Step = tuple[str, str]
"""A database, and what is run in it."""

# The audience of tokens for PostgreSQL and MySQL: MicrosoftDocs/azure-databases-docs articles/mysql/flexible-server/how-to-azure-ad.md;
# the other clouds' by the endpoint lists of the Azure CLI (`ossrdbmsResourceId`).
_OPEN_SOURCE: Final = {"azure.com": "windows.net", "usgovcloudapi.net": "usgovcloudapi.net", "chinacloudapi.cn": "chinacloudapi.cn"}
_CONNECT: Final = re.compile(r'^\\connect "((?:[^"]|"")+)"$')


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One kind of database server.

    Attributes:
        title: its name in messages.
        scopes: domain that its hosts' names end in -> scope of the tokens that it takes. A token is only ever sent to such a host.
        extra: of this package's extras the one that brings the driver.
        driver: the driver's module.
        open: connects.
        named_login: whether a log-in names its user; else the token does.
        steps: from a script and its database to what is run where.
        faults: what its errors mean.
    """

    title: str
    scopes: Mapping[str, str]
    extra: str
    driver: str
    open: Callable[[ModuleType, Login], Connection]
    named_login: bool
    steps: Callable[[str, str], Sequence[Step]]
    faults: tuple[Fault, ...]

    def suffix_of(self, server: str) -> str | None:
        """The domain of a host of this engine; None where it is none."""
        return next((suffix for suffix in self.scopes if server.lower().endswith(f".{suffix}")), None)

    def connect(self, server: str, database: str, user: str | None) -> Connection:
        """Connect as the identity that DefaultAzureCredential finds: a pipeline's, `az login`, ...

        Raises:
            ScriptFailed: the extra isn't installed, nobody is signed in, or it can't be told whom to log in as.
        """
        driver, identity = self._module(self.driver), self._module("azure.identity")
        scope = self.scopes[self.suffix_of(server) or ""]
        try:
            token = cast(str, identity.DefaultAzureCredential().get_token(scope).token)
        except Exception as error:  # noqa: BLE001 (azure-identity raises many kinds, all meaning this)
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ScriptFailed(f"no Microsoft Entra token for '{scope}': {redacted(reason)} Sign in with `az login`.") from None
        return self.open(driver, Login(server, database, self._login_name(user, token), token))

    def _login_name(self, user: str | None, token: str) -> str:
        found = user or (_name_in(token) if self.named_login else "")
        if found is None:
            raise ScriptFailed(
                f"{self.title} wants a user name, and the token holds none, as those of service principals and managed identities. "
                "Say --user with the name of the server's Microsoft Entra administrator that you are, or whose group you are in."
            )
        return found

    def _module(self, name: str) -> ModuleType:
        try:
            return importlib.import_module(name)
        except ImportError:
            raise ScriptFailed(
                f"running SQL needs the module '{name}', which isn't installed. Run `pip install \"pulumi-azure-connect[{self.extra}]\"`, "
                "or run the script with any other tool: `azure-connect run-sql --print` shows it."
            ) from None


def _whole(script: str, database: str) -> Sequence[Step]:
    return [(database, script)]


def _by_connect(script: str, database: str) -> Sequence[Step]:
    r"""Follow psql's `\connect`.

    Its `\set ON_ERROR_STOP on` is what happens anyway; no other command of psql's is understood.
    """
    steps: list[tuple[str, list[str]]] = [(database, [])]
    for line in script.splitlines():
        found = _CONNECT.match(line)
        if found:
            steps.append((found[1].replace('""', '"'), []))
        elif line.startswith("\\") and line != "\\set ON_ERROR_STOP on":
            raise ScriptFailed(f"'{line}' is a command of psql's that isn't understood here. Run the script with psql.")
        elif not line.startswith("\\"):
            steps[-1][1].append(line)
    return [(name, "\n".join(lines)) for name, lines in steps if any(line and not line.startswith("--") for line in lines)]


def _name_in(token: str) -> str | None:
    """The name of the person in an access token's claims."""
    try:
        payload = token.split(".")[1]
        claims: object = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return None
    known = cast("dict[str, object]", claims) if isinstance(claims, dict) else {}
    found = next((known[claim] for claim in ("upn", "unique_name", "preferred_username") if known.get(claim)), None)
    return found if isinstance(found, str) else None


_TOKEN = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*)*")


def redacted(text: str) -> str:
    """A text in which no token can be read."""
    return _TOKEN.sub("<token>", text)


def _open_source(service: str) -> Mapping[str, str]:
    return MappingProxyType(
        {f"{service}.database.{domain}": f"https://ossrdbms-aad.database.{audience}/.default" for domain, audience in _OPEN_SOURCE.items()}
    )


MSSQL: Final = Engine(
    title="Azure SQL",
    # The audience is the hosts' own domain in each cloud: learn.microsoft.com/azure/azure-sql/database/authentication-aad-overview.
    scopes=MappingProxyType(
        {
            **{f"database.{domain}": f"https://database.{domain}/.default" for domain in _OPEN_SOURCE.values()},
            "database.fabric.microsoft.com": "https://database.windows.net/.default",
        }
    ),
    extra="sql",
    driver="mssql_python",
    open=mssql,
    named_login=False,
    steps=_whole,
    faults=FAULTS,
)
POSTGRES: Final = Engine(
    title="PostgreSQL",
    scopes=_open_source("postgres"),
    extra="postgres",
    driver="psycopg",
    open=postgres,
    named_login=True,
    steps=_by_connect,
    faults=POSTGRES_FAULTS,
)
MYSQL: Final = Engine(
    title="MySQL",
    scopes=_open_source("mysql"),
    extra="mysql",
    driver="pymysql",
    open=mysql,
    named_login=True,
    steps=_whole,
    faults=MYSQL_FAULTS,
)
ENGINES: Final = (POSTGRES, MYSQL, MSSQL)  # the more special domain first: MySQL's ends in `database.usgovcloudapi.net` as well


def engine_of(server: str) -> Engine | None:
    """The engine that a host belongs to; None for a host that gets no token."""
    return next((engine for engine in ENGINES if engine.suffix_of(server)), None)

"""What the errors of Azure's database servers mean to a person, and which ones are temporary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Fault:
    """One kind of failure.

    Attributes:
        numbers: SQL Server's error numbers. Not every driver tells them.
        words: any of these, in lower case, is part of the message, which every driver passes on.
        remedy: what to do about it.
        transient: whether the same script may succeed a little later.
    """

    numbers: frozenset[int]
    words: tuple[str, ...]
    remedy: str
    transient: bool = False


_PRIVATE = "Run this from a network that reaches the server (its private endpoint, or the virtual network that it admits)."
_ADMIN = (
    "Sign in as the server's Microsoft Entra admin, or as an Entra user of this database who has ALTER ANY USER and ALTER ANY ROLE, "
    "and check the database's name."
)

# Numbers and words: learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues, the SQL Server error catalogue,
# and for 33131 and 33134 MicrosoftDocs/sql-docs on Entra users. Only texts were tried here, against a fake connection.
FAULTS: Final = (
    Fault(
        frozenset({40615}),
        ("is not allowed to access the server",),
        "The server's firewall doesn't admit this machine: add a firewall rule for the address in the message, or run this from an admitted one.",
    ),
    Fault(frozenset({47073}), ("deny public network access",), f"The server takes no public connections. {_PRIVATE}"),
    # Before the next: its message goes on with "login failed".
    Fault(frozenset({4060}), ("cannot open database",), "Check the database's name, and that this identity is a user of it."),
    Fault(frozenset({18456}), ("login failed for user",), f"The server doesn't let this identity in. {_ADMIN}"),
    Fault(
        frozenset({33131}),
        ("duplicate display name",),
        "Two directory objects have this name. Make the user from its client id, as the scripts of this library do, not FROM EXTERNAL PROVIDER.",
    ),
    Fault(
        frozenset({33134}),
        ("could not be resolved",),
        "The server couldn't look the identity up in the directory. Scripts of this library need no look-up: make the user from its client id.",
    ),
    Fault(frozenset({15138}), ("owns a schema",), "Give what the old user owns to another (ALTER AUTHORIZATION), then run this again."),
    Fault(frozenset({15063}), ("already has an account under a different user name",), "Use that user's name, or drop that user."),
    Fault(
        frozenset({262, 15151, 15247}),
        ("do not have permission", "does not have permission", "permission denied"),
        f"This identity may not manage users here. {_ADMIN}",
    ),
    Fault(
        frozenset(),
        ("failed to load the driver",),
        "The SQL driver needs system libraries: on Debian or Ubuntu `apt-get install libltdl7 libkrb5-3 libgssapi-krb5-2`.",
    ),
    Fault(
        frozenset({40613}),
        ("is not currently available",),
        "The database is starting or moving; try again in a few minutes.",
        transient=True,
    ),
    Fault(
        frozenset({40197, 40143, 40166, 40540}),
        ("encountered an error processing your request",),
        "Try again in a few minutes.",
        transient=True,
    ),
    Fault(
        frozenset({40501, 10928, 10929, 49918, 49919, 49920}),
        ("service is currently busy",),
        "The database is at its limits; try again when it is less busy.",
        transient=True,
    ),
    Fault(frozenset({1205}), ("deadlock",), "Something else changed users at the same time; try again.", transient=True),
    Fault(
        frozenset({10053, 10054, 10060}),
        ("unable to establish connection",),
        f"The server can't be reached: check its name. {_PRIVATE}",
        transient=True,
    ),
    Fault(frozenset(), ("tcp provider",), f"The connection broke. {_PRIVATE}", transient=True),
    Fault(frozenset(), ("login timeout expired",), f"The server didn't answer in time: check its name. {_PRIVATE}", transient=True),
    Fault(frozenset(), ("communication link failure",), "The connection broke; try again.", transient=True),
)

_ADMINISTRATOR = "Sign in as a Microsoft Entra administrator of the server, and name him with --user (a group's name for its members)."
_FIREWALL = "The server's firewall doesn't admit this machine: add a firewall rule, or run this from an admitted one."


def _said(words: str, remedy: str, *, transient: bool = False) -> Fault:
    return Fault(frozenset(), (words,), remedy, transient)


# Words: postgresql.org/docs/current/errcodes-appendix.html, and MicrosoftDocs/azure-databases-docs on Entra authentication.
POSTGRES_FAULTS: Final = (
    _said("password authentication failed", f"The server doesn't let this identity in. {_ADMINISTRATOR}"),
    _said("no pg_hba.conf entry", _FIREWALL),
    _said(
        "pgaadauth_create_principal_with_oid", f"The server takes no Entra tokens yet (authConfig.activeDirectoryAuth). {_ADMINISTRATOR}"
    ),
    _said("permission denied", f"This identity may not manage roles or rights here. {_ADMINISTRATOR}"),
    _said("database does not exist", "Check the database's name."),
    _said("could not translate host name", f"The server isn't known by that name here. {_PRIVATE}"),
    _said("the database system is starting up", "The server is starting; try again in a few minutes.", transient=True),
    _said("the database system is shutting down", "The server is restarting; try again in a few minutes.", transient=True),
    _said("remaining connection slots are reserved", "The server has no connection left; try again when it is less busy.", transient=True),
    _said("tuple concurrently updated", "Somebody else changed rights at the same time; try again.", transient=True),
    _said("connection timeout expired", f"The server didn't answer in time: check its name. {_PRIVATE}", transient=True),
    _said("server closed the connection", "The connection broke; try again.", transient=True),
)

# Numbers and words: dev.mysql.com/doc/mysql-errors.
MYSQL_FAULTS: Final = (
    Fault(frozenset({1045}), ("access denied for user",), f"The server doesn't let this identity in, or not do this. {_ADMINISTRATOR}"),
    Fault(  # our own guard: the column's name says what is wrong
        frozenset({1054}),
        ("unknown column",),
        "Nothing was changed. If two identities have this name, rename one. If the identity was made anew, first run the drop script of the old one.",
    ),
    Fault(frozenset({1049}), ("unknown database",), "Check the database's name."),
    Fault(
        frozenset({1064}),
        ("aaduser",),
        "The server takes no Entra tokens yet: it needs a user-assigned identity and an Entra administrator.",
    ),
    Fault(frozenset({9000}), ("client with ip address",), _FIREWALL),
    Fault(frozenset({1227}), ("you need",), f"This identity may not manage users here. {_ADMINISTRATOR}"),
    Fault(frozenset({2003, 2005}), ("can't connect",), f"The server can't be reached: check its name. {_PRIVATE}", transient=True),
    Fault(frozenset({2006, 2013}), ("lost connection",), "The connection broke; try again.", transient=True),
    Fault(
        frozenset({1040}), ("too many connections",), "The server has no connection left; try again when it is less busy.", transient=True
    ),
)

_UNKNOWN: Final = Fault(frozenset(), (), "")
_NUMBER = re.compile(r"\((\d{3,6})[),]")  # "(18456)", and PyMySQL's "(1045, '...')"


def fault_of(error: BaseException, faults: Sequence[Fault] = FAULTS) -> Fault:
    """The kind of failure behind a driver's error.

    A kind without a remedy if none fits; a script's own THROW explains itself.
    """
    text = str(error).lower()
    told: object = getattr(error, "number", None)
    numbers = {int(number) for number in _NUMBER.findall(text)} | ({told} if isinstance(told, int) else set[int]())
    for fault in faults:
        if fault.numbers & numbers or any(words in text for words in fault.words):
            return fault
    return _UNKNOWN

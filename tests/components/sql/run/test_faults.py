from __future__ import annotations

import pytest

from pulumi_azure_connect.sql.run.faults import FAULTS, fault_of


class NumberedError(Exception):
    """An error of a driver that tells the number, as python-tds does."""

    def __init__(self, number: int) -> None:
        super().__init__("words in another language")
        self.number = number


# What Azure SQL says, with the number that some drivers add, and a word of what to do about it.
MESSAGES = [
    (
        40615,
        "Cannot open server 'shop' requested by the login. Client with IP address '203.0.113.7' is not allowed to access the server.",
        "firewall",
    ),
    (
        47073,
        "Reason: An instance-specific error occurred. Connection was denied since Deny Public Network Access is set to Yes",
        "private endpoint",
    ),
    (18456, "Login failed for user '<token-identified principal>'.", "Entra admin"),
    (4060, "Cannot open database \"ordrs\" requested by the login. The login failed. Login failed for user 'x'.", "database's name"),
    (33131, "Principal 'shop' has a duplicate display name. Make the display name unique and execute this statement again.", "client id"),
    (33134, "Principal 'shop' could not be resolved. Error message: 'Server identity is not configured.'", "client id"),
    (15138, "The database principal owns a schema in the database, and cannot be dropped.", "ALTER AUTHORIZATION"),
    (15063, "The login already has an account under a different user name.", "drop that user"),
    (15247, "User does not have permission to perform this action.", "ALTER ANY USER"),
    (15151, "Cannot alter the role 'db_datareader', because it does not exist or you do not have permission.", "ALTER ANY USER"),
]
PASSING = [
    (40613, "Database 'orders' on server 'shop' is not currently available. Please retry the connection later."),
    (40197, "The service has encountered an error processing your request. Please try again."),
    (40501, "The service is currently busy. Retry the request after 10 seconds."),
    (1205, "Transaction (Process ID 52) was deadlocked on lock resources with another process."),
    (10060, "Client unable to establish connection"),
]


@pytest.mark.parametrize(("number", "message", "remedy"), MESSAGES, ids=[str(number) for number, *_ in MESSAGES])
def test_what_will_not_pass_says_what_to_do(number: int, message: str, remedy: str):
    for error in (
        RuntimeError(message),
        RuntimeError(f"[28000] [SQL Server] other words ({number}) (SQLDriverConnect)"),
        NumberedError(number),
    ):
        fault = fault_of(error)
        assert remedy in fault.remedy
        assert not fault.transient


@pytest.mark.parametrize(("number", "message"), PASSING, ids=[str(number) for number, _ in PASSING])
def test_what_passes_may_be_tried_again(number: int, message: str):
    for error in (RuntimeError(message), NumberedError(number)):
        assert fault_of(error).transient
        assert fault_of(error).remedy


@pytest.mark.parametrize("message", ["TCP Provider: Error code 0x2749", "Login timeout expired", "Communication link failure"])
def test_a_broken_connection_may_be_tried_again(message: str):
    assert fault_of(RuntimeError(message)).transient


@pytest.mark.parametrize(
    "message", ["", "Incorrect syntax near 'GO'.", "[shop] is not an Entra user here. Nothing was changed.", "Error (50001)"]
)
def test_an_unknown_fault_is_not_tried_again_and_needs_no_more_words(message: str):
    fault = fault_of(RuntimeError(message))
    assert not fault.transient
    assert not fault.remedy


def test_numbers_are_not_read_out_of_longer_ones():
    assert not fault_of(RuntimeError("(140613) and 40613 without brackets")).transient


def test_every_fault_can_be_recognised_and_remedied():
    assert len(FAULTS) > 10
    assert all(fault.words and fault.remedy for fault in FAULTS)
    assert all(word == word.lower() for fault in FAULTS for word in fault.words)
    numbers = [number for fault in FAULTS for number in fault.numbers]
    assert len(numbers) == len(set(numbers))

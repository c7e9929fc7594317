"""A call that doesn't fit a signature is answered with how to call."""

from __future__ import annotations

import pytest

from pulumi_azure_connect import UnknownArgument
from pulumi_azure_connect.program.calls import explains_wrong_calls


@explains_wrong_calls("Write greet(name=...).")
def greet(*, name: str) -> str:
    return f"hello {name}"


def test_a_fitting_call_is_made():
    assert greet(name="shop") == "hello shop"


def test_an_unknown_argument_is_named_with_the_one_that_was_meant():
    with pytest.raises(UnknownArgument, match=r"greet: .* Did you mean 'name'\? Write greet\(name=\.\.\.\)\."):
        greet(nam="canary")  # pyright: ignore[reportCallIssue]


def test_the_message_quotes_no_value():
    with pytest.raises(UnknownArgument) as refused:
        greet("canary")  # pyright: ignore[reportCallIssue]
    assert "canary" not in str(refused.value)

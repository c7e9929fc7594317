"""The arguments of a function app."""

from __future__ import annotations

import pytest

from pulumi_azure_connect import UnknownArgument
from pulumi_azure_connect.app.functions.args import FunctionsArgs


def test_the_hosts_storage_has_to_be_said():
    with pytest.raises(UnknownArgument, match="storage_account_id"):
        FunctionsArgs()  # pyright: ignore[reportCallIssue]

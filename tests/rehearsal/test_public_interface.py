"""The public names of the rehearsal, and that asking for them is what imports them."""

from __future__ import annotations

import subprocess
import sys

import pytest

import azure_rehearsal


@pytest.mark.parametrize("name", azure_rehearsal.__all__)
def test_every_public_name_can_be_imported(name: str):
    assert getattr(azure_rehearsal, name).__doc__


def test_the_fixture_is_still_found_where_it_was():
    from azure_rehearsal.doors.mocks import AzureFixture  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]

    assert AzureFixture is azure_rehearsal.AzureFixture


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'Azure'"):
        azure_rehearsal.Azure  # noqa: B018  # pyright: ignore[reportAttributeAccessIssue]


def test_importing_the_package_imports_no_pulumi():
    probe = "import sys, azure_rehearsal; print('pulumi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout == "False\n"

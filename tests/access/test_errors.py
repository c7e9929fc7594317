"""Errors are of one family, and are ValueErrors."""

from __future__ import annotations

import pytest

from azure_access import AccessError, find_builtin


def test_fails_in_the_packages_own_family():
    with pytest.raises(AccessError, match="'Contributer'") as caught:
        find_builtin("Contributer")
    assert isinstance(caught.value, ValueError)

"""Names for what the program doesn't name."""

from __future__ import annotations

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.naming import CREATE_FIRST, auto_name


@given(st.text(max_size=20), st.binary(min_size=1))
def test_the_same_seed_gives_the_same_name(name, seed):
    first, random = auto_name("random", name, None, "name", seed)
    assert random
    assert re.fullmatch(re.escape(name) + "[0-9a-f]{8}", first)
    assert auto_name("random", name, {}, "name", seed) == (first, True)


def test_without_a_seed_names_differ():
    assert len({auto_name("random", "x", None, "name", b"")[0] for _ in range(20)}) == 20


def test_an_earlier_name_stays_and_so_does_its_mark():
    assert auto_name("random", "x", {"name": "old"}, "name", b"s") == ("old", False)
    assert auto_name("random", "x", {"name": "old", CREATE_FIRST: True}, "name", b"s") == ("old", True)


def test_the_other_kinds():
    assert auto_name("copy", "x", None, "name", b"s") == ("x", False)
    made, random = auto_name("uuid", "x", None, "name", b"s")
    assert uuid.UUID(made).version == 4
    assert random


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("azure-native:resources:ResourceGroup", "random"),
        ("azure-native:web:WebApp", "random"),
        ("azure-native:web:WebAppSlot", "copy"),
        ("azure-native:keyvault:Secret", "copy"),
        ("azure-native:sql:Database", "copy"),
        ("azure-native:storage:BlobContainer", "copy"),
        ("azure-native:authorization:RoleAssignment", "uuid"),
        ("azure-native:authorization:ManagementLockByScope", "random"),
    ],
)
def test_which_type_is_named_how(token, kind):
    # azure-native provider/pkg/resources/resources.go, AutoName
    assert Cloud().type_of(token).naming == kind

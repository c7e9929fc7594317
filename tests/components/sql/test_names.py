"""Names of database users and databases: what is common to all servers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect.errors import AccessNotSupported, InvalidName
from pulumi_azure_connect.sql.names import check_name, chosen_rights, fitted


@given(name=st.text(min_size=1, max_size=200), most=st.integers(min_value=16, max_value=128))
def test_a_name_always_fits(name: str, most: int):
    assert len(fitted(name, most).encode(errors="surrogatepass")) <= most


@given(one=st.text(min_size=1), other=st.text(min_size=1))
def test_two_names_stay_two(one: str, other: str):
    assert (fitted(one, 32) == fitted(other, 32)) == (one == other)


def test_a_name_that_fits_is_kept():
    assert fitted("shop", 4) == "shop"


@pytest.mark.parametrize("name", ["", " a", "a\x00", "a\u202e", "a\\"])
def test_fails_for_what_can_not_be_read_at_a_glance(name: str):
    with pytest.raises(InvalidName, match="the name of a thing"):
        check_name(name, "a thing", {})


def test_fails_for_what_the_caller_says():
    with pytest.raises(InvalidName, match="it is odd"):
        check_name("a", "a thing", {"it is odd": True})
    assert check_name("a", "a thing", {"it is odd": False}) == "a"


def test_a_lone_text_is_one_right():
    assert chosen_rights("SELECT", ("SELECT", "INSERT"), "SQL") == ["SELECT"]
    with pytest.raises(AccessNotSupported, match="'SELECT' and 'INSERT'"):
        chosen_rights("DELETE", ("SELECT", "INSERT"), "SQL")

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect.azure.setting_names import check_setting_names
from pulumi_azure_connect.errors import InvalidName, SettingConflict

System = Literal["linux", "windows"]
BOTH: tuple[System, System] = ("linux", "windows")


@pytest.mark.parametrize("system", BOTH)
@given(names=st.lists(st.from_regex(r"[A-Za-z0-9_]{1,20}", fullmatch=True), unique_by=str.casefold))
def test_letters_digits_and_underscores_work_everywhere(system: System, names: list[str]):
    check_setting_names(names, system, "app 'shop'")


@pytest.mark.parametrize(
    ("name", "works_on"),
    [
        ("A__B", BOTH),
        ("A.B", BOTH),
        ("A:B", ("windows",)),
        ("A-B", ("windows",)),
        ("A B", ()),
        ("A=B", ()),
        ("A/B", ()),
        ("", ()),
        ("Ä", ()),
        ("A\n", ()),
    ],
    ids=repr,
)
@pytest.mark.parametrize("system", BOTH)
def test_what_works_where(name: str, works_on: tuple[System, ...], system: System):
    if system in works_on:
        check_setting_names([name], system, "app 'shop'")
        return
    with pytest.raises(InvalidName) as caught:
        check_setting_names([name], system, "app 'shop'")
    message = str(caught.value)
    assert message.startswith(f"app 'shop' has the setting name '{name}', which App Service on {system.capitalize()} can't hold")


@pytest.mark.parametrize(("name", "instead"), [("Vision:Key", "Vision__Key"), ("vision-key", "vision_key"), ("", "MY_SETTING")])
def test_a_refused_name_comes_with_one_that_works(name: str, instead: str):
    with pytest.raises(InvalidName, match=f"'{instead}'"):
        check_setting_names([name], "linux", "app 'shop'")
    check_setting_names([instead], "linux", "app 'shop'")


@pytest.mark.parametrize(
    ("one", "other", "collide_on", "why"),
    [
        ("API.KEY", "API_KEY", ("linux",), "'.' counts as '_'"),
        ("A:B", "A__B", ("windows",), "':' counts as '__'"),
        ("Api_Key", "API_KEY", BOTH, "letter case"),
        ("Api.Key", "API_KEY", ("linux",), "'.' counts as '_'"),
        ("A.B", "A:B", (), ""),
        ("A_B", "A__B", (), ""),
    ],
)
@pytest.mark.parametrize("system", BOTH)
def test_what_collides_where(one: str, other: str, collide_on: tuple[System, ...], why: str, system: System):
    if system in collide_on:
        with pytest.raises(SettingConflict) as caught:
            check_setting_names(["X", one, "Y", other], system, "app 'shop'")
        assert f"'{one}' and '{other}'" in str(caught.value)
        assert why in str(caught.value)
    elif ":" not in one + other or system == "windows":
        check_setting_names(["X", one, "Y", other], system, "app 'shop'")


def test_one_spelling_twice_is_no_collision():
    check_setting_names(["API_KEY", "API_KEY"], "linux", "app 'shop'")

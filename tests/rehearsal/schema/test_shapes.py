"""What is wrong with a value that has another shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.core.values import UNKNOWN
from azure_rehearsal.schema import shapes
from azure_rehearsal.schema.shapes import Fault, Field, Fields, ListOf, MapOf, OneOfShapes, OneOfValues

SKU = OneOfValues("SkuName", ("Standard_LRS", "Premium_LRS"))
CAT = Fields(
    "Cat", lambda: {"kind": Field("kind", "kind", shapes.STRING, True, "cat"), "lives": Field("lives", "lives", shapes.INTEGER, True)}
)
DOG = Fields(
    "Dog", lambda: {"kind": Field("kind", "kind", shapes.STRING, True, "dog"), "nickName": Field("nickName", "nick_name", shapes.STRING)}
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4) | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
)


def faults(shape, value) -> list[Fault]:
    found: list[Fault] = []
    shape.check(value, (), found)
    return found


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (shapes.STRING, "x", 1),
        (shapes.STRING, "", True),
        (shapes.BOOLEAN, False, "false"),
        (shapes.BOOLEAN, True, 1),
        (shapes.INTEGER, 3, 3.5),
        (shapes.INTEGER, 3.0, "3"),
        (shapes.NUMBER, 3.5, True),
        (ListOf(shapes.STRING), ["x"], "x"),
        (ListOf(shapes.STRING), [], {"0": "x"}),
        (MapOf(shapes.STRING), {"x": "y"}, ["x"]),
        (SKU, "Standard_LRS", 3),
        (SKU, "standard_lrs", "Standard"),
        (CAT, {"kind": "cat", "lives": 9}, "cat"),
        (shapes.ASSET, {shapes.SIGNATURE_KEY: "c44067f5952c0a294b673a41bacd8c17", "text": "x"}, {"text": "x"}),
    ],
)
def test_what_fits_and_what_does_not(shape, good, bad):
    assert faults(shape, good) == []
    assert len(faults(shape, bad)) == 1


@pytest.mark.parametrize(
    "shape", [shapes.STRING, shapes.BOOLEAN, shapes.INTEGER, ListOf(SKU), MapOf(SKU), SKU, CAT, OneOfShapes((CAT, DOG))]
)
@pytest.mark.parametrize("value", [UNKNOWN, None])
def test_unknown_and_absent_fit_everywhere(shape, value):
    assert faults(shape, value) == []


@given(json_values)
def test_a_check_reports_and_never_raises(value):
    for shape in (shapes.STRING, shapes.INTEGER, shapes.ANYTHING, ListOf(CAT), MapOf(SKU), OneOfShapes((CAT, DOG, shapes.STRING))):
        assert all(fault.reason for fault in faults(shape, value))


def test_the_path_leads_to_the_fault():
    (fault,) = faults(MapOf(ListOf(CAT)), {"home": [{"kind": "cat", "lives": 9}, {"kind": "cat", "lives": "nine"}]})
    assert fault.property == "home[1].lives"
    assert str(fault) == "home[1].lives: this is a string; expected a whole number"


def test_a_wrong_value_of_an_enumeration_names_the_allowed_ones():
    (fault,) = faults(SKU, "Standard_LSR")
    assert fault.reason == "'Standard_LSR' is not one of 'Standard_LRS', 'Premium_LRS'. Did you mean 'Standard_LRS'?"


def test_a_growing_enumeration_takes_any_text_but_only_text():
    growing = OneOfValues("VmSize", ("A1",), free=True)
    assert faults(growing, "Z9") == []
    assert len(faults(growing, 9)) == 1


def test_free_text_is_not_repeated_in_a_fault():
    (fault,) = faults(shapes.INTEGER, "hunter2-the-password")
    assert "hunter2" not in fault.reason


def test_an_unknown_property_has_a_hint_in_both_spellings():
    (fault,) = faults(DOG, {"kind": "dog", "nick_nam": "Rex"})
    assert fault.reason == "Dog has no such property. Did you mean 'nick_name' ('nickName')?"
    (fault,) = faults(DOG, {"kind": "dog", "nick_name": "Rex"})
    assert fault.reason == "Dog has no such property. Did you mean 'nickName'?"
    (fault,) = faults(DOG, {"kind": "dog", "zzz": 1})
    assert fault.reason == "Dog has no such property. It has: kind, nickName."


def test_what_is_missing_is_marked_as_missing():
    (fault,) = faults(CAT, {"kind": "cat"})
    assert (fault.property, fault.missing) == ("lives", True)
    assert faults(CAT, {"kind": "cat", "lives": None}) == [fault]
    assert faults(CAT, {"kind": "cat", "lives": UNKNOWN}) == []


def test_the_engines_own_keys_pass():
    assert faults(DOG, {"kind": "dog", "__defaults": []}) == []


def test_a_constant_must_be_itself():
    (fault,) = faults(DOG, {"kind": "cow"})
    assert "'dog'" in fault.reason


def test_of_a_union_the_option_that_was_meant_is_reported():
    (fault,) = faults(OneOfShapes((CAT, DOG)), {"kind": "dog", "nickName": 3})
    assert fault.property == "nickName"
    (fault,) = faults(OneOfShapes((CAT, DOG)), {"kind": "cat"})
    assert fault.property == "lives"
    assert faults(OneOfShapes((CAT, DOG)), {"kind": "dog"}) == []

"""The wire encoding of property values, held against itself and against Pulumi's own Python SDK."""

from __future__ import annotations

from typing import Any

from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.output import Unknown as PulumiUnknown
from pulumi.runtime import rpc

from azure_rehearsal.core.values import UNKNOWN, JsonDict, Unknown, get, walk
from azure_rehearsal.doors.provider.wire import OUTPUT_SIGNATURE, SIGNATURE_KEY, UNKNOWN_WORDS, Decoded, decode, encode, secrets_of_answer

KEYS = st.text(min_size=1, max_size=8).filter(lambda key: key != SIGNATURE_KEY)
LEAVES = (
    st.booleans()
    | st.integers(min_value=-(2**53), max_value=2**53)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer())
    | st.text(max_size=12)
    | st.just(UNKNOWN)
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
MAPS = st.dictionaries(KEYS, VALUES, max_size=5)


@st.composite
def maps_with_secrets(draw: st.DrawFn) -> tuple[dict[str, Any], frozenset[tuple[Any, ...]]]:
    """A property map, and paths in it of which none lies within another."""
    value: JsonDict = draw(MAPS)  # pyright: ignore[reportAssignmentType]
    leaves = [path for path, _ in walk(value) if path]
    cut = [path[: draw(st.integers(1, len(path)))] for path in leaves if draw(st.booleans())]
    outermost = {path for path in cut if not any(path[: len(other)] == other and path != other for other in cut)}
    return value, frozenset(outermost)


@given(maps_with_secrets())
def test_what_is_encoded_decodes_to_itself(given_map):
    value, secrets = given_map
    assert decode(encode(value, secrets)) == Decoded(value, secrets)


@given(maps_with_secrets())
def test_it_survives_the_transport(given_map):
    value, secrets = given_map
    wire = struct_pb2.Struct.FromString(encode(value, secrets).SerializeToString())
    assert decode(wire) == Decoded(value, secrets)


@given(MAPS)
def test_pulumis_own_sdk_reads_what_we_write(value):
    assert comparable(rpc.deserialize_properties(encode(value), keep_unknowns=True)) == comparable(value)


def comparable(item: Any) -> Any:
    """The same, with one word for our unknown and Pulumi's."""
    if isinstance(item, dict):
        return {key: comparable(inner) for key, inner in item.items()}
    return (
        [comparable(inner) for inner in item] if isinstance(item, list) else ("<?>" if isinstance(item, Unknown | PulumiUnknown) else item)
    )


@given(maps_with_secrets())
def test_secret_values_are_wrapped_wherever_they_stand(given_map):
    value, secrets = given_map
    wire = encode(value, secrets)
    for path in secrets:
        item: Any = wire.fields[path[0]]
        for step in path[1:]:
            item = item.struct_value.fields[step] if isinstance(step, str) else item.list_value.values[step]
        assert item.struct_value.fields[SIGNATURE_KEY].string_value == rpc._special_secret_sig


def test_each_word_for_unknown_is_understood():
    for word in UNKNOWN_WORDS:
        assert decode(struct_pb2.Struct(fields={"a": struct_pb2.Value(string_value=word)})).value == {"a": UNKNOWN}


def test_nulls_in_objects_vanish_as_with_azure_native_and_stay_in_lists():
    wire = struct_pb2.Struct()
    wire.update({"gone": None, "inner": {"gone": None, "kept": 1}, "list": [None, 2]})
    assert decode(wire).value == {"inner": {"kept": 1}, "list": [None, 2]}


def test_output_values_and_secrets_within_them_are_read():
    wire = struct_pb2.Struct()
    wire.update({"known": {SIGNATURE_KEY: OUTPUT_SIGNATURE, "value": "x", "secret": True}, "unknown": {SIGNATURE_KEY: OUTPUT_SIGNATURE}})
    assert decode(wire) == Decoded({"known": "x", "unknown": UNKNOWN}, frozenset({("known",)}))


def test_an_answer_is_secret_where_the_question_was_and_wherever_the_secret_is_repeated():
    asked = Decoded({"password": "hunter2hunter2", "name": "db"}, frozenset({("password",)}))
    answer = {"password": "hunter2hunter2", "name": "db", "urls": ["tcp://sa:hunter2hunter2@db"], "port": 1433}
    assert secrets_of_answer(answer, asked) == {("password",), ("urls", 0)}


def test_a_secret_that_is_not_there_any_more_stays_marked():
    assert secrets_of_answer({"a": "b"}, Decoded({"list": [1]}, frozenset({("gone", "value"), ("list", 4)}))) == {
        ("gone", "value"),
        ("list", 4),
    }


def test_short_secrets_do_not_black_out_an_answer():
    asked = Decoded({"enabled": "true"}, frozenset({("enabled",)}))
    assert secrets_of_answer({"enabled": "true", "other": "true"}, asked) == {("enabled",)}


@given(maps_with_secrets())
def test_no_secret_text_is_left_bare_in_an_answer(given_map):
    value, secrets = given_map
    asked = Decoded(value, secrets)
    texts = [leaf for path in secrets for _, leaf in walk(get(value, path)) if isinstance(leaf, str) and len(leaf) >= 6]
    answer = {"echo": value, **value}
    marked = secrets_of_answer(answer, asked)
    for path, leaf in walk(answer):
        if isinstance(leaf, str) and any(text in leaf for text in texts):
            assert any(path[: len(known)] == known for known in marked)

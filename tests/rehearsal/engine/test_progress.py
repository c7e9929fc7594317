"""The engine's progress as a person reads it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.automation import EngineEvent
from rich.console import Console

from azure_rehearsal.core.values import path_text
from azure_rehearsal.engine.progress import Progress, parse_path

URN = "urn:pulumi:dev::tiny::azure-native:web:WebAppApplicationSettings::settings"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}


def step(kind: str, op: str, **more: object) -> EngineEvent:
    metadata = {"op": op, "urn": URN, "type": "azure-native:web:WebAppApplicationSettings", "provider": "", **more}
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, kind: {"metadata": metadata, "status": 1, "steps": 1}})


def state(**inputs: object) -> dict:
    return {"type": "t", "urn": URN, "id": "", "parent": "", "provider": "", "inputs": inputs, "outputs": {}}


def shown(*events: EngineEvent, preview: bool = True) -> str:
    out = io.StringIO()
    with Progress(Console(file=out, width=200), preview=preview) as progress:
        for event in events:
            progress(event)
    return out.getvalue()


def test_a_changed_setting_is_shown_with_old_and_new():
    old, new = state(properties={"COLOUR": "blue", "A": 1}), state(properties={"COLOUR": "red", "A": 1})
    text = shown(
        step("resourcePreEvent", "update", old=old, new=new, detailedDiff={"properties.COLOUR": {"diffKind": "update", "inputDiff": True}})
    )
    assert text.splitlines() == [" ~ azure-native:web:WebAppApplicationSettings settings update", '     properties.COLOUR: "blue" => "red"']


@pytest.mark.parametrize(
    ("old", "new", "kind", "line"),
    [
        ({}, {"a": {"b": 1}}, "add", 'a: {"b": 1}'),
        ({"a": "x"}, {}, "delete", 'a: "x" is removed'),
        (
            {"a": "x"},
            {"a": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"},
            "update-replace",
            'a: "x" => (known after the deployment) (forces replacement)',
        ),
        ({"a": SECRET}, {"a": SECRET}, "update", "a: [secret] => [secret]"),
    ],
)
def test_each_kind_of_difference_has_its_words(old, new, kind, line):
    event = step(
        "resourcePreEvent", "update", old=state(**old), new=state(**new), detailedDiff={"a": {"diffKind": kind, "inputDiff": True}}
    )
    assert shown(event).splitlines()[1] == f"     {line}"


def test_what_lies_inside_of_a_secret_stays_unseen():
    event = step(
        "resourcePreEvent",
        "update",
        old=state(a=SECRET),
        new=state(a=SECRET),
        detailedDiff={"a.b[0]": {"diffKind": "update", "inputDiff": True}},
    )
    assert shown(event).splitlines()[1] == "     a.b[0]: [secret] => [secret]"


def test_a_deployment_shows_what_is_done_and_what_failed():
    text = shown(step("resourcePreEvent", "create"), step("resOutputsEvent", "create"), step("resOpFailedEvent", "create"), preview=False)
    assert text.splitlines() == [
        " + azure-native:web:WebAppApplicationSettings settings create",
        " + azure-native:web:WebAppApplicationSettings settings create failed",
    ]


def test_what_stays_as_it_is_is_not_shown():
    assert shown(step("resourcePreEvent", "same"), step("resOutputsEvent", "same")) == ""


def test_messages_of_program_and_engine_are_shown_without_colour_marks():
    def say(severity: str) -> EngineEvent:
        message = {"message": f"<{{%bold%}}>{severity} [x]<{{%reset%}}>\n", "color": "never", "severity": severity}
        return EngineEvent.from_json({"sequence": 1, "timestamp": 1, "diagnosticEvent": message})

    assert shown(say("info"), say("warning"), say("debug"), say("error")) == "  info [x]\n  warning [x]\n"


def test_on_a_terminal_it_shows_what_is_under_way():
    out = io.StringIO()
    console = Console(file=out, width=120, force_terminal=True)
    with Progress(console, preview=False) as progress:
        progress(step("resourcePreEvent", "create"))
        progress.announce("a note")
        progress.printed("from the program")
        assert "create settings" in str(progress._status.status)  # type: ignore[union-attr]
        progress(step("resOutputsEvent", "create"))
    assert "from the program" in out.getvalue()


@given(
    st.lists(
        st.integers(0, 99) | st.text(st.characters(exclude_characters='"\\', exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8),
        min_size=1,
        max_size=4,
    ).map(tuple)
)
def test_paths_are_read_as_they_are_written(path):
    first, *rest = path
    path = (str(first), *rest)
    assert parse_path(path_text(path)) == path

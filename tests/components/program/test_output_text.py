from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect.errors import ConnectError
from pulumi_azure_connect.program.output_text import refuse_output_text

WHAT = "app setting 'URL' of app 'shop'"


@dataclasses.dataclass
class Wrapped:
    text: Any


@pulumi.input_type
class WrappedByPulumi:
    def __init__(self, text: str) -> None:
        pulumi.set(self, "text", text)

    @property
    @pulumi.getter
    def text(self) -> str:
        return ""


@pytest.fixture
def output(monkeypatch: pytest.MonkeyPatch) -> pulumi.Output[str]:
    """An Output that can be printed, as in a program (our tests make that an error otherwise)."""
    monkeypatch.delenv("PULUMI_ERROR_OUTPUT_STRING")
    return pulumi.Output.from_input("value")


NESTS = {
    "bare": (lambda text: text, ""),
    "inside a text": (lambda text: f"https://{text}/path", ""),
    "list": (lambda text: ["fine", text], "[1]"),
    "tuple": (lambda text: (text,), "[0]"),
    "set": (lambda text: {text}, "[0]"),
    "mapping": (lambda text: {"KEY": text}, "['KEY']"),
    "key of a mapping": (lambda text: {text: "fine"}, " (a key)"),
    "deep": (lambda text: {"a": [{"b": (text,)}]}, "['a'][0]['b'][0]"),
    "dataclass": (lambda text: [Wrapped(text)], "[0].text"),
    "Pulumi's arguments": (lambda text: {"a": WrappedByPulumi(text)}, "['a'].text"),
}


@pytest.mark.parametrize("printed", [lambda output: f"{output}", str, repr, lambda output: f"{[output]}"], ids=["f", "str", "repr", "list"])
@pytest.mark.parametrize(("nest", "path"), NESTS.values(), ids=NESTS)
def test_fails_for_a_printed_output_wherever_it_is(output: pulumi.Output[str], printed: Any, nest: Any, path: str):
    with pytest.raises(ConnectError) as caught:
        refuse_output_text(nest(printed(output)), WHAT)
    assert str(caught.value).startswith(f"{WHAT}{path} was made by turning a Pulumi Output")
    assert "pulumi.Output.concat" in str(caught.value)


def test_fails_for_a_printed_resource():
    with pytest.raises(ConnectError):
        refuse_output_text(f"vault {object.__new__(pulumi.CustomResource)!r}", WHAT)


def test_what_surrounds_the_printed_output_is_not_told(output: pulumi.Output[str]):
    with pytest.raises(ConnectError) as caught:
        refuse_output_text(f"Password=canary-7;Host={output}", WHAT)
    assert "canary-7" not in str(caught.value)


@pytest.mark.parametrize("nest", [nest for nest, _ in NESTS.values()], ids=NESTS)
def test_outputs_themselves_pass(output: pulumi.Output[str], nest: Any):
    refuse_output_text(nest(output) if nest is not NESTS["inside a text"][0] else output, WHAT)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_plain_data_passes(value: object):
    refuse_output_text(value, WHAT)


@pytest.mark.parametrize("text", ["", "<object>", "an object at 0x10", "<b>bold</b>", "To get the value of an Output"])
def test_text_that_only_resembles_it_passes(text: str):
    refuse_output_text(text, WHAT)


@pytest.mark.parametrize("setting", [None, "true", "no"])
def test_pulumis_switch_is_left_as_it_was(setting: str | None):
    """Asked in a fresh process, because the answer is remembered."""
    program = (
        "import os, pulumi\n"
        "from pulumi_azure_connect.program.output_text import refuse_output_text\n"
        "refuse_output_text('fine', 'x')\n"
        "print(os.environ.get('PULUMI_ERROR_OUTPUT_STRING'))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PULUMI_ERROR_OUTPUT_STRING"}
    if setting:
        environment["PULUMI_ERROR_OUTPUT_STRING"] = setting
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout.strip() == str(setting)
    assert "Calling __str__" not in ran.stderr

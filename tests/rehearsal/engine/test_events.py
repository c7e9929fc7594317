"""From the engine's events to plain results."""

from __future__ import annotations

from pathlib import Path

import pytest
from pulumi.automation import EngineEvent

from azure_rehearsal.engine.events import Diagnostic, Gatherer, Result, Step, explain, uncoloured

URN = "urn:pulumi:dev::tiny::azure-native:resources:ResourceGroup::rg"
STACK = "urn:pulumi:dev::tiny::pulumi:pulumi:Stack::tiny-dev"


def event(**content: object) -> EngineEvent:
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, **content})


def metadata(op: str, urn: str = URN, **more: object) -> dict:
    return {"op": op, "urn": urn, "type": "azure-native:resources:ResourceGroup", "provider": "", **more}


def test_steps_counts_and_failures_are_gathered():
    result = Result("up")
    heard: list[EngineEvent] = []
    gather = Gatherer(result, heard.append)
    gather(event(resourcePreEvent={"metadata": metadata("update", detailedDiff={"tags.a": {"diffKind": "add", "inputDiff": True}})}))
    gather(event(resourcePreEvent={"metadata": metadata("create", "urn:pulumi:dev::tiny::pulumi:providers:azure-native::default")}))
    gather(event(resOpFailedEvent={"metadata": metadata("update"), "status": 1, "steps": 1}))
    gather(event(summaryEvent={"maybeCorrupt": False, "durationSeconds": 1, "resourceChanges": {"update": 1}, "PolicyPacks": {}}))
    gather(event(cancelEvent={}))
    gather.finish(wait=True)
    assert [(step.op, step.name, step.diff) for step in result.steps] == [("update", "rg", {"tags.a": "add"})]
    assert result.changes == {"update": 1}
    assert result.failed == [URN]
    assert len(heard) == 5


def test_an_operation_cut_short_counts_what_was_begun():
    result = Result("up")
    gather = Gatherer(result)
    gather(event(resourcePreEvent={"metadata": metadata("create")}))
    gather.finish(wait=False)
    assert result.changes == {"create": 1}


def test_debugging_talk_is_left_out_and_colours_are_taken_off():
    result = Result("up")
    gather = Gatherer(result)
    for severity in ("debug", "warning"):
        gather(event(diagnosticEvent={"message": "<{%bold%}>careful<{%reset%}>\n", "color": "never", "severity": severity, "urn": URN}))
    assert result.diagnostics == [Diagnostic("warning", "careful", URN)]
    assert uncoloured("<{%fg 1%}>x<{%reset%}>") == "x"


def test_a_failure_is_explained_once_with_its_resource():
    result = Result(
        "up", diagnostics=[Diagnostic("error", "no", URN), Diagnostic("error", "no", URN), Diagnostic("error", "update failed", STACK)]
    )
    assert explain(result, 255, Path("/p")) == "azure-native:resources:ResourceGroup 'rg': no"


def test_an_exception_told_twice_is_shown_once_with_own_lines_only():
    trace = 'boom\nTraceback (most recent call last):\n  File "/lib/a.py", line 1, in f\n    g()\n  File "/p/m.py", line 2, in g\n    h()\nValueError: boom'
    told = [f"python inline source runtime error: {trace}", f"an unhandled error occurred: python inline source runtime error: {trace}"]
    result = Result("up", diagnostics=[Diagnostic("error", text, STACK) for text in told])
    assert explain(result, 255, Path("/p")) == (
        'the program failed:\nTraceback (most recent call last):\n  File "/p/m.py", line 2, in g\n    h()\nValueError: boom'
    )


@pytest.mark.parametrize(
    ("code", "stderr", "says"), [(-9, "", "signal 9"), (255, "error: locked", "error: locked"), (7, "", "code 7 and said nothing")]
)
def test_without_a_diagnostic_the_engines_end_is_told(code, stderr, says):
    assert says in explain(Result("up", stderr=stderr), code, Path("/p"))


def test_one_step_is_found_by_name_and_several_are_refused():
    result = Result("up", steps=[Step("create-replacement", URN, "t"), Step("replace", URN, "t")])
    assert result.step("rg", "replace").op == "replace"
    with pytest.raises(LookupError, match="2 steps on 'rg'"):
        result.step("rg")

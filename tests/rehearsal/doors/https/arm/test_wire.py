"""Requests, answers and routes as plain data."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError, operation_in_progress
from azure_rehearsal.doors.https.arm.wire import Answer, Request, etag_of, refusal, request_ids, route


def nothing(cloud, request):
    return Answer(200)


@pytest.mark.parametrize(
    ("template", "path", "names"),
    [
        ("/subscriptions/{s}", "/SUBSCRIPTIONS/one", {"s": "one"}),
        ("/subscriptions/{s}", "/subscriptions/one/two", None),
        ("/{scope}/providers/X", "/a/b/c/providers/x", {"scope": "a/b/c"}),
        ("/{scope}/providers/X", "//providers/x", {"scope": ""}),
    ],
)
def test_routes(template: str, path: str, names: dict[str, str] | None):
    assert route("GET", template, nothing).match(Request("GET", path)) == names
    assert route("GET", template, nothing).match(Request("PUT", path)) is None


@pytest.mark.parametrize("content", [b"[]", b"nonsense", b'"text"'])
def test_bodies_are_objects(content: bytes):
    with pytest.raises(AzureError) as caught:
        _ = Request("PUT", "/", content=content).body
    assert caught.value.code == "InvalidRequestContent"
    assert Request("PUT", "/").body == {}
    assert Request("PUT", "/", content=b'{"a": 1}').body == {"a": 1}


def test_refusals_in_arms_envelope():
    answer = refusal(AzureError("Code", "words", 409))
    assert (answer.status, answer.body, dict(answer.headers)) == (409, {"error": {"code": "Code", "message": "words"}}, {})
    assert refusal(operation_in_progress("/x")).headers == {"retry-after": "1"}
    own = refusal(AzureError("", "only the simulation says so", 0))
    assert (own.status, own.body) == (501, {"error": {"code": "NotSimulated", "message": "only the simulation says so"}})


def test_tags_are_those_of_the_content():
    assert etag_of({"a": 1, "b": 2}) == etag_of({"b": 2, "a": 1}) != etag_of({"a": 1})


def test_request_ids_are_echoed_on_demand():
    asked = {"x-ms-client-request-id": "mine"}
    assert "x-ms-client-request-id" not in request_ids(Request("GET", "/", headers=asked))
    wanted = {**asked, "x-ms-return-client-request-id": "true"}
    assert request_ids(Request("GET", "/", headers=wanted))["x-ms-client-request-id"] == "mine"


def test_nothing_secret_is_in_a_repr():
    shown = repr(Request("PUT", "/", headers={"authorization": "Bearer canary"}, content=b"canary")) + repr(
        Answer(200, {"value": "canary"})
    )
    assert "canary" not in shown

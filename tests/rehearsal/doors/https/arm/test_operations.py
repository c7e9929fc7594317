"""How operations that take long are answered."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.doors.https.arm.operations import Operations
from azure_rehearsal.doors.https.arm.styles import AT_ONCE, STYLES, Style
from azure_rehearsal.doors.https.arm.wire import Answer, Request

PUT = Request("PUT", "/subscriptions/s/resourceGroups/g", {"api-version": "2024-11-01"}, base="https://here")
DONE = Answer(201, {"name": "x"})
LOCATION = Style(new=202, headers=("location",), bare=True)
ASYNC = Style(headers=("azure-asyncoperation",))


def follow(operations: Operations, url: str) -> Answer:
    path = url.removeprefix("https://here").partition("?")[0]
    return operations.ask(
        path.split("/")[-2], path.split("/")[-1], Request("GET", path, {"api-version": "2024-11-01"}, base="https://here")
    )


def test_by_location():
    operations = Operations(polls=2, retry_after=7)
    first = operations.begin(LOCATION, PUT, DONE)
    assert (first.status, first.body, first.headers["retry-after"]) == (202, None, "7")
    assert [follow(operations, first.headers["location"]).status for _ in range(3)] == [202, 202, 200]
    assert follow(operations, first.headers["location"]).body == {"name": "x"}


def test_by_status():
    operations = Operations(polls=1, retry_after=0.5)
    first = operations.begin(ASYNC, PUT, DONE)
    assert (first.status, first.body, first.headers["x-ms-retry-after-ms"]) == (201, {"name": "x"}, "500")
    states = [follow(operations, first.headers["azure-asyncoperation"]).body for _ in range(2)]
    assert [one["status"] for one in states if isinstance(one, dict)] == ["InProgress", "Succeeded"]


def test_without_polls_everything_is_done_at_once():
    assert Operations(polls=0).begin(LOCATION, PUT, DONE) == DONE
    assert Operations().begin(AT_ONCE, PUT, DONE) == DONE


def test_an_operation_of_nobody():
    with pytest.raises(AzureError) as caught:
        Operations().ask("operationresults", "x", PUT)
    assert caught.value.status == 404


def test_old_operations_are_forgotten():
    operations = Operations()
    first = operations.begin(LOCATION, PUT, DONE)
    for _ in range(1001):
        operations.begin(LOCATION, PUT, DONE)
    with pytest.raises(AzureError):
        follow(operations, first.headers["location"])


def test_a_state_until_the_operation_is_done():
    operations = Operations(polls=1)
    first = operations.begin(STYLES["PUT", "microsoft.eventgrid/topics"], PUT, DONE)
    assert first.body == {"name": "x", "properties": {"provisioningState": "Creating"}}
    seen = operations.seen(PUT.path, DONE.body)
    assert seen is not None
    assert seen.body == first.body
    assert operations.seen(PUT.path, DONE.body) is None


def test_a_resource_is_ready_once_its_operation_is():
    operations = Operations(polls=1)
    first = operations.begin(STYLES["PUT", "microsoft.eventgrid/topics"], PUT, DONE)
    for _ in range(2):
        follow(operations, first.headers["azure-asyncoperation"])
    assert operations.seen(PUT.path, DONE.body) is None


def test_what_stood_is_answered_at_once_where_azure_does():
    style = STYLES["PUT", "microsoft.storage/storageaccounts"]
    assert Operations().begin(style, PUT, DONE, stood=True) == Answer(200, DONE.body)
    assert Operations().begin(style, PUT, DONE).status == 202


def test_an_operation_has_a_name_where_azure_gives_one():
    first = Operations().begin(STYLES["PUT", "microsoft.sql/servers"], PUT, DONE)
    assert isinstance(first.body, dict)
    assert (first.status, first.body["operation"], sorted(first.body)) == (202, "UpsertLogicalServer", ["operation", "startTime"])
    assert {"azure-asyncoperation", "location"} <= set(first.headers)


def test_the_last_answer_without_a_body():
    operations = Operations(polls=1)
    gone = Answer(200)
    group = operations.begin(STYLES["DELETE", "microsoft.resources/resourcegroups"], PUT, gone, stood=True)
    bus = operations.begin(STYLES["DELETE", "microsoft.servicebus/namespaces"], PUT, gone, stood=True)
    assert [follow(operations, group.headers["location"]).status for _ in range(2)] == [202, 200]
    assert [follow(operations, bus.headers["location"]).status for _ in range(2)] == [202, 204]

"""How operations that take long are answered."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.doors.https.arm.operations import Operations
from azure_rehearsal.doors.https.arm.wire import Answer, Request

PUT = Request("PUT", "/subscriptions/s/resourceGroups/g", {"api-version": "2024-11-01"}, base="https://here")
DONE = Answer(201, {"name": "x"})


def follow(operations: Operations, url: str) -> Answer:
    path = url.removeprefix("https://here").partition("?")[0]
    return operations.ask(
        path.split("/")[-2], path.split("/")[-1], Request("GET", path, {"api-version": "2024-11-01"}, base="https://here")
    )


def test_by_location():
    operations = Operations(polls=2, retry_after=7)
    first = operations.begin("location", PUT, DONE)
    assert (first.status, first.body, first.headers["retry-after"]) == (202, None, "7")
    assert [follow(operations, first.headers["location"]).status for _ in range(3)] == [202, 202, 200]
    assert follow(operations, first.headers["location"]).body == {"name": "x"}


def test_by_status():
    operations = Operations(polls=1, retry_after=0.5)
    first = operations.begin("async", PUT, DONE)
    assert (first.status, first.body, first.headers["x-ms-retry-after-ms"]) == (201, {"name": "x"}, "500")
    states = [follow(operations, first.headers["azure-asyncoperation"]).body for _ in range(2)]
    assert [one["status"] for one in states if isinstance(one, dict)] == ["InProgress", "Succeeded"]


def test_without_polls_everything_is_done_at_once():
    assert Operations(polls=0).begin("location", PUT, DONE) is DONE
    assert Operations().begin(None, PUT, DONE) is DONE


def test_an_operation_of_nobody():
    with pytest.raises(AzureError) as caught:
        Operations().ask("operationresults", "x", PUT)
    assert caught.value.status == 404


def test_old_operations_are_forgotten():
    operations = Operations()
    first = operations.begin("location", PUT, DONE)
    for _ in range(1001):
        operations.begin("location", PUT, DONE)
    with pytest.raises(AzureError):
        follow(operations, first.headers["location"])

"""Refusals: what they look like to the engine, and that they travel."""

from __future__ import annotations

import pickle

from azure_rehearsal.core.errors import AzureError, authorization_failed, operation_in_progress


def test_azures_refusal_reads_as_the_provider_prints_it():
    error = authorization_failed("c", "o", "A/b/write", "/s")
    assert str(error).startswith("Status=403 Code=\"AuthorizationFailed\" Message=\"The client 'c' with object id 'o'")
    assert not error.retryable


def test_the_providers_own_refusal_is_its_sentence():
    assert str(AzureError("", "no", 0)) == "no"


def test_a_conflict_may_be_tried_again():
    assert operation_in_progress("/x").retryable


def test_it_survives_a_process_border():
    error = operation_in_progress("/x")
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (back.code, back.message, back.status, back.retryable) == (error.code, error.message, error.status, True)

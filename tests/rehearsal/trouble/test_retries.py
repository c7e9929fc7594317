"""What providers try again. The sources stand in the module."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError, NoAnswer
from azure_rehearsal.trouble.retries import AZCORE, AZURE_NATIVE, AZUREAD, policy_for


def refusal(status, code="Any", retry_after=None):
    return AzureError(code, "no", status, retry_after=retry_after)


LOST = NoAnswer("", "connection reset", 0)


@pytest.mark.behaviour(beside="test_a_throttled_request_is_sent_again_after_what_azure_says")
@pytest.mark.parametrize("policy", [AZURE_NATIVE, AZCORE], ids=["azure-native", "azcore"])
def test_azcore_tries_transient_answers_again(policy):
    # sdk/azcore/runtime/policy_retry.go, setDefaults; provider/pkg/azure/client_azcore.go, retryableStatusCodes
    again = {status for status in range(200, 600) if policy.wait(1, refusal(status), "create", 0.5) is not None}
    assert again == {408, 429, 500, 502, 503, 504}
    assert policy.wait(1, LOST, "create", 0.5) is not None


@pytest.mark.behaviour(beside="test_a_throttled_request_is_sent_again_after_what_azure_says")
@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("AnotherOperationInProgress", True),  # pulumi-azure-native#3653
        ("StorageAccountOperationInProgress", True),  # pulumi-azure-native#4497
        ("ConflictingConcurrentWriteNotAllowed", True),  # pulumi-azure-native#4765
        ("ConflictError", False),  # pulumi-azure-native#1013, open: the workaround is to chain the writes
        ("Conflict", False),
        ("RoleAssignmentExists", False),
    ],
)
def test_of_conflicts_azure_native_tries_few_again(code, again):
    assert (AZURE_NATIVE.wait(1, refusal(409, code), "update", 0.5) is not None) is again
    assert AZCORE.wait(1, refusal(409, code), "update", 0.5) is None


def test_azure_native_tries_three_times_more_and_backs_off():
    # the comment in initPipelineOpts: 20 s, 60 s, 120 s; policy_retry.go, calcDelay: times 0.8 to 1.3, at most the longest
    waits = [AZURE_NATIVE.wait(tried, refusal(503), "create", 0.4) for tried in (1, 2, 3, 4)]
    assert waits == [pytest.approx(20.0), pytest.approx(60.0), 120.0, None]
    assert AZURE_NATIVE.wait(1, refusal(503), "create", 0.0) == pytest.approx(16.0)
    assert AZURE_NATIVE.wait(1, refusal(503), "create", 1.0) == pytest.approx(26.0)
    assert [AZCORE.wait(tried, refusal(503), "create", 0.4) for tried in (1, 2, 3, 4)] == [
        pytest.approx(0.8),
        pytest.approx(2.4),
        pytest.approx(5.6),
        None,
    ]


def test_retry_after_is_heeded_unless_it_is_too_long():
    # policy_retry.go: "the retry-after delay exceeds the the cap so don't retry"
    assert AZURE_NATIVE.wait(1, refusal(429, retry_after=7.0), "create", 0.5) == 7.0
    assert AZURE_NATIVE.wait(3, refusal(429, retry_after=120.0), "create", 0.5) == 120.0
    assert AZURE_NATIVE.wait(1, refusal(429, retry_after=121.0), "create", 0.5) is None
    assert AZCORE.wait(1, refusal(429, retry_after=61.0), "create", 0.5) is None
    assert AZUREAD.wait(1, refusal(429, retry_after=600.0), "create", 0.5) == 600.0


@pytest.mark.behaviour(beside="test_a_throttled_request_is_sent_again_after_what_azure_says")
def test_azuread_tries_longer_but_repeats_no_creation_without_an_answer():
    # hashicorp/go-azure-sdk sdk/client/client.go, retryableClient and the check function of Execute
    again = {status for status in range(200, 600) if AZUREAD.wait(1, refusal(status), "update", 0.5) is not None}
    assert again == {408, 424, 429, *range(500, 600)} - {501}
    assert [AZUREAD.wait(tried, refusal(503), "update", 0.9) for tried in (1, 2, 3, 7, 16, 17)] == [1.0, 2.0, 4.0, 61.0, 61.0, None]
    assert AZUREAD.wait(1, LOST, "create", 0.5) is None
    assert AZUREAD.wait(1, LOST, "update", 0.5) == 1.0


@pytest.mark.parametrize(
    ("token", "operation", "policy"),
    [
        ("azure-native:web:WebApp", "create", AZURE_NATIVE),
        ("azure-native:keyvault:AccessPolicy", "create", AZCORE),
        ("azure-native:keyvault:Secret", "create", AZURE_NATIVE),
        ("azure-native:keyvault:Secret", "delete", AZCORE),
        ("azuread:index/application:Application", "create", AZUREAD),
    ],
)
def test_each_type_goes_by_its_own_client(token, operation, policy):
    assert policy_for(token, operation) is policy

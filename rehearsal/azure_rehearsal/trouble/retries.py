"""What the real providers try again, after how long, and how often: no less and no more than they do.

azure-native 3.29 sends everything through one azcore pipeline (provider/pkg/azure/client_azcore.go, initPipelineOpts): first delay 20 s, longest
120 s; tried again are lost connections, the statuses 408, 429, 500, 502, 503 and 504, and of all 409 only the codes below (pull
requests #3653, #4497 and #4765 of pulumi/pulumi-azure-native). How often and how long is azcore's own (sdk/azcore/runtime/policy_retry.go of
Azure/azure-sdk-for-go): three more times, after (2^n - 1) delays with a jitter from 0.8 to 1.3, or after what
`Retry-After` says, unless that is beyond the longest delay: then it gives up at once. Nothing else is repeated: no 403, no 404, no other 409.

A few resources of azure-native go by SDK clients of their own with azcore's defaults, 0.8 s and 60 s and no 409: access policies
(custom_keyvault_accesspolicy.go), and the deletion of secrets and keys (custom_keyvault.go).

azuread is HashiCorp's provider: go-azure-sdk (sdk/client/client.go, retryableClient) on go-retryablehttp: 408, 424, 429 and 5xx
except 501; 1, 2, 4, ... up to 61 s, or any `Retry-After`; for as long as the operation may take, which is 16 times or more. A lost connection
is tried again only where the request may be repeated, so a creation isn't. What it made it asks for until the directory knows it
(internal/helpers/consistency of hashicorp/terraform-provider-azuread): that wait is `Network`'s, for it depends on the directory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from azure_rehearsal.core.errors import AzureError, NoAnswer

__all__ = ["AZCORE", "AZUREAD", "AZURE_NATIVE", "RetryPolicy", "policy_for"]


@dataclass(frozen=True)
class RetryPolicy:
    """How one client tries again.

    `retries`: how often, after the first time. `first`, `longest`: delays in seconds. `statuses`: those it tries again, whatever the code. `conflicts`: the
    codes of a 409 that it tries again. `jitter`: the delay is multiplied by a number between these. `waits_longer`: whether it waits for a
    `Retry-After` beyond `longest`. `repeats_creations`: whether a creation without an answer is sent again.
    """

    retries: int
    first: float
    longest: float
    statuses: frozenset[int]
    conflicts: frozenset[str] = frozenset()
    jitter: tuple[float, float] = (1.0, 1.0)
    sums: bool = True
    waits_longer: bool = False
    repeats_creations: bool = True

    def wait(self, tried: int, error: AzureError, operation: str, jitter: float) -> float | None:
        """In how many seconds the request is sent again; None: the error is final.

        Args:
            tried: how often it was sent, from 1 on.
            error: the answer.
            operation: "create", "update", "delete" or "read".
            jitter: a random number from 0 to 1.
        """
        if tried > self.retries or not self._again(error, operation):
            return None
        if error.retry_after is not None and error.retry_after > 0:
            return error.retry_after if error.retry_after <= self.longest or self.waits_longer else None
        low, high = self.jitter
        factor = 2**tried - 1 if self.sums else 2 ** (tried - 1)
        return min(factor * self.first * (low + (high - low) * jitter), self.longest)

    def _again(self, error: AzureError, operation: str) -> bool:
        if isinstance(error, NoAnswer):
            return self.repeats_creations or operation != "create"
        return error.status in self.statuses or (error.status == 409 and error.code in self.conflicts)


_TRANSIENT: Final = frozenset({408, 429, 500, 502, 503, 504})
_JITTER: Final = (0.8, 1.3)

AZCORE: Final = RetryPolicy(3, 0.8, 60.0, _TRANSIENT, jitter=_JITTER)
AZURE_NATIVE: Final = RetryPolicy(
    3,
    20.0,
    120.0,
    _TRANSIENT,
    frozenset({"AnotherOperationInProgress", "StorageAccountOperationInProgress", "ConflictingConcurrentWriteNotAllowed"}),
    jitter=_JITTER,
)
AZUREAD: Final = RetryPolicy(
    16,
    1.0,
    61.0,
    frozenset({408, 424, 429, *range(500, 600)} - {501}),
    sums=False,
    waits_longer=True,
    repeats_creations=False,
)

_OWN_CLIENTS: Final = {
    ("azure-native:keyvault:AccessPolicy", "create"),
    ("azure-native:keyvault:AccessPolicy", "update"),
    ("azure-native:keyvault:AccessPolicy", "delete"),
    ("azure-native:keyvault:AccessPolicy", "read"),
    ("azure-native:keyvault:Secret", "delete"),
    ("azure-native:keyvault:Key", "delete"),
}


def policy_for(token: str, operation: str) -> RetryPolicy:
    """How the provider of a resource type tries again in an operation ("create", "update", "delete", "read")."""
    if token.startswith("azuread:"):
        return AZUREAD
    return AZCORE if (token, operation) in _OWN_CLIENTS else AZURE_NATIVE

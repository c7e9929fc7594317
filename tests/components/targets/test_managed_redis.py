from __future__ import annotations

import pytest

from pulumi_azure_connect import MANAGED_REDIS, AccessNotSupported

from .connected import connected, seen
from .data_services import managed_cache

POLICY = "AccessPolicyAssignment"


def test_by_identity(snapshot):
    assert seen(connected(MANAGED_REDIS, managed_cache, access="write"), POLICY) == snapshot


def test_there_is_nothing_narrower_than_everything():
    with pytest.raises(AccessNotSupported, match="offers 'write'"):
        connected(MANAGED_REDIS, managed_cache, access="read")
    assert MANAGED_REDIS.exceptions["default"]


@pytest.mark.parametrize("runtime", ["NODE|20-lts", "PYTHON|3.12"])
def test_by_key(runtime, snapshot):
    outcome = connected(
        MANAGED_REDIS,
        lambda: managed_cache(access_keys_authentication="Enabled"),
        auth="secret",
        because="an old library",
        runtime=runtime,
    )
    assert seen(outcome, POLICY) == snapshot

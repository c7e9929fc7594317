from __future__ import annotations

import pytest

from pulumi_azure_connect import REDIS

from .connected import connected, seen
from .data_services import cache

POLICY = "AccessPolicyAssignment"


@pytest.mark.parametrize("access", ["read", "write"])
def test_by_identity(access, snapshot):
    assert seen(connected(REDIS, cache, access=access), POLICY) == snapshot


@pytest.mark.parametrize("runtime", ["NODE|20-lts", "PYTHON|3.12"])
def test_by_key(runtime, snapshot):
    assert seen(connected(REDIS, cache, auth="secret", because="an old library", runtime=runtime), POLICY) == snapshot

from __future__ import annotations

import pytest

from pulumi_azure_connect import POSTGRESQL

from .connected import connected, seen, settings
from .data_services import postgres_database


@pytest.mark.parametrize("access", ["read", "write", "manage"])
@pytest.mark.parametrize("runtime", ["NODE|20-lts", "PYTHON|3.12"])
def test_by_identity(access, runtime, snapshot):
    assert seen(connected(POSTGRESQL, postgres_database, access=access, runtime=runtime)) == snapshot


@pytest.mark.parametrize("runtime", ["NODE|20-lts", "PYTHON|3.12"])
def test_by_password(runtime, snapshot):
    values = {"user": "shop", "password": "s3cr3t"}
    outcome = connected(POSTGRESQL, postgres_database, auth="secret", because="an old library", values=values, runtime=runtime)
    assert seen(outcome) == snapshot


def test_the_app_logs_in_as_the_user_of_the_script():
    outcome = connected(POSTGRESQL, postgres_database, access="read")
    (made,) = [row["pending"] for row in outcome.outputs(outcome.find(type="ManagedIdentityApp"))["connections"]]
    assert settings(outcome)["AZURE_POSTGRESQL_USERNAME"] == made["user"]
    assert f'"{made["user"]}"' in made["script"]

"""Whether the app has the identity that a connection names, and reads its references with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from azure_rehearsal.report.case import case_of
from azure_rehearsal.report.connections import Connection, Identity
from azure_rehearsal.report.identities import identity_findings
from azure_rehearsal.report.verdict import Verdict
from tests.rehearsal.report.clouds import REFERENCE, Small, small


def texts(made: Small, line: Connection) -> list[str]:
    case = case_of(made.cloud, line)
    assert case is not None
    return [one.text for one in identity_findings(case)]


def write_site(made: Small, **inputs: Any) -> None:
    record = made.cloud.state.get(made.ids["app"])
    assert record is not None
    new = {**record.inputs, **inputs}
    made.cloud.update(record.token, record.id, record.inputs, {key: value for key, value in new.items() if value is not None})


def test_an_attached_identity_passes():
    made = small()
    assert texts(made, made.blob_line()) == []


@pytest.mark.parametrize("gone", ["detached", "deleted", "other"])
def test_an_identity_that_the_app_lacks_is_named(gone: str):
    made = small()
    made.make("other", "managedidentity:UserAssignedIdentity", resourceName="other")
    if gone == "deleted":
        made.cloud.state.remove(made.ids["identity"])
    else:
        both = {"type": "UserAssigned", "userAssignedIdentities": [made.ids["other"]]} if gone == "other" else None
        write_site(made, identity=both, keyVaultReferenceIdentity=None)
    (found,) = texts(made, made.blob_line())
    assert found == ("there is no identity 'identity'" if gone == "deleted" else "identity 'identity' is not attached to 'the-app'")


def test_a_system_assigned_identity_is_the_one_of_today():
    made = small()
    line = made.blob_line(identity=Identity("system-assigned", "11111111-0000-0000-0000-000000000000"))
    assert texts(made, line) == ["'the-app' has no system-assigned identity"]
    write_site(made, identity={"type": "SystemAssigned"}, keyVaultReferenceIdentity=None)
    (found,) = texts(made, line)
    assert "is 11111111-0000-0000-0000-000000000000" not in found
    assert found.endswith("now, not 11111111-0000-0000-0000-000000000000")
    record = made.cloud.state.get(made.ids["app"])
    assert record is not None
    block: Any = record.outputs["identity"]
    assert texts(made, replace(line, identity=Identity("system-assigned", block["principalId"].upper()))) == []


def test_references_are_read_with_the_connections_identity():
    made = small()
    made.settings(KEY=REFERENCE)
    assert texts(made, made.secret_line()) == []
    made.make("other", "managedidentity:UserAssignedIdentity", resourceName="other")
    both = {"type": "UserAssigned", "userAssignedIdentities": [made.ids["identity"], made.ids["other"]]}
    write_site(made, identity=both, keyVaultReferenceIdentity=made.ids["other"])
    made.cloud.refresh_references(made.ids["app"])
    assert texts(made, made.secret_line()) == [
        "setting KEY is read with identity 'other' (keyVaultReferenceIdentity), which isn't the connection's"
    ]


def test_a_connection_that_names_nobody_is_not_checked():
    made = small()
    case = case_of(made.cloud, made.blob_line(identity=None, grant=None))
    assert case is not None
    assert [one.verdict for one in identity_findings(case)] == [Verdict.UNCHECKED]

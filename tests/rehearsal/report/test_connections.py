"""What components tell of themselves."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from azure_rehearsal.report.connections import Connection, ExceptionLine, GrantLine, Identity, SecretLine, SqlUser, read_declared, schema

LINE = {
    "app": "shop",
    "appId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop",
    "slot": "staging",
    "connection": "orders",
    "target": "sql-database",
    "targetId": "/subscriptions/s/d",
    "auth": "identity",
    "identity": {"kind": "user-assigned", "principalId": "p", "clientId": "c", "resourceId": "/i"},
    "access": "read",
    "grant": {"kind": "database-user", "role": "db_datareader", "roleDefinitionId": None, "scope": "/subscriptions/s/d", "external": True},
    "settings": ["A"],
    "secrets": [{"setting": "A", "vault": "v", "secret": "s", "version": None}],
    "because": None,
    "pending": {"kind": "sql-user", "server": "x.database.windows.net", "databaseId": "/d", "user": "u", "script": "CREATE USER"},
}
MINIMAL = {"app": "a", "appId": "/a", "connection": "c", "target": "t", "auth": "secret"}


def told(*, custom: bool = False, **outputs: object) -> dict:
    return {"resources": [{"urn": "urn:pulumi:dev::tiny::x:index:Any::one", "type": "x:index:Any", "custom": custom, "outputs": outputs}]}


def test_a_full_line_and_a_minimal_one_are_read():
    declared = read_declared(told(connections=[LINE, MINIMAL], exceptions=[{"app": "shop", "slot": None, "what": "w", "because": "b"}]))
    assert declared.found
    assert declared.problems == []
    assert declared.connections == [
        Connection(
            app="shop",
            app_id=LINE["appId"],
            name="orders",
            target="sql-database",
            auth="identity",
            slot="staging",
            target_id="/subscriptions/s/d",
            identity=Identity("user-assigned", "p", "c", "/i"),
            access="read",
            grant=GrantLine("database-user", "/subscriptions/s/d", "db_datareader", None, external=True),
            settings=("A",),
            secrets=(SecretLine("A", "v", "s"),),
            pending=SqlUser("x.database.windows.net", "/d", "u", "CREATE USER"),
        ),
        Connection(app="a", app_id="/a", name="c", target="t", auth="secret"),
    ]
    assert declared.connections[0].where == "shop/staging"
    assert declared.exceptions == [ExceptionLine("shop", "w", "b")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"auth": "magic"}, ".auth"),
        ({"app": ""}, ".app"),
        ({"identity": {"kind": "user-assigned"}}, ".identity"),
        ({"secrets": [{"setting": "A"}]}, ".secrets[0]"),
        ({"surprise": 1}, "'surprise' was unexpected"),
    ],
)
def test_what_is_not_as_documented_is_named_with_its_place_and_left_out(change, says):
    declared = read_declared(told(connections=[{**MINIMAL, **change}, MINIMAL]))
    assert len(declared.connections) == 1
    (problem,) = declared.problems
    assert problem.startswith("component 'one': connections[0]")
    assert says in problem


def test_a_secret_output_cannot_be_read_and_that_is_said():
    declared = read_declared(told(connections={"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}))
    assert declared.found
    assert "must be a list of plain data, and not secret" in declared.problems[0]


def test_custom_resources_and_silent_components_tell_nothing():
    assert not read_declared(told(custom=True, connections=[LINE])).found
    assert not read_declared(told(other=[1])).found
    assert read_declared(told(connections=[])).found


def test_a_line_that_two_components_tell_counts_once():
    checkpoint = told(connections=[MINIMAL])
    checkpoint["resources"].append({**checkpoint["resources"][0], "urn": "urn:pulumi:dev::tiny::x:index:Any::two"})
    assert len(read_declared(checkpoint).connections) == 1


def test_the_schema_itself_is_valid_and_takes_both_outputs_together():
    Draft202012Validator.check_schema(schema())
    document = json.loads(json.dumps({"connections": [LINE, MINIMAL], "exceptions": [{"app": "a", "what": "w", "because": "b"}]}))
    Draft202012Validator(schema()).validate(document)

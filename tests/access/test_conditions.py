"""Conditions decided: Microsoft's own examples, and what becomes of facts that nobody knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_access import Attributes, InvalidCondition, builtin_roles, check_condition, evaluate

WRITE, DELETE = "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete"
BACKUP_CONTRIBUTOR, BACKUP_READER = "5e467623-bb1f-42f4-a55d-6e525e11384b", "a795c7a0-d4a2-40c1-ae25-d81f01202912"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
MARKETING, SALES = "28c35fea-2099-4cf5-8ad9-473547bc9423", "86951b8b-723a-407b-a74a-1bca3f0c95d0"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
CONTAINER = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/shop/blobServices/default/containers/blobs-example-container"


def delegated(*expressions: str) -> str:
    """A condition as the portal's templates write it: the same expressions for what is requested and for what is deleted."""
    halves = [
        f"((!(ActionMatches{{'{action}'}})) OR ({' AND '.join(f'@{source}[Microsoft.Authorization/roleAssignments:{one}' for one in expressions)}))"
        for action, source in ((WRITE, "Request"), (DELETE, "Resource"))
    ]
    return " AND ".join(halves)


ROLES = f"RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{BACKUP_CONTRIBUTOR}, {BACKUP_READER}}}"


def named(role: str, principal: str = MARKETING, kind: str | None = "Group") -> dict[str, str]:
    start = "Microsoft.Authorization/roleAssignments:"
    told = {"RoleDefinitionId": role, "PrincipalId": principal, "PrincipalType": kind}
    return {start + key: value for key, value in told.items() if value is not None}


# learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
@pytest.mark.parametrize(
    ("condition", "attributes", "met"),
    [
        (delegated(ROLES), named(BACKUP_READER), True),
        (delegated(ROLES), named(f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{BACKUP_READER.upper()}"), True),
        (delegated(ROLES), named(OWNER), False),
        (delegated(ROLES, "PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}"), named(BACKUP_READER), True),
        (delegated(ROLES, "PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}"), named(OWNER), False),
        (
            delegated(ROLES, "PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}"),
            named(BACKUP_READER, kind="ServicePrincipal"),
            False,
        ),
        # hashicorp/terraform-provider-azurerm issues 23364 and 31635: a request that doesn't say principalType is refused
        (
            delegated(ROLES, "PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'}"),
            named(BACKUP_READER, kind=None),
            None,
        ),
        (delegated(ROLES, f"PrincipalId] ForAnyOfAnyValues:GuidEquals {{{MARKETING}, {SALES}}}"), named(BACKUP_READER, SALES), True),
        (delegated(ROLES, f"PrincipalId] ForAnyOfAnyValues:GuidEquals {{{MARKETING}, {SALES}}}"), named(BACKUP_READER, OWNER), False),
        (delegated(f"RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{OWNER}, {BACKUP_READER}}}"), named(BACKUP_CONTRIBUTOR), True),
        (delegated(f"RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{OWNER}, {BACKUP_READER}}}"), named(OWNER), False),
    ],
)
def test_delegated_administration_assigns_and_removes_what_it_names(condition, attributes, met):
    assert evaluate(condition, WRITE, "/s", Attributes(request=attributes)).met is met
    assert evaluate(condition, DELETE, "/s", Attributes(resource=attributes)).met is met
    assert evaluate(condition, "Microsoft.Authorization/roleAssignments/read", "/s").met is True


def test_what_is_requested_says_nothing_of_what_is_deleted():
    assert evaluate(delegated(ROLES), DELETE, "/s", Attributes(request=named(BACKUP_READER))).met is None


def storage(action: str, expression: str) -> str:
    return f"((!(ActionMatches{{'{BLOBS}/{action}'}} AND NOT SubOperationMatches{{'Blob.List'}})) OR ({expression}))"


TAG = f"{BLOBS}/tags:Project<$key_case_sensitive$>"
IS_CURRENT = f"@Resource[{BLOBS}:isCurrentVersion] BoolEquals true"
VERSION = f"{BLOBS}:versionId"
ID_PROJECT = "Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project"


TAG_KEYS = (
    f"((!(ActionMatches{{'{BLOBS}/write'}} AND SubOperationMatches{{'Blob.Write.WithTagHeaders'}})) OR "
    f"(@Request[{BLOBS}/tags&$keys$&] ForAllOfAnyValues:StringEquals {{'Project', 'Program'}}))"
)


# learn.microsoft.com/azure/storage/blobs/storage-auth-abac-examples
@pytest.mark.parametrize(
    ("condition", "action", "resource", "known", "met"),
    [
        (storage("read", f"@Resource[{TAG}] StringEquals 'Cascade'"), "read", CONTAINER, {"resource": {TAG: "Cascade"}}, True),
        (
            storage("read", f"@Resource[{TAG}] StringEquals 'Cascade'"),
            "read",
            CONTAINER,
            {"resource": {TAG: "cascade"}, "suboperation": ""},
            False,
        ),
        (storage("read", f"@Resource[{TAG}] StringEquals 'Cascade'"), "read", CONTAINER, {"resource": {TAG: None}}, None),
        (storage("read", f"@Resource[{TAG}] StringEquals 'Cascade'"), "read", CONTAINER, {"suboperation": "Blob.List"}, True),
        (storage("read", f"@Resource[{TAG}] StringEquals 'Cascade'"), "write", CONTAINER, {}, True),
        (
            TAG_KEYS,
            "write",
            CONTAINER,
            {"suboperation": "Blob.Write.WithTagHeaders", "request": {f"{BLOBS}/tags&$keys$&": ["Project", "Program"]}},
            True,
        ),
        (
            TAG_KEYS,
            "write",
            CONTAINER,
            {"suboperation": "Blob.Write.WithTagHeaders", "request": {f"{BLOBS}/tags&$keys$&": ["Project", "Other"]}},
            False,
        ),
        (storage("read", f"@Resource[{BLOBS[:-6]}:name] StringEquals 'blobs-example-container'"), "read", CONTAINER, {}, True),
        (storage("read", f"@Resource[{BLOBS[:-6]}:name] StringEquals 'other'"), "read", CONTAINER, {"suboperation": ""}, False),
        (storage("read", f"@Resource[{BLOBS}:path] StringLike 'readonly/*'"), "read", f"{CONTAINER}/blobs/readonly/a/b.txt", {}, True),
        (storage("read", f"@Resource[{BLOBS}:path] StringLike 'readonly/*'"), "read", CONTAINER, {"suboperation": ""}, None),
        (storage("read", IS_CURRENT), "read", CONTAINER, {"resource": {f"{BLOBS}:isCurrentVersion": True}}, True),
        (
            storage("read", f"@Request[{VERSION}] DateTimeEquals '2022-06-01T23:38:32.8883645Z' OR {IS_CURRENT}"),
            "read",
            CONTAINER,
            {"request": {VERSION: "2022-06-01T23:38:32.8883645Z"}},
            True,
        ),
        (storage("read", f"NOT Exists @Request[{VERSION}]"), "read", CONTAINER, {"request": {VERSION: None}}, True),
        (storage("read", f"NOT Exists @Request[{VERSION}]"), "read", CONTAINER, {"suboperation": ""}, None),
        (
            storage("read", "@Resource[Microsoft.Storage/storageAccounts:isHnsEnabled] BoolEquals true"),
            "read",
            CONTAINER,
            {"resource": {"Microsoft.Storage/storageAccounts:isHnsEnabled": True}},
            True,
        ),
        (
            storage("read", f"@Principal[{ID_PROJECT}] StringEquals @Resource[{TAG}]"),
            "read",
            CONTAINER,
            {"principal": {ID_PROJECT: "Baker"}, "resource": {TAG: "Baker"}},
            True,
        ),
        (
            storage("read", f"@Resource[{TAG}] ForAnyOfAnyValues:StringEquals @Principal[{ID_PROJECT}]"),
            "read",
            CONTAINER,
            {"principal": {ID_PROJECT: ["Baker", "Cascade"]}, "resource": {TAG: "Skagit"}, "suboperation": ""},
            False,
        ),
        (storage("read", "@Environment[isPrivateLink] BoolEquals true"), "read", CONTAINER, {"environment": {"isPrivateLink": True}}, True),
        (
            storage("read", "@Environment[UtcNow] DateTimeGreaterThan '2023-05-01T13:00:00.000Z'"),
            "read",
            CONTAINER,
            {"environment": {"UtcNow": "2023-05-01T13:00:00.0000001Z"}},
            True,
        ),
    ],
)
def test_storage_is_guarded_as_the_examples_say(condition, action, resource, known, met):
    assert evaluate(condition, f"{BLOBS}/{action}", resource, Attributes(**known)).met is met


def test_the_older_way_to_name_a_suboperation_is_the_same():
    condition = "@Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'blob.list'}"
    assert evaluate(condition, "x", "/a", Attributes(suboperation="Blob.List")).met is True


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("!(@Resource[x] StringEquals 'a')", None),
        ("NOT NOT (@Resource[x] StringEquals 'a')", None),
        ("@Resource[x] StringNotEquals 'a'", None),
        ("NOT Exists @Resource[x]", None),
        ("!SubOperationMatches{'a'}", None),
        ("Exists @Resource[gone]", False),
        ("@Resource[gone] StringNotEquals 'a'", None),
        ("!(@Resource[gone] StringEquals 'a')", None),
        ("@Resource[here] NumericEquals 7", None),
        ("!(@Resource[here] NumericEquals 7)", None),
        ("@Resource[several] StringEquals 'a'", None),
        ("@Resource[x] StringEquals 'a' OR @Resource[here] StringEquals 'a'", True),
        ("@Resource[x] StringEquals 'a' AND @Resource[here] StringEquals 'b'", False),
        ("@Resource[here] StringEquals 'a' OR @Resource[here] StringEquals 'a' AND @Resource[here] StringEquals 'b'", None),
        ("@Resource[here] StringEquals 'a' OR @Resource[here] StringEquals 'b' AND @Resource[here] StringEquals 'a'", True),
        ("((", None),
    ],
)
def test_what_is_not_known_stays_unknown(condition, met):
    known = Attributes(resource={"gone": None, "here": "a", "several": ["a", "b"]})
    verdict = evaluate(condition, "x/read", "/a", known)
    assert verdict.met is met
    assert bool(verdict.missing) is (met is None)


def test_the_reason_names_what_is_not_known():
    assert "@Resource[size] isn't known" in evaluate("@Resource[size] NumericEquals 7", "x", "/a").reason
    assert "the suboperation isn't said" in evaluate("SubOperationMatches{'Blob.List'}", "x", "/a").reason
    assert "line 1, column 3" in evaluate("((", "x", "/a").reason


def test_the_conditions_of_built_in_roles_can_be_read():
    conditions = {role.name: role.condition for role in builtin_roles().values() if role.condition}
    assert "Key Vault Data Access Administrator" in conditions
    for condition in conditions.values():
        check_condition(condition)
        assert evaluate(condition, WRITE, "/a", Attributes(request=named(OWNER))).met is False


@pytest.mark.parametrize(
    ("condition", "version", "words"),
    [
        ("((ActionMatches", "2.0", "line 1"),
        ("(ActionMatches{'x'})", "1.0", "'2.0', not '1.0'"),
        ("ActionMatches{'x'}" + " " * 8200, None, "8192"),
    ],
)
def test_fails_for_what_azure_would_not_take(condition, version, words):
    with pytest.raises(InvalidCondition, match=words):
        check_condition(condition, version)


TREES = st.recursive(
    st.sampled_from(["a", "b", "c"]),
    lambda inner: st.one_of(st.tuples(st.just("!"), inner), st.tuples(st.sampled_from(["AND", "OR", "&&", "||"]), inner, inner)),
    max_leaves=8,
)


def _written(tree) -> str:
    if isinstance(tree, str):
        return f"@Resource[{tree}] BoolEquals true"
    return f"!({_written(tree[1])})" if tree[0] == "!" else f"({_written(tree[1])}) {tree[0]} ({_written(tree[2])})"


def _naive(tree, values) -> bool:
    if isinstance(tree, str):
        return values[tree]
    inner = [_naive(one, values) for one in tree[1:]]
    return not inner[0] if tree[0] == "!" else all(inner) if tree[0] in ("AND", "&&") else any(inner)


@given(TREES, st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in "abc"}))
def test_a_known_answer_is_the_answer_whatever_the_unknown_is(tree, values):
    met = evaluate(_written(tree), "x", "/a", Attributes(resource={k: v for k, v in values.items() if v is not None})).met
    worlds = [{}]
    for name, value in values.items():
        worlds = [{**world, name: one} for world in worlds for one in ([True, False] if value is None else [value])]
    answers = {_naive(tree, world) for world in worlds}
    assert met is None or answers == {met}
    assert met is not None or None in values.values()

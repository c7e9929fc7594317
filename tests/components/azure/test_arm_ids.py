from __future__ import annotations

import random
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect.azure.arm_ids import ArmId, id_key, role_assignment_name
from pulumi_azure_connect.errors import InvalidName

GROUP = "/subscriptions/5aa1/resourceGroups/shop-dev"
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/shopdata"
CONTAINER = f"{ACCOUNT}/blobServices/default/containers/uploads"
ASSIGNMENT = f"{CONTAINER}/providers/Microsoft.Authorization/roleAssignments/0f4c"
PRINCIPAL = "6f0d2a5e-77aa-4c4e-9f43-1a2b3c4d5e6f"
READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"

NAME = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._()-]{0,12}", fullmatch=True).filter(lambda name: name.lower() != "providers")
KIND = st.from_regex(r"[A-Za-z]{2,12}", fullmatch=True).filter(
    lambda kind: kind.lower() not in {"providers", "subscriptions", "resourcegroups"}
)
RESOURCE = st.builds(
    lambda namespace, pairs: f"/providers/{namespace}" + "".join(f"/{kind}/{name}" for kind, name in pairs),
    st.sampled_from(["Microsoft.Web", "Microsoft.Storage", "Example.Widgets"]),
    st.lists(st.tuples(KIND, NAME), min_size=1, max_size=3),
)
PREFIX = st.sampled_from(["", "/subscriptions/5aa1", GROUP])
ID = st.builds(lambda prefix, resources: prefix + "".join(resources), PREFIX, st.lists(RESOURCE, min_size=1, max_size=3))


def shuffled_case(text: str, seed: int) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice((char.lower(), char.upper())) for char in text)


# --- parsing and building


@given(ID)
def test_an_id_in_azures_spelling_is_built_as_it_was_parsed(text: str):
    assert str(ArmId.parse(text)).lower() == text.lower()
    assert ArmId.parse(str(ArmId.parse(text))) == ArmId.parse(text)


@given(ID, st.integers())
def test_letter_case_makes_no_difference_to_equality(text: str, seed: int):
    other = shuffled_case(text, seed)
    assert ArmId.parse(other) == ArmId.parse(text)
    assert hash(ArmId.parse(other)) == hash(ArmId.parse(text))
    assert id_key(other) == id_key(text)


@pytest.mark.parametrize(
    ("text", "subscription", "group", "kind", "names"),
    [
        ("/subscriptions/5aa1", "5aa1", None, "Microsoft.Resources/subscriptions", ("5aa1",)),
        (GROUP, "5aa1", "shop-dev", "Microsoft.Resources/resourceGroups", ("shop-dev",)),
        (ACCOUNT, "5aa1", "shop-dev", "Microsoft.Storage/storageAccounts", ("shopdata",)),
        (
            CONTAINER,
            "5aa1",
            "shop-dev",
            "Microsoft.Storage/storageAccounts/blobServices/containers",
            ("shopdata", "default", "uploads"),
        ),
        (ASSIGNMENT, "5aa1", "shop-dev", "Microsoft.Authorization/roleAssignments", ("0f4c",)),
        ("/providers/Microsoft.Management/managementGroups/all", None, None, "Microsoft.Management/managementGroups", ("all",)),
        (
            f"/subscriptions/5aa1/providers/Microsoft.Authorization/roleDefinitions/{READER}",
            "5aa1",
            None,
            "Microsoft.Authorization/roleDefinitions",
            (READER,),
        ),
    ],
    ids=["subscription", "group", "account", "container", "assignment", "management group", "role definition"],
)
def test_an_id_is_taken_apart(text: str, subscription: str | None, group: str | None, kind: str, names: tuple[str, ...]):
    parsed = ArmId.parse(text)
    assert (parsed.subscription, parsed.resource_group, parsed.type, parsed.names) == (subscription, group, kind, names)
    assert str(parsed) == text
    assert parsed.name == names[-1]
    assert parsed.is_type(kind.upper())
    assert not parsed.is_type(f"{kind}/other")


def test_an_extension_knows_what_it_extends():
    assignment = ArmId.parse(ASSIGNMENT)
    assert assignment.extends == ArmId.parse(CONTAINER)
    assert assignment.extends is not None
    assert assignment.extends.extends is None


def test_an_extension_can_be_extended():
    lock = ArmId.parse(f"{ASSIGNMENT}/providers/Microsoft.Authorization/locks/keep")
    assert str(lock.extends) == ASSIGNMENT
    assert str(lock.parent()) == ASSIGNMENT


def test_parents_lead_up_to_the_subscription():
    at: ArmId | None = ArmId.parse(ASSIGNMENT)
    passed: list[str] = []
    while at:
        passed.append(str(at))
        at = at.parent()
    assert passed == [
        ASSIGNMENT,
        CONTAINER,
        f"{ACCOUNT}/blobServices/default",
        ACCOUNT,
        GROUP,
        "/subscriptions/5aa1",
    ]


def test_a_resource_may_be_called_providers():
    site = ArmId.parse(f"{GROUP}/providers/Microsoft.Web/sites/providers/slots/staging")
    assert site.names == ("providers", "staging")
    assert site.extends is None


def test_what_lies_outside_a_subscription_has_no_parent():
    assert ArmId.parse("/providers/Microsoft.Management/managementGroups/all").parent() is None


def test_children_and_extensions_are_built():
    account = ArmId.parse(ACCOUNT)
    container = account.child("blobServices", "default").child("containers", "uploads")
    assert str(container) == CONTAINER
    assert str(container.extension("Microsoft.Authorization/roleAssignments", "0f4c")) == ASSIGNMENT


@given(ID, KIND, NAME)
def test_the_parent_of_a_child_is_where_it_was_made(text: str, kind: str, name: str):
    assert ArmId.parse(text).child(kind, name).parent() == ArmId.parse(text)


# --- access to segments


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("subscriptions", "5aa1"),
        ("resourcegroups", "shop-dev"),
        ("STORAGEACCOUNTS", "shopdata"),
        ("containers", "uploads"),
        ("roleAssignments", "0f4c"),
    ],
)
def test_segments_are_found_in_any_letter_case(of: str, name: str):
    assert ArmId.parse(ASSIGNMENT).segment(of) == name


def test_of_two_segments_of_one_kind_the_last_is_meant():
    topic = ArmId.parse(f"{GROUP}/providers/Microsoft.ServiceBus/namespaces/bus/topics/orders/subscriptions/shop")
    assert topic.segment("subscriptions") == "shop"
    assert topic.subscription == "5aa1"


def test_fails_for_a_segment_that_is_not_there():
    with pytest.raises(InvalidName, match=r"no segment 'storageAccount'; it has .*'containers'.* Did you mean 'storageAccounts'\?"):
        ArmId.parse(CONTAINER).segment("storageAccount")


# --- what isn't an id


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty part"),
        ("/", "empty part"),
        ("shop", "'shop' stands where 'providers' is expected"),
        ("//subscriptions/5aa1", "empty part"),
        ("/subscriptions", "no name after 'subscriptions'"),
        ("/subscriptions//resourceGroups/g", "empty part"),
        ("/subscription/5aa1", r"Did you mean 'subscriptions'\?"),
        ("/subscriptions/5aa1/resourceGroup/g", r"Did you mean 'resourceGroups'\?"),
        ("/resourceGroups/g", "'resourceGroups' stands where"),
        (f"{GROUP}/providers", "ends after 'providers'"),
        (f"{GROUP}/providers/Microsoft.Web", "pairs of a type and a name"),
        (f"{GROUP}/providers/Microsoft.Web/sites", "pairs of a type and a name"),
        (f"{GROUP}/providers/not a namespace/sites/a", "namespace"),
        (f"{ACCOUNT}/providers/Microsoft.Authorization/locks", "pairs of a type and a name"),
        (f"{ACCOUNT} ", "a blank at an end"),
        (f"{ACCOUNT}\n", "a blank at an end"),
        (f"https://management.azure.com{ACCOUNT}", "empty part"),
        (f"{ACCOUNT}?api-version=2024-01-01", "a character"),
        (f"{GROUP}/providers/Microsoft.Web/sites/a\\b", "a character"),
        ("<unknown>", "a character"),
    ],
)
def test_fails_for_what_is_no_id(text: str, why: str):
    with pytest.raises(InvalidName, match=why) as caught:
        ArmId.parse(text)
    assert f"'{text}' isn't an Azure resource id" in str(caught.value)


# --- the form to write, the form to compare


@pytest.mark.parametrize(
    "text",
    [
        f"{ACCOUNT}/",
        ACCOUNT.removeprefix("/"),
        ACCOUNT.replace("resourceGroups", "resourcegroups"),
        "/SUBSCRIPTIONS/5aa1/RESOURCEGROUPS/shop-dev/PROVIDERS/microsoft.storage/STORAGEACCOUNTS/shopdata",
    ],
)
def test_known_segments_are_written_as_azure_does(text: str):
    assert str(ArmId.parse(text)) == ACCOUNT


def test_names_and_unknown_segments_keep_their_letter_case():
    text = f"{GROUP}/providers/Example.Widgets/theWidgets/MyWidget"
    assert str(ArmId.parse(text)) == text


def test_names_that_look_like_segments_stay_as_they_are():
    text = "/subscriptions/5aa1/resourceGroups/PROVIDERS/providers/Microsoft.Web/sites/STORAGEACCOUNTS"
    assert str(ArmId.parse(text)) == text


# --- names of role assignments


@given(ID, st.uuids(), st.uuids(), st.integers())
def test_a_role_assignments_name_does_not_depend_on_spelling(scope: str, principal: uuid.UUID, role: uuid.UUID, seed: int):
    name = role_assignment_name(scope, str(principal), str(role))
    assert str(uuid.UUID(name)) == name
    definition = f"/subscriptions/5aa1/providers/Microsoft.Authorization/roleDefinitions/{role}"
    for spelling in (scope, f"{scope}/", scope.lstrip("/"), shuffled_case(scope, seed)):
        assert role_assignment_name(spelling, shuffled_case(str(principal), seed), shuffled_case(definition, seed)) == name
        assert role_assignment_name(spelling, str(principal), f"/providers/Microsoft.Authorization/roleDefinitions/{role}/") == name


@given(st.tuples(ID, st.uuids(), st.uuids()), st.tuples(ID, st.uuids(), st.uuids()))
def test_role_assignments_names_differ_when_anything_differs(
    one: tuple[str, uuid.UUID, uuid.UUID], other: tuple[str, uuid.UUID, uuid.UUID]
):
    for changed in ((other[0], *one[1:]), (one[0], other[1], one[2]), (*one[:2], other[2])):
        same = id_key(changed[0]) == id_key(one[0]) and changed[1:] == one[1:]
        assert (role_assignment_name(*map(str, changed)) == role_assignment_name(*map(str, one))) == same


def test_role_assignments_names_never_change():
    """Contract: another name for the same grant would meet the old one as a conflict."""
    assert role_assignment_name(CONTAINER, PRINCIPAL, READER) == "799dda1e-7f20-58de-baa8-c167301c4161"


def test_the_subscription_itself_can_be_a_scope():
    assert role_assignment_name("/subscriptions/5aa1", PRINCIPAL, READER) != role_assignment_name(GROUP, PRINCIPAL, READER)


@pytest.mark.parametrize(
    ("principal", "role", "what"),
    [
        ("shop-identity", READER, "the principal id of a role assignment"),
        (f"{ACCOUNT}", READER, "the principal id of a role assignment"),
        (PRINCIPAL, "Storage Blob Data Reader", "the last part of a role definition id"),
        (PRINCIPAL, "", "the last part of a role definition id"),
    ],
)
def test_fails_for_a_name_where_a_guid_belongs(principal: str, role: str, what: str):
    with pytest.raises(InvalidName, match=f"{what} must be a guid"):
        role_assignment_name(ACCOUNT, principal, role)

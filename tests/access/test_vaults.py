"""Access policies: what each permission allows, who holds it, and from when on.

Sources: learn.microsoft.com/azure/key-vault/general/rbac-migration and
learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault.
"""

from __future__ import annotations

import pytest

from azure_access.callers import Groups
from azure_access.vaults import CERTIFICATE_ACTIONS, KEY_ACTIONS, SECRET_ACTIONS, AccessPolicy, action_of, decide_by_policy, wanted

KV = "Microsoft.KeyVault/vaults/"
VAULT = f"/subscriptions/s/resourceGroups/g/providers/{KV}kv"
GET = KV + "secrets/getSecret/action"
GROUPS = Groups({"GROUP": ["APP"]})


def decide(*policies: AccessPolicy, who: str = "app", action: str = GET, inside: str = "secrets/key", now: float = 0.0):
    return decide_by_policy(VAULT, policies, GROUPS.caller(who), action, f"{VAULT}/{inside}".rstrip("/"), now=now)


def policy(who: str, *secrets: str, since: float = 0.0) -> AccessPolicy:
    return AccessPolicy.parse({"objectId": who, "permissions": {"secrets": list(secrets)}}, effective_from=since)


@pytest.mark.parametrize("kind", ["keys", "certificates", "secrets"])
def test_each_action_takes_the_permission_that_it_means(kind):
    for name, action in {"keys": KEY_ACTIONS, "certificates": CERTIFICATE_ACTIONS, "secrets": SECRET_ACTIONS}[kind].items():
        found, names = wanted(action.upper(), VAULT + ("" if name in {"list", "listissuers"} else f"/{kind}/one"))
        assert (found, name.lower() in names, action_of(kind, name)) == (kind, True, action)


@pytest.mark.parametrize(
    ("held", "action", "allowed"),
    [
        (["get"], GET, True),
        (["GET"], GET.upper(), True),
        (["all"], GET, True),
        (["list"], GET, False),
        ([], GET, False),
        (["set"], KV + "secrets/update/action", True),
        (["all"], KV + "secrets/dance/action", False),
        (["all"], KV + "keys/read", False),
    ],
)
def test_a_policy_allows_what_it_lists(held, action, allowed):
    assert decide(policy("app", *held), action=action).allowed is allowed


def test_a_policy_of_a_group_counts_for_its_members_in_any_letter_case():
    assert decide(policy("Group", "get"), who="App").allowed
    assert not decide(policy("group", "get"), who="stranger").allowed


def test_policies_of_somebody_and_of_a_group_add_up():
    assert decide(policy("app", "list"), policy("group", "get")).allowed


def test_refusals_name_what_is_missing():
    assert "lacks the secret permission" in decide(policy("app", "list")).reason
    assert "has no access policy" in decide().reason
    assert decide().code == "ForbiddenByPolicy"


def test_a_policy_to_come_is_said_to_come():
    coming = policy("app", "get", since=10)
    assert decide(coming, now=4).waiting
    assert "6 s" in decide(coming, now=4).reason
    assert decide(coming, now=10).allowed
    assert decide(coming, policy("group", "get"), now=4).allowed

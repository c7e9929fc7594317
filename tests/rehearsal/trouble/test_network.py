"""Requests on the way between the provider door and the cloud, one trouble at a time."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError, HalfWay, NoAnswer
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.trouble import Trouble
from azure_rehearsal.trouble.chance import Chance
from azure_rehearsal.trouble.network import Network

from .test_timeline import side_by_side

GROUP, IDENTITY, VAULT, ACCOUNT = (
    "azure-native:resources:ResourceGroup",
    "azure-native:managedidentity:UserAssignedIdentity",
    "azure-native:keyvault:Vault",
    "azure-native:storage:StorageAccount",
)
APPLICATION = "azuread:index/application:Application"


def urn(token: str, name: str = "one") -> str:
    return f"urn:pulumi:dev::project::{token}::{name}"


class Way:
    """A network with some trouble, a cloud with a resource group behind it, and what to ask for."""

    def __init__(self, seed: int = 1, **trouble: Any) -> None:
        self.cloud, self.journal = Cloud(), Journal()
        self.cloud.create(GROUP, {"resourceGroupName": "group", "location": "westeurope"})
        self.network = Network(self.cloud, self.journal, Trouble.load({"seconds_per_second": 1e9, **trouble}), Chance(seed))
        self.network.timeline._settle = 0.02

    def identity(self, name: str = "one"):
        return self.network.create(urn(IDENTITY, name), {"resourceGroupName": "group", "resourceName": name, "location": "westeurope"})

    def account(self, name: str = "accountone"):
        inputs = {"resourceGroupName": "group", "accountName": name, "location": "westeurope", "kind": "StorageV2"}
        return self.network.create(urn(ACCOUNT, name), {**inputs, "sku": {"name": "Standard_LRS"}})

    def secret(self, name: str = "key", vault: str = "the-vault"):
        inputs = {"resourceGroupName": "group", "vaultName": vault, "secretName": name, "properties": {"value": "canary-77"}}
        return self.network.create(urn("azure-native:keyvault:Secret", name), inputs)

    def vault(self, name: str = "the-vault"):
        properties = {"tenantId": self.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
        return self.network.create(
            urn(VAULT, name), {"resourceGroupName": "group", "vaultName": name, "location": "westeurope", "properties": properties}
        )

    def only(self, chosen: str, *draws: float):
        """Lets the choices of one kind come out so, and then calm."""
        left, draw = list(draws), self.network._chance.draw

        def scripted(kind: str, *subject: str) -> float:
            return (left.pop(0) if left else 1.0) if kind == chosen else draw(kind, *subject)

        self.network._chance.draw = scripted
        return self


def test_a_calm_day_has_no_troubles():
    way = Way()
    way.identity()
    assert way.network.troubles == []
    assert way.network.makespan == 0.0


@pytest.mark.behaviour(
    "Trouble on request",
    "Busy services: 429 with Retry-After, for writes and reads; the provider door tries again what azure-"
    "native and azuread do, as long and as often as they do.",
)
def test_a_throttled_request_is_sent_again_after_what_azure_says():
    way = Way(throttled=0.5, retry_after=11).only("throttled", 0.1, 0.1, 0.9)
    before = way.cloud.clock.now
    assert str(way.identity().id) in way.cloud.remaining()
    assert (
        way.network.troubles
        == [
            "429 SubscriptionRequestsThrottled for Microsoft.ManagedIdentity/userAssignedIdentities 'one' (create): tried again after 11 s."
        ]
        * 2
    )
    assert way.cloud.clock.now - before == way.network.makespan == 22.0


@pytest.mark.behaviour(beside="test_a_throttled_request_is_sent_again_after_what_azure_says")
def test_after_three_more_times_the_provider_gives_up_and_nothing_was_made():
    way = Way(throttled=1, retry_after=11)
    with pytest.raises(AzureError) as caught:
        way.identity()
    assert caught.value.status == 429
    assert str(caught.value).startswith('Status=429 Code="SubscriptionRequestsThrottled" Message="Number of \'writes\' requests')
    assert way.network.troubles[3:] == [
        "429 SubscriptionRequestsThrottled for Microsoft.ManagedIdentity/userAssignedIdentities 'one' (create): given up after 4 times."
    ]
    assert len(way.cloud.remaining()) == 1
    assert not way.journal.fresh


def test_a_wait_that_is_too_long_is_not_waited_for():
    way = Way(throttled=1, retry_after=121)
    with pytest.raises(AzureError):
        way.identity()
    assert way.network.makespan == 0.0
    assert way.network.troubles[0].endswith("given up after the first time.")


@pytest.mark.behaviour(
    "Trouble on request",
    "Lost answers: what took effect is asked for again; where every answer is lost, the resource stands "
    "unknown to the engine until a repair takes it back.",
)
def test_a_lost_answer_is_asked_for_again_and_the_resource_made_once():
    way = Way(lost_responses=0.5).only("lost", 0.1, 0.9)
    made = way.identity()
    assert made.outputs["principalId"]
    assert len(way.cloud.remaining()) == 2
    assert "No answer for Microsoft.ManagedIdentity/userAssignedIdentities 'one' (create): tried again after" in way.network.troubles[0]
    assert 16 <= way.network.makespan <= 26


def test_lost_answers_for_every_kind_of_write():
    """A repetition of each is fine with Azure: the second PUT updates, the second DELETE finds nothing."""
    way = Way(lost_responses=0.5).only("lost", *[0.1, 0.9] * 4)
    vault = way.vault()
    way.secret()
    inputs: JsonDict = {"resourceGroupName": "group", "vaultName": "the-vault", "location": "westeurope"}
    properties: JsonDict = {"tenantId": way.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
    way.network.update(urn(VAULT), str(vault.id), {}, {**inputs, "properties": properties, "tags": {"a": "b"}})
    standing = way.cloud.read(VAULT, str(vault.id))
    assert standing is not None
    assert standing.outputs["tags"] == {"a": "b"}
    way.network.delete(urn(VAULT), str(vault.id), inputs)
    assert len(way.cloud.remaining()) == 1
    assert len(way.network.troubles) == 4


def test_answers_lost_every_time_leave_what_the_provider_will_not_create_again():
    way = Way(lost_responses=1)
    with pytest.raises(NoAnswer):
        way.identity()
    (made,) = [id for id in way.cloud.remaining() if "userAssigned" in id]
    assert set(way.journal.fresh) == {urn(IDENTITY)}, "repair finds it by this"
    assert way.journal.ids == {urn(IDENTITY): made}
    with pytest.raises(AzureError, match="cannot create already existing resource"):
        way.identity()


def test_azuread_does_not_repeat_a_creation_without_an_answer():
    way = Way(lost_responses=0.5).only("lost", 0.1, 0.9)
    with pytest.raises(NoAnswer):
        way.network.create(urn(APPLICATION), {"displayName": "an app"})
    assert way.network.troubles == ["No answer for Application 'one' (create): given up after the first time."]


@pytest.mark.behaviour(beside="test_a_throttled_request_is_sent_again_after_what_azure_says")
def test_the_directory_has_its_own_words_for_being_busy():
    # learn.microsoft.com/graph/throttling
    way = Way(throttled=0.5, retry_after=150).only("throttled", 0.1, 0.9)
    way.network.create(urn(APPLICATION), {"displayName": "an app"})
    assert way.network.troubles == ["429 TooManyRequests for Application 'one' (create): tried again after 150 s."], "however long it is"


def test_reads_have_troubles_too_but_count_for_no_makespan():
    way = Way(throttled=0.5, retry_after=4).only("throttled", 0.9, 0.1, 0.9)
    id = str(way.identity().id)
    found = way.network.read(urn(IDENTITY), id, None)
    assert found is not None
    assert found.id == id
    assert way.network.troubles == [
        "429 SubscriptionRequestsThrottled for Microsoft.ManagedIdentity/userAssignedIdentities 'one' (read): tried again after 4 s."
    ]
    assert way.network.makespan == 0.0


@pytest.mark.behaviour(beside="test_overlapping_writes_to_one_vault_conflict_and_the_provider_does_not_try_again")
def test_a_services_own_work_is_waited_for_where_the_provider_knows_its_code():
    # pulumi-azure-native#4497
    way = Way(conflicts=0.5).only("own work", 0.1, 0.9)
    way.account()
    assert (
        "409 StorageAccountOperationInProgress for Microsoft.Storage/storageAccounts 'accountone' (create): tried again"
        in (way.network.troubles[0])
    )


def overlapping(way: Way) -> list[object]:
    """Two secrets for one vault at once; what became of each."""
    way.vault()
    create, inside, go_on = way.cloud.create, threading.Event(), threading.Event()
    outcome: list[object] = []

    def slow(token, inputs, *, preview=False):
        if inputs.get("secretName") == "first":
            inside.set()
            go_on.wait(5)
        return create(token, inputs, preview=preview)

    way.cloud.create = slow

    def second():
        inside.wait(5)
        releasing = threading.Timer(0.2, go_on.set)
        releasing.start()
        try:
            outcome.append(way.secret("second"))
        except AzureError as error:
            outcome.append(error)
        go_on.set()

    side_by_side(lambda: outcome.append(way.secret("first")), second)
    return outcome


@pytest.mark.behaviour(beside="test_overlapping_writes_to_one_vault_conflict_and_the_provider_does_not_try_again")
def test_overlapping_writes_wait_for_each_other_on_a_calm_day():
    outcome = overlapping(Way())
    assert [type(one).__name__ for one in outcome] == ["Created", "Created"]


@pytest.mark.behaviour(
    "Trouble on request",
    "Conflicts: writes that overlap on one site or vault are refused with a code that the provider doesn't try"
    " again; storage and networks, busy with themselves, with one that it does.",
)
def test_overlapping_writes_to_one_vault_conflict_and_the_provider_does_not_try_again():
    # pulumi-azure-native#1013
    way = Way(conflicts=1)
    (error,) = [one for one in overlapping(way) if isinstance(one, AzureError)]
    assert (error.status, error.code) == (409, "ConflictError")
    assert way.network.troubles == [
        "409 ConflictError for Microsoft.KeyVault/vaults/secrets 'second' (create): given up after the first time."
    ]


@pytest.mark.behaviour(beside="test_operations_take_their_typical_time_and_overlap")
def test_web_apps_of_one_plan_are_changed_one_after_the_other():
    # pulumi-azure-native#4458
    way = Way(throttled=0.5, retry_after=10).only("throttled", 0.9)
    plan = way.network.create(
        urn("azure-native:web:AppServicePlan"),
        {"resourceGroupName": "group", "name": "plan", "location": "westeurope", "kind": "linux", "reserved": True, "sku": {"name": "B1"}},
    )
    draws = {"a": [0.1, 0.9], "b": [0.1, 0.9], "c": [0.1, 0.9]}
    way.network._chance.draw = lambda kind, asked, *_: draws[asked[-1]].pop(0) if kind == "throttled" else 0.5
    begun = way.cloud.clock.now

    def app(name):
        inputs = {"resourceGroupName": "group", "name": name, "location": "westeurope", "serverFarmId": str(plan.id)}
        return lambda: way.network.create(urn("azure-native:web:WebApp", name), inputs)

    side_by_side(app("a"), app("b"), app("c"))
    assert way.cloud.clock.now - begun == 30.0, "each waits ten seconds of its own, and the next one for it"


def test_no_sentence_holds_a_secret():
    for seed in range(12):
        way = Way(seed, throttled=0.5, conflicts=0.5, lost_responses=0.5)
        told: list[str] = []
        for call in (way.vault, way.secret):
            try:
                call()
            except AzureError as error:
                told.append(str(error))
        assert "canary-77" not in "\n".join([*told, *way.network.troubles])


def outcomes(seed: int, names: list[str], *, parallel: bool) -> tuple[list[str], list[str]]:
    way = Way(seed, throttled=0.4, lost_responses=0.3, retry_after=[1, 90])
    failed: list[str] = []

    def one(name):
        def call():
            try:
                way.identity(name)
            except AzureError as error:
                failed.append(f"{name}: {error.status}")

        return call

    if parallel:
        side_by_side(*map(one, names))
    else:
        for name in names:
            one(name)()
    return sorted(way.network.troubles), sorted(failed)


@pytest.mark.behaviour(beside="test_the_order_between_subjects_changes_nothing")
@pytest.mark.parametrize("seed", range(4))
def test_a_seed_repeats_the_troubles_whatever_the_order(seed):
    names = [f"identity{number}" for number in range(8)]
    first = outcomes(seed, names, parallel=False)
    assert first[0], "something happened"
    assert outcomes(seed, names, parallel=True) == first
    assert outcomes(seed, names[::-1], parallel=False) == first
    assert outcomes(seed + 100, names, parallel=False) != first


# -- time -----------------------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(
    "Trouble on request",
    "Operations take their typical time (data/durations.json, with sources) under a scaled clock and overlap "
    "as in Azure; web apps of one plan are changed one after the other, as azure-native does.",
)
def test_operations_take_their_typical_time_and_overlap():
    way = Way(durations=True)
    side_by_side(way.vault, way.account, way.identity, under=way.network.timeline)
    assert way.network.makespan == 186.0, "the vault's, and the others within it"
    way.secret()
    assert way.network.makespan == 189.0
    assert way.network.troubles == []


def test_writes_that_must_not_overlap_take_their_time_one_after_the_other():
    way = Way(durations=True)
    way.vault()
    begun = way.cloud.clock.now
    side_by_side(*(lambda name=name: way.secret(name) for name in ("one", "two", "three")))
    assert way.cloud.clock.now - begun == 9.0


# -- half-way -------------------------------------------------------------------------------------------------------------


def test_a_long_running_creation_fails_half_way_and_is_not_sent_again():
    way = Way(half_way=1, durations=True)
    with pytest.raises(HalfWay) as caught:
        way.account()
    assert str(caught.value).startswith('Status=200 Code="InternalServerError"')
    assert way.network.troubles == ["Microsoft.Storage/storageAccounts 'accountone' (create) was accepted and failed half-way."]
    assert way.network.makespan == 17.5
    (account,) = [id for id in way.cloud.remaining() if "storageAccounts" in id]
    standing = way.cloud.read(ACCOUNT, account)
    assert standing is not None
    assert standing.outputs["provisioningState"] == "Failed"
    assert set(way.journal.fresh) == set(), "the engine will know of it"


def test_a_short_operation_cannot_fail_half_way():
    way = Way(half_way=1)
    way.identity()
    assert way.network.troubles == []


def test_a_deletion_that_fails_half_way_deletes_nothing():
    way = Way(half_way=0.5).only("half way", 0.9, 0.1)
    id = str(way.account().id)
    with pytest.raises(HalfWay):
        way.network.delete(urn(ACCOUNT, "accountone"), id, {})
    assert id in way.cloud.remaining()


# -- delays ---------------------------------------------------------------------------------------------------------------


def test_azuread_waits_until_its_principal_is_known():
    way = Way(directory_delay=40)
    way.network.create(urn(APPLICATION), {"displayName": "an app"})
    assert way.network.makespan == 40.0


def test_delays_are_of_the_request_that_is_under_way():
    way = Way(grant_delay=[10, 20])
    way.network._asking.urn = "urn:a"
    first = way.network.delay("grant", "id that nobody can repeat")
    way.network._asking.urn = "urn:b"
    assert first != way.network.delay("grant", "id")
    again = Way(grant_delay=[10, 20])
    again.network._asking.urn = "urn:a"
    assert again.network.delay("grant", "another id") == first
    assert 10 <= first <= 20

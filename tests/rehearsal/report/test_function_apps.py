"""What keeps function apps from running though Azure accepts each of their resources."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.core.options import Options
from azure_rehearsal.core.state import Record
from azure_rehearsal.report.function_apps import function_app_findings
from azure_rehearsal.report.verdict import AppFinding, Verdict
from tests.rehearsal.report.clouds import Small, small

QUEUE_CONTRIBUTOR = "974c5e8b-45b9-4653-ba55-5f855dd0fb88"  # learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage
LONG = "contoso-billing-reconciliation-weu-prod"


def function_app(made: Small, name: str, plan: str = "plan", **settings: str) -> str:
    """A function app with settings, put where Azure has it: what of it Azure would refuse is another test's subject."""
    site = made.cloud.state.get(made.ids["app"])
    assert site is not None
    inputs: dict[str, Any] = {**site.inputs, "kind": "functionapp,linux", "serverFarmId": made.ids[plan]}
    id = f"{site.id.rpartition('/')[0]}/{name}"
    made.cloud.state.put(Record(id, site.token, inputs, dict(site.outputs), {"appSettings": {**settings}}))
    return id


def texts(made: Small) -> list[str]:
    return [one.finding.text for one in found(made)]


def found(made: Small) -> list[AppFinding]:
    return list(function_app_findings(made.cloud))


def test_a_second_app_on_a_flex_plan():
    made = small()
    made.make("flex", "web:AppServicePlan", name="flex", kind="functionapp", reserved=True, sku={"name": "FC1", "tier": "FlexConsumption"})
    one = function_app(made, "one", plan="flex")
    assert found(made) == []
    other = function_app(made, "two", plan="flex")
    assert [(finding.app_id, finding.part) for finding in found(made)] == [(one, "configuration"), (other, "configuration")]
    assert texts(made)[0] == "Flex Consumption takes one app for each plan; on plan 'flex' there are 'one' and 'two'"


def test_two_apps_on_another_plan_are_fine():
    made = small()
    function_app(made, "one")
    function_app(made, "two")
    assert found(made) == []


@pytest.mark.parametrize(
    "host",
    [
        {"AzureWebJobsStorage__accountName": "account"},
        {"AzureWebJobsStorage__blobServiceUri": "https://account.blob.core.windows.net"},
        {"AzureWebJobsStorage": "DefaultEndpointsProtocol=https;AccountName=account;AccountKey=secret"},
    ],
)
def test_host_ids_that_collide_on_one_storage_account(host: dict[str, str]):
    """32 characters of the name make the host id, whichever setting names the account; a setting of its own parts two apps."""
    made = small()
    function_app(made, LONG, **host)
    function_app(made, f"{LONG}-staging", **host)
    assert len(found(made)) == 2
    assert "host id 'contoso-billing-reconciliation-w'" in texts(made)[0]
    assert "secret" not in "".join(texts(made))
    function_app(made, f"{LONG}-staging", **host, AzureFunctionsWebHost__hostid="another")
    assert found(made) == []
    function_app(made, f"{LONG}-staging", AzureWebJobsStorage__accountName="elsewhere")
    assert found(made) == []


def test_short_names_have_host_ids_of_their_own():
    made = small()
    for name in ("billing", "billing-staging"):
        function_app(made, name, AzureWebJobsStorage__accountName="account")
    assert found(made) == []


def test_a_content_share_of_two_apps():
    made = small()
    share = {"WEBSITE_CONTENTSHARE": "content"}
    string = {"WEBSITE_CONTENTAZUREFILECONNECTIONSTRING": "AccountName=account;AccountKey=secret"}
    function_app(made, "one", **share, **string)
    assert found(made) == []
    function_app(made, "two", **share, **string)
    assert len(found(made)) == 2
    assert "content share 'content' (WEBSITE_CONTENTSHARE) must belong to one app or slot, and is that of 'one' and 'two'" in texts(made)
    function_app(made, "two", WEBSITE_CONTENTSHARE="other", **string)
    assert found(made) == []


def blob_trigger(made: Small) -> str:
    return function_app(
        made,
        "one",
        Photos__blobServiceUri="https://account.blob.core.windows.net",
        Photos__queueServiceUri="https://account.queue.core.windows.net",
        Photos__clientId=str(made.identity.client_id),
    )


def test_a_blob_trigger_needs_a_right_on_queues():
    made = small()
    app = blob_trigger(made)
    (finding,) = found(made)
    assert (finding.app_id, finding.part, finding.finding.verdict) == (app, "permission", Verdict.BROKEN)
    assert "needs Storage Queue Data Contributor on 'account'" in finding.finding.text
    assert finding.settings == {"Photos__blobServiceUri", "Photos__queueServiceUri", "Photos__clientId"}
    made.grant(made.ids["account"], QUEUE_CONTRIBUTOR)
    assert found(made) == []


def test_a_right_on_queues_that_is_not_in_force_waits():
    made = small(options=Options(grant_delay_seconds=60))
    blob_trigger(made)
    made.grant(made.ids["account"], QUEUE_CONTRIBUTOR)
    assert [one.finding.verdict for one in found(made)] == [Verdict.WAITING]


def test_bindings_alone_need_no_queue():
    made = small()
    function_app(made, "one", Photos__blobServiceUri="https://account.blob.core.windows.net")
    function_app(made, "two", Jobs__queueServiceUri="https://account.queue.core.windows.net")
    assert found(made) == []

"""A unit test of the stack beside it, on the pytest plugin's simulated Azure: `pytest examples/plain_azure_native`."""

from pathlib import Path

from azure_rehearsal.testing import AzureFixture

HERE = Path(__file__).parent
READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
WRITE = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"


def test_the_site_may_read_blobs_and_no_more(azure: AzureFixture) -> None:
    run = azure.run(HERE)
    principal = run.find("web:WebApp").output("identity")["principalId"]
    account = run.find("StorageAccount").id or ""
    assert azure.cloud.can(principal, READ, account, data=True).allowed
    assert not azure.cloud.can(principal, WRITE, account, data=True).allowed


def test_the_app_reaches_its_storage(azure: AzureFixture) -> None:
    (connection,) = azure.run(HERE).connections
    assert connection.verdict.value == "works"

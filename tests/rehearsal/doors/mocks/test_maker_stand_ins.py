"""Other providers' resources in unit tests: the same program gets the same values, changed inputs get others."""

from __future__ import annotations

import pulumi
import pytest

from azure_rehearsal.doors.mocks.maker import InputsRefused
from azure_rehearsal.testing.fixture import AzureFixture

pulumi_random = pytest.importorskip("pulumi_random")


def program(length: int = 8) -> None:
    name = pulumi_random.RandomString("suffix", length=length, special=False, upper=False)
    pulumi.export("name", name.result)


def test_values_are_there_and_stay():
    azure = AzureFixture()
    first = azure.run(program).exports["name"]
    assert len(str(first)) == 8
    assert azure.run(program).exports["name"] == first
    assert len(str(azure.run(lambda: program(9)).exports["name"])) == 9


def test_inputs_are_checked():
    with pytest.raises(InputsRefused, match="length"):
        AzureFixture().run(lambda: pulumi_random.RandomString("suffix", length="many"))


def rotated(days: int) -> None:
    tls = pytest.importorskip("pulumi_tls")
    key = tls.PrivateKey("key", algorithm="ED25519")
    asked = {"subject": {"common_name": "shop"}, "validity_period_hours": 24 * days, "allowed_uses": []}
    cert = tls.SelfSignedCert("cert", private_key_pem=key.private_key_pem, **asked)
    pulumi.export("cert", cert.cert_pem)
    pulumi.export(
        "same", pulumi.Output.all(key.public_key_pem, tls.get_public_key_output(private_key_pem=key.private_key_pem).public_key_pem)
    )


def test_certificates_stay_until_they_are_due():
    azure = AzureFixture()
    first = azure.run(lambda: rotated(1))
    assert len(set(first.exports["same"])) == 1
    assert azure.run(lambda: rotated(1)).exports["cert"] == first.exports["cert"]
    azure.cloud.clock.advance(86400)
    due = azure.run(lambda: rotated(1))
    assert [one.operation for one in due.resources if one.name == "cert"] == ["replace"]
    assert due.exports["cert"] != first.exports["cert"]
    assert azure.destroy().deleted

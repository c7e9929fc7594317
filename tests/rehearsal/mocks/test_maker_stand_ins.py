"""Other providers' resources in unit tests: the same program gets the same values, changed inputs get others."""

from __future__ import annotations

import pulumi
import pytest

from azure_rehearsal.doors.maker import InputsRefused
from azure_rehearsal.doors.mocks import AzureFixture

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

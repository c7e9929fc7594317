"""A kept cloud behind a door, while other commands work on it."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.memory.kept_cloud import KeptCloud
from azure_rehearsal.memory.locks import exclusive
from azure_rehearsal.memory.store import Store
from azure_rehearsal.memory.workdir import StackDir

GROUP = "azure-native:resources:ResourceGroup"


def make(cloud: Cloud, name: str) -> None:
    cloud.create(GROUP, {"resourceGroupName": name, "location": "westeurope"})


def groups(source: KeptCloud) -> list[str]:
    with source.reading() as cloud:
        return [one.rpartition("/")[2] for one in cloud.remaining()]


@pytest.fixture
def directory(tmp_path: Path) -> StackDir:
    return StackDir(tmp_path, "dev")


def test_what_is_written_is_kept(directory: StackDir):
    source = KeptCloud(directory)
    assert groups(source) == []
    with source.writing() as cloud:
        make(cloud, "one")
    assert groups(source) == groups(KeptCloud(directory)) == ["one"]
    assert directory.cloud.stat().st_mode & 0o077 == 0


def test_what_others_write_is_seen(directory: StackDir):
    source = KeptCloud(directory)
    assert groups(source) == []
    other = Cloud()
    make(other, "theirs")
    with contextlib.closing(Store(directory.cloud)) as store:
        store.save(other.changed(everything=True), everything=True)
    assert groups(source) == ["theirs"]
    with source.writing() as cloud:
        make(cloud, "ours")
    assert groups(KeptCloud(directory)) == ["theirs", "ours"]
    directory.cloud.unlink()  # azure-rehearsal reset
    assert groups(source) == []


def test_what_fails_half_way_never_was(directory: StackDir):
    source = KeptCloud(directory)
    with source.writing() as cloud:
        make(cloud, "one")
    with pytest.raises(AzureError), source.writing() as cloud:  # noqa: PT012
        make(cloud, "two")
        raise AzureError("Wrong", "half-way")
    assert groups(source) == ["one"]


def test_a_write_waits_for_other_commands_and_is_refused_if_they_last(directory: StackDir):
    source = KeptCloud(directory, patience=0.2)
    with exclusive(directory.lock):
        assert groups(source) == []  # to look is free
        with pytest.raises(AzureError) as caught, source.writing():
            pass
    assert caught.value.retryable
    with source.writing() as cloud:
        make(cloud, "one")
    assert groups(source) == ["one"]

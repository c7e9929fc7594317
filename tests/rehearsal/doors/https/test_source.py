"""Where a door finds its cloud."""

from __future__ import annotations

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.doors.https.source import InProcess


def test_in_process_it_is_the_same_object():
    cloud = Cloud()
    with InProcess(cloud).reading() as one, InProcess(cloud).writing() as two:
        assert one is two is cloud
